"""The navigation of a person's pages: groups, where one is, and nothing further than two presses."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import resolve

from accounts.models import Role
from passport.forms.places import TREE, places
from tests.cast import Cast, UserFactory
from tests.passport.staff.conftest import tree, words
from tests.reports import a_report

EVERYTHING = {leaf.needs: True for one in TREE for leaf in one.leaves}


def links(page, row: int) -> list[tuple[str, str, str]]:
    """Words, address and aria-current of each link of one row."""
    nav = page.xpath("//nav[contains(@class, 'moj-sub-navigation')]")[row]
    return [(one.text_content(), one.get("href"), one.get("aria-current", "")) for one in nav.xpath(".//a")]


def test_from_every_page_every_other_is_two_presses_away(office: Client, cast: Cast) -> None:
    start = tree(office.get(f"/staff/people/{cast.prisoner.prisoner.pk}/"))
    seen = {href for _words, href, _here in links(start, 0)}
    for href in list(seen):
        page = tree(office.get(href))
        assert [here for _words, there, here in links(page, 0) if there == href] in (["page"], ["true"])
        if len(page.xpath("//nav[contains(@class, 'moj-sub-navigation')]")) == 2:
            second = links(page, 1)
            assert second[0][1:] == (href, "page"), "a group leads to its first page"
            seen |= {there for _words, there, _here in second}
    names = {resolve(href).view_name for href in seen}
    needs = ("", "may_read", "may_hand_over", "may_move", "may_join", "may_release_at_court")
    assert names == {leaf.url for one in TREE for leaf in one.leaves if leaf.needs in needs}


@pytest.mark.parametrize(
    ("below", "group", "page"),
    [
        ("needs/new/", "Needs and reports", "Needs"),
        ("appointments/new/", "Getting ready", "Appointments"),
        ("notes/new/", "On file", "Case notes"),
        ("link/", "Sharing", "Link for the phone"),
    ],
)
def test_below_a_page_the_place_is_still_marked(office: Client, cast: Cast, below: str, group: str, page: str) -> None:
    a_report(cast)
    shown = tree(office.get(f"/staff/people/{cast.prisoner.prisoner.pk}/{below}"))
    assert [said for said, _href, here in links(shown, 0) if here] == [group]
    assert [said for said, _href, here in links(shown, 1) if here] == [page]


def test_a_report_is_among_needs_and_reports(office: Client, cast: Cast) -> None:
    page = tree(office.get(f"/staff/reports/{a_report(cast).pk}/"))
    assert [said for said, _href, here in links(page, 0) if here] == ["Needs and reports"]
    assert [here for _said, _href, here in links(page, 1) if here] == []


def test_who_may_open_few_has_them_side_by_side(as_, cast: Cast) -> None:
    officer = UserFactory(roles=[Role.WING_OFFICER])
    for address in ("", "pin/", "apart/"):
        page = tree(as_(officer).get(f"/staff/people/{cast.prisoner.prisoner.pk}/{address}"))
        assert [said for said, _href, _here in links(page, 0)] == ["Overview", "PIN", "Kept apart"]
        assert len(page.xpath("//nav[contains(@class, 'moj-sub-navigation')]")) == 1
        assert next(here for _said, href, here in links(page, 0) if href.endswith(address or "/")) == "page"


def test_groups_are_few_and_each_names_itself() -> None:
    found = places(uuid4(), EVERYTHING, "/elsewhere/", "")
    assert len(found.groups) == len(TREE) <= 6
    assert found.pages == []
    assert max(len(one.leaves) for one in TREE) <= 8


def test_the_way_back_from_a_pin_is_the_person(as_, cast: Cast) -> None:
    person = cast.prisoner.prisoner
    answer = as_(UserFactory(roles=[Role.WING_OFFICER])).get(f"/staff/people/{person.pk}/pin/")
    assert tree(answer).xpath("//a[@class='govuk-back-link']/@href") == [f"/staff/people/{person.pk}/"]
    assert person.name in words(answer, "//section[@class='tg-person']")
