"""Doors of the teams that answer requests.

Both the practitioner and the officer of another prison sit in teams. Nobody of the cast answers flags or oversees:
tests/incell/staff has those who do.
"""

from tests.rules.records_handling import (
    his_answered_request,
    his_paper,
    his_request,
    no_batch,
    no_flag,
    no_paper,
    no_request,
)
from tests.rules.row import ELSEWHERE, PRISON, Row, row

HANDLERS = "practitioner officer_elsewhere"
READS = {200: "practitioner", 404: "tutor officer_elsewhere administrator"}

ROWS: list[Row] = [
    row("incell:requests", PRISON, GET={200: HANDLERS}, POST={302: HANDLERS}),
    row("incell:requests_export", PRISON, GET={200: HANDLERS}),
    row("incell:requests_search", PRISON, GET={200: HANDLERS}, POST={302: HANDLERS}),
    row("incell:requests_late", PRISON),
    row("incell:requests_print", PRISON, GET={200: HANDLERS}),
    row("incell:requests_many", PRISON, POST={302: HANDLERS}),
    row(
        "incell:requests_done",
        PRISON,
        GET={404: HANDLERS},
        POST={404: HANDLERS},
        of=no_batch,
        not_of=no_batch,
    ),
    row("incell:paper", PRISON, GET={200: HANDLERS}, POST={200: HANDLERS}),
    row(
        "incell:paper_answers",
        PRISON,
        GET={200: "practitioner", 404: ELSEWHERE},
        POST={200: "practitioner", 404: ELSEWHERE},
        of=his_paper,
        not_of=no_paper,
    ),
    row("incell:request", PRISON, GET=READS, POST=READS, of=his_request, not_of=no_request),
    row(
        "incell:request_answer",
        PRISON,
        GET={200: "practitioner", 404: ELSEWHERE},
        POST={200: "practitioner", 404: ELSEWHERE},
        of=his_request,
        not_of=no_request,
    ),
    row("incell:request_print", PRISON, GET=READS, of=his_answered_request, not_of=no_request),
    row("incell:flags", PRISON),
    row("incell:flag", PRISON, of=no_flag, not_of=no_flag),
]
