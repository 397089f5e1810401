"""When a course meets: sessions put up week by week, moved, cancelled, put on again. Its learners are told.

Who moves a session locks it and then those who are told; who puts sessions up tells first and then locks the course,
as who ends a place does (education.acts.places).
"""

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import IntegrityError, models, transaction
from django.utils import timezone

from accounts import access, audit
from accounts.access import VERBS, NotAllowed, Verb
from accounts.models import Audience, User
from education.models import Attendance, Course, Enrolment, Pace, Session, SessionQuerySet

from .places import hold_course

MOST = 60  # sessions put up together: a year of weeks and some
FARTHEST = timedelta(days=400)
LONGEST = timedelta(hours=8)  # of one session
LONGEST_WORDS = 200
LONGEST_ROOM = 80


class NotTimetabled(ValueError):
    """People go through this course at their own pace."""


class NotThoseHours(ValueError):
    """It ends before it begins, or lasts longer than LONGEST."""


class NotThoseDays(ValueError):
    """The first day is over, the last lies before it or beyond FARTHEST, or no day is left."""


class TooManySessions(ValueError):
    """More than MOST at once."""


class NoTutorHere(ValueError):
    """This person does not teach at this prison."""


class NeedsARoom(ValueError):
    """The room is empty or longer than LONGEST_ROOM."""


class NothingSaid(ValueError):
    """Its learners are told why, in up to LONGEST_WORDS characters."""


class MeetsAlready(ValueError):
    """The course meets at that time already. `session` is the one that is there."""

    def __init__(self, session: Session | None) -> None:
        super().__init__("meets already")
        self.session = session


class ChangedMeanwhile(ValueError):
    """Somebody else has moved or cancelled it, or put it on again, since it was shown."""


class IsOver(ValueError):
    """It has begun: what is over is not moved."""


class RegisterIsTaken(ValueError):
    """Somebody is on its register: it took place."""


@dataclass(frozen=True)
class Slot:
    """A day and the hours on it, in local time, where, and who teaches."""

    on: date
    starts: time
    ends: time
    room: str
    tutor: UUID

    def moments(self, on: date) -> tuple[datetime, datetime]:
        """When it begins and ends on a day, aware."""
        return _moment(on, self.starts), _moment(on, self.ends)


@transaction.atomic
def add_sessions(
    *, course: Course, slot: Slot, until: date | None, but: Collection[date], by: User, at: datetime
) -> list[Session]:
    """Put up one session, or one a week until a day (counted in), without the days `but`.

    Writes   up to MOST sessions, what is new for the learners, one audit line. Queries: 10.
    Raises   NotAllowed, NotTimetabled, NotThoseHours, NotThoseDays, TooManySessions, NoTutorHere, NeedsARoom,
             MeetsAlready.
    """
    if course.prison_id not in access.require(by, Verb.TEACH).prisons:
        raise NotAllowed(Verb.TEACH.value)
    _check(slot, course.prison_id)
    days = _days(slot.on, until or slot.on, set(but), timezone.localdate(at))
    Enrolment.objects.filter(course=course).studying().tell(at)
    held = hold_course(course.pk)
    if held.pace != Pace.TIMETABLED or held.state == Course.State.RETIRED:
        raise NotTimetabled
    series = uuid.uuid4()
    said = {"room": slot.room.strip(), "tutor_id": slot.tutor, "made_by": by, "made_at": at, "changed_at": at}
    made = []
    for on in days:
        starts_at, ends_at = slot.moments(on)
        made.append(
            Session(prison_id=held.prison_id, course=held, series=series, starts_at=starts_at, ends_at=ends_at, **said)
        )
    _refuse_twice(made)
    Session.objects.bulk_create(made)
    audit.write(by=by, verb="add_sessions", what="education.Course", whom=held.pk, at=at)
    return made


@transaction.atomic
def move_session(
    *, session: Session, slot: Slot, why: str, rest: bool, revision: int, by: User, at: datetime
) -> list[Session]:
    """Hold it at another time, in another room or by another tutor; with `rest` also all later ones of its series.

    why       words to the learners, "" for none. rest: each later one moves by as many days, to the same hours.
    revision  as it was shown. Returns those moved.
    Queries: 9, and one each. Raises NotAllowed, ChangedMeanwhile, IsOver, NotThoseHours, NotThoseDays, NoTutorHere,
    NeedsARoom, NothingSaid (too many words), MeetsAlready.
    """
    if len(why) > LONGEST_WORDS:
        raise NothingSaid
    _check(slot, session.prison_id)
    held = _hold(session, rest, revision, by, at)
    if held[0].starts_at <= at:
        raise IsOver
    if not timezone.localdate(at) <= slot.on <= timezone.localdate(at) + FARTHEST:
        raise NotThoseDays
    days = slot.on - timezone.localdate(held[0].starts_at)
    for one in held:
        starts_at, ends_at = slot.moments(timezone.localdate(one.starts_at) + days)
        if starts_at <= at:
            raise NotThoseDays
        if starts_at != one.starts_at:
            one.was_at = one.was_at or one.starts_at
        one.starts_at, one.ends_at, one.room, one.tutor_id = starts_at, ends_at, slot.room.strip(), slot.tutor
        one.why, one.changed_at = why.strip(), at
    _refuse_twice(held)
    try:
        with transaction.atomic():
            _save(held[::-1] if days > timedelta(0) else held)
    except IntegrityError as error:
        raise MeetsAlready(None) from error
    _tell(held[0], "move_session", by, at)
    return held


@transaction.atomic
def cancel_session(*, session: Session, why: str, rest: bool, revision: int, by: User, at: datetime) -> list[Session]:
    """Say that it does not take place, and why; with `rest` also all later ones of its series.

    Queries: 8, and one each. Raises NotAllowed, NothingSaid, ChangedMeanwhile, RegisterIsTaken.
    """
    if not why.strip() or len(why) > LONGEST_WORDS:
        raise NothingSaid
    held = _hold(session, rest, revision, by, at)
    if Attendance.objects.filter(session__in=[one.pk for one in held]).exists():
        raise RegisterIsTaken
    for one in held:
        one.cancelled_at, one.changed_at, one.why = at, at, why.strip()
    _save(held)
    _tell(held[0], "cancel_session", by, at)
    return held


@transaction.atomic
def put_on_again(*, session: Session, revision: int, by: User, at: datetime) -> Session:
    """Take back that it does not take place. Queries: 8. Raises NotAllowed, ChangedMeanwhile, IsOver, MeetsAlready."""
    if session.prison_id not in access.require(by, Verb.TEACH).prisons:
        raise NotAllowed(Verb.TEACH.value)
    held = Session.objects.select_for_update().get(pk=session.pk)
    if held.revision != revision or held.is_on:
        raise ChangedMeanwhile
    if held.starts_at <= at:
        raise IsOver
    _refuse_twice([held])
    held.cancelled_at, held.changed_at, held.why = None, at, ""
    try:
        with transaction.atomic():
            _save([held])
    except IntegrityError as error:
        raise MeetsAlready(None) from error
    _tell(held, "put_on_session", by, at)
    return held


def who_teach(prison: str) -> "models.QuerySet[User]":
    """The staff who teach at a prison, by name. Queries: none of its own."""
    roles = [role for role, verbs in VERBS.items() if Verb.TEACH in verbs]
    theirs = User.objects.filter(audience=Audience.STAFF, prison_id=prison, is_active=True, roles_held__role__in=roles)
    return theirs.distinct().order_by("name")


def _check(slot: Slot, prison: str) -> None:
    """Queries: 1."""
    starts_at, ends_at = slot.moments(slot.on)
    if not starts_at < ends_at <= starts_at + LONGEST:
        raise NotThoseHours
    if not slot.room.strip() or len(slot.room.strip()) > LONGEST_ROOM:
        raise NeedsARoom
    if not who_teach(prison).filter(pk=slot.tutor).exists():
        raise NoTutorHere


def _days(first: date, last: date, but: set[date], today: date) -> list[date]:
    if not today <= first <= last <= today + FARTHEST:
        raise NotThoseDays
    weeks = (last - first).days // 7 + 1
    days = [on for on in (first + timedelta(weeks=n) for n in range(weeks)) if on not in but]
    if not days:
        raise NotThoseDays
    if len(days) > MOST:
        raise TooManySessions
    return days


def _moment(on: date, hour: time) -> datetime:
    return timezone.make_aware(datetime.combine(on, hour))


def _hold(session: Session, rest: bool, revision: int, by: User, at: datetime) -> list[Session]:
    """It, locked, and with `rest` the later ones of its series that take place. Queries: 2."""
    if session.prison_id not in access.require(by, Verb.TEACH).prisons:
        raise NotAllowed(Verb.TEACH.value)
    found: SessionQuerySet = Session.objects.filter(pk=session.pk)
    if rest:
        later = models.Q(series=session.series, cancelled_at__isnull=True, starts_at__gt=max(session.starts_at, at))
        found = Session.objects.filter(models.Q(pk=session.pk) | later)
    held = list(found.order_by("starts_at", "pk").select_for_update()[: MOST + 1])
    first = next(one for one in held if one.pk == session.pk)
    if first.revision != revision or not first.is_on:
        raise ChangedMeanwhile
    return [first, *(one for one in held if one.pk != session.pk)]


def _refuse_twice(wanted: Iterable[Session]) -> None:
    """Queries: 1. Raises MeetsAlready where the course meets at one of these times already."""
    wanted = list(wanted)
    first, last = min(one.starts_at for one in wanted), max(one.ends_at for one in wanted)
    there = Session.objects.on().filter(course=wanted[0].course_id, starts_at__lt=last, ends_at__gt=first)
    for other in there.exclude(pk__in=[one.pk for one in wanted]):
        if any(one.starts_at < other.ends_at and other.starts_at < one.ends_at for one in wanted):
            raise MeetsAlready(other)


def _save(held: list[Session]) -> None:
    for one in held:
        one.revision += 1
        one.save()


def _tell(session: Session, verb: str, by: User, at: datetime) -> None:
    """What is new for its learners, and the audit line. Queries: 5."""
    Enrolment.objects.filter(course=session.course_id).studying().tell(at)
    audit.write(by=by, verb=verb, what="education.Session", whom=session.pk, at=at)
