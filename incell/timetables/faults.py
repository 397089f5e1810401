"""What can be wrong with a file or with one of its rows. Never a value of the row: only where, and what."""

from dataclasses import dataclass

# code → English; forms.timetable has the Welsh. {n} and {most} are numbers.
REASONS = {
    "not_text": "the file is neither UTF-8 nor cp1252 text: save it as “CSV UTF-8”",
    "not_csv": "the file is not CSV from line {n} on",
    "not_json": "the file is cut off or not JSON from line {n} on",
    "no_list": "the file has no list of appointments named “results”",
    "too_big": "the file has more than {most} bytes: send it in parts",
    "too_many": "the file has more than {most} rows: send it in parts",
    "no_header": "the first line must name the columns: number, start, end, title, place, with",
    "no_column": "the column is missing in the first line",
    "column_twice": "the column stands twice in the first line",
    "nobody_said": "the file does not say whom it is about: give the prison number too",
    "two_people": "the file is about somebody else than the prison number given",
    "number": "write the prison number like A1234BC",
    "unknown": "nobody with this prison number is here",
    "empty": "is empty",
    "moment": "write day and hour like 2027-03-05 14:00 or 05/03/2027 14:00",
    "no_such": "there is no such day or hour",
    "gap": "the clocks leave this hour out: give one earlier or later",
    "far": "is more than five years away",
    "ends_early": "is before the start",
    "too_long": "has more than {most} letters",
    "twice": "the same person, start and title as in line {n}",
    "columns": "has more columns than the first line",
    "not_a_row": "is not an appointment",
    # notes: the row goes in
    "no_duration": "the duration can't be read, so it goes in without an end",
    "part_only": "a page of the appointments is missing, so nothing is cancelled",
    "not_sure": "a row's prison number can't be read, so nothing is cancelled",
}


class NotATimetable(ValueError):
    """The file as a whole can't be read. `code` is one of REASONS; `field` the column it is about, or ""."""

    def __init__(self, code: str, field: str = "", **numbers: int) -> None:
        super().__init__(code)
        self.code, self.field, self.numbers = code, field, numbers

    def __str__(self) -> str:
        said = REASONS[self.code].format(**self.numbers)
        return f"{self.field}: {said}" if self.field else said


class BadField(ValueError):
    """One field of a row can't be read."""

    def __init__(self, field: str, code: str, **numbers: int) -> None:
        super().__init__(field, code)
        self.field, self.code, self.numbers = field, code, numbers


@dataclass(frozen=True)
class Fault:
    """One row that can't go in, or a note. `line` counts from 1 as a person would: lines of a CSV, rows of a JSON."""

    line: int
    field: str
    code: str
    numbers: tuple[tuple[str, int], ...] = ()

    def __str__(self) -> str:
        said = REASONS[self.code].format(**dict(self.numbers))
        return f"line {self.line}: {self.field}: {said}" if self.line else said
