"""The units of a draft: added, changed, put in order, retired and put back."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import models, transaction

from accounts import audit
from accounts.access import Verb
from accounts.models import User
from education.models import Course, Unit

from .courses import NotADraft, hold

MOST = 60  # units of one course


class TooManyUnits(ValueError):
    """MOST units: nobody sees the end of such a course."""


class FirstOrLast(ValueError):
    """The unit is at that end already."""


@dataclass(frozen=True)
class Content:
    """What a unit says of itself. `minutes`: how long it takes most people, None when nobody knows."""

    kind: str
    title: str
    title_cy: str = ""
    minutes: int | None = None
    needed: bool = True


@transaction.atomic
def add_unit(*, course: Course, content: Content, by: User, at: datetime) -> Unit:
    """Put a unit behind the last one. Queries: 8. Raises NotAllowed, NotADraft, TooManyUnits."""
    held = _hold(course, by)
    units = Unit.objects.filter(course=held)
    if units.current().count() >= MOST:
        raise TooManyUnits
    last = units.aggregate(last=models.Max("position"))["last"] or 0
    unit = Unit.objects.create(course=held, position=last + 1, made_at=at, **asdict(content))
    _note(unit, held, "add_unit", by, at)
    return unit


@transaction.atomic
def change_unit(*, unit: Unit, content: Content, by: User, at: datetime) -> Unit:
    """Say something else of a unit; its kind stays, since what it holds is of that kind.

    Queries: 7. Raises NotAllowed, NotADraft.
    """
    held = _hold(unit.course, by)
    for name, value in asdict(content).items():
        if name != "kind":
            setattr(unit, name, value)
    unit.save(update_fields=["title", "title_cy", "minutes", "needed"])
    _note(unit, held, "change_unit", by, at)
    return unit


@transaction.atomic
def move_unit(*, unit: Unit, up: bool, by: User, at: datetime) -> None:
    """Change places with the one before or behind. Queries: 10. Raises NotAllowed, NotADraft, FirstOrLast."""
    held = _hold(unit.course, by)
    order = list(Unit.objects.filter(course=held).current())
    here = next((n for n, one in enumerate(order) if one.pk == unit.pk), None)
    there = None if here is None else here - 1 if up else here + 1
    if here is None or there is None or not 0 <= there < len(order):
        raise FirstOrLast
    order[here], order[there] = order[there], order[here]
    for n, one in enumerate(order, 1):
        one.position = n
    Unit.objects.bulk_update(order, ["position"])
    _note(unit, held, "move_unit", by, at)


@transaction.atomic
def retire_unit(*, unit: Unit, by: User, at: datetime) -> None:
    """Take a unit out of the course; what was done in it stays. Queries: 7. Raises NotAllowed, NotADraft."""
    held = _hold(unit.course, by)
    Unit.objects.filter(pk=unit.pk, retired_at__isnull=True).update(retired_at=at)
    _note(unit, held, "retire_unit", by, at)


@transaction.atomic
def put_unit_back(*, unit: Unit, by: User, at: datetime) -> None:
    """Undo `retire_unit`. Queries: 8. Raises NotAllowed, NotADraft, TooManyUnits."""
    held = _hold(unit.course, by)
    if Unit.objects.filter(course=held).current().count() >= MOST:
        raise TooManyUnits
    Unit.objects.filter(pk=unit.pk).update(retired_at=None)
    _note(unit, held, "put_unit_back", by, at)


def _hold(course: Course, by: User) -> Course:
    held = hold(course, Verb.MANAGE_COURSES, None, by)
    if held.state != Course.State.DRAFT:
        raise NotADraft
    return held


def _note(unit: Unit, held: Course, verb: str, by: User, at: datetime) -> None:
    """The course has changed too: whoever reviews it has read an older one. Queries: 4."""
    held.revision += 1
    held.save(update_fields=["revision"])
    audit.write(by=by, verb=verb, what="education.Course", whom=held.pk, at=at)
