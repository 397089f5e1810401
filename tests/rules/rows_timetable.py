"""Doors of timetables."""

from tests.rules.row import Row

ROWS: list[Row] = []
