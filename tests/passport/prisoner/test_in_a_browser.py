"""The cell's pages in Chromium: for every eye and hand, on a narrow old screen, and light enough for it."""

import gzip
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect

from accounts.models import Display
from passport.acts.words import type_my_words
from tests.browser import ASSETS, axe, follow, overflow
from tests.cast import NOW, Cast, SignIn
from tests.told import Told

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = [
    "",
    "passport/",
    "passport/private/",
    "words/",
    "words/write/",
    "words/check/",
    "readers/",
    "sharing/",
    "help/",
    "display/",
]
COLD, WARM = 60_000, 8_000  # bytes on the wire
AtScreen = Callable[..., Page]


@pytest.fixture
def at_screen(told: Told, cast: Cast, sign_in: SignIn, new_page: Callable[..., Page], live_server: object) -> AtScreen:
    """A browser page with somebody signed in: `at_screen("prisoner", width=320)`."""
    type_my_words(passport=told.passport, text="Half a sentence", by=cast.prisoner, at=NOW)

    def sit(who: str = "prisoner", width: int = 1280, **options: object) -> Page:
        cookies = sign_in(Client(), getattr(cast, who)).cookies.items()
        page = new_page(viewport={"width": width, "height": 800}, base_url=live_server.url, **options)
        page.context.add_cookies([{"name": name, "value": it.value, "url": live_server.url} for name, it in cookies])
        return page

    return sit


def every_page(page: Page) -> list[str]:
    """Visit each page, its details open; returns what is wrong with any of them."""
    faults = []
    for name in PAGES:
        page.goto(f"/me/{name}")
        for summary in page.locator("summary").all():
            summary.click()
        faults += [f"/me/{name}: {fault}" for fault in axe(page)]
        if wide := overflow(page):
            faults.append(f"/me/{name}: {wide} pixels too wide")
    return faults


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("who", ["prisoner", "cell_mate"])
def test_every_page_is_accessible_and_fits(at_screen: AtScreen, who: str, width: int) -> None:
    assert every_page(at_screen(who, width)) == []


@pytest.mark.parametrize("display", [[Display.CONTRAST], list(Display)])
def test_every_page_in_every_look(at_screen: AtScreen, cast: Cast, display: list[Display]) -> None:
    cast.prisoner.display = display
    cast.prisoner.save()
    assert every_page(at_screen(width=320)) == []


def test_private_answers_and_errors_are_accessible(at_screen: AtScreen) -> None:
    page = at_screen(width=320)
    page.goto("/me/passport/private/")
    follow(page.get_by_role("button", name="Show it now"))
    expect(page.get_by_text("He found out where my sister lives.")).to_be_visible()
    assert axe(page) == []
    page.goto("/me/words/write/")
    page.get_by_label("Your words").fill("")
    follow(page.get_by_role("button", name="Check my words"))
    expect(page.locator(".govuk-error-summary").get_by_text("Write some words first.")).to_be_visible()
    assert axe(page) == []
    page.goto("/me/sharing/")
    follow(page.get_by_role("button", name="Keep my choice"))
    assert axe(page) == []


def test_words_are_written_with_the_keyboard_alone(at_screen: AtScreen) -> None:
    page = at_screen()
    page.goto("/me/words/write/")
    page.locator("body").press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#main-content$"))
    page.keyboard.press("Tab")
    expect(page.get_by_label("Your words")).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("I can paint.")
    page.keyboard.press("Tab")
    follow(page.locator(":focus"), "Enter")
    expect(page).to_have_url(re.compile("/me/words/check/"))
    follow(page.get_by_role("button", name="Yes, keep it"), "Enter")
    expect(page).to_have_url(re.compile("/me/words/$|/me/words/#"))
    expect(page.get_by_text("Your words are kept.")).to_be_visible()


def test_all_of_it_works_without_javascript(at_screen: AtScreen) -> None:
    page = at_screen(width=320, java_script_enabled=False)
    page.goto("/me/")
    follow(page.get_by_role("link", name="My words"))
    follow(page.get_by_role("link", name="Change my words"))
    expect(page.get_by_text("You can use up to 2000 letters")).to_be_visible()
    page.get_by_label("Your words").fill("I can sing.")
    follow(page.get_by_role("button", name="Check my words"))
    follow(page.get_by_role("button", name="Yes, keep it"))
    expect(page.locator(".tg-said")).to_have_text("I can sing.")
    page.goto("/me/passport/")
    page.get_by_text("Open what you said: Where you will live").click()
    expect(page.get_by_text("With family or friends")).to_be_visible()
    page.goto("/me/sharing/")
    for yes in page.get_by_label("Yes, they can have it").all():
        yes.check()
    follow(page.get_by_role("button", name="Keep my choice"))
    expect(page.get_by_text("You said yes to Steel City Homes.")).to_be_visible()
    follow(page.get_by_role("button", name="Cymraeg"))
    expect(page.locator("html")).to_have_attribute("lang", "cy")


def test_after_signing_out_back_shows_nothing(at_screen: AtScreen) -> None:
    page = at_screen()
    page.goto("/me/passport/")
    follow(page.get_by_role("button", name="Sign out"))
    page.go_back()
    assert "Marlon" not in page.content()


def test_counts_a_new_line_once_as_the_server_does(at_screen: AtScreen) -> None:
    page = at_screen()
    page.goto("/me/words/write/")
    page.get_by_label("Your words").fill("a\nb")
    expect(page.get_by_text("You have 1997 letters left").first).to_be_visible()


def test_a_cold_visit_and_a_warm_one_are_light(told: Told, cast: Cast, sign_in: SignIn) -> None:
    """As compressed on the wire: the page and everything that its first visit fetches, then the page alone."""
    html = sign_in(Client(), cast.prisoner).get("/me/").content
    files = set(re.findall(rf'(?:href|src)="{settings.STATIC_URL}([^"#]+)', html.decode()))
    assert {"cell.css", "icons.svg", "js/page.js"} <= files
    assert sum(wire(ASSETS / "dist" / name) for name in files) + len(gzip.compress(html)) < COLD
    assert len(gzip.compress(html)) < WARM


def wire(path: Path) -> int:
    return len(gzip.compress(path.read_bytes()))
