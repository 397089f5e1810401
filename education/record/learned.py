"""One row of a Curious learner-education response, as something learned or a fault.

Of a row only what a list of past courses needs is kept: why somebody withdrew can be a word about their health.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from accounts.roll.faults import BadField, Fault, NotARoll
from accounts.roll.fields import day, text
from accounts.roll.pages import load

NUMBER = re.compile(r"[A-Z]\d{4}[A-Z]{2}\Z", re.ASCII)
PRISON = re.compile(r"[A-Z]{3}\Z", re.ASCII)
LEVEL = re.compile(r"(ENTRY|LEVEL)(?: LEVEL)?[ _]?([1-8])?\Z", re.ASCII)
MOST_HOURS = 20_000  # of guided learning in one course: more is a mistyped figure


class NotARecord(ValueError):
    """The file as a whole can't be read: not JSON, cut off, or of another shape."""


class Status(StrEnum):
    """How far the learning went. The service sends these as sentences."""

    CONTINUING = "CONTINUING"
    COMPLETED = "COMPLETED"
    WITHDRAWN = "WITHDRAWN"
    ON_A_BREAK = "ON_A_BREAK"
    UNKNOWN = "UNKNOWN"


SENTENCES = {  # how each sentence of completionStatus begins
    "the learner is continuing": Status.CONTINUING,
    "the learner has completed": Status.COMPLETED,
    "the learner has withdrawn": Status.WITHDRAWN,
    "the learner has temporarily withdrawn": Status.ON_A_BREAK,
}


@dataclass(frozen=True)
class Learned:
    """One course of one person. `hours` are guided learning hours; `level` a code of education.models.Level or "".

    `given_name`, `family_name`, `born_on` and `uln` only where the sender says them: they serve to find the person.
    """

    number: str
    establishment: str
    establishment_name: str
    course_code: str
    course_name: str
    sequence: int
    is_accredited: bool
    level: str
    subject_area: str
    started_on: date
    planned_end_on: date | None
    ended_on: date | None
    hours: int
    outcome: str
    grade: str
    status: str
    given_name: str = ""
    family_name: str = ""
    born_on: date | None = None
    uln: str = ""

    @property
    def key(self) -> tuple[str, str, str, int, date]:
        """What makes a row the same row when it comes again."""
        return self.number, self.establishment, self.course_code, self.sequence, self.started_on


@dataclass
class Record:
    """What the files say: rows that go in, rows that can't, and how many there were."""

    learned: list[Learned] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    rows: int = 0


def read(contents: Iterable[bytes]) -> Record:
    """Read every file of a record, in any order. Raises NotARecord: then nothing of it counts."""
    rows = [row for place, content in enumerate(contents, start=1) for row in _rows_of(content, place)]
    record = Record(rows=len(rows))
    seen: dict[tuple[str, str, str, int, date], int] = {}
    for place, row in enumerate(rows, start=1):
        try:
            if not isinstance(row, dict):
                raise BadField("row", "not an object")
            found = learned(row)
            if found.key in seen:
                raise BadField("courseCode", f"already in row {seen[found.key]}")
        except BadField as bad:
            record.faults.append(Fault(place, bad.field, bad.reason))
        else:
            seen[found.key] = place
            record.learned.append(found)
    return record


def learned(row: Mapping[str, Any]) -> Learned:
    """Read one row. Raises BadField for the first thing that is wrong."""
    started_on, ended_on = _started(row), day(row, "learningActualEndDate")
    if ended_on and ended_on < started_on:
        raise BadField("learningActualEndDate", "before learningStartDate")
    return Learned(
        number=_matching(row, "prn", NUMBER, "not a prison number"),
        establishment=_matching(row, "establishmentId", PRISON, "not a prison id"),
        establishment_name=text(row, "establishmentName", 120),
        course_code=text(row, "courseCode", 40, needed=True),
        course_name=text(row, "courseName", 240, needed=True),
        sequence=_count(row, "aimSequenceNumber", 9_999),
        is_accredited=_yes(row, "isAccredited"),
        level=_level(row),
        subject_area=text(row, "sectorSubjectAreaTier2", 120) or text(row, "sectorSubjectAreaTier1", 120),
        started_on=started_on,
        planned_end_on=day(row, "learningPlannedEndDate"),
        ended_on=ended_on,
        hours=_count(row, "actualGLH", MOST_HOURS),
        outcome=text(row, "outcome", 120),
        grade=text(row, "outcomeGrade", 40),
        status=_status(row),
        **_who(row),
    )


def uln_is_valid(uln: str) -> bool:
    """Ten digits, the first none 0; weights 10 to 1 make a sum that leaves 10 when divided by 11."""
    if not re.fullmatch(r"[1-9]\d{9}", uln, re.ASCII):
        return False
    return sum(int(digit) * weight for digit, weight in zip(uln, range(10, 0, -1), strict=True)) % 11 == 10


def _rows_of(content: bytes, place: int) -> list[Any]:
    try:
        page = load(content)
    except NotARoll as fault:
        raise NotARecord(f"file {place}: {fault}") from None
    rows = page.get("content") if isinstance(page, dict) else page
    if not isinstance(rows, list):
        raise NotARecord(f"file {place}: neither a list of courses nor an object with a list named content")
    return rows


def _matching(row: Mapping[str, Any], name: str, shape: re.Pattern[str], fault: str) -> str:
    value = text(row, name, 40, needed=True).upper()
    if not shape.match(value):
        raise BadField(name, fault)
    return value


def _started(row: Mapping[str, Any]) -> date:
    found = day(row, "learningStartDate")
    if found is None:
        raise BadField("learningStartDate", "missing")
    return found


def _count(row: Mapping[str, Any], name: str, most: int) -> int:
    value = row.get(name)
    if value is None:
        return 0
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value or not 0 <= value <= most:
        raise BadField(name, f"not a number between 0 and {most}")
    return round(value)


def _yes(row: Mapping[str, Any], name: str) -> bool:
    value = row.get(name)
    if value not in (None, True, False):
        raise BadField(name, "neither true nor false")
    return value is True


def _level(row: Mapping[str, Any]) -> str:
    """ "Level 5" → LEVEL_5, "Entry Level 3" → ENTRY_3; an entry level without its number is none of ours."""
    found = LEVEL.match(text(row, "miNotionalNVQLevelV2", 40).upper())
    if found is None or found[2] is None or (found[1] == "ENTRY" and found[2] not in "123"):
        return ""
    return f"{found[1]}_{found[2]}"


def _status(row: Mapping[str, Any]) -> str:
    said = text(row, "completionStatus", 240).lower()
    return next((status for begins, status in SENTENCES.items() if said.startswith(begins)), Status.UNKNOWN)


def _who(row: Mapping[str, Any]) -> dict[str, Any]:
    uln = row.get("uln")
    number = str(uln) if isinstance(uln, int) else text(row, "uln", 10)
    if number and not uln_is_valid(number):
        raise BadField("uln", "not a unique learner number")
    return {
        "given_name": text(row, "givenName", 80) or text(row, "firstName", 80),
        "family_name": text(row, "familyName", 80) or text(row, "lastName", 80),
        "born_on": day(row, "dateOfBirth"),
        "uln": number,
    }
