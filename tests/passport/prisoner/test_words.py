from django.test import Client

from .conftest import Says


def test_shows_what_was_written_and_when(at_terminal: Client, says: Says) -> None:
    said = says(at_terminal.get("/me/words/"))
    assert "I can cook. I want to see my girls." in said
    assert "You wrote this on Monday 1 March 2027." in said
    assert "Staff who help you can read it." in said


def test_a_newcomer_has_not_written_yet(newcomer: Client, says: Says) -> None:
    assert "You have not written yet" in says(newcomer.get("/me/words/"))
