"""The retention schedule: which kind of record is kept how long, from what, and who says so."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from passport import coded

FROM = ("closed", "made", "release")
DISPOSALS = ("clear_letters", "clear_requests", "clear_timetable", "close_exports", "erase")
LONGEST_CODE, MOST_YEARS, MOST_DAYS = 30, 100, 3650


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
    """Read a schedule. Raises coded.HasFaults, naming every fault."""
    version, rows = KINDS.read(text)
    kinds = (
        Kind(row["code"], row.get("years", 0), row.get("days", 0), row["from"], row["source"], row["disposal"])
        for row in rows
    )
    return Schedule(version, tuple(kinds))


def _faults_of(row: coded.Row) -> Iterator[str]:
    yield from coded.code_faults(row, LONGEST_CODE)
    yield from coded.number_faults(row, "years", 0, MOST_YEARS)
    yield from coded.number_faults(row, "days", 0, MOST_DAYS)
    if not row.get("years") and not row.get("days"):
        yield "nothing is disposed of on its first day: give `years` or `days`"
    yield from coded.choice_faults(row, "from", FROM)
    yield from coded.choice_faults(row, "disposal", DISPOSALS)
    if not str(row["source"] or "").strip():
        yield "`source` says which rule it is"


KINDS = coded.Rows(
    "kinds",
    one="kind",
    most=60,
    needed=("code", "from", "source", "disposal"),
    may=("years", "days"),
    faults_of=_faults_of,
)
