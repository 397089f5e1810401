from django.test import Client

from passport.acts.reading import read_passport
from passport.models import SectionVersion, UnsaidWords
from tests.cast import Cast
from tests.told import TODAY, Told

from .conftest import Says

CHECK = "/me/words/check/"


def kept(told: Told, cast: Cast) -> str:
    return read_passport(passport=told.passport, by=cast.prisoner, at=TODAY, why="own")["MY_WORDS"].data["text"]


def test_shows_the_words_before_they_are_kept(at_terminal: Client, says: Says) -> None:
    at_terminal.post("/me/words/write/", {"words": "I paint."})
    said = says(at_terminal.get(CHECK))
    assert "Is this right?" in said
    assert "I paint." in said


def test_keeps_them_and_says_when(at_terminal: Client, told: Told, cast: Cast, says: Says) -> None:
    at_terminal.post("/me/words/write/", {"words": "I paint."})
    said = says(at_terminal.post(CHECK, follow=True))
    assert kept(told, cast) == "I paint."
    assert "Your words are kept." in said
    assert "You wrote this on Wednesday 3 March 2027." in said
    assert not UnsaidWords.objects.exists()


def test_a_second_press_keeps_nothing_twice(at_terminal: Client, told: Told) -> None:
    at_terminal.post("/me/words/write/", {"words": "I paint."})
    at_terminal.post(CHECK)
    answer = at_terminal.post(CHECK)
    assert answer.headers["Location"] == "/me/words/"
    assert SectionVersion.objects.filter(rec=told.passport.pk, sec="MY_WORDS").count() == 2


def test_what_is_too_long_leads_back_to_the_form(at_terminal: Client, told: Told, cast: Cast) -> None:
    at_terminal.post("/me/words/write/", {"words": "a" * 2001})
    assert at_terminal.get(CHECK).headers["Location"] == "/me/words/write/"
    assert at_terminal.post(CHECK).headers["Location"] == "/me/words/write/"
    assert kept(told, cast).startswith("I can cook")
    assert UnsaidWords.objects.exists()


def test_with_nothing_typed_it_leads_to_the_form(at_terminal: Client) -> None:
    assert at_terminal.get(CHECK).headers["Location"] == "/me/words/write/"


def test_a_newcomer_is_led_to_the_form(newcomer: Client) -> None:
    assert newcomer.get(CHECK).headers["Location"] == "/me/words/write/"
