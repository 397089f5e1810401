"""Courses and enrolments that the rows of the matrix are about."""

from typing import Any
from uuid import uuid4

from education.models import Course
from tests.cast import Cast, PrisonerFactory, PrisonFactory
from tests.courses import a_course, a_unit, placed


def a_published_course(cast: Cast) -> dict[str, Any]:
    return {"course_id": a_course().pk}


def a_course_elsewhere(cast: Cast) -> dict[str, Any]:
    PrisonFactory(code="BXI", name="Brixton (HMP)")
    return {"course_id": a_course("BXI").pk}


def a_draft(cast: Cast) -> dict[str, Any]:
    """One that nobody in the cell sees."""
    return {"course_id": a_course(state=Course.State.DRAFT).pk}


def a_course_of_both(cast: Cast) -> dict[str, Any]:
    """One that he and his cell-mate study."""
    course = a_course()
    for member in (cast.prisoner, cast.cell_mate):
        placed(course, member.prisoner)
    return {"course_id": course.pk}


def a_unit_of_a_draft(cast: Cast) -> dict[str, Any]:
    return {"unit_id": a_unit(a_course(state=Course.State.DRAFT)).pk}


def a_unit_elsewhere(cast: Cast) -> dict[str, Any]:
    PrisonFactory(code="BXI", name="Brixton (HMP)")
    return {"unit_id": a_unit(a_course("BXI")).pk}


def one_who_asks(cast: Cast) -> dict[str, Any]:
    return {"enrolment_id": placed(a_course(), cast.prisoner.prisoner, state="ASKED", placed_at=None).pk}


def one_who_asks_elsewhere(cast: Cast) -> dict[str, Any]:
    there = PrisonFactory(code="BXI", name="Brixton (HMP)")
    return {"enrolment_id": placed(a_course("BXI"), PrisonerFactory(prison=there), state="ASKED").pk}


def no_words(cast: Cast) -> dict[str, Any]:
    return {"reason": ""}


def his_lesson(cast: Cast) -> dict[str, Any]:
    mine = placed(a_course(), cast.prisoner.prisoner)
    return {"enrolment_id": mine.pk, "unit_id": a_unit(mine.course).pk}


def a_lesson_of_nobody(cast: Cast) -> dict[str, Any]:
    return {"enrolment_id": uuid4(), "unit_id": uuid4()}


def a_step(cast: Cast) -> dict[str, Any]:
    return {"key": "a-step-of-his", "seconds": "5", "fraction": "0.5"}
