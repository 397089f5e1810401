"""Writing what a unit holds: a draft that is changed until it is put up, then a version that stays as it is."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from accounts import audit
from accounts.access import NotAllowed, Verb, require
from accounts.models import User
from education.marking import read_paper
from education.models import Course, Lesson, Quiz, Unit, Version

from .places import hold_course

LONGEST = 60_000  # characters of a lesson
LARGEST = 200_000  # characters of a paper
V = TypeVar("V", Lesson, Quiz)


class ChangedMeanwhile(ValueError):
    """Somebody else has saved this unit since it was read. `who` says who."""

    def __init__(self, who: str) -> None:
        super().__init__(who)
        self.who = who


class NotOfThisKind(ValueError):
    """A lesson is no quiz, and a quiz no lesson."""


class AlreadyPutUp(ValueError):
    """This version is up already."""


@dataclass(frozen=True)
class LessonSaying:
    """What a lesson or a workbook says. `out_of`, `pass_mark`: of a workbook; the pass mark in percent."""

    body: str
    body_cy: str = ""
    out_of: int = 0
    pass_mark: int = 0


@dataclass(frozen=True)
class QuizSaying:
    """`paper` as `education.marking` describes it; `pass_mark` in percent; `attempts` 0 is no bound."""

    paper: Any
    pass_mark: int = 60
    attempts: int = 0


def mark_of(version: Version | None) -> str:
    """Which version, saved how often: who saves shows the one they have read. "" for none."""
    return f"{version.number}.{version.revision}" if version else ""


def newest(model: type[V], unit: Unit) -> V | None:
    """The newest version of a unit, draft or not. Queries: 1."""
    return model.objects.filter(unit=unit).select_related("made_by").order_by("-number").first()


def up(model: type[V], unit: Unit) -> V | None:
    """The version that learners see. Queries: 1."""
    return model.objects.filter(unit=unit).published().order_by("-number").first()


def empty_of(course: Course) -> set[UUID]:
    """The units of a course in which learners would find nothing: no version is up, or there is no package.

    Queries: 1.
    """
    full = Q(package__isnull=False) | Q(Exists(Lesson.objects.filter(unit=OuterRef("pk")).published()))
    full |= Q(Exists(Quiz.objects.filter(unit=OuterRef("pk")).published()))
    return set(Unit.objects.current().filter(course=course).exclude(full).values_list("pk", flat=True))


@transaction.atomic
def save_lesson(*, unit: Unit, saying: LessonSaying, mark: str, by: User, at: datetime) -> Lesson:
    """Save the draft of a lesson or a workbook; the first one after what was put up is a new version.

    mark     of the version as `by` has read it (mark_of).
    Writes   one Lesson, one audit line. Queries: 8. Raises NotAllowed, NotOfThisKind, ChangedMeanwhile.
    """
    if unit.kind not in (Unit.Kind.LESSON, Unit.Kind.WORKBOOK):
        raise NotOfThisKind
    return _save(Lesson, unit, asdict(saying), mark, by, at)


@transaction.atomic
def save_quiz(*, unit: Unit, saying: QuizSaying, mark: str, by: User, at: datetime) -> Quiz:
    """Save the draft of a quiz. As save_lesson; raises marking.PaperHasFaults too, before anything is written."""
    if unit.kind != Unit.Kind.QUIZ:
        raise NotOfThisKind
    read_paper(saying.paper)
    said = {"paper": saying.paper, "pass_mark": saying.pass_mark, "attempts": saying.attempts}
    return _save(Quiz, unit, said, mark, by, at)


@transaction.atomic
def put_up(*, unit: Unit, mark: str, by: User, at: datetime) -> Version:
    """Let learners see the draft. Attempts that were begun go on with what they began with.

    Writes   the version, the course's revision, one audit line. Queries: 10.
    Raises   NotAllowed, ChangedMeanwhile, AlreadyPutUp.
    """
    course = hold_course(unit.course_id)  # before its unit, as everywhere
    _hold(unit, by)
    version = newest(Quiz, unit) if unit.kind == Unit.Kind.QUIZ else newest(Lesson, unit)
    if version is None or mark_of(version) != mark:
        raise ChangedMeanwhile(version.made_by.name if version else "")
    if version.published_at is not None:
        raise AlreadyPutUp
    version.published_at, version.published_by = at, by
    version.save(update_fields=["published_at", "published_by"])
    course.revision += 1  # whoever reviews the course has read an older one
    course.save(update_fields=["revision"])
    audit.write(by=by, verb="put_up_unit", what="education.Unit", whom=unit.pk, at=at)
    return version


def _save(model: type[V], unit: Unit, said: dict[str, Any], mark: str, by: User, at: datetime) -> V:
    _hold(unit, by)
    before = newest(model, unit)
    if mark_of(before) != mark:
        raise ChangedMeanwhile(before.made_by.name if before else "")
    if before is None or before.published_at is not None:
        version = model(unit=unit, number=before.number + 1 if before else 1)
    else:
        version = before
        version.revision += 1
    for name, value in {**said, "made_by": by, "made_at": at}.items():
        setattr(version, name, value)
    version.save()
    audit.write(by=by, verb="save_unit", what="education.Unit", whom=unit.pk, at=at)
    return version


def _hold(unit: Unit, by: User) -> Unit:
    """Lock the unit: one writes at a time. Queries: 2."""
    reach = require(by, Verb.MANAGE_COURSES)
    held = Unit.objects.select_for_update(of=("self",)).select_related("course").get(pk=unit.pk)
    if held.course.prison_id not in reach.prisons:
        raise NotAllowed(Verb.MANAGE_COURSES.value)
    return held
