"""What a copy looks like when it is given: a zip of JSON and PDF, written while it is fetched and nowhere kept."""

import base64
import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from django.apps import apps

from accounts.paper import lay_out

from .exporting import PAPER, Piece

READ_ME = """This is a copy of what the prison holds on you in this service.
paper/   the same in words, to print or to read
data/    the same as data (JSON), a file a table
Documents that were filed are listed here; their files are handed out one by one.
Where something was left out, the paper says how often and the data says "left_out".
You can ask the prison to put right what is wrong, and complain to the Information Commissioner.
"""


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


def zipped(pieces: Iterable[Piece]) -> Iterator[bytes]:
    """The bytes of the zip, a table at a time. Memory: one table's rows."""
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("READ ME.txt", READ_ME)
        yield pipe.take()
        for name, together in groupby(pieces, key=lambda piece: piece[0]):
            for inside, content in _files(name, together):
                file.writestr(inside, content)
                yield pipe.take()
    yield pipe.take()


def _files(name: str, together: Iterable[Piece]) -> Iterator[tuple[str, bytes]]:
    if name == PAPER:
        for _, rows, _ in together:
            for row in rows:
                yield f"paper/{row['volume']:03}.pdf", base64.b64decode(row["pdf"])
        return
    found, left_out = [], 0
    for _, rows, gone in together:
        found += rows
        left_out += gone
    said = {"table": name, "rows": found, "left_out": left_out}
    yield f"data/{name}.json", json.dumps(said, indent=1, ensure_ascii=False).encode()


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
    return [[(_label(column), _words(value)) for column, value in row.items()] for row in rows]


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
