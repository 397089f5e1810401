"""Taking a quiz: beginning, answering one question after the other, handing in."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts import audit
from accounts.models import User
from accounts.models.hashing import pepper
from education.acts.own import hold_own
from education.acts.progress import Step, move
from education.acts.writing import up
from education.marking import Question, Result, result
from education.marking.posted import AS_THEY_ARE, Names
from education.models import Enrolment, Judgement, Progress, Quiz, QuizAttempt, Unit

LARGEST = 4000  # characters of one answer, however it is written


class NothingToTake(ValueError):
    """No quiz is put up here."""


class NoAttemptsLeft(ValueError):
    """All attempts that the quiz allows are made."""


class AlreadyHandedIn(ValueError):
    """This attempt is handed in: its answers stay as they are."""


class WaitsForMarks(ValueError):
    """A tutor has the last try and has not marked it yet."""


class NoSuchQuestion(ValueError):
    """This attempt does not ask that."""


class TooLong(ValueError):
    """The answer is longer than any that is read."""


@transaction.atomic
def begin(*, enrolment: Enrolment, unit: Unit, by: User, at: datetime) -> QuizAttempt:
    """Begin an attempt, or go on with the one that is open.

    Writes   one QuizAttempt, and as progress.move. Queries: about 16; 3 when one is open.
    Raises   NotAllowed, progress.NotStudying, NothingToTake, NoAttemptsLeft, WaitsForMarks.
    """
    held = hold_own(enrolment.pk, by)
    before = list(QuizAttempt.objects.filter(enrolment=held, unit=unit).order_by("-number")[:1])
    if before and before[0].is_open:
        return before[0]
    if before and before[0].waits:
        raise WaitsForMarks
    quiz = up(Quiz, unit)
    if quiz is None or unit.course_id != held.course_id or unit.retired_at is not None:
        raise NothingToTake
    made = before[0].number if before else 0
    if quiz.attempts and made >= quiz.attempts:
        raise NoAttemptsLeft
    attempt = QuizAttempt.objects.create(enrolment=held, unit=unit, quiz=quiz, number=made + 1, began_at=at)
    move(enrolment=held.pk, unit=unit.pk, step=Step(), key=f"begin:{attempt.pk}", by=by, at=at)
    return attempt


@transaction.atomic
def answer(
    *, attempt: QuizAttempt, question: str, answer: Any, written_at: datetime, by: User, at: datetime
) -> QuizAttempt:
    """Keep one answer. Of two to one question the one that was written last counts, whichever arrives first.

    answer   as `education.marking` has it for the kind; None takes the answer back. It is not looked at here.
    Writes   the attempt, one audit line. Queries: 8.
    Raises   NotAllowed, progress.NotStudying, AlreadyHandedIn, NoSuchQuestion, TooLong.
    """
    held = _hold(attempt, by)
    if not held.is_open:
        raise AlreadyHandedIn
    if question not in {one.id for one in held.asked()}:
        raise NoSuchQuestion
    if len(str(answer)) > LARGEST:
        raise TooLong
    said = held.answers.get(question)
    moment = written_at.astimezone(UTC)
    if said is not None and datetime.fromisoformat(said["at"]) > moment:
        return held
    held.answers[question] = {"answer": answer, "at": moment.isoformat()}
    held.save(update_fields=["answers"])
    audit.write(by=by, verb="answer_question", what="education.QuizAttempt", whom=held.pk, at=at)
    return held


@transaction.atomic
def hand_in(*, attempt: QuizAttempt, by: User, at: datetime) -> QuizAttempt:
    """Hand an attempt in: it is marked at once, or waits for a tutor where some sentences were written.

    A second time changes nothing.

    Writes   the attempt, and as progress.move. Queries: about 16. Raises NotAllowed, progress.NotStudying.
    """
    found = QuizAttempt.objects.get(pk=attempt.pk)
    if not found.is_open and found.enrolment.state != Enrolment.State.PLACED:
        return found  # it completed the course
    held = _hold(attempt, by)
    if not held.is_open:
        return held
    held.handed_in_at = at
    if written_in(held):
        held.state = QuizAttempt.State.TO_MARK
        held.save()
        step = Step(Progress.State.HANDED_IN, fraction=0.9)
        move(enrolment=held.enrolment_id, unit=held.unit_id, step=step, key=f"attempt:{held.pk}", by=by, at=at)
        return held
    marked = marks_of(held)
    held.state = QuizAttempt.State.HANDED_IN
    held.marks, held.out_of, held.score = marked.marks, marked.out_of, marked.percent
    held.passed = marked.percent >= held.quiz.pass_mark
    held.save()
    state = Progress.State.PASSED if held.passed else Progress.State.FAILED
    step = Step(state, score=marked.percent, fraction=1.0)
    move(enrolment=held.enrolment_id, unit=held.unit_id, step=step, key=f"attempt:{held.pk}", by=by, at=at)
    return held


def seed_of(attempt: UUID) -> str:
    """Decides the order in which an attempt shows what is to be put in order: nobody can work it out. Queries: none."""
    return pepper(attempt.hex, "quiz-order")


def names_of(attempt: UUID, question: Question) -> Names:
    """What the page of an attempt calls the items of an order or a matching: keyed, so that the names tell nothing.

    Their ids would: those of an order stand in it, and the two sides of a pair have one. Queries: none.
    """
    if question.kind not in ("ordering", "matching"):
        return AS_THEY_ARE

    def called(side: str) -> dict[str, str]:
        whole = f"{attempt.hex} {question.id} {side}"
        return {item.id: pepper(f"{whole} {item.id}", "quiz-item")[:16] for item in question.items}

    return Names(items=called("item"), matches=called("match"))


def marks_of(attempt: QuizAttempt, judgement: Judgement | None = None) -> Result:
    """What each answer of an attempt gets; written ones what the judgement says. Queries: none, its quiz loaded."""
    given = {one: said["marks"] for one, said in judgement.given.items()} if judgement else {}
    return result(attempt.asked(), attempt.given(), given)


def written_in(attempt: QuizAttempt) -> list[Question]:
    """The questions whose answers a tutor marks: those with sentences that say something. Queries: as `marks_of`."""
    given = attempt.given()
    return [one for one in attempt.asked() if one.kind == "written" and given.get(one.id)]


def _hold(attempt: QuizAttempt, by: User) -> QuizAttempt:
    """The attempt, locked after its enrolment, as everywhere. Queries: 2."""
    hold_own(attempt.enrolment_id, by)
    return QuizAttempt.objects.select_for_update(of=("self",)).select_related("quiz").get(pk=attempt.pk)
