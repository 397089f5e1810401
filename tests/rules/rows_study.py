"""Doors of courses and of studying."""

from tests.rules.records_study import a_course_of_both, a_draft, a_published_course
from tests.rules.row import IN_THE_CELL, PRISON, Row, row

ROWS: list[Row] = [
    row("education:learning", PRISON, GET={200: IN_THE_CELL}, POST={302: IN_THE_CELL}),
    row("education:course", PRISON, GET={200: IN_THE_CELL}, of=a_published_course, not_of=a_draft),
    row(
        "education:join",
        PRISON,
        GET={200: IN_THE_CELL},
        POST={302: IN_THE_CELL},
        of=a_published_course,
        not_of=a_draft,
    ),
    row(
        "education:leave", PRISON, GET={200: IN_THE_CELL}, POST={302: IN_THE_CELL}, of=a_course_of_both, not_of=a_draft
    ),
]
