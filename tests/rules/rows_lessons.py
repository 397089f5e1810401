"""Doors of lessons, quizzes and workbooks."""

from tests.rules.records_lessons import (
    a_film,
    a_text,
    a_units_page,
    an_answered_question,
    her_attempt,
    her_done_attempt,
    her_lesson,
    her_question,
    his_attempt,
    his_done_attempt,
    his_lesson,
    his_place,
    his_question,
    his_work,
    no_attempt,
    no_course,
    no_film,
    no_lesson,
    no_place,
    no_question,
    no_unit,
    no_work,
    the_course,
)
from tests.rules.row import PRISON, STAFF, Row, row

MATE = "cell_mate"  # studies nothing
NOT_HERS = "tutor officer_elsewhere administrator"
HERS, HERS_SENT = {200: "practitioner", 404: NOT_HERS}, {302: "practitioner", 404: NOT_HERS}
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
    row(
        "education:unit_content",
        PRISON,
        GET={200: "tutor"},
        POST={200: "tutor"},
        of=a_units_page,
        not_of=no_unit,
        data=a_text,
    ),
    row("education:unit_look", PRISON, GET={200: "tutor"}, of=a_units_page, not_of=no_unit),
    row("education:unit_put_up", PRISON, POST={302: "tutor"}, of=a_units_page, not_of=no_unit),
    row("education:unit_sheet", PRISON, GET={200: "tutor"}, of=a_units_page, not_of=no_unit),
    row("education:course_media", PRISON, GET={200: "tutor"}, POST={200: "tutor"}, of=the_course, not_of=no_course),
    row("education:marking", PRISON, GET={200: "tutor"}, POST={302: "tutor"}),
    row("education:work", PRISON, GET={200: "tutor"}, POST={200: "tutor"}, of=his_work, not_of=no_work),
    row("education:work_undo", PRISON, POST={302: "tutor"}, of=his_work, not_of=no_work),
    row("education:judge", PRISON, GET={200: "tutor"}, POST={200: "tutor"}, of=his_done_attempt, not_of=no_attempt),
    row("education:judge_undo", PRISON, POST={302: "tutor"}, of=his_done_attempt, not_of=no_attempt),
    row("education:attempts", PRISON, GET={200: "tutor"}, of=his_place, not_of=no_place),
    row("education:own_learning", PRISON, GET={200: STAFF}, POST={404: STAFF}),
    row("education:staff_unit", PRISON, GET=HERS, POST=HERS_SENT, of=her_lesson, not_of=no_lesson),
    row(
        "education:staff_quiz_question",
        PRISON,
        GET=HERS,
        POST=HERS_SENT,
        of=her_question,
        not_of=no_question,
        data=an_answered_question,
    ),
    row("education:staff_quiz_check", PRISON, GET=HERS, POST=HERS_SENT, of=her_attempt, not_of=no_attempt),
    row("education:staff_quiz_result", PRISON, GET=HERS, of=her_done_attempt, not_of=no_attempt),
]
