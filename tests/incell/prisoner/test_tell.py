"""Telling the safer custody team, from anywhere."""

import pytest
from django.test import Client

from incell.models import Flag
from tests.cast import Cast
from tests.kinds import Kinds, ask

from .conftest import Says

TELL = "/me/tell/"


def test_says_first_that_there_is_a_bell(at_terminal: Client, says: Says) -> None:
    assert "Press your cell bell. No one reads this screen day and night." in says(at_terminal.get(TELL))


def test_a_choice_and_some_words(at_terminal: Client, cast: Cast, says: Says) -> None:
    answer = at_terminal.post(TELL, {"what": "ABUSE", "words": "On the yard.\r\nToday."}, follow=True)
    flag = Flag.objects.get()
    assert (flag.kind, flag.source, flag.excerpt) == ("ABUSE", "WRITER", "On the yard.\nToday.")
    assert (flag.prisoner, flag.request) == (cast.prisoner.prisoner, None)
    assert "We told safer custody." in says(answer)


def test_words_are_not_needed(at_terminal: Client) -> None:
    at_terminal.post(TELL, {"what": "SELF_HARM"})
    assert Flag.objects.get().excerpt == ""


def test_about_a_request_it_stands_in_its_history_for_staff(
    at_terminal: Client, kinds: Kinds, cast: Cast, says: Says
) -> None:
    sent = ask(cast.prisoner, kinds["HEALTHCARE"])
    answer = at_terminal.post(f"/me/requests/{sent.pk}/tell/", {"what": "SELF_HARM"}, follow=True)
    assert Flag.objects.get().request == sent
    assert [event.verb for event in sent.events.all()] == ["SENT", "FLAGGED"]
    assert "We told safer custody." in says(answer)


@pytest.mark.parametrize(
    ("posted", "said"),
    [
        ({}, "Choose what is wrong."),
        ({"what": "NOISE"}, "Choose what is wrong."),
        ({"what": "THREAT", "words": "x" * 501}, "This is too long. Say it in fewer words."),
    ],
)
def test_a_fault_is_said_plainly_and_nothing_is_lost(
    at_terminal: Client, says: Says, posted: dict[str, str], said: str
) -> None:
    answer = at_terminal.post(TELL, posted)
    assert says(answer).count(said) == 2
    assert posted.get("words", "") in answer.content.decode()
    assert not Flag.objects.exists()


def test_letters_that_nobody_can_see_keep_nobody_from_telling(at_terminal: Client) -> None:
    at_terminal.post(TELL, {"what": "THREAT", "words": "On the\x00 yard"})
    assert Flag.objects.get().excerpt == "On the yard"
