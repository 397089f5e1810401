"""Where a package goes: into an empty unit, behind the last unit of a course, into a draft course of its own."""

from datetime import datetime
from uuid import UUID

from django.db import models

from accounts import audit
from accounts.access import NotAllowed, Verb
from accounts.models import User
from education.models import Course, Level, Package, Progress, Subject, Unit

from . import units
from .courses import MOST as MOST_COURSES
from .courses import NotADraft, TooManyCourses
from .places import hold_course
from .units import TooManyUnits


class HoldsAnother(ValueError):
    """The unit is not for packages, is retired, or has one already: that is replaced, not put beside another."""


def attach(package: Package, course: Course | None, unit: Unit | None, by: User | str, at: datetime) -> None:
    """Put the package into the unit, else behind the last unit of the course, else into a new draft."""
    if unit is not None:
        held = draft(unit.course_id)
        fits = Unit.objects.filter(pk=unit.pk, kind=Unit.Kind.PACKAGE, package=None).current()
        if held.prison_id != package.prison_id or not fits.exists():
            raise HoldsAnother
        package.unit = unit
    elif course is not None:
        held = draft(course.pk)
        if held.prison_id != package.prison_id:
            raise NotAllowed(Verb.MANAGE_COURSES.value)
        package.unit = _behind_the_last(held, package.title, at)
    else:
        held = _begin_course(package, by, at)
        package.unit = _behind_the_last(held, package.title, at)
    package.save(update_fields=["unit"])
    note(held, "add_package", by, at)


def draft(course_id: UUID) -> Course:
    held = hold_course(course_id)
    if held.state != Course.State.DRAFT:
        raise NotADraft
    return held


def _behind_the_last(course: Course, title: str, at: datetime) -> Unit:
    held = Unit.objects.filter(course=course)
    if held.current().count() >= units.MOST:
        raise TooManyUnits
    last = held.aggregate(last=models.Max("position"))["last"] or 0
    kind = Unit.Kind.PACKAGE
    return Unit.objects.create(course=course, position=last + 1, kind=kind, title=title[:120], made_at=at)


def _begin_course(package: Package, by: User | str, at: datetime) -> Course:
    """A draft that says of itself only what the package says; a tutor writes the rest before it is reviewed."""
    if Course.objects.filter(prison=package.prison).exclude(state=Course.State.RETIRED).count() >= MOST_COURSES:
        raise TooManyCourses
    return Course.objects.create(
        prison=package.prison,
        title=package.title[:120],
        summary="",  # it can't be sent for review without: an award says it to employers
        level=Level.ENTRY_1,
        subject=Subject.OTHER,
        made_by=by if isinstance(by, User) else None,
        made_at=at,
    )


def take_place(old: Package, unit: Unit, newer: Package, at: datetime) -> Unit | None:
    """Put `newer` where `old` is; returns the unit that was retired for it, if somebody has begun it."""
    if not Progress.objects.filter(unit=unit).exists():
        old.unit = None
        old.save(update_fields=["unit"])
        newer.unit = unit
        newer.save(update_fields=["unit"])
        return None
    Unit.objects.filter(pk=unit.pk).update(retired_at=at)
    same = {name: getattr(unit, name) for name in ("course_id", "position", "kind", "title", "title_cy", "minutes")}
    newer.unit = Unit.objects.create(**same, needed=unit.needed, made_at=at)
    newer.save(update_fields=["unit"])
    return unit


def note(course: Course, verb: str, by: User | str, at: datetime) -> None:
    """The course has changed too: whoever reviews it has read an older one. Queries: 4."""
    course.revision += 1
    course.save(update_fields=["revision"])
    audit.write(by=by, verb=verb, what="education.Course", whom=course.pk, at=at)
