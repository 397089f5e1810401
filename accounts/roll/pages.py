"""The files of a roll: one response, or all the pages of one, put together and judged as a whole."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from .faults import BadField, Fault, NotARoll
from .fields import text
from .person import NOWHERE, Person, number_of, person, where

ELSEWHERE = "of another prison"
PRISON = re.compile(r"(?!OUT|TRN)[A-Z]{3}\Z", re.ASCII)


@dataclass
class Roll:
    """What the files say of one prison.

    people     who is here, each once; faults: rows that can't go in; notes: what a person should know.
    unread     numbers on faulty rows: these people are here or not, nobody can tell.
    complete   no page is missing, so that absence means departure.
    rows       how many rows there were; gone: how many of them are released or on the way elsewhere.
    prison_name as the rows call it, or "".
    went       number → where a row says that somebody is who is not here: a prison, OUT or TRN.
    came_from  number → the prison before, of people who are here.
    """

    people: list[Person] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)
    complete: bool = True
    rows: int = 0
    gone: int = 0
    prison_name: str = ""
    went: dict[str, str] = field(default_factory=dict)
    came_from: dict[str, str] = field(default_factory=dict)


def load(content: bytes) -> Any:
    """JSON from bytes. Raises NotARoll, saying where it broke and never what stood there."""
    try:
        return json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise NotARoll("the file is not UTF-8 text") from None
    except json.JSONDecodeError as error:
        raise NotARoll(f"the file is cut off or not JSON (line {error.lineno}, column {error.colno})") from None
    except RecursionError:
        raise NotARoll("the file is nested too deep") from None
    except ValueError:
        raise NotARoll("a number in the file is longer than any that a roll has") from None


def read(contents: Iterable[bytes], *, prison: str, on: date) -> Roll:
    """Read every page of one prison's roll.

    contents   the files, in any order; prison: three letters; on: the day of the import.
    Raises     NotARoll for a file of another shape or of another prison: then nothing of it counts.
    """
    pages, rows = _pages(list(contents))
    roll = Roll()
    roll.rows = len(rows)
    roll.complete, note = _is_complete(pages, len(rows))
    roll.notes += [note] if note else []
    _check_prison(rows, prison)
    seen: dict[str, int] = {}
    for place, row in enumerate(rows, start=1):
        _read_row(roll, row, place, seen, prison, on)
    return roll


def _pages(contents: list[bytes]) -> tuple[list[Any], list[Any]]:
    """The pages and the rows of all of them. Of several files, the one that is no roll is named by its place."""
    pages, rows = [], []
    for place, content in enumerate(contents, start=1):
        try:
            page = load(content)
            rows += _rows_of(page)
        except NotARoll as fault:
            if len(contents) == 1:
                raise
            raise NotARoll(f"file {place} of {len(contents)}: {fault}") from None
        pages.append(page)
    return pages, rows


def _read_row(roll: Roll, row: Any, place: int, seen: dict[str, int], prison: str, on: date) -> None:
    number = number_of(row)
    try:
        if not isinstance(row, dict):
            raise BadField("row", "not an object")
        at = where(row)
        if at != prison and number:
            roll.went[number] = at
        if at in NOWHERE:
            roll.gone += 1
            return
        if at != prison:
            raise BadField("prisonId", ELSEWHERE)
        found = person(row, on)
        if found.number in seen:
            raise BadField("prisonerNumber", f"already in row {seen[found.number]}")
        seen[found.number] = place
        roll.people.append(found)
        if (before := text(row, "lastPrisonId", 6).upper()) != prison and PRISON.match(before):
            roll.came_from[found.number] = before
        roll.prison_name = roll.prison_name or _prison_name(row)
    except BadField as bad:
        roll.faults.append(Fault(place, bad.field, bad.reason))
        if number and bad.reason != ELSEWHERE:
            roll.unread.add(number)


def _prison_name(row: Mapping[str, Any]) -> str:
    """As the row calls it; one that can't be read is no name, and no fault of the person."""
    try:
        return text(row, "prisonName", 120)
    except BadField:
        return ""


def _rows_of(page: Any) -> list[Any]:
    rows = page.get("content") if isinstance(page, dict) else page
    if not isinstance(rows, list):
        raise NotARoll("neither a list of people nor an object with a list named content")
    return rows


def _is_complete(pages: list[Any], rows: int) -> tuple[bool, str]:
    """Whether these are all the pages. A plain list, or a page without numbers, is taken as the whole."""
    numbered = [page for page in pages if isinstance(page, dict) and isinstance(page.get("number"), int)]
    if not numbered:
        return True, ""
    numbers = sorted({page["number"] for page in numbered})
    has_last = any(page.get("last") is not False for page in numbered if page["number"] == numbers[-1])
    if numbers != list(range(len(numbers))) or not has_last:
        return False, "a page of the roll is missing, so nobody is marked as left"
    total = numbered[0].get("totalElements")
    if isinstance(total, int) and total != rows:
        return True, f"the file counts {total} people and holds {rows}"
    return True, ""


def _check_prison(rows: list[Any], prison: str) -> None:
    codes = [row.get("prisonId") for row in rows if isinstance(row, dict)]
    here = sum(code == prison for code in codes)
    elsewhere = sum(isinstance(code, str) and code != prison and code not in NOWHERE for code in codes)
    if elsewhere > here:
        raise NotARoll(f"this is not the roll of {prison}: {elsewhere} rows of {len(rows)} are of another prison")
