"""Doors of tutors: when courses meet, registers."""

from tests.rules.records import a_stranger_of, his
from tests.rules.records_study import a_course_elsewhere, a_published_course, one_who_asks, one_who_asks_elsewhere
from tests.rules.records_teaching import a_coming_session, a_session_elsewhere, feedback_elsewhere, his_feedback
from tests.rules.row import PRISON, Row, row

ROWS: list[Row] = [
    row("education:my_sessions", PRISON, GET={200: "tutor"}),
    row("education:class_paper", PRISON, POST={200: "tutor"}, of=a_published_course, not_of=a_course_elsewhere),
    row("education:learner_paper", PRISON, POST={200: "tutor"}, of=one_who_asks, not_of=one_who_asks_elsewhere),
    row(
        "education:sessions",
        PRISON,
        GET={200: "tutor"},
        POST={200: "tutor"},
        of=a_published_course,
        not_of=a_course_elsewhere,
    ),
    row(
        "education:session",
        PRISON,
        GET={200: "tutor"},
        POST={200: "tutor"},
        of=a_coming_session,
        not_of=a_session_elsewhere,
    ),
    row(
        "education:register",
        PRISON,
        GET={200: "tutor"},
        POST={200: "tutor"},
        of=a_coming_session,
        not_of=a_session_elsewhere,
    ),
    row(
        "education:feedback",
        PRISON,
        GET={200: "tutor"},
        POST={200: "tutor"},
        of=one_who_asks,
        not_of=one_who_asks_elsewhere,
    ),
    row("education:feedback_step", PRISON, POST={302: "tutor"}, of=his_feedback, not_of=feedback_elsewhere),
    row(
        "education:feedback_answer",
        PRISON,
        GET={200: "prisoner", 404: "cell_mate"},
        POST={200: "prisoner", 404: "cell_mate"},
        of=his_feedback,
        not_of=feedback_elsewhere,
    ),
    row(
        "incell:flag_words_of",
        PRISON,
        POST={302: "tutor practitioner administrator", 404: "officer_elsewhere"},
        of=his,
        not_of=a_stranger_of,
    ),
    row("education:register_paper", PRISON, POST={200: "tutor"}, of=a_coming_session, not_of=a_session_elsewhere),
]
