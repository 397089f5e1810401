"""Doors of timetables."""

from tests.rules.row import IN_THE_CELL, PRISON, Row, row

ROWS: list[Row] = [
    row("incell:timetable", PRISON, GET={200: IN_THE_CELL}),
    row("incell:timetable_import", PRISON, GET={200: "administrator"}, POST={200: "administrator"}),
]
