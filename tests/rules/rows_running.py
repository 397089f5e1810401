"""Doors of running packages. The content host has none of the portal's: tests/education/views/test_content.py."""

from tests.rules.records_running import his_launch, his_package, no_launch, no_unit
from tests.rules.row import EVERYBODY, METHODS, PRISON, Row, row

HIS = {200: "prisoner", 404: "cell_mate"}
HIS_ACT = {302: "prisoner", 404: "cell_mate"}
ROWS: list[Row] = [
    row("education:play", PRISON, GET=HIS, POST=HIS_ACT, of=his_package, not_of=no_unit),
    row("education:launch", PRISON, GET=HIS, of=his_launch, not_of=no_launch),
    row("education:launch_begin", PRISON, POST=HIS, of=his_launch, not_of=no_launch),
    row("education:launch_leave", PRISON, POST=HIS_ACT, of=his_launch, not_of=no_launch),
    # Proved by the terminal and by what lies in the seal, not by a session: the matrix sends no JSON
    row(
        "education:package_state",
        PRISON,
        POST={400: EVERYBODY},
        **{method: {405: EVERYBODY} for method in METHODS if method != "POST"},
    ),
]
