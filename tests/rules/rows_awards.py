"""Doors of awards: given and taken back by staff, shown in the cell, checked by anybody at central."""

from tests.rules.records_awards import an_issuer, its_key, its_list, no_issuer, no_key, no_list
from tests.rules.row import CENTRAL, EVERYBODY, Row, row

ROWS: list[Row] = [
    row("passport:issuer", CENTRAL, GET={200: EVERYBODY}, of=an_issuer, not_of=no_issuer),
    row("passport:issuer_did", CENTRAL, GET={200: EVERYBODY}, of=an_issuer, not_of=no_issuer),
    row("passport:issuer_key", CENTRAL, GET={200: EVERYBODY}, of=its_key, not_of=no_key),
    row("passport:status_list", CENTRAL, GET={200: EVERYBODY}, of=its_list, not_of=no_list),
]
