"""Doors of the learner record and of the learning plan."""

from tests.rules.records import a_stranger_of, his
from tests.rules.records_plan import a_record_elsewhere, a_record_to_confirm
from tests.rules.row import PRISON, Row, row

ROWS: list[Row] = [
    row("education:records", PRISON, GET={200: "tutor"}),
    row("education:records_answered", PRISON, GET={200: "tutor"}),
    row("education:records_upload", PRISON, GET={200: "administrator"}, POST={200: "administrator"}),
    row("education:records_answer", PRISON, POST={302: "tutor"}, of=a_record_to_confirm, not_of=a_record_elsewhere),
    row("education:learning_of", PRISON, GET={200: "tutor"}, of=his, not_of=a_stranger_of),
]
