"""Doors of caseloads: who works with whom."""

from tests.rules.records import a_stranger, a_stranger_of, him, his
from tests.rules.records_caseload import (
    a_limit,
    a_turn,
    a_turn_elsewhere,
    a_worker,
    a_worker_elsewhere,
    an_unnamed_limit,
    another_meeting,
    another_note,
    his_meeting,
    his_note,
    no_limit,
)
from tests.rules.row import ELSEWHERE, IN_THE_CELL, PRISON, Row, row

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
    # Limited access: the administrator is the one of the cast who looks after it
    row("accounts:limits", PRISON, GET={200: "administrator"}),
    row(
        "accounts:limit_ask", PRISON, GET={200: "administrator"}, POST={200: "administrator"}, of=him, not_of=a_stranger
    ),
    row(
        "accounts:limit_readers",
        PRISON,
        GET={200: "administrator"},
        POST={200: "administrator"},
        of=an_unnamed_limit,
        not_of=no_limit,
    ),
    row("accounts:limit", PRISON, GET={200: "administrator"}, POST={302: "administrator"}, of=a_limit, not_of=no_limit),
    # The dashboard
    row(
        "passport:caseload",
        PRISON,
        GET={200: f"practitioner {ELSEWHERE}"},
        POST={302: f"practitioner {ELSEWHERE}"},
    ),
    row("passport:caseload_csv", PRISON, POST={200: f"practitioner {ELSEWHERE}"}),
    # Case notes
    *(
        row(
            f"passport:{name}",
            PRISON,
            GET={200: "practitioner", 404: ELSEWHERE},
            POST={status: "practitioner", 404: ELSEWHERE},
            of=about,
            not_of=other,
        )
        for name, status, about, other in [
            ("case_notes", 302, his, a_stranger_of),
            ("case_note_new", 200, his, a_stranger_of),
            ("case_note", 200, his_note, another_note),
        ]
    ),
    # Handover meetings
    row("passport:meetings_due", PRISON, GET={200: f"practitioner {ELSEWHERE}"}),
    row("passport:meetings", PRISON, GET={200: "practitioner", 404: ELSEWHERE}, of=his, not_of=a_stranger_of),
    *(
        row(
            f"passport:{name}",
            PRISON,
            GET={200: "practitioner", 404: ELSEWHERE},
            POST={status: "practitioner", 404: ELSEWHERE},
            of=about,
            not_of=other,
        )
        for name, status, about, other in [
            ("meeting_new", 200, his, a_stranger_of),
            ("meeting", 302, his_meeting, another_meeting),
            ("meeting_edit", 200, his_meeting, another_meeting),
        ]
    ),
    row("passport:own_meeting", PRISON, GET={200: IN_THE_CELL}, POST={200: IN_THE_CELL}),
]
