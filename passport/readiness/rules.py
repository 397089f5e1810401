"""The rules of `rules.yml`: read and checked, and applied to one person's dates."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from passport import coded

ONLY = ("", "SENTENCED", "REMAND", "LICENCE")
MOST_DAYS, LONGEST_CODE = 3650, 30
ON_LICENCE = frozenset({"CONDITIONAL", "HDC", "PAROLE", "POST_RECALL", "CONFIRMED"})  # kinds of the roll's release date


@dataclass(frozen=True)
class Item:
    """One thing to have ready. `begin` days after reception, `before` days before release."""

    code: str
    pathway: str
    begin: int
    before: int
    at_once: bool = False
    only: str = ""


@dataclass(frozen=True)
class Rules:
    version: int
    items: tuple[Item, ...]

    def item(self, code: str) -> Item | None:
        return next((item for item in self.items if item.code == code), None)


@dataclass(frozen=True)
class Person:
    """What the rules ask of a person: days and codes of the roll."""

    received_on: date | None
    release_on: date | None
    release_kind: str = ""
    legal_status: str = ""


def read_rules(text: str) -> Rules:
    """The rules of a YAML file. Raises coded.HasFaults, with every fault."""
    version, rows = ITEMS.read(text)
    return Rules(version, tuple(Item(**row) for row in rows))


def _faults_of(row: coded.Row) -> Iterator[str]:
    yield from coded.code_faults(row, LONGEST_CODE)
    yield from coded.pathway_faults(row)
    for name in ("begin", "before"):
        yield from coded.number_faults(row, name, 0, MOST_DAYS)
    yield from coded.mark_faults(row, "at_once")
    yield from coded.choice_faults(row, "only", ONLY)


ITEMS = coded.Rows(
    "items",
    one="item",
    most=40,
    needed=("code", "pathway", "begin", "before"),
    may=("at_once", "only"),
    faults_of=_faults_of,
)


def wanted(rules: Rules, person: Person) -> list[Item]:
    """The items that this person needs, in the file's order."""
    belongs = {
        "": True,
        "REMAND": person.legal_status == "REMAND",
        "SENTENCED": person.legal_status != "REMAND",
        "LICENCE": person.release_kind in ON_LICENCE,
    }
    return [item for item in rules.items if belongs[item.only]]


def days_of(item: Item, person: Person) -> tuple[date | None, date | None]:
    """By which day it is begun and done: (begin_on, due_on). Dated back from release; never after the day itself.

    A release that is nearer than `before` days leaves what is left: it was due already, and the list says so.
    Without a day of reception or of release there is no day of that kind. Somebody who leaves sooner than work would
    begin is to begin at once: `begin_on` is never after `due_on`.
    """
    due_on = person.release_on - timedelta(days=item.before) if person.release_on else None
    begin_on = person.received_on + timedelta(days=item.begin) if person.received_on else None
    if begin_on and due_on:
        begin_on = min(begin_on, due_on)
    return begin_on, due_on
