"""Packages and launches that the rows of the matrix are about."""

from typing import Any
from uuid import uuid4

from tests.cast import Cast
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
