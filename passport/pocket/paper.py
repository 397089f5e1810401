"""A paper: titled parts of rows, all plain text (SPEC.md, section 5)."""

import json
from dataclasses import dataclass

MOST_PARTS, MOST_ROWS, LONGEST = 20, 200, 2_000
BLOCK, LARGEST = 4_096, 262_144  # bytes


class TooMuch(ValueError):
    """More than a link may hold: leave a part out."""


@dataclass(frozen=True)
class Part:
    """One part: a title and its rows, each what it is about and what it says."""

    title: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Paper:
    """lang "en" or "cy"; made_on an ISO date; `to` the agency's name in a sealed file, "" in a link."""

    name: str
    prison: str
    lang: str
    made_on: str
    parts: tuple[Part, ...]
    to: str = ""

    def text(self) -> bytes:
        """As JSON, filled up with spaces to whole blocks. Raises TooMuch."""
        if len(self.parts) > MOST_PARTS or any(len(part.rows) > MOST_ROWS for part in self.parts):
            raise TooMuch
        said = {
            "lang": self.lang,
            "made_on": self.made_on,
            "name": self.name,
            "parts": [{"rows": [[_cut(a), _cut(b)] for a, b in part.rows], "title": part.title} for part in self.parts],
            "prison": self.prison,
            "v": 1,
            **({"to": self.to} if self.to else {}),
        }
        text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        if len(text) > LARGEST:
            raise TooMuch
        return text + b" " * (-len(text) % BLOCK)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
