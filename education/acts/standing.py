"""How a class stands: each learner's state in each unit, who is stuck, and why, as data."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db import transaction

from accounts import access, audit
from accounts.access import NotAllowed, Verb
from accounts.models import User
from education.models import Course, Enrolment, Progress, Unit

from .progress import DONE
from .registering import ROW, Attended, attended

STILL_AFTER = timedelta(days=14)  # without a step
FAILS = 2  # in one unit that is not done
MARKING_AFTER = timedelta(days=5)
MOST = 1_000  # learners of one class


class Stuck(StrEnum):
    """Why somebody does not get on. `Why.n` is days, failures, or sessions missed in a row."""

    STILL = "STILL"
    FAILS = "FAILS"
    MARKING = "MARKING"
    ABSENT = "ABSENT"


@dataclass(frozen=True)
class Why:
    stuck: Stuck
    n: int
    unit: Unit | None = None


@dataclass(frozen=True)
class Standing:
    """One learner. `steps` has one entry a unit of the course, None for one that was not begun."""

    enrolment: Enrolment
    steps: tuple[Progress | None, ...]
    whys: tuple[Why, ...]
    attended: Attended = field(default_factory=Attended)

    @property
    def name(self) -> str:
        learner = self.enrolment.prisoner or self.enrolment.learner
        return learner.name if learner else ""

    @property
    def done(self) -> int:
        return sum(step is not None and step.state in DONE for step in self.steps)


def class_of(course: Course, at: datetime) -> tuple[list[Unit], list[Standing]]:
    """The units, and everybody who studies the course, by name, the first MOST. Queries: 4."""
    units = list(Unit.objects.current().filter(course=course))
    theirs = Enrolment.objects.filter(course=course).studying().select_related("prisoner", "learner")
    learners = list(theirs.order_by("prisoner__last_name", "prisoner__first_name", "learner__name", "pk")[:MOST])
    return units, standings_of(learners, units, at)


def standings_of(learners: list[Enrolment], units: list[Unit], at: datetime) -> list[Standing]:
    """Of learners of one course. Queries: 2."""
    moved: dict[UUID, dict[UUID, Progress]] = {}
    for step in Progress.objects.filter(enrolment__in=[one.pk for one in learners]):
        moved.setdefault(step.enrolment_id, {})[step.unit_id] = step
    found, came = [], attended(learners)
    for one in learners:
        steps = tuple(moved.get(one.pk, {}).get(unit.pk) for unit in units)
        how = came.get(one.pk, Attended())
        whys = whys_of(one, units, steps, at)
        if how.in_a_row >= ROW:
            whys.append(Why(Stuck.ABSENT, how.in_a_row))
        found.append(Standing(one, steps, tuple(whys), how))
    return found


def whys_of(enrolment: Enrolment, units: list[Unit], steps: Iterable[Progress | None], at: datetime) -> list[Why]:
    """Why this learner does not get on; empty for who does. Queries: none."""
    found, last, waits = [], enrolment.placed_at or enrolment.asked_at, False
    for unit, step in zip(units, steps, strict=True):
        if step is None:
            continue
        last = max(last, step.moved_at)
        if step.state == Progress.State.HANDED_IN:
            waits = True
            if at - step.moved_at >= MARKING_AFTER:
                found.append(Why(Stuck.MARKING, (at - step.moved_at).days, unit))
        elif step.failures >= FAILS and step.state not in DONE:
            found.append(Why(Stuck.FAILS, step.failures, unit))
    if at - last >= STILL_AFTER and not waits:
        found.append(Why(Stuck.STILL, (at - last).days))
    return found


@transaction.atomic
def take_class(*, course: Course, by: User, at: datetime) -> tuple[list[Unit], list[Standing]]:
    """The class for a file or paper; that it was taken is written down. Queries: 9. Raises NotAllowed."""
    if course.prison_id not in access.require(by, Verb.TEACH).prisons:
        raise NotAllowed(Verb.TEACH.value)
    audit.write(by=by, verb="export_class", what="education.Course", whom=course.pk, at=at)
    return class_of(course, at)


@transaction.atomic
def take_learner(*, enrolment: Enrolment, by: User, at: datetime) -> None:
    """One learner goes on paper; that it was taken is written down. Queries: 6. Raises NotAllowed."""
    if enrolment.prison_id not in access.require(by, Verb.TEACH).prisons:
        raise NotAllowed(Verb.TEACH.value)
    audit.write(by=by, verb="export_learner", what="education.Enrolment", whom=enrolment.pk, at=at)
