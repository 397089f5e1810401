"""A terminal that two people share, in Chromium: nothing of the one is left for the other. And the page reads aloud."""

import re
from collections.abc import Callable

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import Display
from tests.browser import axe, follow, overflow
from tests.cast import PIN, TOKEN, Cast, SignIn
from tests.rules.records_notices import a_notice

from .test_home import an_appointment

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AtScreen = Callable[..., Page]
MINUTE = 60_000  # milliseconds
# A machine with an English voice of its own and a Welsh one that would send the words away.
VOICES = """
const heard = [];
const listeners = [];
let there = [];
Object.defineProperty(window, "speechSynthesis", {value: {
  getVoices: () => there,
  cancel() {},
  speak(said) {
    heard.push(said.text);
    document.documentElement.dataset.heard = heard.join("|");
    setTimeout(() => said.dispatchEvent(new Event("end")));
  },
  addEventListener: (name, listener) => listeners.push(listener),
}});
window.SpeechSynthesisUtterance = class extends EventTarget { constructor(text) { super(); this.text = text; } };
window.bringVoices = () => {
  there = [{lang: "en-GB", localService: true}, {lang: "cy-GB", localService: false}];
  listeners.forEach((listener) => listener());
};
window.heard = heard;
"""


@pytest.fixture
def at_screen(cast: Cast, node: object, sign_in: SignIn, new_page: Callable[..., Page], live_server) -> AtScreen:
    """The cell's terminal with somebody signed in; without a member only the terminal."""

    def sit(member: object = None, width: int = 1280, **options: object) -> Page:
        client = sign_in(Client(), member)
        client.cookies[settings.TERMINAL_COOKIE_NAME] = TOKEN
        page = new_page(viewport={"width": width, "height": 900}, base_url=live_server.url, **options)
        cookies = [{"name": n, "value": m.value, "url": live_server.url} for n, m in client.cookies.items()]
        page.context.add_cookies(cookies)
        return page

    return sit


def type_in(page: Page, number: str) -> None:
    expect(page.get_by_label("Your prison number")).to_be_focused()
    page.keyboard.type(number)
    page.get_by_label("Your PIN").fill(PIN)
    follow(page.get_by_role("button", name="Sign in"))


def test_two_people_share_a_terminal(at_screen: AtScreen, cast: Cast) -> None:
    an_appointment(cast, title="Solicitor")
    page = at_screen()
    page.goto("/")
    type_in(page, "A1234BC")
    expect(page.get_by_role("heading", name="Hello Marlon")).to_be_visible()
    follow(page.get_by_role("link", name="My timetable", exact=True))
    expect(page.get_by_text("Solicitor")).to_be_visible()
    other_window = page.context.new_page()
    other_window.goto("/me/help/")
    expect(other_window.get_by_text("Marlon")).to_be_visible()
    follow(page.get_by_role("button", name="Switch person"))
    expect(other_window.get_by_text("Marlon")).to_have_count(0)
    expect(page.get_by_label("Your prison number")).to_be_focused()
    expect(page.get_by_label("Your prison number")).to_have_value("")
    assert not any("_auth_user_id" in session.get_decoded() for session in Session.objects.all())
    page.go_back()
    expect(page.get_by_text("Solicitor")).to_have_count(0)
    expect(page.get_by_label("Your prison number")).to_be_visible()
    page.goto("/")
    type_in(page, "A5678DE")
    expect(page.get_by_role("heading", name="Hello Terrence")).to_be_visible()
    for _ in range(4):
        page.go_back()
        expect(page.get_by_text("Solicitor")).to_have_count(0)
        expect(page.get_by_text("Marlon")).to_have_count(0)


def test_who_does_nothing_is_asked_and_then_nothing_is_left(at_screen: AtScreen, cast: Cast) -> None:
    page = at_screen(cast.prisoner)
    page.clock.install()
    page.goto("/me/words/write/")
    page.get_by_label("Your words").fill("My own words")
    asks = page.get_by_role("alertdialog", name="Are you still there?")
    page.clock.run_for(7 * MINUTE)
    expect(asks).to_be_hidden()
    page.clock.run_for(MINUTE + 5_000)
    expect(asks).to_be_visible()
    assert axe(page, within="#idle") == []
    with page.expect_response("**/me/stay/") as answer:
        page.get_by_role("button", name="Stay signed in").click()
    assert answer.value.json()["left"] >= 599
    expect(asks).to_be_hidden()
    expect(page.get_by_label("Your words")).to_have_value("My own words")
    with page.expect_navigation(url=re.compile(r"/$")):
        page.clock.run_for(10 * MINUTE + 5_000)
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.go_back()
    expect(page.get_by_text("My own words")).to_have_count(0)
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_without_the_server_nothing_is_left_either(at_screen: AtScreen, cast: Cast, faults) -> None:
    faults.expect("ERR_FAILED")
    page = at_screen(cast.prisoner)
    page.clock.install()
    page.goto("/me/help/")
    page.route("**/sign-out/", lambda route: route.abort())
    page.clock.run_for(10 * MINUTE + 5_000)
    expect(page.get_by_text("Marlon")).to_have_count(0)
    expect(page.get_by_text("What is my passport?")).to_have_count(0)


def test_the_page_reads_itself_aloud(at_screen: AtScreen, cast: Cast) -> None:
    a_notice(cast, title="No gym today")
    page = at_screen(cast.prisoner)
    page.add_init_script(VOICES)
    page.goto("/me/help/")
    listen = page.locator("#listen")
    expect(listen).to_be_hidden()
    page.evaluate("bringVoices()")
    expect(listen).to_be_visible()
    listen.press("Enter")
    expect(page.locator("html")).to_have_attribute("data-heard", re.compile("Or make it easy to read"))
    heard = page.evaluate("heard")
    assert heard[0] == "Help"
    assert "Press your cell bell." in heard
    expect(listen).to_have_text("Listen")
    page.goto("/me/notices/")
    page.evaluate("bringVoices()")
    listen.click()
    expect(page.locator("html")).to_have_attribute("data-heard", re.compile("No gym today"))
    follow(page.get_by_role("button", name="Cymraeg"))
    page.evaluate("bringVoices()")
    expect(listen).to_be_hidden()  # the only Welsh voice lies elsewhere


@pytest.mark.parametrize(("width", "display"), [(320, list(Display)), (1280, [])])
def test_full_pages_are_accessible_and_fit(at_screen: AtScreen, cast: Cast, width: int, display: list[str]) -> None:
    a_notice(cast, urgent=True, title="W" * 40)
    a_notice(cast)
    for days in (0, 1, 2, 20, 80):
        an_appointment(cast, days=days, with_whom="Dr Shah", place="Healthcare, House block 2")
    an_appointment(cast, days=3, key="off", cancelled_at=timezone.now())
    cast.prisoner.display = display
    cast.prisoner.save()
    page = at_screen(cast.prisoner, width)
    page.add_init_script(VOICES)
    for name in ("", "timetable/", "notices/"):
        page.goto(f"/me/{name}")
        page.evaluate("bringVoices()")
        assert axe(page) == []
        assert overflow(page) == 0
        targets = page.locator("header button, main a.tg-tile__link, #listen").all()
        for target in targets:
            box = target.evaluate("it => (it.closest('.tg-tile') ?? it).getBoundingClientRect().height")
            assert box >= 44
