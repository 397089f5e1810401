"""Doors of notices."""

from tests.rules.records_notices import one_elsewhere, ours
from tests.rules.row import IN_THE_CELL, PRISON, Row, row

ROWS: list[Row] = [
    row("incell:my_notices", PRISON, GET={200: IN_THE_CELL}),
    row("incell:notices", PRISON, GET={200: "administrator"}),
    row("incell:notice_new", PRISON, GET={200: "administrator"}, POST={200: "administrator"}),
    row(
        "incell:notice_edit",
        PRISON,
        GET={200: "administrator"},
        POST={200: "administrator"},
        of=ours,
        not_of=one_elsewhere,
    ),
    row("incell:notice_end", PRISON, POST={302: "administrator"}, of=ours, not_of=one_elsewhere),
    row("incell:notice_put_back", PRISON, POST={302: "administrator"}, of=ours, not_of=one_elsewhere),
]
