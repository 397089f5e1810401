"""The rules to keep outside, in the cell."""

from django.test import Client

from passport.models import LicenceStanding
from tests.passport.licensed import CURFEW, LEGAL, PLAIN, licensed, put
from tests.told import Told

from .conftest import Says

PAGE = "/me/licence/"


def test_before_there_is_one(newcomer: Client, says: Says) -> None:
    assert "There are no rules here yet" in says(newcomer.get(PAGE))
    assert newcomer.post(PAGE, {}).status_code == 404


def test_plain_words_beside_the_laws(told: Told, at_terminal: Client, says: Says) -> None:
    licensed(told.passport, told.practitioner)
    shown = says(at_terminal.get(PAGE))
    assert "Do not break the law." in shown
    assert shown.index(PLAIN) < shown.index(LEGAL)
    assert "The last day is Tuesday 25 April 2028." in shown


def test_i_understand_or_i_want_to_ask(told: Told, at_terminal: Client, says: Says) -> None:
    licensed(told.passport, told.practitioner)
    sent = {"condition": str(CURFEW), "seen": "1", "words": ""}
    assert "Choose one." in says(at_terminal.post(PAGE, sent))
    assert at_terminal.post(PAGE, sent | {"says": "UNDERSTANDS"}).status_code == 302
    assert at_terminal.post(PAGE, sent | {"says": "ASKS", "words": "When is night?"}).status_code == 302
    assert "I want to ask When is night?" in says(at_terminal.get(PAGE))
    assert LicenceStanding.objects.get().asks == 1
    assert at_terminal.post(PAGE, sent | {"says": "ASKS", "condition": "x"}).status_code == 404


def test_a_rule_that_changed_meanwhile_is_read_again(told: Told, at_terminal: Client, says: Says) -> None:
    licensed(told.passport, told.practitioner)
    put(told.passport, told.practitioner, seen=1, plain="Stay at home.")
    answer = at_terminal.post(PAGE, {"condition": str(CURFEW), "seen": "1", "says": "UNDERSTANDS", "words": ""})
    assert "This rule changed just now" in says(answer)
