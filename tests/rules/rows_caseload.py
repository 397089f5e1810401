"""Doors of caseloads: who works with whom."""

from tests.rules.records_caseload import a_turn, a_turn_elsewhere, a_worker, a_worker_elsewhere
from tests.rules.row import ELSEWHERE, PRISON, Row, row

ROWS: list[Row] = [
    row(
        "accounts:cases",
        PRISON,
        GET={200: f"practitioner {ELSEWHERE}"},
        POST={302: f"practitioner {ELSEWHERE}"},
    ),
    row("accounts:case_workers", PRISON, GET={200: f"practitioner {ELSEWHERE}"}),
    # Nobody of the cast allocates: tests/accounts/test_cases_pages.py has a head of reducing reoffending who does
    row("accounts:case_worker", PRISON, of=a_worker, not_of=a_worker_elsewhere),
    row(
        "accounts:case_turn",
        PRISON,
        GET={200: "practitioner", 404: ELSEWHERE},
        POST={302: "practitioner", 404: ELSEWHERE},
        of=a_turn,
        not_of=a_turn_elsewhere,
    ),
]
