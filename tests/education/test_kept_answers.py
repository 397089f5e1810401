"""Answers that a terminal kept without Wi-Fi arrive once, in their order, or wait for their writer."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.acts.pin import change_pin
from accounts.keys import NodeKeys
from accounts.models import AuditEntry
from accounts.seal import seal_to
from education.acts import attempts
from education.models import Enrolment, QuizAttempt
from incell.acts.queue import take_in
from incell.acts.tickets import issue_ticket
from incell.acts.written import TYP
from incell.models import QueuedAct
from tests.cast import NOW, Cast, SignIn
from tests.lessons import a_full_course, begun

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
Arrive = Callable[..., QueuedAct]


@pytest.fixture
def attempt(cast: Cast) -> QuizAttempt:
    return begun(cast.prisoner, a_full_course()["quiz"])


@pytest.fixture
def arrive(cast: Cast, node: NodeKeys, attempt: QuizAttempt) -> Arrive:
    """An answer to the first question, written `after` the page, that comes three hours after it."""

    def take(
        answer: str = "c", *, key: str = "k" * 22, after: timedelta = HOUR, at: datetime = NOW + 3 * HOUR, **said: Any
    ) -> QueuedAct:
        said = {"attempt": str(attempt.pk), "question": "single", "answer": answer} | said
        act = {
            "v": 1,
            "ticket": issue_ticket(user=cast.prisoner, terminal=cast.terminal, at=NOW),
            "key": key,
            "kind": "QUIZ_ANSWER",
            "fields": list(map(list, said.items())),
            "language": "en",
            "ms": int(after.total_seconds() * 1000),
        }
        box = seal_to(node.read.public, TYP, {"key": key, "node": "MDI", "v": 1}, json.dumps(act).encode())
        waited = int((at - NOW - after).total_seconds() * 1000)
        return take_in(key=key, box=box, waited=waited, terminal=cast.terminal, at=at)

    return take


def kept(attempt: QuizAttempt) -> dict[str, Any]:
    return QuizAttempt.objects.get(pk=attempt.pk).given()


def test_an_answer_is_kept_as_its_writer_once(cast: Cast, attempt: QuizAttempt, arrive: Arrive) -> None:
    act = arrive()
    assert (act.state, act.why, act.sealed, act.request) == ("DONE", "", "", None)
    assert kept(attempt) == {"single": "c"}
    assert QuizAttempt.objects.get().answers["single"]["at"] == (NOW + HOUR).isoformat()
    lines = AuditEntry.objects.filter(verb="answer_question")
    assert [line.who for line in lines] == [str(cast.prisoner.pk)]


def test_what_was_written_last_counts_in_whatever_order_it_comes(
    cast: Cast, attempt: QuizAttempt, arrive: Arrive
) -> None:
    arrive("b", key="l" * 22, after=2 * HOUR)
    arrive("a", key="e" * 22, after=HOUR)
    assert kept(attempt) == {"single": "b"}
    at = NOW + 4 * HOUR
    attempts.answer(attempt=attempt, question="single", answer="c", written_at=at, by=cast.prisoner, at=at)
    arrive("d", key="n" * 22, after=2.5 * HOUR, at=at)
    assert kept(attempt) == {"single": "c"}


def test_after_the_quiz_was_handed_in_it_waits_and_says_so(
    cast: Cast, attempt: QuizAttempt, arrive: Arrive, sign_in: SignIn
) -> None:
    attempts.hand_in(attempt=attempt, by=cast.prisoner, at=NOW)
    act = arrive()
    assert (act.state, act.why) == ("HELD", "handed_in")
    assert kept(attempt) == {}
    cell = sign_in(Client(), cast.prisoner)
    page = cell.get(f"/me/held/{act.key}/").content.decode()
    assert "You handed in the quiz before we got this" in page
    assert "How many grams?" in page
    assert "1,000" in page
    assert cell.post(f"/me/held/{act.key}/").status_code == 200  # it still can't
    cell.post(f"/me/held/{act.key}/throw-away/")
    assert QueuedAct.objects.get().state == "DROPPED"


def test_after_a_new_pin_its_writer_says_that_it_stands(
    cast: Cast, attempt: QuizAttempt, arrive: Arrive, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    issued = issue_ticket(user=cast.prisoner, terminal=cast.terminal, at=NOW)
    change_pin(user=cast.prisoner, new="840261", at=NOW)
    monkeypatch.setattr(f"{__name__}.issue_ticket", lambda **_: issued)
    act = arrive()
    assert (act.state, act.why) == ("HELD", "pin_changed")
    cell = sign_in(Client(), cast.prisoner)
    assert "Did you write this?" in cell.get(f"/me/held/{act.key}/").content.decode()
    cell.post(f"/me/held/{act.key}/")
    assert QueuedAct.objects.get().state == "DONE"
    assert kept(attempt) == {"single": "c"}


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"attempt": "none"}, "answers"),
        ({"attempt": "00000000-0000-0000-0000-000000000000"}, "answers"),
        ({"question": "other"}, "answers"),
    ],
)
def test_an_answer_to_nothing_waits(attempt: QuizAttempt, arrive: Arrive, said: dict[str, str], why: str) -> None:
    act = arrive(**said)
    assert (act.state, act.why) == ("HELD", why)
    assert kept(attempt) == {}


def test_nobody_answers_in_anothers_attempt(cast: Cast, attempt: QuizAttempt, arrive: Arrive) -> None:
    Enrolment.objects.update(prisoner=cast.cell_mate.prisoner)
    assert arrive().why == "answers"


def test_who_left_the_course_is_told(attempt: QuizAttempt, arrive: Arrive) -> None:
    Enrolment.objects.update(state="LEFT")
    assert arrive().why == "no_place"
