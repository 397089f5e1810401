"""The standard conditions of `standard.yml`, read and checked."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

MEMBERS = frozenset({"code", "legal", "plain", "cy"})
LONGEST_CODE, MOST = 30, 40


class StandardHasFaults(ValueError):
    """The file can't be used. `faults`: one line each, with the condition it is about."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


@dataclass(frozen=True)
class Standard:
    """One standard condition, in both languages."""

    code: str
    legal: str
    plain: str
    legal_cy: str
    plain_cy: str


@lru_cache(maxsize=1)
def built_in() -> tuple[Standard, ...]:
    """The conditions that come along. Raises StandardHasFaults when that file of ours is wrong."""
    return read_standard(Path(__file__).with_name("standard.yml").read_text())


def read_standard(text: str) -> tuple[Standard, ...]:
    """The conditions of a YAML file. Raises StandardHasFaults, with every fault."""
    try:
        said = yaml.safe_load(text)
    except yaml.YAMLError as error:
        where = getattr(error, "problem_mark", None)
        raise StandardHasFaults([f"not YAML{f', line {where.line + 1}' if where else ''}"]) from error
    if not isinstance(said, dict) or set(said) != {"version", "conditions"} or not isinstance(said["conditions"], list):
        raise StandardHasFaults(["the file has two members, `version` and a list `conditions`"])
    rows = said["conditions"]
    faults = [] if 0 < len(rows) <= MOST else [f"there are 1 to {MOST} conditions"]
    for place, row in enumerate(rows, start=1):
        faults += [f"condition {place}: {fault}" for fault in _faults_of(row)]
    codes = [row.get("code") for row in rows if isinstance(row, dict)]
    faults += [f"{code!r} is there twice" for code in sorted({str(c) for c in codes if codes.count(c) > 1})]
    if faults:
        raise StandardHasFaults(faults)
    return tuple(
        Standard(row["code"], row["legal"], row["plain"], row["cy"]["legal"], row["cy"]["plain"]) for row in rows
    )


def _faults_of(row: Any) -> Iterator[str]:
    if not isinstance(row, dict) or set(row) != MEMBERS:
        yield "it has `code`, `legal`, `plain` and `cy`"
        return
    code = row["code"]
    if not isinstance(code, str) or not code.replace("_", "").isalnum() or code.upper() != code:
        yield f"`code` {code!r} is not capital letters, digits and _"
    elif len(code) > LONGEST_CODE:
        yield f"`code` {code!r} is longer than {LONGEST_CODE}"
    if not isinstance(row["cy"], dict) or set(row["cy"]) != {"legal", "plain"}:
        yield "`cy` has `legal` and `plain`"
        return
    if not all(isinstance(words, str) and words for words in (row["legal"], row["plain"], *row["cy"].values())):
        yield "conditions are words"
