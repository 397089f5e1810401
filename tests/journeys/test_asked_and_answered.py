"""From the cell to the office and back: asked in Welsh, approved and declined by staff, the answer read in Welsh."""

from collections.abc import Callable

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from accounts.models import Role, User
from incell.models import Request, State, Tie
from tests.browser import axe, follow
from tests.cast import Cast, SignIn, UserFactory
from tests.kinds import Kinds

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CONTACT = {"FIRST_NAME": "Ann", "LAST_NAME": "Lee", "PHONE": "0114 496 0123"}


@pytest.fixture
def sit(sign_in: SignIn, new_page: Callable[..., Page], live_server: object) -> Callable[[User], Page]:
    """Somebody's own browser, signed in."""

    def down(who: User) -> Page:
        cookies = sign_in(Client(), who).cookies.items()
        page = new_page(viewport={"width": 1280, "height": 900}, base_url=live_server.url)
        page.context.add_cookies([{"name": name, "value": it.value, "url": live_server.url} for name, it in cookies])
        return page

    return down


def button(page: Page, words: str) -> None:
    follow(page.get_by_role("button", name=words, exact=True))


def test_a_contact_is_approved_and_a_book_declined(
    sit: Callable[[User], Page], cast: Cast, kinds: Kinds, node: object
) -> None:
    him = cast.prisoner
    him.language = "cy"
    him.save()
    cell = sit(him)
    asks_for_a_contact(cell)
    asks_the_library(cell)
    assert {one.code for one in Request.objects.filter(prisoner=him.prisoner)} == {"ADD_SOCIAL_CONTACT", "LIBRARY"}
    approves_the_contact(sit(UserFactory(roles=[Role.CONTACTS_CLERK], name="Gwen Clerk")))
    declines_the_book(sit(UserFactory(roles=[Role.LIBRARIAN], name="Moira Stone")))
    reads_both_answers(cell)
    assert Tie.objects.in_force().get(prisoner=him.prisoner).contact.name == "Ann Lee"


def asks_for_a_contact(cell: Page) -> None:
    cell.goto("/me/ask/")
    follow(cell.get_by_role("link", name="Ychwanegu rhywun i’w ffonio"))
    for name, value in CONTACT.items():
        cell.locator(f'[name="{name}"]').fill(value)
    cell.locator('input[name="RELATIONSHIP"][value="FRIEND"]').check(force=True)
    cell.locator('input[name="AGE"][value="ADULT"]').check(force=True)
    follow(cell.locator("main form[data-offline] button").last)
    expect(cell.locator("main")).to_contain_text("Ann")
    follow(cell.locator("main form[data-offline] button").last)


def asks_the_library(cell: Page) -> None:
    cell.goto("/me/ask/library/")
    cell.locator('input[name="WHAT"][value="BOOK"]').check(force=True)
    cell.locator('[name="MORE"]').fill("Llyfr am gychod.")
    for _ in range(2):  # the form, and the page that shows it once more
        follow(cell.locator("main form[data-offline] button").last)
    assert cell.locator("html").get_attribute("lang") == "cy"


def approves_the_contact(office: Page) -> None:
    office.goto("/staff/requests/")
    follow(office.locator("main").get_by_role("link", name="Ashdown"))
    follow(office.get_by_role("link", name="Vet this contact"))
    office.get_by_label("Somebody new").check(force=True)
    office.locator('input[name="flags"][value="may_call"]').check(force=True)
    office.locator('[name="reply"]').fill("Cewch ffonio Ann nawr.")
    button(office, "Approve")
    expect(office.locator("main")).to_contain_text("Approved")


def declines_the_book(office: Page) -> None:
    office.goto("/staff/requests/")
    follow(office.locator("main").get_by_role("link", name="Ashdown"))
    office.locator('input[name="state"][value="DECLINED"]').check(force=True)
    button(office, "See what the person will read")
    expect(office.locator(".govuk-error-summary")).to_be_visible()  # no reason was given
    office.locator('[name="reply"]').fill("Nid oes llyfr am gychod yma.")
    office.locator('[name="staff_reason"]').fill("Asked three times this month.")
    button(office, "See what the person will read")
    expect(office.locator("main")).to_contain_text("Nid oes llyfr am gychod yma.")
    button(office, "Send this answer")


def reads_both_answers(cell: Page) -> None:
    found = {one.code: one for one in Request.objects.all()}
    assert (found["ADD_SOCIAL_CONTACT"].state, found["LIBRARY"].state) == (State.APPROVED, State.DECLINED)
    for code, said, words in [
        ("ADD_SOCIAL_CONTACT", "Yr ateb yw ie", "Cewch ffonio Ann nawr."),
        ("LIBRARY", "Yr ateb yw na", "Nid oes llyfr am gychod yma."),
    ]:
        cell.goto(f"/me/requests/{found[code].pk}/")
        main = cell.locator("main")
        expect(main).to_contain_text(said)
        expect(main).to_contain_text(words)
        expect(main).not_to_contain_text("three times")
        assert cell.locator("html").get_attribute("lang") == "cy"
        assert axe(cell) == []
