"""Packages and launches that the rows of the matrix are about."""

from typing import Any
from uuid import uuid4

from education.models import Course, Enrolment
from tests.cast import NOW, Cast
from tests.courses import a_course, a_unit, placed
from tests.launches import a_package, opened


def his_package(cast: Cast) -> dict[str, Any]:
    """A package of a course that he studies and his cell-mate does not."""
    unit = a_unit(a_course(title="Kitchen safety"), kind="PACKAGE")
    a_package(unit, {}, ["index.html"])
    return {"enrolment": placed(unit.course, cast.prisoner.prisoner).pk, "unit": unit.pk}


def no_unit(cast: Cast) -> dict[str, Any]:
    return {**his_package(cast), "unit": uuid4()}


def his_launch(cast: Cast) -> dict[str, Any]:
    unit = a_unit(a_course(title="Kitchen safety"), kind="PACKAGE")
    package = a_package(unit, {}, ["index.html"])
    return {"launch_id": opened(cast, placed(unit.course, cast.prisoner.prisoner), package).pk}


def no_launch(cast: Cast) -> dict[str, Any]:
    return {"launch_id": uuid4()}


def her_package(cast: Cast) -> dict[str, Any]:
    """A package of a course for staff that the practitioner studies."""
    unit = a_unit(a_course(title="Safe hands", for_staff=True), kind="PACKAGE")
    a_package(unit, {}, ["index.html"])
    return {"enrolment": studied_by_her(unit.course, cast).pk, "unit": unit.pk}


def her_launch(cast: Cast) -> dict[str, Any]:
    unit = a_unit(a_course(title="Safe hands", for_staff=True), kind="PACKAGE")
    package = a_package(unit, {}, ["index.html"])
    held = studied_by_her(unit.course, cast)
    return {"launch_id": opened(cast, held, package, by=cast.practitioner, terminal=None).pk}


def no_unit_of_hers(cast: Cast) -> dict[str, Any]:
    return {**her_package(cast), "unit": uuid4()}


def studied_by_her(course: Course, cast: Cast) -> Enrolment:
    said = {"state": Enrolment.State.PLACED, "asked_at": NOW, "placed_at": NOW, "stood_at": NOW}
    return Enrolment.objects.create(course=course, prison_id="MDI", learner=cast.practitioner, **said)
