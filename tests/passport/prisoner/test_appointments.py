"""Whom the person will meet, in the cell."""

from django.test import Client

from tests.passport.met import SECRET, three
from tests.told import Told

from .conftest import Says


def test_before_there_is_one(newcomer: Client, says: Says) -> None:
    assert "There is no one to meet yet" in says(newcomer.get("/me/appointments/"))


def test_in_day_order_with_days_as_people_say_them(told: Told, at_terminal: Client, says: Says) -> None:
    three(told.passport, told.practitioner)
    shown = says(at_terminal.get("/me/appointments/"))
    here, out = shown.index("While you are here"), shown.index("When you are out")
    assert here < shown.index("A talk about a home") < shown.index("Bring your letter") < out
    assert "Monday 26 April 2027 at 2:00pm" in shown
    assert shown.rindex("1 High Street") > out


def test_what_is_private_is_a_day_until_it_is_asked_for(told: Told, at_terminal: Client, says: Says) -> None:
    three(told.passport, told.practitioner)
    shown = at_terminal.get("/me/appointments/").content.decode()
    assert SECRET not in shown
    assert "Help to feel well" not in shown
    opened = says(at_terminal.post("/me/appointments/"))
    assert SECRET in opened
    assert "Help to feel well" in opened
