"""Doors of contacts and their vetting."""

from tests.rules.row import Row

ROWS: list[Row] = []
