"""What became of applications, in the cell."""

from django.test import Client

from tests.passport.applied import two
from tests.told import Told

from .conftest import Says


def test_before_there_is_one(newcomer: Client, says: Says) -> None:
    assert "There is nothing here yet" in says(newcomer.get("/me/applications/"))


def test_how_far_each_is(told: Told, at_terminal: Client, says: Says) -> None:
    two(told.passport, told.practitioner)
    shown = says(at_terminal.get("/me/applications/"))
    assert "The paper of your birth" in shown
    assert "Staff are writing it" in shown
    assert "The answer is yes" in shown
    assert "It is not here yet." in shown
