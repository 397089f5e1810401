"""Lessons, quizzes and workbooks for tests."""

from typing import Any
from uuid import uuid4

from accounts.models import User
from education.acts.attempts import begin
from education.models import Course, Enrolment, Lesson, Quiz, QuizAttempt, Unit
from tests.cast import NOW, Cast, UserFactory
from tests.courses import a_course, a_unit, placed
from tests.education.marking.papers import EVERY, WRITTEN, paper

BODY = (
    "# Weigh it\n\nA *kilogram* is 1,000 grams.\n\n- flour\n- rice\n\n| gram | kilogram |\n|---|---|\n| 1,000 | 1 |\n"
)


def a_lesson(unit: Unit, *, number: int = 1, up: bool = True, **more: Any) -> Lesson:
    """One version, put up unless told otherwise."""
    return Lesson.objects.create(unit=unit, number=number, **_version(up) | {"body": BODY} | more)


def a_quiz(unit: Unit, *, number: int = 1, up: bool = True, **more: Any) -> Quiz:
    return Quiz.objects.create(unit=unit, number=number, **_version(up) | {"paper": paper(*EVERY)} | more)


def _version(up: bool) -> dict[str, Any]:
    by = UserFactory()
    return {"made_by": by, "made_at": NOW, "published_at": NOW if up else None, "published_by": by if up else None}


def a_full_course(prison: str = "MDI", **more: Any) -> dict[str, Any]:
    """A course with a lesson, a quiz of every kind of question and a workbook of 10 marks."""
    course = a_course(prison, **more)
    lesson, quiz, workbook = (a_unit(course, n, kind) for n, kind in enumerate(("LESSON", "QUIZ", "WORKBOOK"), 1))
    a_lesson(lesson)
    a_quiz(quiz, pass_mark=50, attempts=2)
    a_lesson(workbook, body="Weigh three things.", out_of=10, pass_mark=60)
    return {"course": course, "lesson": lesson, "quiz": quiz, "workbook": workbook}


def studying(user: User, course: Course) -> Enrolment:
    """The person's place on it; asked for twice, the same."""
    return Enrolment.objects.filter(course=course, prisoner=user.prisoner).first() or placed(course, user.prisoner)


def begun(user: User, unit: Unit) -> QuizAttempt:
    return begin(enrolment=studying(user, unit.course), unit=unit, by=user, at=NOW)


def lessons_to_study(cast: Cast) -> None:
    """What the pages of the cell show when there is something to show: he has begun a quiz."""
    made = a_full_course(title="Weighing")
    Quiz.objects.filter(unit=made["quiz"]).update(paper=paper(*EVERY, WRITTEN))
    begun(cast.prisoner, made["quiz"])


def shown_lesson() -> dict[str, Any]:
    """Which of them stand for an address of the cell."""
    attempt = QuizAttempt.objects.filter(unit__course__title="Weighing").first()
    if attempt is None:
        return dict.fromkeys(("enrolment_id", "unit_id", "attempt_id", "media_id"), uuid4()) | {
            "place": 1,
            "part": "file",
        }
    lesson = Unit.objects.get(course=attempt.unit.course_id, kind="LESSON")
    there = {"enrolment_id": attempt.enrolment_id, "unit_id": lesson.pk, "attempt_id": attempt.pk}
    return there | {"media_id": uuid4(), "place": 5, "part": "file"}
