"""Lists that a prison may change: YAML files of rows with a code, read and checked in one place. No database.

A list says what its rows are (`Rows`) and what else can be wrong with one of them; what every list shares is here.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml

from incell.questions import PATHWAYS

CODE = re.compile(r"[A-Z0-9_]+")

Row = Mapping[str, Any]


class HasFaults(ValueError):
    """The file can't be used. `faults`: one line each, with the row it is about."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = list(faults)
        super().__init__("; ".join(self.faults))


def load(text: str, *members: str) -> dict[str, Any]:
    """What a YAML file says: a mapping with exactly these members. Raises HasFaults."""
    try:
        said = yaml.safe_load(text)
    except yaml.YAMLError as error:
        where = getattr(error, "problem_mark", None)
        raise HasFaults([f"not YAML{f', line {where.line + 1}' if where else ''}"]) from error
    if not isinstance(said, dict) or set(said) != set(members):
        raise HasFaults([f"the file has {_listed(members)}, and nothing else"])
    return said


@dataclass(frozen=True)
class Rows:
    """A list of rows, and what every row of it has.

    name         the member of the file that holds them; one: what one of them is called in a fault.
    least, most  how many there may be.
    needed, may  the members that a row has, and those that it may have. `by` names it: no two rows have the same.
    faults_of    what else is wrong with a row, which has its members by then.
    """

    name: str
    one: str
    most: int
    needed: tuple[str, ...]
    may: tuple[str, ...] = ()
    least: int = 1
    by: str = "code"
    faults_of: Callable[[Row], Iterator[str]] = field(default=lambda row: iter(()))

    def read(self, text: str) -> tuple[int, list[dict[str, Any]]]:
        """The version and the rows of a file of `version` and this list. Raises HasFaults, with every fault."""
        said = load(text, "version", self.name)
        version, rows = said["version"], said[self.name]
        faults = [] if type(version) is int and version > 0 else ["`version` is a number from 1"]
        faults += self.faults(rows)
        if faults:
            raise HasFaults(faults)
        return version, rows

    def faults(self, rows: Any) -> Iterator[str]:
        """Every fault of what should be such a list, in its order."""
        if not isinstance(rows, list) or not self.least <= len(rows) <= self.most:
            yield f"`{self.name}` is a list of {self.least} to {self.most}"
        if not isinstance(rows, list):
            return
        for place, row in enumerate(rows, start=1):
            known = row.get(self.by) if isinstance(row, dict) else None
            named = f" ({known})" if isinstance(known, str) and known else ""
            yield from (f"{self.one} {place}{named}: {fault}" for fault in self._faults_of(row))
        yield from twice(row[self.by] for row in rows if isinstance(row, dict) and self.by in row)

    def _faults_of(self, row: Any) -> Iterator[str]:
        if not isinstance(row, dict) or not set(self.needed) <= set(row) <= {*self.needed, *self.may}:
            yield f"it has {_listed(self.needed)}" + (f", and may have {_listed(self.may)}" if self.may else "")
            return
        yield from self.faults_of(row)


def twice(names: Iterable[Any]) -> Iterator[str]:
    """A fault for each name that stands more than once."""
    said = [str(name) for name in names]
    yield from (f"{name!r} is there twice" for name in sorted(set(said)) if said.count(name) > 1)


def code_faults(row: Row, longest: int, name: str = "code") -> Iterator[str]:
    """longest: characters."""
    code = row[name]
    if not isinstance(code, str) or not CODE.fullmatch(code):
        yield f"`{name}` {code!r} is not capital letters, digits and _"
    elif len(code) > longest:
        yield f"`{name}` {code!r} is longer than {longest}"


def choice_faults(row: Row, name: str, choices: Sequence[str]) -> Iterator[str]:
    """A member that a row lacks has no fault here and below: whether it may lack it, `Rows` says."""
    if name in row and row[name] not in choices:
        yield f"`{name}` {row[name]!r} is none of {', '.join(filter(None, choices))}"


def pathway_faults(row: Row) -> Iterator[str]:
    yield from choice_faults(row, "pathway", PATHWAYS)


def mark_faults(row: Row, *names: str) -> Iterator[str]:
    yield from (f"`{name}` is true or false" for name in names if type(row.get(name, False)) is not bool)


def number_faults(row: Row, name: str, least: int, most: int) -> Iterator[str]:
    """Whole numbers; YAML's true is none."""
    if name in row and (type(row[name]) is not int or not least <= row[name] <= most):
        yield f"`{name}` is a number, {least} to {most}"


def words_faults(row: Row, *names: str, longest: int | None = None) -> Iterator[str]:
    """longest: characters; None: no bound."""
    for name in names:
        words = row[name]
        if not isinstance(words, str) or not words.strip():
            yield f"`{name}` is not words"
        elif longest is not None and len(words) > longest:
            yield f"`{name}` is longer than {longest}"


def both_languages_faults(row: Row, *names: str, longest: int | None = None) -> Iterator[str]:
    """Words in English in the row itself, and in Welsh under `cy`."""
    yield from words_faults(row, *names, longest=longest)
    if not isinstance(row["cy"], dict) or set(row["cy"]) != set(names):
        yield f"`cy` has {_listed(names)}"
        return
    yield from (f"`cy`: {fault}" for fault in words_faults(row["cy"], *names, longest=longest))


class Said:
    """What rows with `name` (for staff) and `plain` (for the person) share. words: language → {"name", "plain"}."""

    words: dict[str, dict[str, str]]

    def said(self, which: str, language: str) -> str:
        """Its name in words. which: "name" or "plain". English where a language lacks it."""
        return self.words.get(language[:2], self.words["en"])[which]


def words_of(row: Row) -> dict[str, dict[str, str]]:
    """language → {"name", "plain"} of a row that was read."""
    return {"en": {"name": row["name"], "plain": row["plain"]}, "cy": dict(row["cy"])}


def _listed(names: Sequence[str]) -> str:
    """`a`, `b` and `c`."""
    said = [f"`{name}`" for name in names]
    return " and ".join(filter(None, (", ".join(said[:-1]), said[-1])))
