"""What a copy looks like when it is given: a zip of JSON and PDF, written while it is fetched and nowhere kept."""

import base64
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any
from uuid import UUID

from django.apps import apps

from accounts.paper import lay_out
from accounts.seal import Unreadable
from passport.documents import EXTENSIONS

from .blobs import NoSuchBlob, read_blob
from .exporting import PAPER, Piece
from .held import held_map

READ_ME = """This is a copy of what the prison holds on you in this service.
paper/   the same in words, to print or to read
data/    the same as data (JSON), a file a table
documents/  files that were kept, as they are; index.json says what each is
withheld.json  what is not in here, and why
Where something was left out, the paper says how often and the data says "left_out".
You can ask the prison to put right what is wrong, and complain to the Information Commissioner.
"""


SECTION = "passport.SectionVersion"
SAFE = re.compile(r"[A-Z_]{1,40}")


@dataclass
class _Filed:
    """Documents that the versions given out name, by the name of their blob; each once, the newest word on it."""

    found: dict[str, tuple[str, str, dict[str, Any]]] = field(default_factory=dict)

    def note(self, rows: Iterable[Mapping[str, Any]]) -> None:
        for row in rows:
            said = row.get("said")
            if isinstance(said, dict) and said.get("kind") == "documents":
                for one in said["documents"]:
                    self.found[one["file"]["blob"]] = (str(row["rec"]), str(row["sec"]), one)


class _Pipe(io.RawIOBase):
    """What a zip writes, until it is handed on. Can't be sought in, so nothing is written twice."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.waiting.append(bytes(data))
        return len(data)

    def take(self) -> bytes:
        taken, self.waiting = b"".join(self.waiting), []
        return taken


def zipped(pieces: Iterable[Piece], why_not: Iterable[Mapping[str, Any]] = ()) -> Iterator[bytes]:
    """The bytes of the zip, a table or a file at a time. Memory: one table's rows, or one file (12 MB at most).

    why_not  what was left out by a decision: rows of `exporting.why_left_out`.
    Queries  those of the pieces, and 2 a file that was kept.
    """
    pipe, filed = _Pipe(), _Filed()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("READ ME.txt", READ_ME)
        yield pipe.take()
        for name, together in groupby(pieces, key=lambda piece: piece[0]):
            for inside, content in _files(name, together, filed):
                file.writestr(inside, content)
                yield pipe.take()
        for inside, content in _documents(filed):
            file.writestr(inside, content, zipfile.ZIP_STORED)  # pictures and PDF are packed already
            yield pipe.take()
        file.writestr("withheld.json", _json(_withheld(why_not)))
    yield pipe.take()


def _documents(filed: _Filed) -> Iterator[tuple[str, bytes]]:
    """The files themselves, under names of our own: a number and a code. Then what each is, and what is missing."""
    index = []
    for n, (blob, (rec, sec, one)) in enumerate(filed.found.items(), 1):
        code = str(one["code"]) if SAFE.fullmatch(str(one["code"])) else "OTHER"
        name = f"documents/{n:03}-{code}.{EXTENSIONS.get(one['media'], 'bin')}"
        told = {key: one[key] for key in ("code", "title", "issued_on", "expires_on", "added_at")} | {"section": sec}
        try:
            content = read_blob(name=blob, key=one["file"]["key"], rec=UUID(rec))
        except (NoSuchBlob, Unreadable):
            index.append(told | {"file": None, "why": "It was deleted, or has not arrived here."})
            continue
        yield name, content
        index.append(told | {"file": name, "bytes": len(content)})
    yield "documents/index.json", _json(index)


def _withheld(why_not: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """What is not in the copy, and why: by a decision, and for everybody."""
    held = held_map()
    shut = "keys, what is sealed as it lies there, and marks of the machine; what can be opened stands in words"
    return {
        "by_decision": list(why_not),
        "tables": [{"table": name, "why": why} for name, why in held.left_out.items()],
        "columns": [{"table": one.model, "columns": list(one.shut), "why": shut} for one in held.held if one.shut],
    }


def _json(said: Any) -> bytes:
    return json.dumps(said, indent=1, ensure_ascii=False).encode()


def _files(name: str, together: Iterable[Piece], filed: _Filed) -> Iterator[tuple[str, bytes]]:
    if name == PAPER:
        for _, rows, _ in together:
            for row in rows:
                yield f"paper/{row['volume']:03}.pdf", base64.b64decode(row["pdf"])
        return
    found, left_out = [], 0
    for _, rows, gone in together:
        if name == SECTION:
            filed.note(rows)
        found += [_without_keys(row) for row in rows]
        left_out += gone
    yield f"data/{name}.json", _json({"table": name, "rows": found, "left_out": left_out})


def _without_keys(said: Any) -> Any:
    """Without what opens a file: whoever has the copy has the file itself."""
    if isinstance(said, list):
        return [_without_keys(one) for one in said]
    if not isinstance(said, dict):
        return said
    key = {"key"} if {"blob", "key"} <= set(said) else set()
    return {name: _without_keys(value) for name, value in said.items() if name not in key}


def pages_of(pieces: list[Piece], volume: int) -> bytes:
    """A PDF of pieces: a heading a table, a list a row. Queries: none. Raises accounts.paper.NoPango."""
    tables = []
    for name, together in groupby(pieces, key=lambda piece: piece[0]):
        rows, left_out = [], 0
        for _, said, gone in together:
            rows += pages_of_rows(said)
            left_out += gone
        if rows or left_out:
            tables.append({"title": _title(name), "rows": rows, "left_out": left_out})
    return lay_out("passport/rights/copy.html", {"tables": tables, "volume": volume}, language="en").pdf()


def pages_of_rows(rows: list[dict[str, Any]]) -> list[list[tuple[str, str]]]:
    """Rows in words: (column, what it says)."""
    return [[(_label(column), _words(value)) for column, value in _without_keys(row).items()] for row in rows]


def _title(name: str) -> str:
    return str(apps.get_model(name)._meta.verbose_name_plural).capitalize()


def _label(column: str) -> str:
    return column.replace("_", " ").capitalize()


def _words(value: Any) -> str:
    """A value on paper: what has parts stands with a line a part."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return "\n".join(f"{key}: {_words(part)}" for key, part in value.items()) or "–"
    if isinstance(value, list):
        return "\n".join(_words(part) for part in value) or "–"
    return str(value)
