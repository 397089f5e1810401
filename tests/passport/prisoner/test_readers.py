from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import Role, RoleHeld
from passport.acts.reading import read_passport
from passport.views.prisoner.plain import ROLES
from tests.cast import NOW, Cast
from tests.told import Told

from .conftest import Says

READERS = "/me/readers/"


def test_names_agencies_and_jobs_newest_first(at_terminal: Client, says: Says) -> None:
    said = says(at_terminal.get(READERS))
    agency = said.index("Sheffield Probation They opened it on Tuesday 2 March 2027.")
    staff = said.index("Someone who helps you get ready to leave (Resettlement practitioner)")
    assert agency < staff
    assert "They read it on Monday 1 March 2027." in said


def test_never_names_a_member_of_staff(at_terminal: Client, told: Told, says: Says) -> None:
    assert told.practitioner.name not in says(at_terminal.get(READERS))


def test_several_looks_on_one_day_are_one_line(at_terminal: Client, told: Told, says: Says) -> None:
    for minutes in (1, 2):
        at = NOW + timedelta(minutes=minutes)
        read_passport(passport=told.passport, by=told.practitioner, at=at, why="report")
    said = says(at_terminal.get(READERS))
    assert said.count("They read it on Monday 1 March 2027.") == 1
    assert "They looked 3 times." in said


def test_reasons_that_have_no_words_make_no_lines_of_their_own(at_terminal: Client, told: Told, says: Says) -> None:
    for why in ("licence", "needs", "case_notes"):
        read_passport(passport=told.passport, by=told.practitioner, at=NOW, why=why)
    assert says(at_terminal.get(READERS)).count("They read it on Monday 1 March 2027.") == 2  # a report has words
    assert "They looked 3 times." in says(at_terminal.get(READERS))


def test_own_looks_are_left_out(at_terminal: Client, told: Told, says: Says) -> None:
    before = says(at_terminal.get(READERS))
    at_terminal.get("/me/passport/")
    assert says(at_terminal.get(READERS)) == before


@pytest.mark.parametrize("role", ROLES)
def test_every_role_of_staff_has_plain_words(
    at_terminal: Client, told: Told, cast: Cast, says: Says, role: str
) -> None:
    RoleHeld.objects.filter(user=told.practitioner).update(role=role)
    said = says(at_terminal.get(READERS))
    assert str(ROLES[role]) in said
    assert f"({Role(role).label})" in said


def test_somebody_whose_roles_are_gone_is_a_member_of_staff(at_terminal: Client, told: Told, says: Says) -> None:
    RoleHeld.objects.filter(user=told.practitioner).delete()
    assert "A member of staff" in says(at_terminal.get(READERS))


def test_says_what_to_do_when_it_looks_wrong(at_terminal: Client, says: Says) -> None:
    assert "Tell a member of staff. Or press your cell bell." in says(at_terminal.get(READERS))


def test_nobody_has_read_it_yet(newcomer: Client, says: Says) -> None:
    assert "No one has read it yet" in says(newcomer.get(READERS))
