import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from accounts.models import Prisoner, User
from passport.acts.reading import read_passport
from passport.acts.words import unsaid_words
from passport.models import Passport, UnsaidWords
from tests.cast import Cast, SignIn, TerminalFactory
from tests.told import TODAY, Told

from .conftest import Says

WRITE = "/me/words/write/"


def typed(user: User) -> str:
    return unsaid_words(passport=Passport.objects.get(prisoner__user=user), by=user)


def ticket_of(client: Client) -> str:
    found = re.search(r'name="ticket" value="([^"]+)"', client.get(WRITE).content.decode())
    assert found
    return found.group(1)


def test_begins_with_what_is_kept(at_terminal: Client) -> None:
    assert b"I can cook.\nI want to see my girls.</textarea>" in at_terminal.get(WRITE).content


def test_says_how_much_may_be_written(at_terminal: Client) -> None:
    assert b'data-maxlength="2000"' in at_terminal.get(WRITE).content


def test_words_go_on_to_be_checked_and_are_not_in_the_passport_yet(at_terminal: Client, told: Told, cast: Cast) -> None:
    answer = at_terminal.post(WRITE, {"words": "I paint.\r\n\r\nI sing."})
    assert answer.headers["Location"] == "/me/words/check/"
    assert typed(cast.prisoner) == "I paint.\n\nI sing."
    reading = read_passport(passport=told.passport, by=cast.prisoner, at=TODAY, why="own")
    assert reading["MY_WORDS"].data["text"].startswith("I can cook")


def test_typed_words_lie_sealed(at_terminal: Client) -> None:
    at_terminal.post(WRITE, {"words": "I paint."})
    assert "paint" not in UnsaidWords.objects.get().sealed


@pytest.mark.parametrize("words", ["", "   \n ", "\x00"])
def test_nothing_written_is_said_plainly(at_terminal: Client, says: Says, words: str) -> None:
    answer = at_terminal.post(WRITE, {"words": words})
    assert answer.status_code == 200
    assert says(answer).count("Write some words first.") == 2  # above the page and at the box


@pytest.mark.parametrize(
    ("over", "said"),
    [(1, "You have 1 letter too many. Take it out."), (40, "You have 40 letters too many. Take some out.")],
)
def test_too_long_says_by_how_much_and_loses_nothing(
    at_terminal: Client, cast: Cast, says: Says, over: int, said: str
) -> None:
    words = "é" * (2000 + over)
    answer = at_terminal.post(WRITE, {"words": words})
    assert said in says(answer)
    assert words in answer.content.decode()
    assert typed(cast.prisoner) == words


def test_a_new_line_counts_as_one_letter(at_terminal: Client) -> None:
    assert at_terminal.post(WRITE, {"words": "a\r\n" * 999 + "ab"}).status_code == 302


@pytest.mark.parametrize("words", ["👩‍🚀 <b>bold</b>", "שלום עולם", "{{ 7|add:7 }} %(x)s", "<script>alert(1)</script>"])
def test_any_words_come_back_as_they_were(at_terminal: Client, cast: Cast, words: str) -> None:
    at_terminal.post(WRITE, {"words": words})
    assert typed(cast.prisoner) == words
    assert b"<script>alert" not in at_terminal.get(WRITE).content


def test_the_first_words_open_the_passport(newcomer: Client, cast: Cast) -> None:
    assert newcomer.post(WRITE, {"words": "Hello."}).status_code == 302
    assert typed(cast.cell_mate) == "Hello."


def test_goes_on_where_the_person_stopped(at_terminal: Client) -> None:
    at_terminal.post(WRITE, {"words": "Half a"})
    assert b"Half a</textarea>" in at_terminal.get(WRITE).content


def test_words_survive_the_end_of_the_session(at_terminal: Client, cast: Cast, sign_in: SignIn) -> None:
    ticket = ticket_of(at_terminal)
    with time_machine.travel(TODAY + timedelta(minutes=30)):
        answer = at_terminal.post(WRITE, {"words": "I wrote slowly.", "ticket": ticket})
        assert answer.headers["Location"] == "/?next=/me/words/write/"
        sign_in(at_terminal, cast.prisoner)
        assert b"I wrote slowly.</textarea>" in at_terminal.get(WRITE).content


def test_words_sent_while_another_is_signed_in_stay_their_writers(
    at_terminal: Client, cast: Cast, sign_in: SignIn, says: Says
) -> None:
    ticket = ticket_of(at_terminal)
    sign_in(at_terminal, cast.cell_mate)
    answer = at_terminal.post(WRITE, {"words": "Mine alone.", "ticket": ticket}, follow=True)
    assert "They are for the person who wrote them." in says(answer)
    assert "Mine alone" not in says(answer)
    assert typed(cast.prisoner) == "Mine alone."
    assert not Passport.objects.filter(prisoner__user=cast.cell_mate).exists()


def test_a_ticket_lets_nothing_in_from_another_terminal_or_later(at_terminal: Client, told: Told, cast: Cast) -> None:
    ticket = ticket_of(at_terminal)
    elsewhere = Client()
    elsewhere.cookies["terminal"] = "unknown"
    assert elsewhere.post(WRITE, {"words": "Forged.", "ticket": ticket}).status_code == 302
    TerminalFactory()
    with time_machine.travel(TODAY + timedelta(hours=13)):
        at_terminal.post(WRITE, {"words": "Late.", "ticket": ticket})
    at_terminal.post(WRITE, {"words": "Bent.", "ticket": ticket[:-2] + "xx"})
    assert not UnsaidWords.objects.exists()


def test_a_ticket_of_somebody_who_left_lets_nothing_in(at_terminal: Client, cast: Cast) -> None:
    ticket = ticket_of(at_terminal)
    Prisoner.objects.filter(user=cast.prisoner).update(left_at=TODAY)
    with time_machine.travel(TODAY + timedelta(minutes=30)):
        answer = at_terminal.post(WRITE, {"words": "After.", "ticket": ticket})
    assert answer.headers["Location"] == "/"
    assert not UnsaidWords.objects.exists()
