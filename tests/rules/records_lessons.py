"""Lessons, quizzes and workbooks that the rows of the matrix are about."""

from typing import Any
from uuid import uuid4

from education.acts.attempts import begin
from education.acts.works import hand_in
from education.models import Course, Enrolment, Media, QuizAttempt
from tests.cast import NOW, Cast
from tests.lessons import a_full_course, begun, studying


def full_course(cast: Cast) -> dict[str, Any]:
    """The course; asked for twice in a row's test, the same."""
    course = Course.objects.filter(prison_id="MDI").first()
    if course is None:
        return a_full_course()
    kinds = {"LESSON": "lesson", "QUIZ": "quiz", "WORKBOOK": "workbook"}
    return {"course": course, **{kinds[unit.kind]: unit for unit in course.units.all()}}


def his_lesson(cast: Cast) -> dict[str, Any]:
    made = full_course(cast)
    return {"enrolment_id": studying(cast.prisoner, made["course"]).pk, "unit_id": made["lesson"].pk}


def no_lesson(cast: Cast) -> dict[str, Any]:
    return his_lesson(cast) | {"unit_id": uuid4()}


def his_attempt(cast: Cast) -> dict[str, Any]:
    open_one = QuizAttempt.objects.filter(state="OPEN").first()
    return {"attempt_id": (open_one or begun(cast.prisoner, full_course(cast)["quiz"])).pk}


def no_attempt(cast: Cast) -> dict[str, Any]:
    return {"attempt_id": uuid4()}


def his_done_attempt(cast: Cast) -> dict[str, Any]:
    found = his_attempt(cast)
    QuizAttempt.objects.update(state="HANDED_IN", handed_in_at=NOW, marks=0, out_of=17, score=0)
    return found


def his_question(cast: Cast) -> dict[str, Any]:
    return his_attempt(cast) | {"place": 1}


def no_question(cast: Cast) -> dict[str, Any]:
    return his_attempt(cast) | {"place": 99}


def an_answered_question(cast: Cast) -> dict[str, Any]:
    return {"question": "single", "answer": "c"}


def a_film(cast: Cast) -> dict[str, Any]:
    """Its captions lie in the database; its bytes are nobody's matter here."""
    his_lesson(cast)
    media = Media.objects.first() or Media.objects.create(
        course=full_course(cast)["course"],
        kind="VIDEO",
        content_type="video/mp4",
        digest="0" * 64,
        size=1,
        name="How to weigh",
        transcript="Put it on the scales.",
        captions="WEBVTT\n\n00:00.000 --> 00:02.000\nPut it on the scales.\n",
        made_by=cast.tutor,
        made_at=NOW,
    )
    return {"media_id": media.pk, "part": "captions"}


def no_film(cast: Cast) -> dict[str, Any]:
    return {"media_id": uuid4(), "part": "file"}


def a_units_page(cast: Cast) -> dict[str, Any]:
    return {"unit_id": full_course(cast)["lesson"].pk}


def no_unit(cast: Cast) -> dict[str, Any]:
    return {"unit_id": uuid4()}


def a_text(cast: Cast) -> dict[str, Any]:
    return {"body": "# Weigh", "preview": "1"}


def the_course(cast: Cast) -> dict[str, Any]:
    return {"course_id": full_course(cast)["course"].pk}


def no_course(cast: Cast) -> dict[str, Any]:
    return {"course_id": uuid4()}


def his_work(cast: Cast) -> dict[str, Any]:
    made = full_course(cast)
    enrolment = studying(cast.prisoner, made["course"])
    return {"work_id": hand_in(enrolment=enrolment, unit=made["workbook"], by=cast.prisoner, at=NOW).pk}


def no_work(cast: Cast) -> dict[str, Any]:
    return {"work_id": uuid4()}


def his_place(cast: Cast) -> dict[str, Any]:
    return {"enrolment_id": studying(cast.prisoner, full_course(cast)["course"]).pk}


def no_place(cast: Cast) -> dict[str, Any]:
    return {"enrolment_id": uuid4()}


def her_place(cast: Cast) -> Enrolment:
    """The practitioner studies it too, as staff do."""
    course = full_course(cast)["course"]
    said = {"prison_id": "MDI", "state": "PLACED", "asked_at": NOW, "stood_at": NOW}
    return Enrolment.objects.get_or_create(course=course, learner=cast.practitioner, defaults=said)[0]


def her_lesson(cast: Cast) -> dict[str, Any]:
    return {"enrolment_id": her_place(cast).pk, "unit_id": full_course(cast)["lesson"].pk}


def her_attempt(cast: Cast) -> dict[str, Any]:
    quiz = full_course(cast)["quiz"]
    return {"attempt_id": begin(enrolment=her_place(cast), unit=quiz, by=cast.practitioner, at=NOW).pk}


def her_question(cast: Cast) -> dict[str, Any]:
    return her_attempt(cast) | {"place": 1}


def her_done_attempt(cast: Cast) -> dict[str, Any]:
    found = her_attempt(cast)
    QuizAttempt.objects.update(state="HANDED_IN", handed_in_at=NOW, marks=0, out_of=17, score=0)
    return found
