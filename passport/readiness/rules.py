"""The rules of `rules.yml`: read and checked, and applied to one person's dates."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import yaml

PATHWAYS = frozenset(
    {
        "ACCOMMODATION",
        "ATTITUDES_THINKING_AND_BEHAVIOUR",
        "CHILDREN_FAMILIES_AND_COMMUNITY",
        "DRUGS_AND_ALCOHOL",
        "EDUCATION_SKILLS_AND_WORK",
        "FINANCE_AND_ID",
        "HEALTH",
    }
)
ONLY = frozenset({"", "SENTENCED", "REMAND", "LICENCE"})
MEMBERS = frozenset({"code", "pathway", "begin", "before", "at_once", "only"})
MOST_ITEMS, MOST_DAYS, LONGEST_CODE = 40, 3650, 30
ON_LICENCE = frozenset({"CONDITIONAL", "HDC", "PAROLE", "POST_RECALL", "CONFIRMED"})  # kinds of the roll's release date


class RulesHaveFaults(ValueError):
    """The file can't be used. `faults`: one line each, with the item it is about."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


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
    """The rules of a YAML file. Raises RulesHaveFaults, with every fault."""
    try:
        said = yaml.safe_load(text)
    except yaml.YAMLError as error:
        where = getattr(error, "problem_mark", None)
        raise RulesHaveFaults([f"not YAML{f', line {where.line + 1}' if where else ''}"]) from error
    if not isinstance(said, dict) or set(said) != {"version", "items"} or not isinstance(said["items"], list):
        raise RulesHaveFaults(["the file has two members, `version` and a list `items`"])
    faults = [] if type(said["version"]) is int and said["version"] > 0 else ["`version` is a number from 1"]
    if not 0 < len(said["items"]) <= MOST_ITEMS:
        faults.append(f"there are 1 to {MOST_ITEMS} items")
    for place, row in enumerate(said["items"], start=1):
        faults += [f"item {place}: {fault}" for fault in _faults_of(row)]
    codes = [row.get("code") for row in said["items"] if isinstance(row, dict)]
    faults += [f"{code!r} is there twice" for code in sorted({str(c) for c in codes if codes.count(c) > 1})]
    if faults:
        raise RulesHaveFaults(faults)
    return Rules(said["version"], tuple(Item(**row) for row in said["items"]))


def _faults_of(row: Any) -> Iterator[str]:
    if not isinstance(row, dict) or not {"code", "pathway", "begin", "before"} <= set(row) <= MEMBERS:
        yield "it has `code`, `pathway`, `begin`, `before`, and may have `at_once` and `only`"
        return
    code = row["code"]
    if not isinstance(code, str) or not code.replace("_", "").isalnum() or code.upper() != code:
        yield f"`code` {code!r} is not capital letters, digits and _"
    elif len(code) > LONGEST_CODE:
        yield f"`code` {code!r} is longer than {LONGEST_CODE}"
    if row["pathway"] not in PATHWAYS:
        yield f"`pathway` {row['pathway']!r} is none of the seven"
    for name in ("begin", "before"):
        if type(row[name]) is not int or not 0 <= row[name] <= MOST_DAYS:
            yield f"`{name}` is days, 0 to {MOST_DAYS}"
    if type(row.get("at_once", False)) is not bool:
        yield "`at_once` is true or false"
    if row.get("only", "") not in ONLY:
        yield f"`only` {row['only']!r} is none of SENTENCED, REMAND, LICENCE"


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
