"""Whom a course suits: the reasons, as data, why somebody can't ask to join it now."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeAlias
from uuid import UUID

from accounts.models import Prisoner, User, cohorts_of, wing_of
from education.models import Course, Enrolment, Prerequisite

Needs: TypeAlias = Mapping[UUID, list[Course]]


class Bar(StrEnum):
    """What stands in the way. `Reason.about` says more: cohorts, wings, a language, or the courses that come first."""

    NOT_HERE = "NOT_HERE"  # not published, of another prison, or not for this audience
    OPEN = "OPEN"  # has asked, waits or studies
    DONE = "DONE"
    COHORT = "COHORT"
    WING = "WING"
    LANGUAGE = "LANGUAGE"
    FIRST = "FIRST"


@dataclass(frozen=True)
class Reason:
    bar: Bar
    about: tuple[str, ...] = ()
    courses: tuple[Course, ...] = ()


@dataclass(frozen=True)
class Asker:
    """Who asks, as far as courses look at them. `open` and `done` hold ids of courses."""

    prison_id: str
    for_staff: bool
    cohorts: Collection[str]
    wing: str
    language: str
    open: Collection[UUID]
    done: Collection[UUID]


def asker(learner: Prisoner | User, *, on: date, enrolments: Iterable[Enrolment] | None = None) -> Asker:
    """A person in prison or a member of staff, with what they study and have done.

    enrolments   the learner's own, where they are read already. Queries: 1, of a loaded `user`; none with enrolments.
    """
    if isinstance(learner, Prisoner):
        language = learner.user.language if learner.user else ""
        about = learner.prison_id, False, cohorts_of(learner, on), wing_of(learner.cell), language or "en"
    else:
        about = learner.prison_id or "", True, set(), "", learner.language or "en"
    if enrolments is None:
        theirs = {"prisoner": learner} if isinstance(learner, Prisoner) else {"learner": learner}
        enrolments = Enrolment.objects.filter(**theirs).only("course_id", "state").order_by()
    states = [(one.course_id, one.state) for one in enrolments]
    done = {course for course, state in states if state == Enrolment.State.COMPLETED}
    return Asker(*about, open={course for course, state in states if state in OPEN}, done=done)


OPEN = (Enrolment.State.ASKED, Enrolment.State.WAITING, Enrolment.State.PLACED)


def needs_of(courses: Iterable[Course]) -> dict[UUID, list[Course]]:
    """The courses that come first, by course. Queries: 1."""
    found: dict[UUID, list[Course]] = {}
    rows = Prerequisite.objects.filter(course__in=[course.pk for course in courses]).select_related("needed")
    for row in rows.order_by("needed__title"):
        found.setdefault(row.course_id, []).append(row.needed)
    return found


def bars(course: Course, who: Asker, needs: Needs) -> list[Reason]:
    """Why this one can't ask to join now; empty when they can. Queries: none."""
    found = []
    if course.prison_id != who.prison_id or course.for_staff != who.for_staff or course.state != Course.State.PUBLISHED:
        found.append(Reason(Bar.NOT_HERE))
    if course.pk in who.open:
        found.append(Reason(Bar.OPEN))
    elif course.pk in who.done:
        found.append(Reason(Bar.DONE))
    if not who.for_staff:
        found += _not_meant_for(course, who)
    missing = tuple(needed for needed in needs.get(course.pk, ()) if needed.pk not in who.done)
    if missing:
        found.append(Reason(Bar.FIRST, courses=missing))
    return found


def _not_meant_for(course: Course, who: Asker) -> list[Reason]:
    found = []
    if course.cohorts and not set(course.cohorts) & set(who.cohorts):
        found.append(Reason(Bar.COHORT, tuple(course.cohorts)))
    if course.wings and who.wing not in course.wings:
        found.append(Reason(Bar.WING, tuple(course.wings)))
    if course.only_language and course.only_language != who.language:
        found.append(Reason(Bar.LANGUAGE, (course.only_language,)))
    return found
