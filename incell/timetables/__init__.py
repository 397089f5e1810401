"""Timetables as they come in: the prison's own CSV, and probation's appointments as JSON. Pure: no Django, no database.

    read = timetables.read_table(content, on=date(2027, 3, 1))
    read = timetables.read_appointments(content, number="A1234BC", at=datetime(2027, 3, 1, tzinfo=UTC))

A CSV's first line is its header; the columns come in any order, under these names:

    number   prison number, A1234BC (left out where the whole file is about one person)
    start    day and hour: 2027-03-05 14:00 or 05/03/2027 14:00
    end      the same, or the hour alone: 15:30; may be empty
    title    what it is, up to 120 letters
    place    where, up to 240 letters; may be empty
    with     with whom, up to 120 letters; may be empty
    id       the source's own name for the entry; without it, an entry is known by its start and its title

UTF-8 with or without a byte order mark, or cp1252, as Excel writes it; commas, semicolons or tabs.
"""

from .faults import REASONS, BadField, Fault, NotATimetable
from .probation import read_appointments
from .reading import MOST_BYTES, MOST_ROWS, Entry, Read, is_json
from .table import COLUMNS, read_table

__all__ = [
    "COLUMNS",
    "MOST_BYTES",
    "MOST_ROWS",
    "REASONS",
    "BadField",
    "Entry",
    "Fault",
    "NotATimetable",
    "Read",
    "is_json",
    "read_appointments",
    "read_table",
]
