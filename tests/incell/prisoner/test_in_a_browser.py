"""The pages of a request in Chromium: no violation of axe-core, no scrolling sideways, in English and in Welsh."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page

from incell.acts.kinds import load_kinds
from incell.models import QueuedAct, Request
from tests.browser import axe, follow, overflow
from tests.cast import NOW, Cast, SignIn
from tests.contacts import a_contact, a_tie
from tests.kinds import ask_for_things

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FORMS = ("add-social-contact", "add-official-contact", "book-visit", "private-message")


@pytest.fixture(autouse=True)
def morning() -> None:
    """The browser's clock is the real one, and so is the server's here."""


@pytest.mark.parametrize(("language", "width"), [("en", 320), ("cy", 1280)])
def test_every_page_of_asking(
    cast: Cast,
    node: object,
    sign_in: SignIn,
    new_page: Callable[..., Page],
    live_server: object,
    language: str,
    width: int,
) -> None:
    ask_for_things(cast)
    a_tie(cast.prisoner.prisoner, a_contact(), cast.practitioner)
    cast.prisoner.language = language
    cast.prisoner.save()
    client = sign_in(Client(), cast.prisoner)
    page = new_page(viewport={"width": width, "height": 900}, locale="en-GB")
    cookies = [{"name": name, "value": one.value, "url": live_server.url} for name, one in client.cookies.items()]
    page.context.add_cookies(
        [*cookies, {"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": live_server.url}]
    )
    late, done = Request.objects.get(code="PROPERTY"), Request.objects.filter(state="APPROVED").first()
    paths = ["/me/", "/me/ask/", *(f"/me/ask/{slug}/" for slug in FORMS), "/me/ask/add-social-contact/check/"]
    paths += ["/me/ask/property/", "/me/requests/", *(f"/me/requests/{one.pk}/" for one in (late, done))]
    paths += [f"/me/requests/{late.pk}/withdraw/", f"/me/requests/{late.pk}/sent/", "/me/tell/"]
    paths += ["/me/contacts/"]
    for path in paths:
        answer = page.goto(f"{live_server.url}{path}")
        assert answer is not None
        assert answer.status == 200, path
        assert page.evaluate("document.documentElement.lang") == language
        assert axe(page) == [], path
        assert overflow(page) <= 0, path


def test_going_back_to_a_refused_form_sends_nothing_again(
    cast: Cast, node: object, sign_in: SignIn, page: Page, live_server: object
) -> None:
    """The browser asks for the answer of the form once more; its words are perhaps another person's."""
    load_kinds(by="test", at=NOW)
    client = sign_in(Client(), cast.prisoner)
    cookies = [{"name": name, "value": one.value, "url": live_server.url} for name, one in client.cookies.items()]
    page.context.add_cookies(cookies)
    page.goto(f"{live_server.url}/me/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.goto(f"{live_server.url}/me/ask/healthcare/")
    page.locator("[name=MORE]").fill("A sore tooth")
    follow(page.get_by_role("button", name="Check what I wrote"))
    assert page.locator(".govuk-error-summary").is_visible()
    page.goto(f"{live_server.url}/me/requests/")
    page.go_back()
    assert page.url == f"{live_server.url}/me/ask/healthcare/"
    assert page.locator("[name=MORE]").input_value() == "A sore tooth"
    assert not QueuedAct.objects.exists()
