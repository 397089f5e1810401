"""Is any of these words anywhere in there? Looks the way an attacker with a copy of the disk would.

A word counts as found raw or as UTF-16 in any letter case, as hex, as base64 at each of its three offsets (both
alphabets), and all of these inside gzip and zlib streams. Ciphertext in base64 holds every short word by chance:
a word of fewer than eight letters counts raw only where it stands by itself, and encoded from six letters on.
"""

import base64
import subprocess
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ahocorasick_rs import BytesAhoCorasick, MatchKind

ALONE = 8  # characters: a shorter word is found raw only between non-alphanumerics
ENCODED = 6  # characters: a shorter word is not looked for in base64
MAGIC = (b"\x1f\x8b\x08", b"\x78\x01", b"\x78\x9c", b"\x78\xda")


@dataclass(frozen=True)
class Found:
    """Where a canary sang: its number in the list, never the word itself."""

    place: str
    number: int
    form: str


class Canaries:
    """Words that must occur nowhere. All forms of all words are searched in one pass (Aho-Corasick)."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = sorted({word.strip() for word in words if word.strip()}, key=len, reverse=True)
        self._exact, self._folded = _Forms(), _Forms()
        for number, word in enumerate(self.words):
            for name, form, exact in spellings(word):
                (self._exact if exact else self._folded).add(form if exact else form.lower(), number, name)

    def search(self, content: bytes, place: str) -> Iterator[Found]:
        """Yield what is found in one blob, also inside compressed streams within it."""
        for layer in (content, *inflated(content)):
            for number, name in (*self._exact.find(layer), *self._folded.find(layer.lower())):
                yield Found(place, number, name)

    def search_folder(self, folder: Path, *, leave_out: Iterable[str] = ()) -> list[Found]:
        """Search every file of a folder: databases with their journals, keys, logs, spools."""
        names = set(leave_out)
        paths = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name not in names)
        return [found for path in paths for found in self.search(path.read_bytes(), str(path.relative_to(folder)))]

    def search_postgresql(self, url: str) -> list[Found]:
        """Search a plain dump of a PostgreSQL database. Needs pg_dump."""
        dumped = subprocess.run(["pg_dump", "--no-owner", url], capture_output=True, check=True)
        return list(self.search(dumped.stdout, "database"))


class _Forms:
    def __init__(self) -> None:
        self.forms: list[bytes] = []
        self.names: list[tuple[int, str]] = []
        self._machine: BytesAhoCorasick | None = None

    def add(self, form: bytes, number: int, name: str) -> None:
        self.forms.append(form)
        self.names.append((number, name))

    def find(self, layer: bytes) -> Iterator[tuple[int, str]]:
        if not self.forms:
            return
        if self._machine is None:
            self._machine = BytesAhoCorasick(self.forms, matchkind=MatchKind.Standard)
        for index, start, end in self._machine.find_matches_as_indexes(layer, overlapping=True):
            number, name = self.names[index]
            if name != "alone" or not (layer[start - 1 : start].isalnum() or layer[end : end + 1].isalnum()):
                yield number, name


def spellings(word: str) -> Iterator[tuple[str, bytes, bool]]:
    """The forms of one word: (name, bytes, whether letter case counts)."""
    raw = word.encode()
    yield "alone" if len(word) < ALONE else "raw", raw, False
    yield "utf-16-le", word.encode("utf-16-le"), False
    yield "utf-16-be", word.encode("utf-16-be"), False
    if len(word) < ENCODED:
        return
    yield "hex", raw.hex().encode(), False
    for offset in range(3):
        whole = base64.b64encode(bytes(offset) + raw)
        first, last = -(-8 * offset // 6), 8 * (offset + len(raw)) // 6  # characters that hold bits of the word alone
        yield f"base64+{offset}", whole[first:last], True
        yield f"base64url+{offset}", whole[first:last].translate(bytes.maketrans(b"+/", b"-_")), True


def inflated(content: bytes) -> Iterator[bytes]:
    """Every gzip and zlib stream that starts anywhere in a blob, inflated (at most 64 MiB each)."""
    for magic in MAGIC:
        start = content.find(magic)
        while start >= 0:
            stream = zlib.decompressobj(wbits=47)  # gzip or zlib by its header
            try:
                layer = stream.decompress(content[start:], 64 * 1024 * 1024)
            except zlib.error:
                layer = b""
            if len(layer) > 16:
                yield layer
            start = content.find(magic, start + 1)


def canaries_of(roll: Any) -> set[str]:
    """Every name, date of birth and number of a roll that could tell who somebody is."""
    rows = roll.get("content", []) if isinstance(roll, dict) else roll
    words: set[str] = set()
    for row in rows:
        if not isinstance(row, dict):
            continue
        for person in [row, *(row.get("aliases") or [])]:
            first, last = (str(person.get(key) or "").strip() for key in ("firstName", "lastName"))
            words |= {f"{first} {last}", f"{last}, {first}", str(person.get("dateOfBirth") or "")}
            words |= {name for name in (first, last) if len(name) > 4}
        words |= {str(row.get(key) or "") for key in ("prisonerNumber", "pncNumber", "croNumber", "bookNumber")}
    return {word for word in words if len(word) > 4}
