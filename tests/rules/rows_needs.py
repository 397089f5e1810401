"""Doors of support needs, appointments and applications."""

from typing import Any
from uuid import uuid4

from tests.cast import Cast
from tests.passport.applied import ACCOUNT, his_application
from tests.passport.met import PROBATION, his_appointment
from tests.passport.needed import BANK, his_need, his_own_need
from tests.rules.records import a_stranger_of, his, with_a_passport
from tests.rules.row import ELSEWHERE, IN_THE_CELL, PRISON, Row, row

READERS = "practitioner"


def a_need_of_a_stranger(cast: Cast) -> dict[str, Any]:
    return a_stranger_of(cast) | {"need_id": BANK}


def no_need(cast: Cast) -> dict[str, Any]:
    return {"need_id": uuid4()}


def an_appointment_of_a_stranger(cast: Cast) -> dict[str, Any]:
    return a_stranger_of(cast) | {"appointment_id": PROBATION}


def an_application_of_a_stranger(cast: Cast) -> dict[str, Any]:
    return a_stranger_of(cast) | {"application_id": ACCOUNT}


ROWS: list[Row] = [
    row("passport:licence", PRISON, GET={200: IN_THE_CELL}, POST={404: IN_THE_CELL}),
    row(
        "passport:staff_licence",
        PRISON,
        GET={200: READERS, 404: ELSEWHERE},
        POST={200: READERS, 404: ELSEWHERE},
        of=his,
        not_of=a_stranger_of,
    ),
    row("passport:applications", PRISON, GET={200: IN_THE_CELL}),
    row(
        "passport:applications_late",
        PRISON,
        GET={200: READERS + " officer_elsewhere"},
        POST={302: READERS + " officer_elsewhere"},
    ),
    row(
        "passport:staff_applications",
        PRISON,
        GET={200: READERS, 404: ELSEWHERE},
        POST={200: READERS, 404: ELSEWHERE},
        of=his,
        not_of=a_stranger_of,
    ),
    row(
        "passport:staff_application",
        PRISON,
        GET={200: READERS, 404: ELSEWHERE},
        POST={200: READERS, 404: ELSEWHERE},
        of=his_application,
        not_of=an_application_of_a_stranger,
    ),
    row("passport:appointments", PRISON, GET={200: IN_THE_CELL}, POST={200: IN_THE_CELL}),
    row("passport:staff_appointments", PRISON, GET={200: READERS, 404: ELSEWHERE}, of=his, not_of=a_stranger_of),
    row(
        "passport:appointment_new",
        PRISON,
        GET={200: READERS, 404: ELSEWHERE},
        POST={200: READERS, 404: ELSEWHERE},
        of=his,
        not_of=a_stranger_of,
    ),
    row(
        "passport:staff_appointment",
        PRISON,
        GET={200: READERS, 404: ELSEWHERE},
        POST={200: READERS, 404: ELSEWHERE},
        of=his_appointment,
        not_of=an_appointment_of_a_stranger,
    ),
    row("passport:needs", PRISON, GET={200: IN_THE_CELL}, POST={200: IN_THE_CELL}),
    row(
        "passport:need",
        PRISON,
        GET={200: "prisoner", 404: "cell_mate"},
        POST={200: "prisoner", 404: "cell_mate"},
        of=his_own_need,
        not_of=no_need,
    ),
    row("passport:staff_needs", PRISON, GET={200: READERS, 404: ELSEWHERE}, of=his, not_of=a_stranger_of),
    row(
        "passport:need_new",
        PRISON,
        GET={200: READERS, 404: ELSEWHERE},
        POST={200: READERS, 404: ELSEWHERE},
        of=his,
        not_of=a_stranger_of,
    ),
    row(
        "passport:need_suggested",
        PRISON,
        POST={302: READERS, 404: ELSEWHERE},
        of=with_a_passport,
        not_of=a_stranger_of,
    ),
    row(
        "passport:staff_need",
        PRISON,
        GET={200: READERS, 404: ELSEWHERE},
        POST={200: READERS, 404: ELSEWHERE},
        of=his_need,
        not_of=a_need_of_a_stranger,
    ),
]
