"""Doors of lessons, quizzes and workbooks."""

from tests.rules.records_lessons import (
    a_film,
    an_answered_question,
    his_attempt,
    his_done_attempt,
    his_lesson,
    his_question,
    no_attempt,
    no_film,
    no_lesson,
    no_question,
)
from tests.rules.row import PRISON, Row, row

MATE = "cell_mate"  # studies nothing
OWN = {200: "prisoner", 404: MATE}

ROWS: list[Row] = [
    row("education:unit", PRISON, GET=OWN, POST={302: "prisoner", 404: MATE}, of=his_lesson, not_of=no_lesson),
    row(
        "education:quiz_question",
        PRISON,
        GET=OWN,
        POST={302: "prisoner", 404: MATE},
        of=his_question,
        not_of=no_question,
        data=an_answered_question,
    ),
    row("education:quiz_check", PRISON, GET=OWN, POST={302: "prisoner", 404: MATE}, of=his_attempt, not_of=no_attempt),
    row("education:quiz_result", PRISON, GET=OWN, of=his_done_attempt, not_of=no_attempt),
    row("education:media", PRISON, GET=OWN, of=a_film, not_of=no_film),
    row(
        "education:media_for_staff",
        PRISON,
        GET={200: "tutor practitioner administrator", 404: "officer_elsewhere"},
        of=a_film,
        not_of=no_film,
    ),
]
