"""Doors of awards: given and taken back by staff, shown in the cell, checked by anybody at central."""

from tests.rules.records_awards import (
    an_award,
    an_award_elsewhere,
    an_issuer,
    its_key,
    its_list,
    no_issuer,
    no_key,
    no_list,
    somebody,
    somebody_elsewhere,
)
from tests.rules.row import CENTRAL, EVERYBODY, IN_THE_CELL, PRISON, Row, row

of_his = {"of": somebody, "not_of": somebody_elsewhere}
ROWS: list[Row] = [
    row("education:skills", PRISON, GET={200: IN_THE_CELL}, POST={302: IN_THE_CELL}),
    row("education:page_for_a_job", PRISON, GET={302: IN_THE_CELL}),
    row("education:awards", PRISON, GET={200: "tutor"}, **of_his),
    row("education:award_skill", PRISON, GET={200: "tutor"}, POST={200: "tutor"}, **of_his),
    row("education:award_judgement", PRISON, GET={200: "tutor"}, POST={200: "tutor"}, **of_his),
    row("education:awards_printed", PRISON, POST={302: "tutor"}, **of_his),
    row(
        "education:award_withdraw",
        PRISON,
        GET={200: "tutor"},
        POST={200: "tutor"},
        of=an_award,
        not_of=an_award_elsewhere,
    ),
    row("passport:verify", CENTRAL, GET={200: EVERYBODY}),
    row("passport:verify_offline", CENTRAL, GET={200: EVERYBODY}),
    row("passport:issuer", CENTRAL, GET={200: EVERYBODY}, of=an_issuer, not_of=no_issuer),
    row("passport:issuer_did", CENTRAL, GET={200: EVERYBODY}, of=an_issuer, not_of=no_issuer),
    row("passport:issuer_key", CENTRAL, GET={200: EVERYBODY}, of=its_key, not_of=no_key),
    row("passport:status_list", CENTRAL, GET={200: EVERYBODY}, of=its_list, not_of=no_list),
]
