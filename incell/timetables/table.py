"""The prison's own timetable: a CSV whose header the package's docstring describes."""

import csv
import hashlib
import io
import re
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import NamedTuple

from .faults import BadField, NotATimetable
from .reading import HERE, MOST_ROWS, Entry, Read, aware, number_of, text_of, words

COLUMNS = ("number", "start", "end", "title", "place", "with", "id")
WANTED = ("start", "title")
OTHER_NAMES = {"prison number": "number", "noms": "number", "prisonernumber": "number", "with whom": "with"}
LINE_ENDS = re.compile(r"\r\n?|\n")
MOMENT = re.compile(r"(?:(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})/(\d{1,2})/(\d{4}))[T ]+(\d{1,2})[:.](\d{2})(?::\d{2})?")
HOUR = re.compile(r"(\d{1,2})[:.](\d{2})(?::\d{2})?")


class Row(NamedTuple):
    line: int
    cells: dict[str, str]
    too_many: bool


def read_table(content: bytes, *, on: date, number: str = "") -> Read:
    """Read a CSV.

    on       the day of the import; number: whom the whole file is about, where it has no such column.
    Raises   NotATimetable: not text, not CSV, too long, no header. Bad rows are faults of the answer.
    """
    read, seen = Read(), dict[tuple[str, str], int]()
    for row in _rows(text_of(content), number):
        read.rows += 1
        if read.rows > MOST_ROWS:
            raise NotATimetable("too_many", most=MOST_ROWS)
        whose = ""
        try:
            whose = number_of(number or row.cells["number"])
            entry = _entry(row, whose, on)
            if (earlier := seen.setdefault((whose, entry.key), row.line)) != row.line:
                raise BadField("row", "twice", n=earlier)
        except BadField as bad:
            read.fault(row.line, bad, whose)
        else:
            read.entries.append(entry)
            read.people.add(whose)
    days = [entry.starts_at.astimezone(HERE).date() for entry in read.entries]
    read.first_on, read.last_on = (min(days), max(days)) if days else (on, on)
    return read


def _rows(text: str, number: str) -> Iterator[Row]:
    first = LINE_ENDS.split(text.lstrip(), maxsplit=1)[0]
    mark = max(",;\t", key=first.count)
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=mark, strict=True
    )  # a quote left open would take rows in
    try:
        header = [_name(cell) for cell in next(filter(any, reader), [])]
        _check_header(header, number)
        begins = reader.line_num + 1
        for cells in reader:
            line, begins = begins, reader.line_num + 1
            if any(cell.strip() for cell in cells):
                named = dict.fromkeys(COLUMNS, "") | dict(zip(header, cells, strict=False))
                yield Row(line, named, len(cells) > len(header) and any(cells[len(header) :]))
    except csv.Error:
        raise NotATimetable("not_csv", n=reader.line_num) from None


def _name(cell: str) -> str:
    name = " ".join(cell.split()).casefold()
    return OTHER_NAMES.get(name, name)


def _check_header(header: list[str], number: str) -> None:
    if not set(header) & set(COLUMNS):
        raise NotATimetable("no_header")
    for column in (*WANTED, *([] if number else ["number"])):
        if column not in header:
            raise NotATimetable("no_column", column)
    for column in COLUMNS:
        if header.count(column) > 1:
            raise NotATimetable("column_twice", column)


def _entry(row: Row, number: str, on: date) -> Entry:
    if row.too_many:
        raise BadField("row", "columns")
    cells = row.cells
    starts_at, began = _moment(cells["start"], "start", on)
    ends_at, _ended = _moment(cells["end"], "end", on, began.date()) if cells["end"].strip() else (None, None)
    if ends_at is not None and ends_at < starts_at:
        raise BadField("end", "ends_early")
    title = words(cells["title"], "title", 120, wanted=True)
    own = words(cells["id"], "id", 60)
    return Entry(
        line=row.line,
        number=number,
        key=f"id:{own}" if own else hashlib.sha256(f"{began.isoformat()} {title.casefold()}".encode()).hexdigest(),
        title=title,
        starts_at=starts_at,
        ends_at=ends_at,
        place=words(cells["place"], "place", 240),
        with_whom=words(cells["with"], "with", 120),
    )


def _moment(said: str, field: str, on: date, day: date | None = None) -> tuple[datetime, datetime]:
    """The moment as UTC and as the clock here shows it. `day`: of an hour that stands alone. Raises BadField."""
    tidy = " ".join(said.split())
    whole, hour = MOMENT.fullmatch(tidy), HOUR.fullmatch(tidy)
    try:
        if whole:
            y, m, d, d2, m2, y2, h, minute = whole.groups()
            local = datetime(int(y or y2), int(m or m2), int(d or d2), int(h), int(minute))  # noqa: DTZ001
        elif hour and day:
            local = datetime.combine(day, time(int(hour[1]), int(hour[2])))
        else:
            raise BadField(field, "moment" if tidy else "empty")
        return aware(local, field, on), local
    except (ValueError, OverflowError) as error:
        if isinstance(error, BadField):
            raise
        raise BadField(field, "no_such") from None
