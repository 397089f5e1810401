"""Doors of the learner record and of the learning plan."""

from tests.rules.records import a_stranger_of, his
from tests.rules.records_plan import (
    a_goal_elsewhere,
    a_goal_under_his_name,
    a_need_under_his_name,
    a_record_elsewhere,
    a_record_to_confirm,
    his_goal,
    his_need,
    his_own_goal,
)
from tests.rules.row import IN_THE_CELL, PRISON, Row, row

ROWS: list[Row] = [
    row("education:records", PRISON, GET={200: "tutor"}),
    row("education:records_answered", PRISON, GET={200: "tutor"}),
    row("education:records_upload", PRISON, GET={200: "administrator"}, POST={200: "administrator"}),
    row("education:records_answer", PRISON, POST={302: "tutor"}, of=a_record_to_confirm, not_of=a_record_elsewhere),
    row("education:learning_of", PRISON, GET={200: "tutor"}, of=his, not_of=a_stranger_of),
    row("education:past_of", PRISON, GET={200: "tutor"}, of=his, not_of=a_stranger_of),
    *(
        row(f"education:{name}", PRISON, GET={200: "tutor"}, POST={200: "tutor"}, of=his, not_of=a_stranger_of)
        for name in ("assess", "need_add", "goal_add")
    ),
    row("education:need_end", PRISON, POST={302: "tutor"}, of=his_need, not_of=a_need_under_his_name),
    row(
        "education:goal",
        PRISON,
        GET={200: "tutor"},
        POST={200: "tutor"},
        of=his_goal,
        not_of=a_goal_under_his_name,
    ),
    row("education:review", PRISON, GET={200: "tutor"}, POST={302: "tutor"}, of=his, not_of=a_stranger_of),
    row("education:reviews", PRISON, GET={200: "tutor"}),
    row("education:about_me", PRISON, GET={200: IN_THE_CELL}, POST={200: IN_THE_CELL}),
    row("education:plan", PRISON, GET={200: IN_THE_CELL}, POST={302: IN_THE_CELL}),
    row("education:own_goal", PRISON, GET={200: IN_THE_CELL}, POST={200: IN_THE_CELL}),
    row(
        "education:in_the_way",
        PRISON,
        GET={200: "prisoner", 404: "cell_mate"},
        POST={200: "prisoner", 404: "cell_mate"},
        of=his_own_goal,
        not_of=a_goal_elsewhere,
    ),
]
