"""Typed fields of a mapping in a file; whatever is wrong is collected, and reading goes on."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from difflib import get_close_matches

from .document import Item
from .faults import Fault
from .shapes import Text

_ID = re.compile(r"[A-Za-z0-9_-]{1,120}")


@dataclass
class Findings:
    """What was found wrong (faults refuse the file) or odd (notes do not)."""

    file: str
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Place:
    """Where the reader stands; every fault takes its names from here."""

    findings: Findings
    page: str = ""
    question: str = ""
    line: int = 0

    def at(self, *, page: str | None = None, question: str | None = None, line: int | None = None) -> Place:
        return Place(
            self.findings,
            self.page if page is None else page,
            self.question if question is None else question,
            self.line if line is None else line,
        )

    def fault(self, code: str, item: Item | int | None, fault: str, mend: str) -> None:
        """item: the value, or its line; None for the line of the place itself."""
        line = self.line if item is None else item if isinstance(item, int) else item.line
        self.findings.faults.append(
            Fault(
                code=code,
                file=self.findings.file,
                fault=fault,
                mend=mend,
                page=self.page,
                question=self.question,
                line=line,
            )
        )

    def repeated(self, item: Item) -> None:
        for key, line in item.repeated:
            self.fault("duplicate_key", line, f"The key {key} stands twice in one place.", "Keep one of them.")

    def note(self, item: Item, key: str) -> None:
        self.findings.notes.append(
            f"{self.findings.file}, line {item.line}: the key {key} is unknown here and was left out."
        )


class Fields:
    """The keys of one mapping. An unknown key is a note, but a near miss of a known one is a fault:
    a newer file may say more than we read, and yet `exclusve: true` must not pass in silence."""

    def __init__(self, item: Item, place: Place, known: tuple[str, ...], what: str) -> None:
        self.place, self.item, self.what = place, item, what
        self.map: dict[str, Item] = {}
        if not isinstance(item.value, dict):
            place.fault("shape", item, f"{what} is {item.kind}, not a mapping.", "Write keys and values here.")
            return
        self.map = item.value
        place.repeated(item)
        for key, value in item.value.items():
            if key in known:
                continue
            near = get_close_matches(key, known, n=1, cutoff=0.8) or [
                name for name in known if name.lower() == key.lower()
            ]
            if near and near[0] not in item.value:
                place.fault("misspelt_key", value, f"The key {key} is unknown.", f"Did you mean {near[0]}?")
            else:
                place.note(value, key)

    @property
    def is_mapping(self) -> bool:
        return isinstance(self.item.value, dict)

    def line(self, key: str) -> int:
        return self.map[key].line if key in self.map else self.item.line

    def text(self, key: str, *, needed: bool = False, empty: bool = False) -> Text:
        """The text under a key; "" when absent. needed: absent is a fault; empty: "" is allowed."""
        item = self.map.get(key)
        if item is None or item.value is None:
            if needed and self.is_mapping:
                self.place.fault(
                    f"no_{key.lower()}", item or self.item, f"{self.what} has no {key}.", f"Give it a {key}."
                )
            return Text()
        if not isinstance(item.value, str):
            self.place.fault("shape", item, f"The {key} is {item.kind}, not a text.", "Write one text, in quotes.")
            return Text()
        if needed and not empty and not item.value.strip():
            self.place.fault(
                f"no_{key.lower()}", item, f"The {key} of {self.what.lower()} is empty.", f"Give it a {key}."
            )
        return Text(item.value)

    def id(self, key: str = "id") -> str:
        """An id that can stand in a url and in the name of a form field; "" after a fault."""
        value = self.text(key, needed=True)
        if value and not _ID.fullmatch(value):
            self.place.fault(
                "bad_id",
                self.line(key),
                f"The id {str(value)[:60]!r} has characters that ids cannot have.",
                "Use letters, digits, _ and -, at most 120.",
            )
            return ""
        return str(value)

    def flag(self, key: str, default: bool = False) -> bool:
        value = self.text(key).lower()
        if value not in ("", "true", "false"):
            self.place.fault("not_a_flag", self.line(key), f"{key} is {str(value)[:40]!r}.", "Write true or false.")
        return {"true": True, "false": False}.get(value, default)

    def number(self, key: str, *, needed: bool = False) -> int | None:
        value = self.text(key, needed=needed)
        if not value:
            return None
        if not re.fullmatch(r"[1-9][0-9]{0,8}", value):
            self.place.fault(
                "not_a_number",
                self.line(key),
                f"{key} is {str(value)[:40]!r}.",
                "Write a whole number from 1.",
            )
            return None
        return int(value)

    def lacks(self, key: str) -> bool:
        """Nothing stands under the key, or an empty list; what has the wrong shape was said already."""
        item = self.map.get(key)
        return self.is_mapping and (item is None or not item.value)

    def list(self, key: str) -> list[Item]:
        item = self.map.get(key)
        if item is None or item.value is None:
            return []
        if not isinstance(item.value, list):
            self.place.fault("shape", item, f"{key} is {item.kind}, not a list.", "Write each entry after a dash.")
            return []
        return item.value
