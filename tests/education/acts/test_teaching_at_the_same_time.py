"""Two tutors, and a learner, at the same moment in real threads: one is told, nothing counts twice, nobody waits."""

import threading
from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

import pytest
from django.db import connection

from accounts.models import User
from education.acts import feedback, joining, registering, timetabling
from education.models import Attendance, Feedback, Session
from tests.cast import NOW, Cast, PrisonerFactory, UserFactory
from tests.courses import a_course, placed
from tests.timetables import a_class, a_session

pytestmark = pytest.mark.django_db(transaction=True)
REFUSALS = (
    timetabling.MeetsAlready,
    timetabling.ChangedMeanwhile,
    registering.MarkedMeanwhile,
    feedback.AnsweredAlready,
)


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """Each work in a thread of its own, all let go at one moment; what each returned, or what refused it."""
    ready, said = threading.Barrier(len(works)), [None] * len(works)

    def run(place: int) -> None:
        try:
            ready.wait(timeout=60)
            said[place] = works[place]()
        except REFUSALS as refusal:
            said[place] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return said


@pytest.fixture
def tutors(cast: Cast) -> list[User]:
    return [cast.tutor, UserFactory(roles=["TUTOR"])]


def test_one_session_at_a_time(cast: Cast, tutors: list[User]) -> None:
    course = a_class()
    slot = timetabling.Slot(date(2027, 3, 8), time(9), time(11), "Room 2", cast.tutor.pk)

    def add(by: User) -> Any:
        return timetabling.add_sessions(course=course, slot=slot, until=None, but=[], by=by, at=NOW)

    said = at_once(lambda: add(tutors[0]), lambda: add(tutors[1]))
    assert sum(isinstance(one, timetabling.MeetsAlready) for one in said) == 1
    assert Session.objects.count() == 1


def test_of_two_registers_one_is_told(cast: Cast, tutors: list[User]) -> None:
    course = a_class()
    his = placed(course, cast.prisoner.prisoner, at=NOW - timedelta(days=1))
    session = a_session(course, cast.tutor, NOW - timedelta(hours=1))

    def take(by: User, code: str) -> Any:
        return registering.take_register(session=session, codes={his.pk: code}, seen={}, by=by, at=NOW)

    said = at_once(lambda: take(tutors[0], "ATTENDED"), lambda: take(tutors[1], "REFUSED"))
    assert sum(isinstance(one, registering.MarkedMeanwhile) for one in said) == 1
    assert Attendance.objects.current().count() == 1


def test_a_session_is_cancelled_while_learners_leave(cast: Cast, tutors: list[User]) -> None:
    """Who cancels takes the session and then its learners; who leaves the learner and then the course: no circle."""
    course = a_class(places=3)
    mine = placed(course, cast.prisoner.prisoner)
    for _ in range(2):
        placed(course, PrisonerFactory())
    placed(course, PrisonerFactory(), state="WAITING", placed_at=None)
    session = a_session(course, cast.tutor, NOW + timedelta(days=1))
    how = {"why": "No staff.", "rest": False, "revision": 0, "at": NOW}
    said = at_once(
        lambda: timetabling.cancel_session(session=session, by=tutors[0], **how),
        lambda: timetabling.cancel_session(session=session, by=tutors[1], **how),
        lambda: joining.leave(enrolment=mine, by=cast.prisoner, at=NOW),
    )
    assert sum(isinstance(one, timetabling.ChangedMeanwhile) for one in said[:2]) == 1
    assert said[2].state == "LEFT"
    assert course.enrolments.filter(state="PLACED").count() == 3


def test_one_answer_to_feedback(cast: Cast) -> None:
    his = placed(a_course(), cast.prisoner.prisoner)
    one = Feedback.objects.create(enrolment=his, words="How is it?", by=cast.tutor, at=NOW)

    def answer(words: str) -> Any:
        return feedback.answer(feedback=one, words=words, by=cast.prisoner, at=NOW)

    said = at_once(lambda: answer("Good"), lambda: answer("Bad"))
    assert sum(isinstance(each, feedback.AnsweredAlready) for each in said) == 1
