"""Work on paper: handing it in and taking that back, marking it and taking that back, or saying that none came."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.access import NotAllowed, Verb, require
from accounts.models import User
from education.acts import progress
from education.acts.own import hold_own
from education.acts.writing import up
from education.models import Enrolment, Lesson, Unit, Work

LONGEST = 1000  # letters of what a tutor writes


class NothingToHandIn(ValueError):
    """No workbook is put up here."""


class MarksOutOfRange(ValueError):
    """The marks are below 0 or above what there is."""


class AlreadyMarked(ValueError):
    """A tutor has marked this. `who` says which."""

    def __init__(self, who: str) -> None:
        super().__init__(who)
        self.who = who


class NotMarked(ValueError):
    """There is no marking to take back."""


class NotHandedIn(ValueError):
    """It waits for no marks: it was taken back, marked, or its paper never came."""


class CourseIsDone(ValueError):
    """The course is completed with it, and others may go by that."""


@dataclass(frozen=True)
class Marking:
    """A tutor's marks and words. `passed` counts where the workbook has no marks."""

    words: str
    marks: float | None = None
    passed: bool = True


@transaction.atomic
def hand_in(*, enrolment: Enrolment, unit: Unit, by: User, at: datetime) -> Work:
    """Say that a workbook is handed in. While one waits to be marked, a second time changes nothing.

    Writes   one Work, and as progress.move. Queries: about 16.
    Raises   NotAllowed, progress.NotStudying, NothingToHandIn.
    """
    held = hold_own(enrolment.pk, by)
    before = list(Work.objects.filter(enrolment=held, unit=unit).order_by("-number")[:1])
    if before and before[0].state == Work.State.HANDED_IN:
        return before[0]
    lesson = up(Lesson, unit)
    of_here = unit.course_id == held.course_id and unit.kind == Unit.Kind.WORKBOOK and unit.retired_at is None
    if lesson is None or not of_here:
        raise NothingToHandIn
    number = before[0].number + 1 if before else 1
    work = Work.objects.create(
        enrolment=held, unit=unit, lesson=lesson, number=number, handed_in_at=at, out_of=lesson.out_of
    )
    step = progress.Step("HANDED_IN", fraction=0.9)
    progress.move(enrolment=held.pk, unit=unit.pk, step=step, key=f"work:{work.pk}", by=by, at=at)
    return work


@transaction.atomic
def take_back(*, work: Work, by: User, at: datetime) -> Work:
    """Say that a workbook is not handed in after all: who pressed too soon may hand it in again.

    Writes   the work, and as progress.hand. Queries: about 9. Raises NotAllowed, NotHandedIn, progress.NotStudying.
    """
    hold_own(work.enrolment_id, by)
    return _end(Work.objects.select_for_update(of=("self",)).get(pk=work.pk), Work.State.TAKEN_BACK, by, at)


@transaction.atomic
def never_came(*, work: Work, by: User, at: datetime) -> Work:
    """Say that the paper is not there; the person is asked to hand it in again. `undo` takes it back.

    Writes   the work, and as progress.hand. Queries: about 9. Raises NotAllowed, NotHandedIn, progress.NotStudying.
    """
    return _end(_hold(work, by), Work.State.NOT_CAME, by, at)


def _end(held: Work, state: Work.State, by: User, at: datetime) -> Work:
    if held.state != Work.State.HANDED_IN:
        raise NotHandedIn
    progress.hand(enrolment=held.enrolment_id, unit=held.unit_id, over=False, by=by, at=at)
    held.state = state
    held.revision += 1
    held.save()
    return held


@transaction.atomic
def mark(*, work: Work, marking: Marking, by: User, at: datetime) -> Work:
    """Mark what was handed in, and move the person on.

    Writes   the work, and as progress.judge. Queries: about 16.
    Raises   NotAllowed, AlreadyMarked, NotHandedIn, MarksOutOfRange, progress.NotStudying.
    """
    held = _hold(work, by)
    if held.state == Work.State.MARKED:
        raise AlreadyMarked(held.marked_by.name if held.marked_by else "")
    if held.state != Work.State.HANDED_IN:
        raise NotHandedIn
    score = None
    if held.out_of:
        if marking.marks is None or not 0 <= marking.marks <= held.out_of:
            raise MarksOutOfRange
        held.marks = round(marking.marks, 2)
        score = held.marks / held.out_of * 100
    held.passed = marking.passed if score is None else score >= held.lesson.pass_mark
    held.state, held.words, held.marked_by, held.marked_at = Work.State.MARKED, marking.words, by, at
    step = progress.Step("PASSED" if held.passed else "FAILED", score=score, fraction=0.9)
    held.before = progress.judge(enrolment=held.enrolment_id, unit=held.unit_id, step=step, by=by, at=at)
    held.revision += 1
    held.save()
    return held


@transaction.atomic
def undo(*, work: Work, by: User, at: datetime) -> Work:
    """Take a marking back, or the word that no paper came: the work waits again, and the progress is as it was.

    Queries: about 14. Raises NotAllowed, NotMarked, CourseIsDone.
    """
    held = _hold(work, by)
    if held.state not in (Work.State.MARKED, Work.State.NOT_CAME):
        raise NotMarked
    if held.enrolment.state != Enrolment.State.PLACED:
        raise CourseIsDone
    if Work.objects.filter(enrolment_id=held.enrolment_id, unit_id=held.unit_id, number__gt=held.number).exists():
        raise NotMarked  # it was handed in anew since
    if held.state == Work.State.NOT_CAME:
        progress.hand(enrolment=held.enrolment_id, unit=held.unit_id, over=True, by=by, at=at)
    else:
        progress.put_back(enrolment=held.enrolment_id, unit=held.unit_id, before=held.before, by=by, at=at)
    held.state, held.marks, held.passed, held.words = Work.State.HANDED_IN, None, False, ""
    held.marked_by, held.marked_at, held.before = None, None, {}
    held.revision += 1
    held.save()
    return held


def _hold(work: Work, by: User) -> Work:
    """The work, locked, for a tutor of its prison; nobody marks their own. Queries: 3."""
    reach = require(by, Verb.TEACH)
    Enrolment.objects.select_for_update(of=("self",)).get(pk=work.enrolment_id)
    held = (
        Work.objects.select_for_update(of=("self",)).select_related("enrolment", "lesson", "marked_by").get(pk=work.pk)
    )
    if held.enrolment.prison_id not in reach.prisons or held.enrolment.learner_id == by.pk:
        raise NotAllowed(Verb.TEACH.value)
    return held
