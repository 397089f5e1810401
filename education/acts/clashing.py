"""What stands in the way of a timetable: somebody in two places at once, two who must be kept apart, a room taken."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db import models

from accounts.models import NonAssociation, Prisoner
from education.models import Course, Enrolment, Session

MOST = 200  # sessions to come of a course, and others of the prison, that are looked at
MOST_LEARNERS = 1_000


class Clash(StrEnum):
    """`Clashing.other` is the session in the way; of APART there is none."""

    LEARNER = "LEARNER"  # has another class then
    APART = "APART"  # must be kept apart from somebody in the class
    TUTOR = "TUTOR"  # teaches another class then
    ROOM = "ROOM"  # another class meets there then


@dataclass(frozen=True)
class Clashing:
    clash: Clash
    session: Session | None = None
    other: Session | None = None
    prisoner: Prisoner | None = None


def clashes_of(course: Course, at: datetime) -> list[Clashing]:
    """All that a tutor should know of a course's timetable to come. Queries: 4.

    Of two who must be kept apart each is named, from whom is not said: who may know it looks on the person's page.
    """
    theirs = Enrolment.objects.filter(course=course, prisoner__isnull=False).studying().select_related("prisoner")
    people = {one.prisoner.pk: one.prisoner for one in theirs[:MOST_LEARNERS] if one.prisoner}
    found = [Clashing(Clash.APART, prisoner=people[pk]) for pk in _apart(people)]
    mine = list(Session.objects.filter(course=course).on().to_come(at)[:MOST])
    if not mine:
        return found
    there = Session.objects.filter(prison_id=course.prison_id).on().to_come(at).exclude(course=course)
    there = there.filter(starts_at__lt=max(one.ends_at for one in mine)).select_related("course", "tutor")
    pairs = [(one, other) for other in there[: MOST * 5] for one in mine if _at_once(one, other)]
    found += [Clashing(Clash.TUTOR, one, other) for one, other in pairs if one.tutor_id == other.tutor_id]
    found += [Clashing(Clash.ROOM, one, other) for one, other in pairs if _same_room(one, other)]
    return found + _two_at_once(people, pairs)


def clashes_for(person: Prisoner, course: Course, at: datetime) -> list[Clashing]:
    """What would clash if this person had a place on the course: for who gives places. Queries: 3."""
    inside = Enrolment.objects.filter(course=course, prisoner__isnull=False).studying().exclude(prisoner=person)
    pairs = models.Q(first=person, second__in=inside.values("prisoner")) | models.Q(
        second=person, first__in=inside.values("prisoner")
    )
    found = [Clashing(Clash.APART, prisoner=person)] if NonAssociation.objects.in_force().filter(pairs).exists() else []
    mine = list(Session.objects.filter(course=course).on().to_come(at)[:MOST])
    theirs = Session.objects.attended_by(person.pk).exclude(course=course).on().to_come(at).select_related("course")
    if mine:
        at_once = [(one, other) for other in theirs[:MOST] for one in mine if _at_once(one, other)]
        found += [Clashing(Clash.LEARNER, one, other, person) for one, other in at_once[:1]]
    return found


def _apart(people: Iterable[UUID]) -> list[UUID]:
    """Those of a class who must be kept apart from somebody in it, in no order that says from whom. Queries: 1."""
    inside = set(people)
    rows = NonAssociation.objects.in_force().filter(first__in=inside, second__in=inside)
    return sorted({one for pair in rows.values_list("first_id", "second_id") for one in pair})


def _two_at_once(people: dict[UUID, Prisoner], pairs: list[tuple[Session, Session]]) -> list[Clashing]:
    """The first clash of each learner with each other course. Queries: 1."""
    first: dict[UUID, tuple[Session, Session]] = {}
    for one, other in pairs:
        first.setdefault(other.course_id, (one, other))
    if not first:
        return []
    rows = Enrolment.objects.filter(course__in=first, prisoner__in=people).studying()
    both = rows.order_by("prisoner__last_name", "pk").values_list("course_id", "prisoner_id")
    return [Clashing(Clash.LEARNER, *first[course], people[pk]) for course, pk in both if pk is not None]


def _at_once(one: Session, other: Session) -> bool:
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


def _same_room(one: Session, other: Session) -> bool:
    return one.room.casefold() == other.room.casefold()
