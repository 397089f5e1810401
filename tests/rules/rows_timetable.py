"""Doors of timetables."""

from typing import Any

from incell.models import TimetableUpload
from tests.cast import NOW, Cast, PrisonFactory
from tests.rules.row import IN_THE_CELL, PRISON, Row, row


def an_upload(cast: Cast, prison: str = "MDI") -> dict[str, Any]:
    """One whose rows went in, but for one."""
    faults = [[3, "start", "moment", []]]
    said = {"by": cast.administrator, "sent_at": NOW, "ended_at": NOW, "rows": 2, "added": 1, "faults": faults}
    return {"upload_id": TimetableUpload.objects.create(prison=PrisonFactory(code=prison), **said).pk}


ROWS: list[Row] = [
    row("incell:timetable", PRISON, GET={200: IN_THE_CELL}),
    row("incell:timetable_import", PRISON, GET={200: "administrator"}, POST={200: "administrator"}),
    row(
        "incell:timetable_upload",
        PRISON,
        GET={200: "administrator"},
        of=an_upload,
        not_of=lambda cast: an_upload(cast, prison="BXI"),
    ),
]
