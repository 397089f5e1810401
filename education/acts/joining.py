"""Asking to join a course, taking that back, leaving, and seeing the answer: acts of the one who studies."""

from datetime import datetime

from django.db import models, transaction
from django.utils import timezone

from accounts import access, audit
from accounts.access import NotAllowed, Verb
from accounts.models import Audience, Prisoner, User
from education.models import Course, Enrolment, Feedback

from .places import fill, hold_course, settle
from .suiting import Bar, Reason, asker, bars, needs_of

LONGEST = 500  # characters of the words
MOST_OPEN = 12  # courses that one has asked for, waits for or studies


class NotOpenToYou(ValueError):
    """This course can't be joined now; `reasons` say why."""

    def __init__(self, reasons: list[Reason]) -> None:
        super().__init__(", ".join(reason.bar for reason in reasons))
        self.reasons = reasons


class AskedAlready(NotOpenToYou):
    """There is an open enrolment on this course."""


class TooManyOpen(ValueError):
    """MOST_OPEN courses are asked for, waited for or studied."""


class SaysTooMuch(ValueError):
    """More than LONGEST characters."""


class NothingSaid(ValueError):
    """This needs words."""


class NotYours(ValueError):
    """Nobody's that is open in this way: it was decided, left or ended meanwhile. `enrolment` is as it stands now."""

    def __init__(self, enrolment: Enrolment) -> None:
        super().__init__(enrolment.state)
        self.enrolment = enrolment


@transaction.atomic
def ask_to_join(*, course: Course, words: str, by: User, at: datetime) -> Enrolment:
    """Ask for a place, with words why; a member of staff asks for a course for staff in the same way.

    words    up to LONGEST characters, "" for none.
    Writes   one Enrolment, one audit line. Queries: 9.
    Raises   NotAllowed, SaysTooMuch, TooManyOpen, AskedAlready, NotOpenToYou.
    """
    learner = _learner(by)
    if len(words) > LONGEST:
        raise SaysTooMuch
    held = hold_course(course.pk)
    who = asker(learner, on=timezone.localdate(at))
    reasons = bars(held, who, needs_of([held]))
    if reasons:
        raise (AskedAlready if reasons[0].bar is Bar.OPEN else NotOpenToYou)(reasons)
    if len(who.open) >= MOST_OPEN:
        raise TooManyOpen
    whose = {"prisoner": learner} if isinstance(learner, Prisoner) else {"learner": learner}
    enrolment = Enrolment.objects.create(
        course=held, prison_id=held.prison_id, words=words, asked_at=at, stood_at=at, **whose
    )
    _note(enrolment, "ask_to_join", by, at)
    return enrolment


@transaction.atomic
def take_back(*, enrolment: Enrolment, by: User, at: datetime) -> Enrolment:
    """Take back what was asked, before there is a place. Queries: 8. Raises NotAllowed, NotYours."""
    mine = _own(enrolment, by)
    hold_course(enrolment.course_id)
    waits = mine.filter(state__in=[Enrolment.State.ASKED, Enrolment.State.WAITING])
    held = waits.select_for_update(of=("self",)).first()
    if held is None:
        raise NotYours(mine.get())
    return _end(held, Enrolment.State.WITHDRAWN, "take_back_asking", by, at)


@transaction.atomic
def leave(*, enrolment: Enrolment, by: User, at: datetime) -> Enrolment:
    """Give up one's place: the next on the waiting list has it. What was done stays.

    Queries: 10, and 4 for who moves up. Raises NotAllowed, NotYours.
    """
    mine = _own(enrolment, by)
    held = mine.filter(state=Enrolment.State.PLACED).select_for_update(of=("self",)).first()
    if held is None:
        raise NotYours(mine.get())
    course = hold_course(held.course_id)
    _end(held, Enrolment.State.LEFT, "leave_course", by, at)
    fill(course=course, by=by, at=at)
    return held


@transaction.atomic
def see_answer(*, enrolment: Enrolment, by: User, at: datetime) -> None:
    """Note that what is new was seen: an answer, feedback, moved sessions. Queries: none for nothing new, else 8.

    The caller reads what it shows after this: what comes in between stays new. Raises NotAllowed.
    """
    if not enrolment.has_news:
        return
    unseen = _own(enrolment, by).filter(revision=enrolment.revision)
    seen_at = enrolment.seen_at or (at if enrolment.decided_at else None)
    if unseen.update(seen_at=seen_at, news_at=None):
        Feedback.objects.standing().filter(enrolment=enrolment, seen_at__isnull=True).update(seen_at=at)
        enrolment.seen_at, enrolment.news_at = seen_at, None
        _note(enrolment, "see_course_answer", by, at)


@transaction.atomic
def see_all(*, by: User, at: datetime) -> None:
    """Note that a member of staff has seen what is new of all their courses: one page shows it. Queries: 3, or 8.

    Raises   NotAllowed.
    """
    access.require(by, Verb.LEARN)
    new = Enrolment.objects.filter(learner=by).unseen().order_by("pk").select_for_update(of=("self",))
    mine = list(new.values_list("pk", flat=True))
    if not mine:
        return
    Enrolment.objects.filter(pk__in=mine, decided_at__isnull=False, seen_at__isnull=True).update(seen_at=at)
    Enrolment.objects.filter(pk__in=mine).update(news_at=None)
    Feedback.objects.standing().filter(enrolment__in=mine, seen_at__isnull=True).update(seen_at=at)
    audit.write(by=by, verb="see_course_answer", what="accounts.User", whom=by.pk, at=at)


def _learner(by: User) -> Prisoner | User:
    """The one who asks. Queries: 2, 1 for staff. Raises NotAllowed."""
    if by.audience != Audience.PRISONER:
        access.require(by, Verb.LEARN)
        return by
    reach = access.require(by, Verb.STUDY)
    person = Prisoner.objects.visible_to(reach).get()
    person.user = by
    return person


def _own(enrolment: Enrolment, by: User) -> "models.QuerySet[Enrolment]":
    """This enrolment, if it is one's own. Queries: 2, 1 for staff. Raises NotAllowed."""
    learner = _learner(by)
    whose = {"prisoner": learner} if isinstance(learner, Prisoner) else {"learner": learner}
    mine = Enrolment.objects.filter(pk=enrolment.pk, **whose)
    if enrolment.prisoner_id != getattr(whose.get("prisoner"), "pk", None) or not mine.exists():
        raise NotAllowed(Verb.STUDY.value)
    return mine


def _end(held: Enrolment, state: str, verb: str, by: User, at: datetime) -> Enrolment:
    held.state, held.ended_at = state, at
    settle(held, at, "ended_at", own=True)
    _note(held, verb, by, at)
    return held


def _note(enrolment: Enrolment, verb: str, by: User, at: datetime) -> None:
    audit.write(by=by, verb=verb, what="education.Enrolment", whom=enrolment.pk, at=at)
