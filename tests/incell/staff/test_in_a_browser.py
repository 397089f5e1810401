"""The queue in Chromium: one box chooses the whole page."""

from collections.abc import Callable

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from accounts.models import User
from tests.browser import axe
from tests.cast import PrisonerFactory, SignIn
from tests.incell.handled import a_request

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def the_day() -> None:
    """Sessions of a real browser run on the real clock."""


def test_one_box_chooses_the_page_and_says_when_only_some_are_chosen(
    clerk: User, sign_in: SignIn, new_page: Callable[..., Page], live_server: object
) -> None:
    for name in ("Aa", "Bb", "Cc"):
        a_request(PrisonerFactory(last_name=name))
    page, cookies = new_page(), sign_in(Client(), clerk).cookies.items()
    page.context.add_cookies([{"name": name, "value": one.value, "url": str(live_server)} for name, one in cookies])
    page.goto(f"{live_server}/staff/requests/")
    every, each = page.get_by_label("Choose all on this page"), page.locator("tbody input[name=one]")
    every.check()
    assert [box.is_checked() for box in each.all()] == [True, True, True]
    each.nth(1).uncheck()
    expect(every).not_to_be_checked()
    assert every.evaluate("box => box.indeterminate")
    assert axe(page) == []
    every.check()
    page.get_by_role("button", name="Take those chosen").click()
    expect(page.get_by_text("3 requests done")).to_be_visible()
