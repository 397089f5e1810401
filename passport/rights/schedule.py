"""The retention schedule: which kind of record is kept how long, from what, and who says so."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml

FROM = frozenset({"release", "closed", "made"})
MEMBERS = frozenset({"code", "years", "days", "from", "source", "disposal"})
DISPOSALS = frozenset({"erase", "clear_requests", "clear_letters", "clear_timetable", "close_exports"})
MOST_YEARS, MOST_DAYS = 100, 3650


class ScheduleHasFaults(ValueError):
    """The file can't be used. `faults`: one line each, with the kind it is about."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


@dataclass(frozen=True)
class Kind:
    """One kind of record.

    from_    what the period counts from: release (the day on which the person left the roll), closed, made.
    source   the rule that says so, for whoever asks.
    disposal the act that disposes of it.
    """

    code: str
    years: int
    days: int
    from_: str
    source: str
    disposal: str

    def since(self, on: date) -> date:
        """What is as old as this or older on this day has been kept long enough."""
        wanted = date.fromordinal(on.toordinal() - self.days)
        try:
            return wanted.replace(year=wanted.year - self.years)
        except ValueError:  # 29 February
            return wanted.replace(year=wanted.year - self.years, day=28)


@dataclass(frozen=True)
class Schedule:
    version: int
    kinds: tuple[Kind, ...]

    def of(self, code: str) -> Kind | None:
        return next((kind for kind in self.kinds if kind.code == code), None)


def read_schedule(text: str) -> Schedule:
    """Read a schedule. Raises ScheduleHasFaults, naming every fault."""
    said = yaml.safe_load(text)
    if not isinstance(said, dict) or set(said) != {"version", "kinds"} or type(said["version"]) is not int:
        raise ScheduleHasFaults(["the file has `version`, a number, and `kinds`"])
    rows = said["kinds"] if isinstance(said["kinds"], list) else []
    faults = [] if rows else ["`kinds` is a list with at least one"]
    for row in rows:
        name = row.get("code") if isinstance(row, dict) else row
        faults += [f"{name}: {fault}" for fault in _faults_of(row)]
    codes = [row["code"] for row in rows if isinstance(row, dict) and "code" in row]
    faults += [f"{code}: stands twice" for code in sorted(set(map(str, codes))) if codes.count(code) > 1]
    if faults:
        raise ScheduleHasFaults(faults)
    kinds = (
        Kind(row["code"], row.get("years", 0), row.get("days", 0), row["from"], row["source"], row["disposal"])
        for row in rows
    )
    return Schedule(said["version"], tuple(kinds))


def _faults_of(row: Any) -> Iterator[str]:
    if not isinstance(row, dict) or not {"code", "from", "source", "disposal"} <= set(row) <= MEMBERS:
        yield "it has `code`, `from`, `source`, `disposal`, and `years` or `days`"
        return
    for name, most in (("years", MOST_YEARS), ("days", MOST_DAYS)):
        if type(row.get(name, 0)) is not int or not 0 <= row.get(name, 0) <= most:
            yield f"`{name}` is a number, 0 to {most}"
    if not row.get("years") and not row.get("days"):
        yield "nothing is disposed of on its first day: give `years` or `days`"
    if row["from"] not in FROM:
        yield f"`from` is one of {', '.join(sorted(FROM))}"
    if row["disposal"] not in DISPOSALS:
        yield f"`disposal` is one of {', '.join(sorted(DISPOSALS))}"
    if not str(row["source"] or "").strip():
        yield "`source` says which rule it is"
