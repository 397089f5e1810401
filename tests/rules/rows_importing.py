"""Doors of course packages."""

from tests.rules.records_importing import a_package_elsewhere, a_package_here
from tests.rules.row import PRISON, Row, row

ROWS: list[Row] = [
    row("education:packages", PRISON, GET={200: "tutor"}, POST={200: "tutor"}),
    row(
        "education:package",
        PRISON,
        GET={200: "tutor"},
        POST={200: "tutor"},
        of=a_package_here,
        not_of=a_package_elsewhere,
    ),
]
