"""Doors of running packages. The content host has none of the portal's: tests/education/views/test_content.py."""

from tests.rules.records_running import (
    her_launch,
    her_package,
    his_launch,
    his_package,
    no_launch,
    no_unit,
    no_unit_of_hers,
)
from tests.rules.row import EVERYBODY, METHODS, PRISON, Row, row

HIS = {200: "prisoner", 404: "cell_mate"}
HIS_ACT = {302: "prisoner", 404: "cell_mate"}
NOT_HERS = "tutor officer_elsewhere administrator"
HERS, HERS_ACT = {200: "practitioner", 404: NOT_HERS}, {302: "practitioner", 404: NOT_HERS}
ROWS: list[Row] = [
    row("education:play", PRISON, GET=HIS, POST=HIS_ACT, of=his_package, not_of=no_unit),
    row("education:launch", PRISON, GET=HIS, of=his_launch, not_of=no_launch),
    row("education:launch_begin", PRISON, POST=HIS, of=his_launch, not_of=no_launch),
    row("education:launch_onward", PRISON, POST=HIS_ACT, of=his_launch, not_of=no_launch),
    row("education:launch_leave", PRISON, POST=HIS_ACT, of=his_launch, not_of=no_launch),
    row("education:staff_play", PRISON, GET=HERS, POST=HERS_ACT, of=her_package, not_of=no_unit_of_hers),
    row("education:staff_launch", PRISON, GET=HERS, of=her_launch, not_of=no_launch),
    row("education:staff_launch_begin", PRISON, POST=HERS, of=her_launch, not_of=no_launch),
    row("education:staff_launch_onward", PRISON, POST=HERS_ACT, of=her_launch, not_of=no_launch),
    row("education:staff_launch_leave", PRISON, POST=HERS_ACT, of=her_launch, not_of=no_launch),
    # Proved by the terminal and by what lies in the seal, not by a session: the matrix sends no JSON
    row(
        "education:package_state",
        PRISON,
        POST={400: EVERYBODY},
        **{method: {405: EVERYBODY} for method in METHODS if method != "POST"},
    ),
]
