"""Doors of courses and of studying."""

from tests.rules.records_study import (
    a_course_elsewhere,
    a_course_of_both,
    a_draft,
    a_published_course,
    a_unit_elsewhere,
    a_unit_of_a_draft,
    no_words,
    one_who_asks,
    one_who_asks_elsewhere,
)
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
    # Courses, for who writes, reviews and teaches: of the cast the tutor
    row("education:courses", PRISON, GET={200: "tutor"}, POST={302: "tutor"}),
    row("education:course_new", PRISON, GET={200: "tutor"}, POST={200: "tutor"}),
    row("education:staff_course", PRISON, GET={200: "tutor"}, of=a_published_course, not_of=a_course_elsewhere),
    row(
        "education:course_edit",
        PRISON,
        GET={200: "tutor"},
        POST={200: "tutor"},
        of=a_published_course,
        not_of=a_course_elsewhere,
    ),
    row("education:course_write_step", PRISON, POST={302: "tutor"}, of=a_published_course, not_of=a_course_elsewhere),
    row("education:course_review_step", PRISON, POST={302: "tutor"}, of=a_published_course, not_of=a_course_elsewhere),
    row(
        "education:unit_new",
        PRISON,
        GET={200: "tutor"},
        POST={200: "tutor"},
        of=a_published_course,
        not_of=a_course_elsewhere,
    ),
    row(
        "education:unit_edit",
        PRISON,
        GET={200: "tutor"},
        POST={200: "tutor"},
        of=a_unit_of_a_draft,
        not_of=a_unit_elsewhere,
    ),
    row("education:asking", PRISON, GET={200: "tutor"}, POST={302: "tutor"}),
    row("education:answer_many", PRISON, POST={302: "tutor"}),
    row(
        "education:asked",
        PRISON,
        GET={200: "tutor"},
        POST={302: "tutor"},
        of=one_who_asks,
        not_of=one_who_asks_elsewhere,
        data=no_words,
    ),
    row(
        "education:place",
        PRISON,
        GET={200: "tutor"},
        POST={302: "tutor"},
        of=a_published_course,
        not_of=a_course_elsewhere,
    ),
    row("education:class", PRISON, GET={200: "tutor"}, of=a_published_course, not_of=a_course_elsewhere),
    row("education:class_csv", PRISON, POST={200: "tutor"}, of=a_published_course, not_of=a_course_elsewhere),
    row(
        "education:learner",
        PRISON,
        GET={200: "tutor"},
        POST={200: "tutor"},
        of=one_who_asks,
        not_of=one_who_asks_elsewhere,
    ),
    row("education:unit_step", PRISON, POST={302: "tutor"}, of=a_unit_of_a_draft, not_of=a_unit_elsewhere),
]
