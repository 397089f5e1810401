"""Doors of the teams that answer requests."""

from tests.rules.row import Row

ROWS: list[Row] = []
