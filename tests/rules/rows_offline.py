"""Doors of what is written while there is no Wi-Fi."""

from tests.rules.records_offline import his_held_act, in_english, in_no_language, no_held_act
from tests.rules.row import AGENCIES, EVERYBODY, IN_THE_CELL, METHODS, PRISON, STAFF, Row, row

OFF_THE_CELLS = f"nobody {STAFF} {AGENCIES}"
ONLY_POSTED = {method: {405: EVERYBODY} for method in METHODS if method != "POST"}
ONLY_READ = {method: {405: EVERYBODY} for method in METHODS if method not in ("GET", "HEAD")}

ROWS: list[Row] = [
    row("incell:service_worker", PRISON, GET={200: EVERYBODY}, **ONLY_READ),
    row("incell:book", PRISON, GET={200: EVERYBODY}, of=in_english, not_of=in_no_language),
    # What is posted here is no JSON; what is, and from which terminal: tests/incell/offline/test_doors.py
    row("incell:take_in", PRISON, POST={400: IN_THE_CELL, 403: OFF_THE_CELLS}, **ONLY_POSTED),
    row("incell:end_session", PRISON, POST={400: EVERYBODY}, **ONLY_POSTED),
    row("incell:held", PRISON, GET={200: IN_THE_CELL}),
    row(
        "incell:held_act",
        PRISON,
        GET={200: "prisoner", 404: "cell_mate"},
        POST={200: "prisoner", 404: "cell_mate"},
        of=his_held_act,
        not_of=no_held_act,
    ),
    row(
        "incell:throw_away",
        PRISON,
        POST={302: "prisoner", 404: "cell_mate"},
        of=his_held_act,
        not_of=no_held_act,
    ),
]
