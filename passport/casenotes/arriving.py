"""The service's file of case notes: {"content": [note, …]}, read row by row. Faults name row and field, no value."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")  # the service writes local time without an offset
PRISON_NUMBER = re.compile(r"[A-Z]\d{4}[A-Z]{2}")
ID = re.compile(r"[A-Za-z0-9-]{1,40}")
CODE = re.compile(r"[A-Z][A-Z0-9_]{0,11}")
LONGEST, LONGEST_NAME, MOST_AMENDMENTS = 30_000, 120, 200


class NotCaseNotes(ValueError):
    """The file is no JSON, or has no list of notes."""


@dataclass(frozen=True)
class Fault:
    """One row that can't be used. row: from 1."""

    row: int
    why: str

    def __str__(self) -> str:
        return f"row {self.row}: {self.why}"


@dataclass(frozen=True)
class Amended:
    """Words added later. written_at: aware UTC."""

    id: str
    text: str
    author: str
    written_at: datetime


@dataclass(frozen=True)
class Arriving:
    """One note as it was sent. Moments are aware UTC."""

    row: int
    id: str
    number: str
    type: str
    subtype: str
    text: str
    author: str
    happened_at: datetime
    written_at: datetime
    sensitive: bool
    amendments: tuple[Amended, ...] = ()


def read_file(content: bytes) -> tuple[list[Arriving], list[Fault]]:
    """The notes that can be used, and what is wrong with the others. Raises NotCaseNotes."""
    try:
        said = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise NotCaseNotes("it is not JSON") from error
    rows = said.get("content") if isinstance(said, dict) else said
    if not isinstance(rows, list):
        raise NotCaseNotes("it has no list `content`")
    notes, faults = [], []
    for place, row in enumerate(rows, start=1):
        found = list(_faults_of(row))
        if found:
            faults += [Fault(place, why) for why in found]
        else:
            notes.append(_note(place, row))
    return notes, faults


def _faults_of(row: Any) -> Iterator[str]:
    if not isinstance(row, dict):
        yield "it is no object"
        return
    for name, wanted in (("caseNoteId", ID), ("offenderIdentifier", PRISON_NUMBER), ("type", CODE), ("subType", CODE)):
        if not wanted.fullmatch(str(row.get(name) or "")):
            yield f"`{name}` is missing or has another shape"
    yield from _words(row, "text", "authorName")
    for name in ("creationDateTime", "occurrenceDateTime"):
        if _moment(row.get(name)) is None:
            yield f"`{name}` is no moment like 2024-04-22T13:04:48"
    if type(row.get("sensitive", False)) is not bool:
        yield "`sensitive` is true or false"
    added = row.get("amendments") or []
    if not isinstance(added, list) or len(added) > MOST_AMENDMENTS:
        yield f"`amendments` is a list of at most {MOST_AMENDMENTS}"
        return
    for place, each in enumerate(added, start=1):
        if not isinstance(each, dict):
            yield f"amendment {place} is no object"
            continue
        for why in _words(each, "additionalNoteText", "authorName"):
            yield f"amendment {place}: {why}"
        if _moment(each.get("creationDateTime")) is None:
            yield f"amendment {place}: `creationDateTime` is no moment"


def _words(row: dict[str, Any], text: str, author: str) -> Iterator[str]:
    if not isinstance(row.get(text), str) or not 0 < len(row[text].strip()) <= LONGEST:
        yield f"`{text}` is missing or longer than {LONGEST:,} characters"
    if not isinstance(row.get(author), str) or not 0 < len(row[author]) <= LONGEST_NAME:
        yield f"`{author}` is missing or longer than {LONGEST_NAME} characters"


def _moment(text: Any) -> datetime | None:
    """ISO 8601, with up to nine digits of a second; without an offset London's. None for what is none."""
    if not isinstance(text, str) or len(text) > 40:
        return None
    try:
        found = datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", text))
    except ValueError:
        return None
    return (found if found.tzinfo else found.replace(tzinfo=LONDON)).astimezone(UTC)


def _note(place: int, row: dict[str, Any]) -> Arriving:
    added = tuple(
        Amended(
            str(each.get("caseNoteAmendmentId") or f"{row['caseNoteId']}.{n}"),
            _tidy(each["additionalNoteText"]),
            each["authorName"],
            _at(each["creationDateTime"]),
        )
        for n, each in enumerate(row.get("amendments") or [], start=1)
    )
    return Arriving(
        row=place,
        id=str(row["caseNoteId"]),
        number=row["offenderIdentifier"],
        type=row["type"],
        subtype=row["subType"],
        text=_tidy(row["text"]),
        author=row["authorName"],
        happened_at=_at(row["occurrenceDateTime"]),
        written_at=_at(row["creationDateTime"]),
        sensitive=row.get("sensitive", False),
        amendments=added,
    )


def _at(text: str) -> datetime:
    found = _moment(text)
    assert found is not None  # looked at before
    return found


def _tidy(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\x00", "").strip()
