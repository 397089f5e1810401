"""Doors of records, copies, holds and prompts."""

from typing import Any
from uuid import uuid4

from django.utils import timezone

from passport.acts.exporting import begin_export
from passport.models import AccessExport
from tests.cast import Cast
from tests.rules.records import a_stranger_of, his
from tests.rules.row import ELSEWHERE, IN_THE_CELL, PRISON, Row, row

READERS = "practitioner"
KEEPS = "administrator"


def a_copy(cast: Cast) -> dict[str, Any]:
    person = cast.prisoner.prisoner
    going = AccessExport.objects.filter(prisoner=person, closed_at=None).first()  # asked for twice in a row's test
    now = timezone.now()
    day = timezone.localdate(now)
    return {"export_id": (going or begin_export(prisoner=person, asked_on=day, by=cast.administrator, at=now)).pk}


def no_copy(cast: Cast) -> dict[str, Any]:
    return {"export_id": uuid4()}


ROWS: list[Row] = [
    row("passport:records", PRISON, GET={200: KEEPS}, POST={302: KEEPS}),
    row("passport:record_of", PRISON, GET={200: KEEPS}, POST={200: KEEPS}, of=his, not_of=a_stranger_of),
    row("passport:copy", PRISON, GET={200: KEEPS}, POST={302: KEEPS}, of=a_copy, not_of=no_copy),
    row("passport:copy_file", PRISON, POST={302: KEEPS}, of=a_copy, not_of=no_copy),
    row("passport:prompts", PRISON, GET={200: READERS + " officer_elsewhere"}),
    row("passport:prompt_rules", PRISON, GET={200: READERS + " officer_elsewhere"}),
    row(
        "passport:prompts_of",
        PRISON,
        GET={200: READERS, 404: ELSEWHERE},
        POST={302: READERS, 404: ELSEWHERE},
        of=his,
        not_of=a_stranger_of,
    ),
    row("passport:looking", PRISON, GET={200: IN_THE_CELL}),
]
