"""Doors of the plan for leaving."""

from typing import Any
from uuid import uuid4

from tests.cast import Cast
from tests.passport.plans import HOME, his_own_plan, his_plan
from tests.rules.records import a_stranger_of, his, with_a_passport
from tests.rules.row import CENTRAL, ELSEWHERE, EVERYBODY, IN_THE_CELL, PRISON, Row, row

READERS = "practitioner"


def his_goal(cast: Cast) -> dict[str, Any]:
    return his_plan(cast) | {"plan_goal_id": HOME}


def a_goal_of_a_stranger(cast: Cast) -> dict[str, Any]:
    return a_stranger_of(cast) | {"plan_goal_id": HOME}


def no_goal(cast: Cast) -> dict[str, Any]:
    return {"plan_goal_id": uuid4()}


def a_link(cast: Cast) -> dict[str, Any]:
    return {"link_id": "A" * 22}


def his_file(cast: Cast) -> dict[str, Any]:
    return with_a_passport(cast) | {"agency_id": cast.agency_worker.agency_id}


def a_file_of_a_stranger(cast: Cast) -> dict[str, Any]:
    return a_stranger_of(cast) | {"agency_id": cast.agency_worker.agency_id}


def no_link(cast: Cast) -> dict[str, Any]:
    return {"link_id": "none"}


ROWS: list[Row] = [
    row(
        "passport:court",
        PRISON,
        GET={200: READERS, 404: ELSEWHERE},
        POST={302: READERS, 404: ELSEWHERE},
        of=his,
        not_of=a_stranger_of,
    ),
    row("passport:plan", PRISON, GET={200: IN_THE_CELL}),
    row("passport:plan_new", PRISON, GET={200: IN_THE_CELL}, POST={200: IN_THE_CELL}),
    row("passport:ready", PRISON, GET={200: IN_THE_CELL}),
    row("passport:due", PRISON, GET={200: READERS + " officer_elsewhere"}, POST={302: READERS + " officer_elsewhere"}),
    row(
        "passport:staff_ready",
        PRISON,
        GET={200: READERS, 404: ELSEWHERE},
        POST={404: READERS + " " + ELSEWHERE},
        of=his,
        not_of=a_stranger_of,
    ),
    row("passport:own_link", PRISON, GET={200: IN_THE_CELL}, POST={302: IN_THE_CELL}),
    row(
        "passport:staff_link",
        PRISON,
        GET={200: READERS, 404: ELSEWHERE},
        POST={200: READERS, 404: ELSEWHERE},
        of=his,
        not_of=a_stranger_of,
    ),
    row(
        "passport:sealed_file",
        PRISON,
        GET={200: READERS, 404: ELSEWHERE},
        POST={200: READERS, 404: ELSEWHERE},
        of=his_file,
        not_of=a_file_of_a_stranger,
    ),
    row("passport:link", CENTRAL, GET={200: EVERYBODY}),
    row("passport:link_manifest", CENTRAL, POST={400: EVERYBODY}, of=a_link, not_of=no_link, missing=400),
    row("passport:plan_agree", PRISON, GET={302: IN_THE_CELL}, POST={302: IN_THE_CELL}),
    row("passport:plan_before", PRISON, GET={404: IN_THE_CELL}),
    row(
        "passport:plan_goal",
        PRISON,
        GET={200: "prisoner", 404: "cell_mate"},
        POST={200: "prisoner", 404: "cell_mate"},
        of=his_own_plan,
        not_of=no_goal,
    ),
    row("passport:staff_plan", PRISON, GET={200: READERS, 404: ELSEWHERE}, of=his, not_of=a_stranger_of),
    row(
        "passport:staff_plan_new",
        PRISON,
        GET={200: READERS, 404: ELSEWHERE},
        POST={200: READERS, 404: ELSEWHERE},
        of=his,
        not_of=a_stranger_of,
    ),
    row(
        "passport:staff_plan_before",
        PRISON,
        GET={200: READERS, 404: ELSEWHERE},
        of=with_a_passport,
        not_of=a_stranger_of,
    ),
    row("passport:staff_plan_sign", PRISON, POST={302: READERS, 404: ELSEWHERE}, of=his_plan, not_of=a_stranger_of),
    row(
        "passport:staff_plan_goal",
        PRISON,
        GET={200: READERS, 404: ELSEWHERE},
        POST={200: READERS, 404: ELSEWHERE},
        of=his_goal,
        not_of=a_goal_of_a_stranger,
    ),
]
