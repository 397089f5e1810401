"""The fields of one piece of a paper, read one by one; what is wrong with one is noted and the next is read."""

import re
from collections.abc import Mapping
from typing import Any

from .faults import Fault

ID = re.compile(r"[a-z0-9-]{1,40}")
UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")  # what no page can show


class Fields:
    """`where` names the piece in faults: by its id where it has one."""

    def __init__(self, where: str, data: Any, faults: list[Fault]) -> None:
        self.faults = faults
        self.where = where
        self.data: Mapping[Any, Any] = data if isinstance(data, Mapping) else {}
        named = self.data.get("id")
        if isinstance(named, str) and ID.fullmatch(named) and where.startswith("question"):
            self.where = named
        if not isinstance(data, Mapping):
            self.fault("shape")

    def fault(self, code: str, **more: Any) -> None:
        self.faults.append(Fault(self.where, code, **more))

    def only(self, known: set[str]) -> None:
        for name in self.data:
            if name not in known:
                self.fault("unknown", name=str(name)[:40])

    def id(self) -> str:
        said = self.data.get("id")
        if not isinstance(said, str) or not ID.fullmatch(said):
            self.fault("id")
            return ""
        return said

    def text(self, name: str, most: int, *, needed: bool = False) -> str:
        said = self.data.get(name)
        if said is None or said == "":
            if needed:
                self.fault("missing", name=name)
            return ""
        return self._words(name, said, most)

    def _words(self, name: str, said: Any, most: int) -> str:
        if is_number(said):
            said = str(said)  # YAML reads 500 as a number
        if not isinstance(said, str) or len(said) > most or UNSEEN.search(said) or not said.strip():
            self.fault("text", name=name, most=most)
            return ""
        return said.strip()

    def items(self, name: str, least: int, most: int) -> list[Any]:
        found = self.data.get(name)
        if found is None and not least:
            return []
        if not isinstance(found, list) or not least <= len(found) <= most:
            self.fault("list", name=name, least=least, most=most)
            return []
        return found

    def texts(self, name: str, least: int, most: int, longest: int) -> list[str]:
        return [self._words(name, one, longest) for one in self.items(name, least, most)]

    def yes(self, name: str) -> bool:
        said = self.data.get(name, False)
        if not isinstance(said, bool):
            self.fault("yes_no", name=name)
            return False
        return said


def is_number(said: Any) -> bool:
    """Whether this is a number that can be written down: no NaN, none with thousands of digits."""
    return type(said) in (int, float) and abs(said) < 10**15
