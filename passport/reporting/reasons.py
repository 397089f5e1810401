"""The reasons of `reasons.yml`, read and checked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

NEEDED = frozenset({"code", "name", "cy"})
MEMBERS = NEEDED | {"words", "began"}
LONGEST_CODE, LONGEST_NAME, MOST_REASONS = 40, 120, 40


class ReasonsHaveFaults(ValueError):
    """The file can't be used. `faults`: one line each, with the reason it is about."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


@dataclass(frozen=True)
class Reason:
    """One reason. needs_words: it says nothing by itself; began: the kind of stay that gives it."""

    code: str
    names: Mapping[str, str] = field(compare=False)
    needs_words: bool = False
    began: str = ""

    def name(self, language: str) -> str:
        """In words; English where a language lacks it."""
        return self.names.get(language[:2], self.names["en"])


@dataclass(frozen=True)
class Reasons:
    """skip: why a part is left out; restart: why a report is begun again."""

    skip: tuple[Reason, ...]
    restart: tuple[Reason, ...]

    def name_of(self, code: str, language: str) -> str:
        """A code in words; one that came from elsewhere and is not in the file as it is."""
        found = next((one for one in (*self.skip, *self.restart) if one.code == code), None)
        return found.name(language) if found else code


@lru_cache(maxsize=1)
def built_in() -> Reasons:
    """The reasons that come along. Raises ReasonsHaveFaults when that file of ours is wrong."""
    return read_reasons(Path(__file__).with_name("reasons.yml").read_text())


def read_reasons(text: str) -> Reasons:
    """The reasons of a YAML file. Raises ReasonsHaveFaults, with every fault."""
    try:
        said = yaml.safe_load(text)
    except yaml.YAMLError as error:
        where = getattr(error, "problem_mark", None)
        raise ReasonsHaveFaults([f"not YAML{f', line {where.line + 1}' if where else ''}"]) from error
    if not isinstance(said, dict) or set(said) != {"version", "skip", "restart"}:
        raise ReasonsHaveFaults(["the file has `version` and two lists, `skip` and `restart`"])
    faults = [fault for name in ("skip", "restart") for fault in _faults_of_list(name, said[name])]
    if faults:
        raise ReasonsHaveFaults(faults)
    return Reasons(*(tuple(_reason(row) for row in said[name]) for name in ("skip", "restart")))


def _faults_of_list(name: str, rows: Any) -> Iterator[str]:
    if not isinstance(rows, list) or not 0 < len(rows) <= MOST_REASONS:
        yield f"`{name}` is a list of 1 to {MOST_REASONS} reasons"
        return
    for place, row in enumerate(rows, start=1):
        yield from (f"{name} {place}: {fault}" for fault in _faults_of(row))
    codes = [str(row.get("code")) for row in rows if isinstance(row, dict)]
    yield from (f"{name}: {code!r} is there twice" for code in sorted({c for c in codes if codes.count(c) > 1}))


def _faults_of(row: Any) -> Iterator[str]:
    if not isinstance(row, dict) or not set(row) >= NEEDED or not set(row) <= MEMBERS:
        yield "it has `code`, `name`, `cy`, and may have `words`, `began`"
        return
    code = row["code"]
    if not isinstance(code, str) or not code.replace("_", "").isalnum() or code.upper() != code:
        yield f"`code` {code!r} is not capital letters, digits and _"
    elif len(code) > LONGEST_CODE:
        yield f"`code` {code!r} is longer than {LONGEST_CODE}"
    if not all(isinstance(row[name], str) and 0 < len(row[name]) <= LONGEST_NAME for name in ("name", "cy")):
        yield f"`name` and `cy` are words, {LONGEST_NAME} characters at most"
    if type(row.get("words", False)) is not bool:
        yield "`words` is true or false"
    if not isinstance(row.get("began", ""), str):
        yield "`began` is a code"


def _reason(row: Mapping[str, Any]) -> Reason:
    return Reason(row["code"], {"en": row["name"], "cy": row["cy"]}, row.get("words", False), row.get("began", ""))
