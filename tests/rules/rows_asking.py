"""Doors of a person's own requests."""

from tests.rules.row import Row

ROWS: list[Row] = []
