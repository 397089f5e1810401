"""Doors of notices."""

from tests.rules.row import Row

ROWS: list[Row] = []
