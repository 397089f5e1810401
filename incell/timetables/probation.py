"""Probation's appointments of one person, as the resettlement service's API returns them.

{"results": [{"type", "dateTime", "duration", "staff", "location", "description", "outcome"}], "totalPages", "page"}

The rows carry no id: an appointment is known by its moment, its type and its description, so one that was moved is a
cancelled one and a new one. Files recorded from the service's stub are read too: they escape quotes as JSON does not,
and say some moments as "{{now offset='1 days' …}}", which count from the hour of the import.
"""

import hashlib
import json
import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

from .faults import BadField, Fault, NotATimetable
from .reading import MOST_ROWS, NUMBER, Entry, Read, aware, near, number_of, text_of, words

WHOSE = ("prisonerNumber", "prisonNumber", "nomsNumber", "nomsId")
DURATION = re.compile(r"PT(?:(\d{1,3})H)?(?:(\d{1,4})M)?(?:\d{1,5}(?:\.\d+)?S)?")
STUB = re.compile(r"\{\{now(?: offset='(-?\d{1,4}) days')?[^}]*\}\}(?:Z|[+-]\d\d:?\d\d)?")
ADDRESS = ("buildingName", "buildingNumber", "streetName", "district", "town", "county", "postcode")
NOT_ON = ("rescheduled", "cancelled")


def read_appointments(content: bytes, *, at: datetime, number: str = "") -> Read:
    """Read one person's appointments.

    at       aware UTC, the caller's clock; number: whom they are about, where the file does not say.
    Raises   NotATimetable: not JSON, no list in it, too long, nobody or somebody else named.
    """
    document = _load(text_of(content))
    rows = document.get("results") if isinstance(document, dict) else document
    if not isinstance(rows, list):
        raise NotATimetable("no_list")
    if len(rows) > MOST_ROWS:
        raise NotATimetable("too_many", most=MOST_ROWS)
    head = document if isinstance(document, dict) else {}
    whose = _whose(head, number)
    read, times = Read(people={whose}, rows=len(rows)), Counter[str]()
    if _is_part(head, len(rows)):
        read.sure = False
        read.notes.append(Fault(0, "", "part_only"))
    for line, row in enumerate(rows, start=1):
        try:
            read.entries.append(_entry(read, line, row, whose, times, at))
        except BadField as bad:
            read.fault(line, bad, whose)
    return read


def _load(text: str) -> Any:
    try:
        return json.loads(text.replace("\\'", "'"))
    except json.JSONDecodeError as error:
        raise NotATimetable("not_json", n=error.lineno) from None
    except (RecursionError, ValueError):
        raise NotATimetable("not_json", n=1) from None


def _whose(head: dict[str, Any], given: str) -> str:
    said = next((str(head[name]).upper() for name in WHOSE if head.get(name)), "")
    given = given.upper()
    if said and given and said != given:
        raise NotATimetable("two_people")
    whose = said or given
    if not NUMBER.fullmatch(whose):
        raise NotATimetable("nobody_said" if not whose else "number")
    return number_of(whose)


def _is_part(head: dict[str, Any], rows: int) -> bool:
    """Whether the file is a page among others. The service writes its numbers as text or as numbers."""
    try:
        return int(head.get("totalPages", 1)) > 1 or int(head.get("totalElements", rows)) > rows
    except (TypeError, ValueError, OverflowError):
        return False


def _entry(read: Read, line: int, row: Any, whose: str, times: Counter[str], at: datetime) -> Entry:
    if not isinstance(row, dict):
        raise BadField("row", "not_a_row")
    said, kind = row.get("dateTime"), _part(row, "type")
    starts_at = _moment(said, at)
    title = words(row.get("description") or kind.get("description"), "description", 120, wanted=True)
    known = f"{said} {kind.get('code')} {title.casefold()}"
    times[known] += 1  # two alike are two appointments
    outcome = str(_part(row, "outcome").get("description") or "").casefold()
    return Entry(
        line=line,
        number=whose,
        key=hashlib.sha256(f"{known} {times[known]}".encode(errors="replace")).hexdigest(),
        title=title,
        starts_at=starts_at,
        ends_at=_end(read, line, row.get("duration"), starts_at),
        place=_place(_part(row, "location")),
        with_whom=_who(_part(_part(row, "staff"), "name")),
        cancelled=outcome.startswith(NOT_ON),
    )


def _part(row: dict[str, Any], name: str) -> dict[str, Any]:
    found = row.get(name)
    return found if isinstance(found, dict) else {}


def _moment(said: Any, at: datetime) -> datetime:
    if not isinstance(said, str) or not said.strip():
        raise BadField("dateTime", "empty")
    if stub := STUB.fullmatch(said.strip()):
        hour = at.replace(minute=0, second=0, microsecond=0)  # so that loading again in this hour changes nothing
        return near(hour + timedelta(days=int(stub[1] or 0)), "dateTime", at.date())
    try:
        moment = datetime.fromisoformat(said.strip())
        if moment.tzinfo is None:
            return aware(moment, "dateTime", at.date())
        return near(moment.astimezone(UTC), "dateTime", at.date())
    except (ValueError, OverflowError) as error:
        if isinstance(error, BadField):
            raise
        raise BadField("dateTime", "no_such") from None


def _end(read: Read, line: int, said: Any, starts_at: datetime) -> datetime | None:
    if not said:
        return None
    found = DURATION.fullmatch(said) if isinstance(said, str) else None
    if found is None:
        read.notes.append(Fault(line, "duration", "no_duration"))
        return None
    return starts_at + timedelta(hours=int(found[1] or 0), minutes=int(found[2] or 0))


def _place(location: dict[str, Any]) -> str:
    address = _part(location, "address")
    lines = [words(line, "location", 240) for line in (location.get("description"), *map(address.get, ADDRESS))]
    return words(", ".join(line for line in lines if line), "location", 240)


def _who(name: dict[str, Any]) -> str:
    """The staff member, or nobody while the appointment has none."""
    both = words(f"{name.get('forename') or ''} {name.get('surname') or ''}", "staff", 120)
    return "" if both.casefold().startswith("unallocated") else both
