"""Doors of study groups."""

from tests.rules.records_groups import (
    a_group_elsewhere,
    a_group_of_others,
    a_post_elsewhere,
    a_post_he_leads,
    a_third_ones_post,
    his_post,
    no_post,
    our_group,
    our_post,
    their_group,
)
from tests.rules.row import IN_THE_CELL, PRISON, Row, row

ROWS: list[Row] = [
    row("education:my_groups", PRISON, GET={200: IN_THE_CELL}),
    row(
        "education:my_group",
        PRISON,
        GET={200: IN_THE_CELL},
        POST={200: IN_THE_CELL},
        of=their_group,
        not_of=a_group_of_others,
    ),
    row(
        "education:report_post",
        PRISON,
        GET={200: IN_THE_CELL},
        POST={200: IN_THE_CELL},
        of=a_third_ones_post,
        not_of=no_post,
    ),
    row("education:keep_post", PRISON, POST={302: "prisoner", 404: "cell_mate"}, of=his_post, not_of=no_post),
    row(
        "education:mentor_show_post",
        PRISON,
        POST={302: "prisoner", 404: "cell_mate"},
        of=a_post_he_leads,
        not_of=no_post,
    ),
    row("education:groups", PRISON, GET={200: "tutor"}),
    row("education:group_new", PRISON, GET={200: "tutor"}, POST={200: "tutor"}),
    row("education:posts", PRISON, GET={200: "tutor"}),
    row("education:group", PRISON, GET={200: "tutor"}, of=our_group, not_of=a_group_elsewhere),
    row(
        "education:group_change",
        PRISON,
        GET={200: "tutor"},
        POST={200: "tutor"},
        of=our_group,
        not_of=a_group_elsewhere,
    ),
    row("education:group_members", PRISON, POST={302: "tutor"}, of=our_group, not_of=a_group_elsewhere),
    row("education:group_close", PRISON, POST={302: "tutor"}, of=our_group, not_of=a_group_elsewhere),
    row("education:post_decide", PRISON, POST={302: "tutor"}, of=our_post, not_of=a_post_elsewhere),
]
