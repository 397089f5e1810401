"""A tutor's answers: a place or the waiting list, no with the reason; placing, taking a place away, undoing."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import models, transaction
from django.utils import timezone

from accounts import access, audit
from accounts.access import NotAllowed, Verb
from accounts.models import Prisoner, User
from education.models import Course, Enrolment, Progress

from .joining import LONGEST, NothingSaid, SaysTooMuch
from .places import fill, free_places, hold_course, place, settle
from .suiting import OPEN, Bar, Reason, asker, bars, needs_of

State = Enrolment.State
BEFORE_A_PLACE = (State.ASKED, State.WAITING)
UNDO = timedelta(minutes=30)  # for so long a decision that nobody has seen can be undone


class DecidedAlready(ValueError):
    """Somebody has decided, or the person has taken it back. `enrolment` is as it stands now."""

    def __init__(self, enrolment: Enrolment) -> None:
        super().__init__(enrolment.state)
        self.enrolment = enrolment


class NoPlaceFree(ValueError):
    """Every place is taken."""


class NotPublished(ValueError):
    """Places are given on published courses only."""


class NotForThem(ValueError):
    """The course is not for this person; who lets them in all the same says why. `reasons` say what is missing."""

    def __init__(self, reasons: list[Reason]) -> None:
        super().__init__(", ".join(reason.bar for reason in reasons))
        self.reasons = reasons


class NothingToUndo(ValueError):
    """It is not one's own newest decision on this enrolment, was seen, is older than UNDO, or study has begun."""


@transaction.atomic
def approve(*, enrolment: Enrolment, by: User, at: datetime, reason: str = "") -> Enrolment:
    """Give a place, or put the person on the waiting list when all are taken.

    reason   words to the person, "" for none. Who waits already gets a place or stays where they are.
    Queries: 10. Raises NotAllowed, SaysTooMuch, DecidedAlready, NotPublished.
    """
    course, held = _hold(enrolment, by, reason)
    if course.state != Course.State.PUBLISHED:
        raise NotPublished
    if free_places(course) == 0:
        if held.state == State.WAITING:
            raise DecidedAlready(held)
        held.state, held.decided_at, held.decided_by, held.reason = State.WAITING, at, by, reason
        settle(held, at, "decided_at", "decided_by", "reason")
    else:
        place(held, by=by, at=at, reason=reason)
    _note(held, "approve_joining", by, at)
    return held


@transaction.atomic
def decline(*, enrolment: Enrolment, reason: str, by: User, at: datetime) -> Enrolment:
    """Say no, and why: the person reads it. Queries: 9. Raises NotAllowed, NothingSaid, SaysTooMuch, DecidedAlready."""
    _course, held = _hold(enrolment, by, reason, wanted=True)
    held.state, held.reason, held.ended_at = State.DECLINED, reason, at
    held.decided_at, held.decided_by = at, by
    settle(held, at, "reason", "ended_at", "decided_at", "decided_by")
    _note(held, "decline_joining", by, at)
    return held


@transaction.atomic
def place_person(*, course: Course, person: Prisoner, by: User, at: datetime, why: str = "") -> Enrolment:
    """Give somebody a place who need not have asked.

    why      when the course is not meant for them or something comes first: the tutor's reason, which is kept and
             which the person reads.
    Queries: 14. Raises NotAllowed, SaysTooMuch, NotPublished, NoPlaceFree, NotForThem, DecidedAlready (studies it).
    """
    access.require(by, Verb.TEACH, person)
    if course.prison_id != person.prison_id or person.left_at is not None:
        raise NotAllowed(Verb.TEACH.value)
    _say(why)
    held = hold_course(course.pk)
    if held.state != Course.State.PUBLISHED or held.for_staff:
        raise NotPublished
    theirs = Enrolment.objects.filter(course=held, prisoner=person, state__in=OPEN).select_for_update().first()
    if theirs is not None and theirs.state == State.PLACED:
        raise DecidedAlready(theirs)
    _refuse_strangers(held, person, why, at)
    if free_places(held) == 0:
        raise NoPlaceFree
    if theirs is None:
        whose = {"course": held, "prison_id": held.prison_id, "prisoner": person}
        theirs = Enrolment(**whose, asked_at=at, stood_at=at)
        theirs.save(force_insert=True)
    place(theirs, by=by, at=at, reason=why)
    _note(theirs, "place_person", by, at, why="without" if why else "")
    return theirs


@transaction.atomic
def remove(*, enrolment: Enrolment, reason: str, by: User, at: datetime) -> Enrolment:
    """Take a place away, with the reason that the person reads; the next on the waiting list has it.

    Queries: 10, and 4 for who moves up. Raises NotAllowed, NothingSaid, SaysTooMuch, DecidedAlready.
    """
    _require(enrolment, by)
    _say(reason, wanted=True)
    mine = Enrolment.objects.filter(pk=enrolment.pk)
    held = mine.filter(state=State.PLACED).select_for_update().first()
    if held is None:
        raise DecidedAlready(mine.select_related("decided_by").get())
    course = hold_course(held.course_id)
    held.state, held.reason, held.ended_at = State.LEFT, reason, at
    held.decided_at, held.decided_by = at, by
    settle(held, at, "reason", "ended_at", "decided_at", "decided_by")
    _note(held, "remove_from_course", by, at)
    fill(course=course, by=by, at=at)
    return held


@dataclass(frozen=True)
class Before:
    """What an enrolment was before a decision, to undo it. `state` "" when there was none."""

    state: str
    revision: int  # after the decision


@transaction.atomic
def undo(*, enrolment: Enrolment, before: Before, by: User, at: datetime) -> Enrolment:
    """Take back one's own decision while nobody has seen it and nothing was studied; a place goes to the next.

    Queries: 11, and 4 for who moves up. Raises NotAllowed, NothingToUndo.
    """
    _require(enrolment, by)
    undoable = models.Q(revision=before.revision, decided_by=by, seen_at__isnull=True, decided_at__gte=at - UNDO)
    held = Enrolment.objects.filter(undoable, pk=enrolment.pk).select_for_update().first()
    if held is None or Progress.objects.filter(enrolment=held).exists():
        raise NothingToUndo
    others = Enrolment.objects.filter(course=held.course_id, state__in=OPEN)
    others = others.filter(prisoner=held.prisoner, learner=held.learner)
    if held.state == State.DECLINED and others.exists():
        raise NothingToUndo  # they have asked again meanwhile
    course = hold_course(held.course_id) if held.state == State.PLACED else None
    held.state = before.state or State.WITHDRAWN
    held.reason, held.placed_at, held.ended_at = "", None, None if before.state else at
    held.decided_at, held.decided_by = None, None
    settle(held, at, "reason", "placed_at", "ended_at", "decided_at", "decided_by", own=True)
    _note(held, "undo_decision", by, at)
    if course is not None:
        fill(course=course, by=by, at=at)
    return held


def end_of_leavers(*, by: str, at: datetime) -> int:
    """End what is open of people who have left the prison; those who wait have their places. Returns how many.

    by       the node: run by the courier, round by round. Queries: 1 when nobody has left, else about 10 each.
    """
    gone = Enrolment.objects.open().filter(prisoner__left_at__isnull=False, prisoner__on_the_way=False).order_by("pk")
    ended = 0
    for pk in list(gone.values_list("pk", flat=True)[:500]):
        ended += _end_leaver(pk, by, at)
    return ended


@transaction.atomic
def _end_leaver(pk: UUID, by: str, at: datetime) -> bool:
    gone = Enrolment.objects.open().filter(pk=pk, prisoner__left_at__isnull=False)
    seen = gone.first()
    if seen is None:
        return False
    course = hold_course(seen.course_id) if seen.state in BEFORE_A_PLACE else None  # as who gives a place
    held = gone.filter(state=seen.state).select_for_update(of=("self",)).first()
    if held is None:
        return False  # decided meanwhile: the next round sees it
    course = course or hold_course(held.course_id)
    held.state, held.ended_at = State.LEFT, at
    settle(held, at, "ended_at", own=True)
    audit.write(by=by, verb="leave_prison", what="education.Enrolment", whom=held.pk, at=at)
    fill(course=course, by=by, at=at)
    return True


def _refuse_strangers(course: Course, person: Prisoner, why: str, at: datetime) -> None:
    """Queries: 2. Raises NotForThem, unless the tutor says why all the same."""
    who = asker(person, on=timezone.localdate(at))
    told = bars(course, who, needs_of([course]))
    reasons = [reason for reason in told if reason.bar not in (Bar.OPEN, Bar.DONE)]
    if reasons and not why:
        raise NotForThem(reasons)


def _hold(enrolment: Enrolment, by: User, words: str, *, wanted: bool = False) -> tuple[Course, Enrolment]:
    """The course and the enrolment that has no place yet, both locked. Queries: 3."""
    _require(enrolment, by)
    _say(words, wanted=wanted)
    course = hold_course(enrolment.course_id)
    mine = Enrolment.objects.filter(pk=enrolment.pk)
    held = mine.filter(state__in=BEFORE_A_PLACE).select_for_update().first()
    if held is None:
        raise DecidedAlready(mine.select_related("decided_by").get())
    return course, held


def _require(enrolment: Enrolment, by: User) -> None:
    """For a tutor of its prison; nobody decides on their own. Queries: 1."""
    if enrolment.prison_id not in access.require(by, Verb.TEACH).prisons or enrolment.learner_id == by.pk:
        raise NotAllowed(Verb.TEACH.value)


def _say(words: str, *, wanted: bool = False) -> None:
    if wanted and not words.strip():
        raise NothingSaid
    if len(words) > LONGEST:
        raise SaysTooMuch


def _note(enrolment: Enrolment, verb: str, by: User, at: datetime, why: str = "") -> None:
    audit.write(by=by, verb=verb, what="education.Enrolment", whom=enrolment.pk, at=at, why=why)
