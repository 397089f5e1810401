from django.test import Client

from tests.told import SECRET

from .conftest import Says


def test_warns_before_it_shows_anything(at_terminal: Client, says: Says) -> None:
    said = says(at_terminal.get("/me/passport/private/"))
    assert "Someone may be looking" in said
    assert SECRET not in said
    assert "overdosed" not in said


def test_shows_the_restricted_answers_and_only_those(at_terminal: Client, says: Says) -> None:
    said = says(at_terminal.post("/me/passport/private/"))
    assert SECRET in said
    assert "Yes, twice" in said
    assert "Hide it" in said
    assert "With family or friends" not in said


def test_a_person_without_restricted_answers_is_told_so(newcomer: Client, says: Says) -> None:
    newcomer.post("/me/words/write/", {"words": "I am new."})
    assert "There is nothing private" in says(newcomer.post("/me/passport/private/"))


def test_without_a_passport_it_leads_back(newcomer: Client) -> None:
    assert newcomer.post("/me/passport/private/").headers["Location"] == "/me/passport/"
