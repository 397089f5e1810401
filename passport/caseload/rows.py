"""One row a person, and what a list of them is narrowed to.

A filter is a name and a code. Each option of a filter is counted among those whom the other filters leave, so that the
number beside a choice is the number of people that choosing it shows.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from incell.questions import PATHWAYS

STATUSES = ("NOT_STARTED", "SUPPORT_REQUIRED", "IN_PROGRESS", "SUPPORT_NOT_REQUIRED", "SUPPORT_DECLINED", "DONE")
TO_DO = frozenset({"SUPPORT_REQUIRED", "IN_PROGRESS"})
AGREEMENTS = (
    "NO_PLAN",
    "DRAFT",
    "AGREED",
    "DO_NOT_AGREE",
    "COULD_NOT_ANSWER",
    "UPDATED_AGREED",
    "UPDATED_DO_NOT_AGREE",
    "CHANGED",  # changed since the person said something of it
)
REPORTS = ("NONE", "BCST2_OPEN", "BCST2_SUBMITTED", "RESETTLEMENT_PLAN_OPEN", "RESETTLEMENT_PLAN_SUBMITTED")
OWNERS = ("PRISON", "PROBATION", "BOTH")
WEEKS = {"past": None, "4": (0, 4), "12": (4, 12), "24": (12, 24), "later": (24, None), "none": None}
NEED_STATUSES, NEED_OPEN = ("NOT_STARTED", "IN_PROGRESS", "MET", "DECLINED"), frozenset({"NOT_STARTED", "IN_PROGRESS"})
NOBODY, MINE = "none", "mine"
OPTIONS: dict[str, tuple[str, ...]] = {
    "weeks": tuple(WEEKS),
    "pathway": PATHWAYS,
    "status": STATUSES,
    "need": PATHWAYS,
    "need_status": NEED_STATUSES,
    "need_owner": OWNERS,
    "agreement": AGREEMENTS,
    "report": REPORTS,
    "owner": OWNERS,
    "overdue": ("yes", "no"),
}
FILTERS = (*OPTIONS, "worker")
# What one of a pair shows depends on the other: a status is that of the pathway, an owner's thing late or open.
# What is asked of a need is asked of one and the same.
NEED = ("need", "need_status", "need_owner")
TOGETHER = {name: group for group in (("pathway", "status"), NEED, ("owner", "overdue")) for name in group}


@dataclass(frozen=True)
class Row:
    """One person. `workers`: id → name. `overdue` and `open`: owner → how many things of the readiness list.

    needs    of each support need its pathway, status and owner.
    """

    id: Any
    last_name: str
    first_name: str
    number: str
    release_on: date | None = None
    workers: Mapping[str, str] = field(default_factory=dict)
    agreement: str = "NO_PLAN"
    report: str = "NONE"
    statuses: Mapping[str, str] = field(default_factory=dict)
    needs: Sequence[tuple[str, str, str]] = ()
    open: Mapping[str, int] = field(default_factory=dict)
    overdue: Mapping[str, int] = field(default_factory=dict)

    @property
    def late(self) -> int:
        return sum(self.overdue.values())

    @property
    def to_do(self) -> int:
        return sum(status in TO_DO for status in self.statuses.values())

    @property
    def open_needs(self) -> int:
        return sum(status in NEED_OPEN for _pathway, status, _owner in self.needs)

    def status_of(self, pathway: str) -> str:
        return self.statuses.get(pathway, "NOT_STARTED")


def read_filters(said: Mapping[str, str], me: str) -> dict[str, str]:
    """What was asked for, as far as it is a choice: filter → code, "" for none. "mine" stands for `me`."""
    found = {name: said.get(name, "") if said.get(name, "") in codes else "" for name, codes in OPTIONS.items()}
    worker = said.get("worker", "")
    found["worker"] = me if worker == MINE else worker[:36]
    return found


def narrowed(rows: Iterable[Row], said: Mapping[str, str], on: date) -> list[Row]:
    """Those whom every filter of `said` takes. on: the day that weeks count from."""
    return _passing(rows, [name for name in CHECKS if said.get(name)], said, on)


def counts(rows: Iterable[Row], said: Mapping[str, str], on: date) -> dict[str, dict[str, int]]:
    """filter → code → how many people choosing it would show, the other filters as they are."""
    rows = list(rows)
    found: dict[str, dict[str, int]] = {}
    for name, codes in OPTIONS.items():
        together = TOGETHER.get(name, (name,))
        left = _passing(rows, [each for each in CHECKS if said.get(each) and each not in together], said, on)
        found[name] = {code: _count(left, together, {**said, name: code}, on) for code in codes}
    left = narrowed(rows, {**said, "worker": ""}, on)
    workers: dict[str, int] = {NOBODY: sum(not row.workers for row in left)}
    for row in left:
        for worker in row.workers:
            workers[worker] = workers.get(worker, 0) + 1
    found["worker"] = workers
    return found


def _count(rows: Iterable[Row], names: Iterable[str], said: Mapping[str, str], on: date) -> int:
    return len(_passing(rows, [name for name in names if said.get(name)], said, on))


def _passing(rows: Iterable[Row], names: Iterable[str], said: Mapping[str, str], on: date) -> list[Row]:
    tests = [(CHECKS[name], said[name]) for name in names]
    return [row for row in rows if all(check(row, code, said, on) for check, code in tests)]


def in_order(rows: Iterable[Row], sort: str) -> list[Row]:
    """By one of SORTS, "-" for the other way round; who has no day comes last either way."""
    name, back = sort.lstrip("-"), sort.startswith("-")
    by_name = sorted(rows, key=_name)
    key = SORTS[name]
    there = [row for row in by_name if key(row) is not None]
    return [*sorted(there, key=key, reverse=back), *(row for row in by_name if key(row) is None)]


def _name(row: Row) -> tuple[str, str, str]:
    return (row.last_name.casefold(), row.first_name.casefold(), row.number)


SORTS: dict[str, Callable[[Row], Any]] = {
    "release": lambda row: row.release_on,
    "name": _name,
    "overdue": lambda row: -row.late,
    "to_do": lambda row: -row.to_do,
}


def _in_weeks(row: Row, code: str, said: Mapping[str, str], on: date) -> bool:
    if row.release_on is None:
        return code == "none"
    if row.release_on < on:
        return code == "past"
    band = WEEKS[code]
    if band is None:
        return False
    least, most = band
    after = least == 0 or row.release_on > on + timedelta(weeks=least)
    return after and (most is None or row.release_on <= on + timedelta(weeks=most))


def _on_pathway(row: Row, code: str, said: Mapping[str, str], on: date) -> bool:
    """With a status that one; else whether there is something to do on it."""
    status = row.status_of(code)
    return status == said["status"] if said.get("status") else status in TO_DO


def _of_status(row: Row, code: str, said: Mapping[str, str], on: date) -> bool:
    if said.get("pathway"):
        return row.status_of(said["pathway"]) == code
    return any(row.status_of(pathway) == code for pathway in PATHWAYS)


def _with_need(row: Row, code: str, said: Mapping[str, str], on: date) -> bool:
    """Whether one need is as asked for, an open one where nothing is said of its status."""
    pathway, status, owner = (said.get(name) for name in NEED)
    return any(
        (not pathway or of == pathway)
        and (stands == status if status else stands in NEED_OPEN)
        and (not owner or whose == owner)
        for of, stands, whose in row.needs
    )


def _of_owner(row: Row, code: str, said: Mapping[str, str], on: date) -> bool:
    """Whether this owner has something open; something late, where late is asked for."""
    things = row.overdue if said.get("overdue") == "yes" else row.open
    return bool(things.get(code))


def _of_worker(row: Row, code: str, said: Mapping[str, str], on: date) -> bool:
    return not row.workers if code == NOBODY else code in row.workers


CHECKS: dict[str, Callable[[Row, str, Mapping[str, str], date], bool]] = {
    "weeks": _in_weeks,
    "pathway": _on_pathway,
    "status": _of_status,
    "need": _with_need,
    "need_status": _with_need,
    "need_owner": _with_need,
    "agreement": lambda row, code, said, on: row.agreement == code,
    "report": lambda row, code, said, on: row.report == code,
    "owner": _of_owner,
    "overdue": lambda row, code, said, on: bool(row.late) == (code == "yes"),
    "worker": _of_worker,
}
