"""The cell's pages in Chromium: for every eye and hand, on a narrow old screen, and light enough for it."""

import gzip
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page

from accounts.models import Display
from passport.acts.words import type_my_words
from tests.browser import ASSETS, axe, overflow
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
    page.get_by_role("button", name="Show it now").click()
    assert page.get_by_text("He found out where my sister lives.").is_visible()
    assert axe(page) == []
    page.goto("/me/words/write/")
    page.get_by_label("Your words").fill("")
    page.get_by_role("button", name="Check my words").click()
    assert page.locator(".govuk-error-summary").get_by_text("Write some words first.").is_visible()
    assert axe(page) == []
    page.goto("/me/sharing/")
    page.get_by_role("button", name="Keep my choice").click()
    assert axe(page) == []


def test_words_are_written_with_the_keyboard_alone(at_screen: AtScreen) -> None:
    page = at_screen()
    page.goto("/me/words/write/")
    page.locator("body").press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to main content"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Control+A")
    page.keyboard.type("I can paint.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/me/words/check/"))
    page.get_by_role("button", name="Yes, keep it").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/me/words/$|/me/words/#"))
    assert page.get_by_text("Your words are kept.").is_visible()


def test_all_of_it_works_without_javascript(at_screen: AtScreen) -> None:
    page = at_screen(width=320, java_script_enabled=False)
    page.goto("/me/")
    page.get_by_role("link", name="My words").click()
    page.get_by_role("link", name="Change my words").click()
    assert page.get_by_text("You can use up to 2000 letters").is_visible()
    page.get_by_label("Your words").fill("I can sing.")
    page.get_by_role("button", name="Check my words").click()
    page.get_by_role("button", name="Yes, keep it").click()
    assert page.locator(".tg-said").text_content() == "I can sing."
    page.goto("/me/passport/")
    page.get_by_text("Open what you said: Where you will live").click()
    assert page.get_by_text("With family or friends").is_visible()
    page.goto("/me/sharing/")
    page.get_by_label("Yes, they can have it").check()
    page.get_by_role("button", name="Keep my choice").click()
    assert page.get_by_text("You said yes to Steel City Homes.").is_visible()
    page.get_by_role("button", name="Cymraeg").click()
    assert page.locator("html").get_attribute("lang") == "cy"


def test_after_signing_out_back_shows_nothing(at_screen: AtScreen) -> None:
    page = at_screen()
    page.goto("/me/passport/")
    page.get_by_role("button", name="Sign out").click()
    page.go_back()
    assert "Marlon" not in page.content()


def test_counts_a_new_line_once_as_the_server_does(at_screen: AtScreen) -> None:
    page = at_screen()
    page.goto("/me/words/write/")
    page.get_by_label("Your words").fill("a\nb")
    assert page.get_by_text("You have 1997 letters left").first.is_visible()


def test_a_cold_visit_and_a_warm_one_are_light(told: Told, cast: Cast, sign_in: SignIn) -> None:
    """As compressed on the wire: the page and everything that its first visit fetches, then the page alone."""
    html = sign_in(Client(), cast.prisoner).get("/me/").content
    files = set(re.findall(rf'(?:href|src)="{settings.STATIC_URL}([^"#]+)', html.decode()))
    assert {"cell.css", "icons.svg", "js/page.js"} <= files
    assert sum(wire(ASSETS / "dist" / name) for name in files) + len(gzip.compress(html)) < COLD
    assert len(html) < WARM


def wire(path: Path) -> int:
    return len(gzip.compress(path.read_bytes()))
