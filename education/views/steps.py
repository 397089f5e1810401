"""The units of a course as steps of one who studies: how far each is, and where it is opened."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import F, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import NoReverseMatch, reverse

from education.acts.progress import DONE
from education.acts.units import MOST
from education.forms import plain
from education.models import Enrolment, Progress, Unit

DOORS = {Unit.Kind.PACKAGE: "education:play"}  # by kind of unit; every other kind is opened at OTHER
OTHER = "education:unit"


@dataclass(frozen=True)
class Step:
    """One unit. `address` is "" where it can't be opened; `mark` and `words` say its state; `is_next` is for one."""

    unit: Unit
    state: str
    address: str
    is_next: bool

    @property
    def is_done(self) -> bool:
        return self.state in DONE

    @property
    def mark(self) -> str:
        return plain.STEP_STATES[self.state][0]

    @property
    def words(self) -> plain.Words:
        return plain.STEP_STATES[self.state][1]

    @property
    def kind(self) -> plain.Words:
        return plain.KINDS[self.unit.kind]


@dataclass(frozen=True)
class Path:
    """The steps of one course, in order. `next` is the first that is not done and not with the tutor."""

    steps: tuple[Step, ...]

    @property
    def next(self) -> Step | None:
        return next((step for step in self.steps if step.is_next), None)

    @property
    def done(self) -> int:
        return sum(step.is_done for step in self.steps)

    @property
    def all(self) -> int:
        return len(self.steps)


def paths_of(enrolments: Iterable[Enrolment]) -> dict[UUID, Path]:
    """The steps of each enrolment, by its id. Queries: 1."""
    theirs = list(enrolments)
    moved = Progress.objects.filter(enrolment=OuterRef("course__enrolments"), unit=OuterRef("pk")).values("state")
    units = Unit.objects.current().filter(course__enrolments__in=[one.pk for one in theirs])
    units = units.annotate(whose=F("course__enrolments"), state=Coalesce(Subquery(moved[:1]), Value("")))
    found: dict[UUID, list[Any]] = {one.pk: [] for one in theirs}
    for unit in units:
        found[unit.whose].append(unit)
    return {one.pk: path(one, found[one.pk][:MOST], {unit.pk: unit.state for unit in found[one.pk]}) for one in theirs}


def path(enrolment: Enrolment | None, units: list[Unit], states: dict[UUID, str]) -> Path:
    """Steps of units whose `states` are known. Who has completed the course still opens what they did.

    Without an enrolment, or with one that ended in another way, nothing opens; nothing comes next but for who studies.
    """
    studies = enrolment is not None and enrolment.state == Enrolment.State.PLACED
    opens = enrolment is not None and enrolment.state in (Enrolment.State.PLACED, Enrolment.State.COMPLETED)
    addresses = _addresses(enrolment, units) if opens and enrolment else {}
    waits = (*DONE, Progress.State.HANDED_IN)
    first = next((unit.pk for unit in units if states.get(unit.pk, "") not in waits), None)
    return Path(
        tuple(
            Step(
                unit,
                states.get(unit.pk, ""),
                addresses.get(unit.pk, ""),
                is_next=studies and unit.pk == first,
            )
            for unit in units
        )
    )


def _addresses(enrolment: Enrolment, units: list[Unit]) -> dict[UUID, str]:
    """As `address_of`, for units of one course: made once a door, since they differ in the unit only."""
    first: dict[str, tuple[str, str]] = {}
    found = {}
    for unit in units:
        if unit.kind not in first:
            first[unit.kind] = str(unit.pk), address_of(enrolment, unit)
        known, address = first[unit.kind]
        found[unit.pk] = address.replace(known, str(unit.pk))
    return found


def address_of(enrolment: Enrolment, unit: Unit) -> str:
    """Where a unit is opened; "" when this instance has no door for its kind."""
    try:
        return reverse(DOORS.get(Unit.Kind(unit.kind), OTHER), args=[enrolment.pk, unit.pk])
    except NoReverseMatch:
        return ""
