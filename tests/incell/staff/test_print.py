"""Answers on paper, one sheet a person in the person's own language; and the requests on a person's page."""

from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import Role
from incell.acts import deciding
from tests.cast import NOW, Cast, PrisonerFactory, UserFactory
from tests.incell.handled import a_request
from tests.incell.staff.conftest import tree, words

SHEETS = "/staff/requests/print/"


def answered(person, by, reply: str = "You have credit left.", at=NOW, **more):
    asked = a_request(person, **more)
    return deciding.decide(request=asked, state="DECLINED", reply=reply, staff_reason="canary", by=by, at=at)


def test_one_answer_on_one_sheet(office: Client, cast: Cast, clerk) -> None:
    asked = answered(cast.prisoner.prisoner, clerk)
    shown = words(office.get(f"/staff/requests/{asked.pk}/print/"), "//section[@class='tg-sheet']")
    for part in ("Marlon Ashdown", "A1234BC", "Phone credit now", "The answer is no.", "You have credit left."):
        assert part in shown
    assert "canary" not in shown


def test_an_open_request_has_no_sheet(office: Client, cast: Cast) -> None:
    assert office.get(f"/staff/requests/{a_request(cast.prisoner.prisoner).pk}/print/").status_code == 404


def test_todays_answers_of_a_team_a_sheet_a_person_in_their_language(
    office: Client, cast: Cast, clerk, django_assert_max_num_queries
) -> None:
    cast.prisoner.language = "cy"
    cast.prisoner.save()
    answered(cast.prisoner.prisoner, clerk)
    answered(cast.prisoner.prisoner, clerk, "And no again.")
    answered(cast.cell_mate.prisoner, clerk)
    answered(PrisonerFactory(), clerk, at=NOW - timedelta(days=1))
    answered(PrisonerFactory(), UserFactory(roles=[Role.WING_OFFICER]), team="WING")
    a_request(PrisonerFactory())
    office.get(SHEETS)
    with django_assert_max_num_queries(10):
        shown = office.get(SHEETS)
    sheets = tree(shown).xpath("//section[@class='tg-sheet']")
    assert [sheet.get("lang") for sheet in sheets] == ["cy", "en"]
    assert sheets[0].text_content().count("Na yw’r ateb.") == 2
    assert "The answer is no." not in sheets[0].text_content()
    assert "The answer is no." in sheets[1].text_content()


def test_nothing_to_print(office: Client) -> None:
    assert "Nothing to print" in words(office.get(SHEETS))


@pytest.mark.parametrize(("role", "sees"), [("BUSINESS_HUB_CLERK", True), ("LIBRARIAN", False)])
def test_a_persons_page_lists_what_the_reader_may_see(as_, cast: Cast, role: str, sees: bool, node) -> None:
    person = cast.prisoner.prisoner
    asked = a_request(person)
    a_request(person, team="HEALTHCARE")
    shown = as_(UserFactory(roles=[role])).get(f"/staff/people/{person.pk}/")
    links = tree(shown).xpath("//main//a[contains(@href, '/staff/requests/')]/@href")
    assert (f"/staff/requests/{asked.pk}/" in links) is sees
    assert len([link for link in links if link.count("-") == 4 and "/paper/" not in link]) == int(sees)


def test_a_person_with_many_requests_costs_one_more_query(as_, cast: Cast, clerk, django_assert_max_num_queries, node):
    for _ in range(15):
        a_request(cast.prisoner.prisoner)
    browser = as_(clerk)
    browser.get(f"/staff/people/{cast.prisoner.prisoner.pk}/")
    with django_assert_max_num_queries(8):
        shown = browser.get(f"/staff/people/{cast.prisoner.prisoner.pk}/")
    assert "These are the newest ten." in words(shown)


def test_a_tutor_is_shown_no_requests(as_, cast: Cast, node) -> None:
    assert "Requests" not in words(as_(cast.tutor).get(f"/staff/people/{cast.prisoner.prisoner.pk}/"))
