"""The ground's pages in Chromium: nothing inaccessible, nothing too wide, and a whole way by keyboard alone."""

import re
from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice
from playwright.sync_api import Page, expect

from accounts.models import NonAssociation, Role
from tests.browser import axe, follow, overflow
from tests.cast import NOW, PASSWORD, PIN, TOKEN, Cast, PrisonerFactory, SignIn, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDTHS = [320, 1280]
MINUTE = 60_000


@pytest.fixture
def open_as(new_page: Callable[..., Page], live_server, cast: Cast, sign_in: SignIn) -> Callable[..., Page]:
    """A page whose browser holds the cookies of a signed-in member, or only the terminal's."""

    def make(member: object, width: int = 1280, terminal: bool = False, **options: object) -> Page:
        client = sign_in(Client(), member)
        if terminal:
            client.cookies[settings.TERMINAL_COOKIE_NAME] = TOKEN
        page = new_page(viewport={"width": width, "height": 900}, base_url=live_server.url, **options)
        page.context.add_cookies(
            [{"name": name, "value": m.value, "url": live_server.url} for name, m in client.cookies.items()]
        )
        return page

    return make


def fine(page: Page) -> None:
    assert axe(page) == []
    assert overflow(page) == 0


@pytest.mark.parametrize("width", WIDTHS)
def test_cell_pages(open_as: Callable[..., Page], cast: Cast, width: int) -> None:
    page = open_as(cast.nobody, width)
    for address in ("/", "/terminal/"):
        page.goto(address)
        fine(page)
    page = open_as(cast.nobody, width, terminal=True)
    page.goto("/")
    fine(page)
    follow(page.get_by_role("button", name="Sign in"))
    expect(page.get_by_role("link", name="Type your number")).to_be_visible()
    fine(page)
    page = open_as(cast.prisoner, width)
    page.goto("/me/pin/")
    fine(page)
    page.get_by_label("Your PIN now").fill(PIN)
    for field in ("Your new PIN", "Your new PIN again"):
        page.get_by_label(field, exact=True).fill("123456")
    follow(page.get_by_role("button", name="Save my PIN"))
    fine(page)


@pytest.mark.parametrize("width", WIDTHS)
def test_member_sign_in_pages(open_as: Callable[..., Page], cast: Cast, width: int) -> None:
    page = open_as(cast.nobody, width)
    page.goto("/staff/people/")
    fine(page)
    page.get_by_label("Email address").fill(cast.tutor.username)
    page.get_by_label("Password").fill(PASSWORD)
    follow(page.get_by_role("button", name="Continue"))
    expect(page.get_by_role("heading", name="Set up your codes")).to_be_visible()
    fine(page)
    device = TOTPDevice.objects.get(user=cast.tutor)
    clock = TOTP(device.bin_key)
    clock.time = timezone.now().timestamp()
    page.get_by_label("The 6 digits").fill(f"{clock.token():06}")
    follow(page.get_by_role("button", name="Continue"))
    expect(page.get_by_role("heading", name="Keep your recovery codes")).to_be_visible()
    fine(page)
    recovery = page.locator("main li code").first.inner_text()
    follow(page.get_by_role("button", name="I have kept them").or_(page.get_by_role("link", name="I have kept them")))
    expect(page.get_by_role("heading", name="People")).to_be_visible()
    follow(page.get_by_role("button", name="Sign out"))
    page.get_by_label("Email address").fill(cast.tutor.username)
    page.get_by_label("Password").fill(PASSWORD)
    follow(page.get_by_role("button", name="Continue"))
    fine(page)
    page.get_by_label("Code").fill(recovery)
    follow(page.get_by_role("button", name="Sign in"))
    page.goto("/staff/password/")
    fine(page)


@pytest.mark.parametrize("width", WIDTHS)
def test_staff_pages(open_as: Callable[..., Page], cast: Cast, width: int) -> None:
    person = cast.prisoner.prisoner
    person.alerts = ["HA", "PEEP", "XTACT"]
    person.save()
    kept = NonAssociation.objects.create(
        first=person, second=cast.cell_mate.prisoner, where="TOTAL", reason="a debt", since_at=NOW
    )
    for number in range(55):
        PrisonerFactory(last_name=f"Featherstonehaugh-Cholmondeley{number}")
    officer = UserFactory(roles=[Role.SAFER_CUSTODY, Role.PRISON_ADMINISTRATOR, Role.RESETTLEMENT_PRACTITIONER])
    page = open_as(officer, width)
    for address in [
        "/staff/people/",
        f"/staff/people/{person.pk}/pin/",
        f"/staff/people/{person.pk}/apart/",
        f"/staff/people/{person.pk}/apart/{kept.pk}/end/",
        "/staff/terminals/",
        f"/staff/terminals/{cast.terminal.pk}/revoke/",
    ]:
        page.goto(address)
        fine(page)
    page.goto("/staff/people/?sort=name")
    page.get_by_label("Name or prison number").fill("nobodyatall")
    follow(page.get_by_role("button", name="Show"))
    fine(page)
    page.goto("/staff/terminals/")
    page.get_by_label("Where it is").fill("B wing")
    page.get_by_label("What it is").select_option("WING")
    follow(page.get_by_role("button", name="Register"))
    fine(page)
    page.goto(f"/staff/people/{person.pk}/pin/")
    follow(page.get_by_role("button", name="Give a new first PIN"))
    fine(page)


def test_signing_in_by_keyboard_and_without_javascript(open_as: Callable[..., Page], cast: Cast) -> None:
    page = open_as(cast.nobody, terminal=True, java_script_enabled=False)
    page.goto("/me/pin/")
    page.get_by_label("Your prison number").focus()
    page.keyboard.type("a1234bc")
    page.keyboard.press("Tab")
    page.keyboard.type(PIN)
    follow(page.locator(":focus"), "Enter")
    expect(page.get_by_role("heading", name="Pick a new PIN")).to_be_visible()


def test_staff_are_asked_before_they_are_signed_out_and_typing_counts(open_as: Callable[..., Page], cast: Cast) -> None:
    page = open_as(cast.administrator)
    page.clock.install()
    page.goto("/staff/terminals/")
    where, asks = page.get_by_label("Where it is"), page.get_by_role("alertdialog", name="Are you still there?")
    page.clock.run_for(15 * MINUTE)
    with page.expect_response("**/staff/stay/"):
        where.press_sequentially("B")
    page.clock.run_for(15 * MINUTE)
    expect(asks).to_be_hidden()
    page.clock.run_for(4 * MINUTE)
    expect(asks).to_be_visible()
    assert axe(page, within="#idle") == []
    with page.expect_response("**/staff/stay/"):
        page.get_by_role("button", name="Stay signed in").click()
    expect(where).to_have_value("B")
    with page.expect_navigation(url=re.compile("/staff/sign-in/$")):
        page.clock.run_for(20 * MINUTE + 5_000)


def test_going_back_after_signing_out_shows_nothing(open_as: Callable[..., Page], cast: Cast) -> None:
    page = open_as(cast.prisoner)
    page.goto("/me/pin/")
    follow(page.get_by_role("button", name="Sign out"))
    page.go_back()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
