"""Packages that the rows of the matrix are about."""

from typing import Any

from tests.cast import Cast, PrisonFactory
from tests.packages import a_package


def a_package_here(cast: Cast) -> dict[str, Any]:
    return {"package_id": a_package().pk}


def a_package_elsewhere(cast: Cast) -> dict[str, Any]:
    PrisonFactory(code="BXI", name="Brixton (HMP)")
    return {"package_id": a_package("BXI").pk}
