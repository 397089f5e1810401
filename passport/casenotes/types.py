"""Types and subtypes of case notes, read from a file and checked."""

import re
from dataclasses import dataclass
from typing import Any

import yaml

CODE = re.compile(r"[A-Z][A-Z0-9_]{0,11}")
MOST_TYPES, MOST_SUBTYPES, LONGEST_NAME = 60, 60, 80


class KindsHaveFaults(ValueError):
    """The file can't be used. `faults`: one line each."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


@dataclass(frozen=True)
class Kind:
    """One type: its subtypes as (code, name). `sensitive`: read and written by who may read restricted answers."""

    code: str
    name: str
    subtypes: tuple[tuple[str, str], ...]
    sensitive: bool = False
    writable: bool = True


@dataclass(frozen=True)
class Kinds:
    types: tuple[Kind, ...]

    def kind(self, code: str) -> Kind | None:
        return next((kind for kind in self.types if kind.code == code), None)

    def knows(self, code: str, subtype: str) -> bool:
        kind = self.kind(code)
        return kind is not None and subtype in dict(kind.subtypes)

    def is_sensitive(self, code: str) -> bool:
        kind = self.kind(code)
        return kind is not None and kind.sensitive

    def name_of(self, code: str, subtype: str) -> str:
        """ "Resettlement: Accommodation"; codes that are not in the file as they are."""
        kind = self.kind(code)
        if kind is None:
            return f"{code}: {subtype}"
        return f"{kind.name}: {dict(kind.subtypes).get(subtype, subtype)}"


def read_kinds(text: str) -> Kinds:
    """The types of a YAML file. Raises KindsHaveFaults, with every fault."""
    try:
        said = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise KindsHaveFaults(["not YAML"]) from error
    rows = said.get("types") if isinstance(said, dict) else None
    if not isinstance(rows, list) or not 0 < len(rows) <= MOST_TYPES:
        raise KindsHaveFaults([f"the file has a list `types` of 1 to {MOST_TYPES}"])
    faults = [f"type {place}: {fault}" for place, row in enumerate(rows, 1) for fault in _faults_of(row)]
    codes = [row.get("code") for row in rows if isinstance(row, dict)]
    faults += [f"{code!r} is there twice" for code in sorted({str(c) for c in codes if codes.count(c) > 1})]
    if faults:
        raise KindsHaveFaults(faults)
    return Kinds(tuple(_kind(row) for row in rows))


def _kind(row: dict[str, Any]) -> Kind:
    subtypes = tuple((sub["code"], sub["name"]) for sub in row["subtypes"])
    return Kind(row["code"], row["name"], subtypes, row.get("sensitive", False), row.get("writable", True))


def _faults_of(row: Any) -> list[str]:
    if not isinstance(row, dict) or not {"code", "name", "subtypes"} <= set(row):
        return ["it has `code`, `name` and `subtypes`"]
    faults = _named(row)
    for name in ("sensitive", "writable"):
        if type(row.get(name, False)) is not bool:
            faults.append(f"`{name}` is true or false")
    subtypes = row["subtypes"]
    if not isinstance(subtypes, list) or not 0 < len(subtypes) <= MOST_SUBTYPES:
        return [*faults, f"`subtypes` is a list of 1 to {MOST_SUBTYPES}"]
    for sub in subtypes:
        faults += _named(sub) if isinstance(sub, dict) and {"code", "name"} <= set(sub) else ["a subtype without names"]
    return faults


def _named(row: dict[str, Any]) -> list[str]:
    faults = []
    if not isinstance(row["code"], str) or not CODE.fullmatch(row["code"]):
        faults.append(f"`code` {row['code']!r} is not 1 to 12 capital letters, digits and _")
    if not isinstance(row["name"], str) or not 0 < len(row["name"]) <= LONGEST_NAME:
        faults.append(f"`name` of {row['code']!r} is not 1 to {LONGEST_NAME} characters")
    return faults
