"""Courses and people who study them, for tests."""

from datetime import datetime
from typing import Any

from accounts.models import Prisoner, User
from education.models import Course, Enrolment, Level, Subject, Unit
from tests.cast import NOW, UserFactory


def a_course(prison: str = "MDI", *, by: User | None = None, **more: Any) -> Course:
    """A published course without units."""
    said = {
        "title": "Kitchen maths",
        "summary": "Weigh, measure and count in a kitchen.",
        "level": Level.ENTRY_3,
        "subject": Subject.MATHS,
        "state": Course.State.PUBLISHED,
        "published_at": NOW,
    }
    return Course.objects.create(prison_id=prison, made_by=by or UserFactory(), made_at=NOW, **said | more)


def a_unit(course: Course, position: int = 1, kind: str = Unit.Kind.LESSON, **more: Any) -> Unit:
    return Unit.objects.create(course=course, position=position, kind=kind, **{"title": f"Step {position}"} | more)


def placed(course: Course, person: Prisoner, at: datetime = NOW, **more: Any) -> Enrolment:
    """Somebody with a place on it."""
    said = {"state": Enrolment.State.PLACED, "asked_at": at, "placed_at": at, "stood_at": at}
    return Enrolment.objects.create(course=course, prison_id=course.prison_id, prisoner=person, **said | more)
