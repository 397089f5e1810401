"""Marking the written answers of a quiz, by a tutor; and taking that back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts import audit
from accounts.access import NotAllowed, Verb, require
from accounts.models import User
from education.acts import progress
from education.acts.attempts import written_in
from education.marking import result
from education.models import Enrolment, Judgement, QuizAttempt

LONGEST = 500  # letters of what is said to one answer


class NotAllMarked(ValueError):
    """A written answer has no marks, or marks below 0 or above its question's. `question` says which."""

    def __init__(self, question: str) -> None:
        super().__init__(question)
        self.question = question


class SaysTooMuch(ValueError):
    """More than LONGEST letters to one answer."""


class AlreadyMarked(ValueError):
    """A tutor has marked this. `who` says which."""

    def __init__(self, who: str) -> None:
        super().__init__(who)
        self.who = who


class NotMarked(ValueError):
    """There is no marking to take back, or the person has begun another try since."""


class CourseIsDone(ValueError):
    """The course is completed with it, and others may go by that."""


@transaction.atomic
def judge_attempt(
    *, attempt: QuizAttempt, marks: Mapping[str, float], words: Mapping[str, str], by: User, at: datetime
) -> QuizAttempt:
    """Give the marks of each written answer; with the others they make the score, and the person moves on.

    marks    question id → 0 to its marks, for each written answer; words: question id → what is said to it.
    Writes   one Judgement, the attempt, what is new for the learner, and as progress.judge. Queries: about 19.
    Raises   NotAllowed, AlreadyMarked, NotAllMarked, SaysTooMuch, progress.NotStudying.
    """
    held = _hold(attempt, by)
    if held.state != QuizAttempt.State.TO_MARK:
        there = Judgement.objects.filter(attempt=held).select_related("by").first()
        raise AlreadyMarked(there.by.name if there else "")
    given: dict[str, dict[str, Any]] = {}
    for question in written_in(held):
        got, said = marks.get(question.id), words.get(question.id, "").replace("\x00", "").strip()
        if got is None or not 0 <= got <= question.marks:
            raise NotAllMarked(question.id)
        if len(said) > LONGEST:
            raise SaysTooMuch
        given[question.id] = {"marks": round(got, 2), "words": said}
    marked = result(held.asked(), held.given(), {one: said["marks"] for one, said in given.items()})
    held.state, held.marks, held.out_of = QuizAttempt.State.HANDED_IN, marked.marks, marked.out_of
    held.score, held.passed = marked.percent, marked.percent >= held.quiz.pass_mark
    held.save()
    step = progress.Step("PASSED" if held.passed else "FAILED", score=marked.percent, fraction=1.0)
    before = progress.judge(enrolment=held.enrolment_id, unit=held.unit_id, step=step, by=by, at=at)
    Judgement.objects.create(attempt=held, given=given, by=by, at=at, before=before)
    Enrolment.objects.filter(pk=held.enrolment_id).tell(at)
    audit.write(by=by, verb="judge_attempt", what="education.QuizAttempt", whom=held.pk, at=at)
    return held


@transaction.atomic
def undo(*, attempt: QuizAttempt, by: User, at: datetime) -> QuizAttempt:
    """Take a marking back: the attempt waits again, and the person's progress is as it was.

    Queries: about 14. Raises NotAllowed, NotMarked, CourseIsDone.
    """
    held = _hold(attempt, by)
    there = Judgement.objects.filter(attempt=held).first()
    later = QuizAttempt.objects.filter(enrolment=held.enrolment_id, unit=held.unit_id, number__gt=held.number)
    if there is None or later.exists():
        raise NotMarked
    if held.enrolment.state != Enrolment.State.PLACED:
        raise CourseIsDone
    progress.put_back(enrolment=held.enrolment_id, unit=held.unit_id, before=there.before, by=by, at=at)
    there.delete()
    held.state, held.passed = QuizAttempt.State.TO_MARK, False
    held.marks, held.out_of, held.score = None, None, None
    held.save()
    audit.write(by=by, verb="undo_judging", what="education.QuizAttempt", whom=held.pk, at=at)
    return held


def _hold(attempt: QuizAttempt, by: User) -> QuizAttempt:
    """The attempt, locked after its enrolment, for a tutor of its prison; nobody marks their own. Queries: 3."""
    reach = require(by, Verb.TEACH)
    Enrolment.objects.select_for_update(of=("self",)).get(pk=attempt.enrolment_id)
    lines = QuizAttempt.objects.select_for_update(of=("self",)).select_related("enrolment", "quiz")
    held = lines.get(pk=attempt.pk)
    if held.enrolment.prison_id not in reach.prisons or held.enrolment.learner_id == by.pk:
        raise NotAllowed(Verb.TEACH.value)
    return held
