"""Courses and people who study them, for tests."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from accounts.models import Prisoner, User
from education.models import Course, Enrolment, Feedback, Level, Prerequisite, Progress, Subject, Unit
from tests.cast import NOW, Cast, UserFactory


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


def courses_to_study(cast: Cast) -> None:
    """What the pages of the cell show when there is something to show: he studies one course and waits for another."""
    him = cast.prisoner.prisoner
    going = a_course(title="Kitchen maths")
    first, second, third = (a_unit(going, n, kind=kind) for n, kind in enumerate(Unit.Kind.values[:3], 1))
    mine = placed(going, him, decided_at=NOW, reason="See you on Monday.")
    for unit, state in [(first, Progress.State.PASSED), (second, Progress.State.FAILED)]:
        Progress.objects.create(enrolment=mine, unit=unit, state=state, began_at=NOW, moved_at=NOW)
    a_unit(going, 4, Unit.Kind.WORKBOOK, minutes=30, title=third.title)
    for n, answer in enumerate(("", "I want to die")):
        said = {"answer": answer, "answered_at": NOW if answer else None}
        Feedback.objects.create(enrolment=mine, words="Good work.", by=cast.tutor, at=NOW - timedelta(days=n), **said)
    full = a_course(title="Bricks", hours=20, pace="TIMETABLED", language="cy", state=Course.State.PUBLISHED)
    placed(full, him, state=Enrolment.State.WAITING, placed_at=None, decided_at=NOW)
    over = a_course(title="Reading")
    placed(over, him, state=Enrolment.State.DECLINED, placed_at=None, decided_at=NOW, reason="It is full.")
    for n, bar in enumerate([{"cohorts": ["WOMEN", "REMAND"]}, {"wings": ["9"]}, {"only_language": "pl"}]):
        a_course(title=f"Closed {n}", level=Level.values[n + 3], **bar)
    needy = a_course(title="Painting")
    Prerequisite.objects.create(course=needy, needed=going)


def shown_feedback() -> Any:
    found = Feedback.objects.filter(answer="").first()
    return found.pk if found else uuid4()


def shown_course() -> Any:
    """Which of them stands for an address of the cell."""
    found = Course.objects.filter(title="Kitchen maths").first()
    return found.pk if found else uuid4()
