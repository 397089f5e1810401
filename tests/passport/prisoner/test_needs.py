"""What a person needs help with, in the cell."""

import pytest
from django.test import Client

from passport.models import SupportNeed
from tests.cast import Cast
from tests.passport.needed import BANK, SAFE, SECRET, two_needs
from tests.told import Told

from .conftest import Says


@pytest.fixture
def needy(told: Told, cast: Cast, at_terminal: Client) -> Client:
    two_needs(told.passport, told.practitioner)
    return at_terminal


def test_before_there_is_anything(newcomer: Client, says: Says) -> None:
    assert "There is nothing here yet" in says(newcomer.get("/me/needs/"))


def test_own_needs_in_plain_words(needy: Client, says: Says) -> None:
    shown = says(needy.get("/me/needs/"))
    assert "A bank account" in shown
    assert "Not begun yet" in shown
    assert "Staff here will help you." in shown


def test_private_ones_are_shown_when_the_person_asks(needy: Client, says: Says) -> None:
    shown = needy.get("/me/needs/").content.decode()
    assert "Help to be safe" not in shown
    assert "Some of it is private" in shown
    assert "Help to be safe" in says(needy.post("/me/needs/"))
    assert SECRET in says(needy.get(f"/me/needs/{SAFE}/"))


def test_the_person_says_that_it_is_not_right(needy: Client, says: Says) -> None:
    page = f"/me/needs/{BANK}/"
    assert "Choose one." in says(needy.post(page, {}))
    assert needy.post(page, {"says": "NOT_RIGHT", "words": "I have one"}).status_code == 302
    assert SupportNeed.objects.get(pk=BANK).person_says == "NOT_RIGHT"
    assert "You said: This is not right" in says(needy.get("/me/needs/"))
    assert needy.post(page, {"says": "STILL_NEEDED", "words": ""}).status_code == 302
    assert "You said: I still need this" in says(needy.get("/me/needs/"))


def test_too_long_keeps_the_words(needy: Client, says: Says) -> None:
    answer = needy.post(f"/me/needs/{BANK}/", {"says": "NOT_RIGHT", "words": "wrong " * 100})
    assert "You wrote too much" in says(answer)
    assert "wrong wrong" in answer.content.decode()


def test_a_need_of_somebody_else(told: Told, newcomer: Client) -> None:
    two_needs(told.passport, told.practitioner)
    assert newcomer.get(f"/me/needs/{BANK}/").status_code == 404
