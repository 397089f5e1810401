"""Doors of what is written while there is no Wi-Fi."""

from tests.rules.row import Row

ROWS: list[Row] = []
