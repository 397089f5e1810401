"""Courses with set times, for tests."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from accounts.models import User
from education.models import Attendance, Course, Enrolment, Pace, Session
from tests.cast import Cast
from tests.courses import a_course, placed


def a_class(prison: str = "MDI", **more: Any) -> Course:
    """A published course with set times."""
    return a_course(prison, **{"pace": Pace.TIMETABLED} | more)


def a_session(course: Course, tutor: User, starts_at: datetime, **more: Any) -> Session:
    """Two hours in room 2."""
    said = {"ends_at": starts_at + timedelta(hours=2), "room": "Room 2", "series": uuid4(), "made_by": tutor}
    said |= {"prison_id": course.prison_id, "made_at": starts_at, "tutor": tutor}
    return Session.objects.create(course=course, starts_at=starts_at, **said | more)


def came(session: Session, enrolment: Enrolment, code: str = "ATTENDED", **more: Any) -> Attendance:
    said = {"by": session.tutor, "at": session.ends_at}
    return Attendance.objects.create(session=session, enrolment=enrolment, code=code, **said | more)


def classes_to_come_to(cast: Cast, at: datetime, course: Course | None = None) -> Course:
    """He is in a class: with sessions to come, one moved and one not on, and one past session of each kind.

    course   one that he studies already, which has set times from now on.
    """
    if course is None:
        course = a_class(title="Brickwork")
        placed(course, cast.prisoner.prisoner, at=at - timedelta(days=90))
    course.pace = Pace.TIMETABLED
    course.save()
    course.enrolments.filter(prisoner=cast.prisoner.prisoner).update(news_at=at - timedelta(days=1))
    his = course.enrolments.get(prisoner=cast.prisoner.prisoner)
    for n, code in enumerate(Attendance.Code.values, 1):
        came(a_session(course, cast.tutor, at - timedelta(days=7 * n)), his, code)
    changed = {"changed_at": at, "why": "The room is in use."}
    a_session(course, cast.tutor, at + timedelta(hours=1))
    a_session(course, cast.tutor, at + timedelta(days=2), was_at=at + timedelta(days=1), **changed)
    a_session(course, cast.tutor, at + timedelta(days=9), cancelled_at=at, **changed)
    return course
