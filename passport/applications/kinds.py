"""The kinds of `kinds.yml`, read and checked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

NEEDED = frozenset({"code", "item", "days", "name", "plain", "cy"})
MEMBERS = NEEDED | {"returned"}
LONGEST_CODE, MOST_KINDS, MOST_DAYS = 30, 60, 365


class KindsHaveFaults(ValueError):
    """The file can't be used. `faults`: one line each, with the kind it is about."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


@dataclass(frozen=True)
class Kind:
    """One kind of application. `words`: language → {"name", "plain"}; `days` to an answer."""

    code: str
    item: str
    days: int
    words: dict[str, dict[str, str]] = field(compare=False)
    returned: bool = False

    def said(self, which: str, language: str) -> str:
        """Its name in words. which: "name" for staff, "plain" for the person. English where a language lacks it."""
        return self.words.get(language[:2], self.words["en"])[which]


@lru_cache(maxsize=1)
def built_in() -> tuple[Kind, ...]:
    """The kinds that come along. Raises KindsHaveFaults when that file of ours is wrong."""
    return read_kinds(Path(__file__).with_name("kinds.yml").read_text())


def kind_of(code: str) -> Kind | None:
    return next((kind for kind in built_in() if kind.code == code), None)


def read_kinds(text: str) -> tuple[Kind, ...]:
    """The kinds of a YAML file. Raises KindsHaveFaults, with every fault."""
    try:
        said = yaml.safe_load(text)
    except yaml.YAMLError as error:
        where = getattr(error, "problem_mark", None)
        raise KindsHaveFaults([f"not YAML{f', line {where.line + 1}' if where else ''}"]) from error
    if not isinstance(said, dict) or set(said) != {"version", "kinds"} or not isinstance(said["kinds"], list):
        raise KindsHaveFaults(["the file has two members, `version` and a list `kinds`"])
    faults = [] if 0 < len(said["kinds"]) <= MOST_KINDS else [f"there are 1 to {MOST_KINDS} kinds"]
    for place, row in enumerate(said["kinds"], start=1):
        faults += [f"kind {place}: {fault}" for fault in _faults_of(row)]
    codes = [row.get("code") for row in said["kinds"] if isinstance(row, dict)]
    faults += [f"{code!r} is there twice" for code in sorted({str(c) for c in codes if codes.count(c) > 1})]
    if faults:
        raise KindsHaveFaults(faults)
    return tuple(_kind(row) for row in said["kinds"])


def _kind(row: Mapping[str, Any]) -> Kind:
    words = {"en": {"name": row["name"], "plain": row["plain"]}, "cy": dict(row["cy"])}
    return Kind(row["code"], row["item"], row["days"], words, row.get("returned", False))


def _faults_of(row: Any) -> Iterator[str]:
    if not isinstance(row, dict) or not set(row) >= NEEDED or not set(row) <= MEMBERS:
        yield "it has `code`, `item`, `days`, `name`, `plain`, `cy`, and may have `returned`"
        return
    for name in ("code", "item"):
        code = row[name]
        if not isinstance(code, str) or not code.replace("_", "").isalnum() or code.upper() != code:
            yield f"`{name}` {code!r} is not capital letters, digits and _"
        elif len(code) > LONGEST_CODE:
            yield f"`{name}` {code!r} is longer than {LONGEST_CODE}"
    if type(row["days"]) is not int or not 0 < row["days"] <= MOST_DAYS:
        yield f"`days` is 1 to {MOST_DAYS}"
    if type(row.get("returned", False)) is not bool:
        yield "`returned` is true or false"
    if not isinstance(row["cy"], dict) or set(row["cy"]) != {"name", "plain"}:
        yield "`cy` has `name` and `plain`"
        return
    if not all(isinstance(said, str) and said for said in (row["name"], row["plain"], *row["cy"].values())):
        yield "names are words"
