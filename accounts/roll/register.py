"""Rows of the HMPPS Prison Register, as prisons or faults."""

import re
from dataclasses import dataclass
from typing import Any

from .faults import BadField, Fault, NotARoll
from .fields import text
from .pages import load

CODE = re.compile(r"[A-Z]{3}\Z", re.ASCII)


@dataclass(frozen=True)
class Entry:
    code: str
    name: str
    active: bool


def read(content: bytes) -> tuple[list[Entry], list[Fault]]:
    """Every prison of the register, each once, and the rows that can't go in. Raises NotARoll for another shape."""
    rows = load(content)
    if not isinstance(rows, list):
        raise NotARoll("not a list of prisons")
    entries: dict[str, Entry] = {}
    faults = []
    for place, row in enumerate(rows, start=1):
        try:
            entry = _entry(row)
            if entry.code in entries:
                raise BadField("prisonId", "more than once in the file")
            entries[entry.code] = entry
        except BadField as bad:
            faults.append(Fault(place, bad.field, bad.reason))
    return list(entries.values()), faults


def _entry(row: Any) -> Entry:
    if not isinstance(row, dict):
        raise BadField("row", "not an object")
    code = text(row, "prisonId", 20, needed=True)
    if not CODE.match(code):
        raise BadField("prisonId", "not three capital letters")
    active = row.get("active", True)
    if not isinstance(active, bool):
        raise BadField("active", "neither true nor false")
    return Entry(code, text(row, "prisonName", 120, needed=True), active)
