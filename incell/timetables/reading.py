"""What both kinds of file are read into, and the checks that they share."""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from .faults import BadField, Fault, NotATimetable

MOST_BYTES = 5 * 1024 * 1024
MOST_ROWS = 20_000
FURTHEST = timedelta(days=5 * 366)
HERE = ZoneInfo("Europe/London")
NUMBER = re.compile(r"[A-Z]\d{4}[A-Z]{2}", re.ASCII)


@dataclass(frozen=True)
class Entry:
    """One thing on one person's timetable. Moments are aware UTC; `key` is the source's own name for it."""

    line: int
    number: str
    key: str
    title: str
    starts_at: datetime
    ends_at: datetime | None = None
    place: str = ""
    with_whom: str = ""
    cancelled: bool = False


@dataclass
class Read:
    """What a file says.

    people    whom the file is about, by prison number; unread: those of them who have a row that can't go in.
    sure      every row's person could be read, and no page is missing: what is not there has vanished.
    first_on  the first and the last day that the file covers, or None: all days to come.
    """

    entries: list[Entry] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    notes: list[Fault] = field(default_factory=list)
    people: set[str] = field(default_factory=set)
    unread: set[str] = field(default_factory=set)
    sure: bool = True
    rows: int = 0
    first_on: date | None = None
    last_on: date | None = None

    def fault(self, line: int, bad: BadField, number: str = "") -> None:
        """Keep one bad row, whose person is `number` if that could be read."""
        self.faults.append(Fault(line, bad.field, bad.code, tuple(bad.numbers.items())))
        if number:
            self.people.add(number)
            self.unread.add(number)
        elif self.sure:
            self.sure = False
            self.notes.append(Fault(0, "", "not_sure"))


def is_json(content: bytes) -> bool:
    """Whether a file is meant as JSON: it begins with a bracket. What it says is not judged."""
    return content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"[")


def text_of(content: bytes) -> str:
    """UTF-8, with or without its mark, else cp1252. Raises NotATimetable: too big, or neither."""
    if len(content) > MOST_BYTES:
        raise NotATimetable("too_big", most=MOST_BYTES)
    if b"\0" in content:  # UTF-16, or no text at all
        raise NotATimetable("not_text")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError:
        raise NotATimetable("not_text") from None


def number_of(said: str) -> str:
    """A prison number, tidied. Raises BadField."""
    number = "".join(said.split()).upper()
    if not NUMBER.fullmatch(number):
        raise BadField("number", "number")
    return number


def words(said: object, field_name: str, most: int, *, wanted: bool = False) -> str:
    """Text on one line without control characters. Raises BadField: empty though wanted, or too long."""
    whole = str(said) if isinstance(said, str | int) else ""
    plain = "".join(" " if unicodedata.category(letter).startswith("C") else letter for letter in whole)
    tidy = " ".join(plain.split())
    if wanted and not tidy:
        raise BadField(field_name, "empty")
    if len(tidy) > most:
        raise BadField(field_name, "too_long", most=most)
    return tidy


def aware(local: datetime, field_name: str, on: date) -> datetime:
    """A moment here as UTC; of an hour that the clocks bring twice, the first. Raises BadField: gap, or too far."""
    there = local.replace(tzinfo=HERE)
    moment = there.astimezone(UTC)
    if moment.astimezone(HERE).replace(tzinfo=None) != local:
        raise BadField(field_name, "gap")
    return near(moment, field_name, on)


def near(moment: datetime, field_name: str, on: date) -> datetime:
    """The moment, if it lies within five years of a day. Raises BadField."""
    if abs(moment.date() - on) > FURTHEST:
        raise BadField(field_name, "far")
    return moment
