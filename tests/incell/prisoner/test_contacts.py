"""People I can call and see: one's own list in the cell, and nobody else's."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from incell.acts.contacts import Given
from tests.cast import Cast, SignIn
from tests.contacts import MUM, a_contact, a_restriction, a_tie, asked_for, clerk
from tests.kinds import Kinds, ask

from .conftest import Says

MINE = "/me/contacts/"


@pytest.fixture
def gwen(kinds: Kinds) -> User:
    return clerk()


def test_nobody_yet(at_terminal: Client, says: Says) -> None:
    words = says(at_terminal.get(MINE))
    assert "No one is on your list yet" in words
    assert "Add someone to call" in words
    assert "Take someone off" not in words


def test_who_they_are_and_what_is_allowed(at_terminal: Client, cast: Cast, gwen: User, says: Says) -> None:
    a_tie(cast.prisoner.prisoner, a_contact(), gwen, may_visit=True)
    words = says(at_terminal.get(MINE))
    for said in ["Patricia Ashdown", "Your mum or dad", "You can call 0114 234 5678", "They can visit you"]:
        assert said in words
    assert "You can write to them" in words


def test_what_is_not_allowed_is_not_said(at_terminal: Client, cast: Cast, gwen: User, says: Says) -> None:
    a_tie(cast.prisoner.prisoner, a_contact(), gwen, may_call=False)
    words = says(at_terminal.get(MINE))
    assert "Patricia Ashdown" in words
    for said in ["0114 234 5678", "They can visit you"]:
        assert said not in words


def test_calls_that_no_one_listens_to(at_terminal: Client, cast: Cast, gwen: User, says: Says) -> None:
    lawyer = Given(organisation="Smith and Co", relationship="LAWYER", numbers=MUM.numbers, official=True)
    a_tie(cast.prisoner.prisoner, a_contact(Given(**{**vars(lawyer), "privileged": True})), gwen)
    assert "No one listens to these calls." in says(at_terminal.get(MINE))


@pytest.mark.parametrize("kind", ["BAN", "NONCON"])
def test_whom_a_ban_stops_is_left_out_without_a_reason(
    at_terminal: Client, cast: Cast, gwen: User, says: Says, kind: str
) -> None:
    mum = a_contact()
    a_tie(cast.prisoner.prisoner, mum, gwen)
    a_restriction(gwen, kind, contact=mum, prisoner=cast.prisoner.prisoner)
    words = says(at_terminal.get(MINE))
    assert "Patricia" not in words
    assert "Court order" not in words


def test_other_restrictions_are_not_for_the_cell(at_terminal: Client, cast: Cast, gwen: User) -> None:
    mum = a_contact()
    a_tie(cast.prisoner.prisoner, mum, gwen, may_visit=True)
    a_restriction(gwen, "CCTV", contact=mum)
    page = at_terminal.get(MINE).content.decode()
    assert "Patricia" in page
    for said in ["Court order", "CCTV"]:
        assert said not in page


def test_what_is_looked_at_leads_to_its_request(at_terminal: Client, cast: Cast, says: Says) -> None:
    request = asked_for(cast.prisoner.prisoner)
    answer = at_terminal.get(MINE)
    assert "Add someone to call: Patricia Ashdown" in says(answer)
    assert "You will hear by Monday 8 March 2027" in says(answer)
    assert f'href="/me/requests/{request.pk}/"' in answer.content.decode()


def test_a_request_for_something_else_is_none_of_it(at_terminal: Client, kinds: Kinds, cast: Cast, says: Says) -> None:
    ask(cast.prisoner, kinds["LIBRARY"])
    assert "What staff are looking at" not in says(at_terminal.get(MINE))


def test_the_cell_mate_sees_nobody(
    client: Client, cast: Cast, gwen: User, node: object, sign_in: SignIn, says: Says
) -> None:
    a_tie(cast.prisoner.prisoner, a_contact(), gwen)
    asked_for(cast.prisoner.prisoner)
    words = says(sign_in(client, cast.cell_mate).get(MINE))
    assert "Patricia" not in words


def test_a_long_list_has_pages_and_costs_the_same(
    at_terminal: Client, cast: Cast, gwen: User, django_assert_max_num_queries: Any
) -> None:
    for number in range(40):
        person = Given(first_name="Ann", last_name=f"Lee {number:02}", numbers=(f"+4411423456{number:02}",))
        a_tie(cast.prisoner.prisoner, a_contact(person), gwen)
    with django_assert_max_num_queries(10):
        page = at_terminal.get(MINE).content.decode()
    assert page.count("tg-card__title") == 25
    assert at_terminal.get(f"{MINE}?page=2").content.decode().count("tg-card__title") == 15


def test_home_and_asking_lead_there(at_terminal: Client) -> None:
    for page in ["/me/", "/me/ask/"]:
        assert f'href="{MINE}"' in at_terminal.get(page).content.decode()
