"""A PDF of a test: its structure as a screen reader finds it, its words, its code as a phone reads it."""

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pikepdf

from deploy import engines


@dataclass(frozen=True)
class Tag:
    name: str
    alt: str
    language: str


class Paper:
    """One PDF."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self.pdf = pikepdf.open(BytesIO(raw))
        self.pages = len(self.pdf.pages)

    def tags(self) -> list[Tag]:
        """Every structure element, in the order of reading."""
        return list(_walk(self.pdf.Root.StructTreeRoot.get("/K")))

    def faults(self) -> list[str]:
        """What PDF/UA-1 asks of the file as a whole and is not so."""
        root, tags = self.pdf.Root, self.tags()
        with self.pdf.open_metadata() as meta:
            asked = {
                "names its standard": str(meta.get("pdfuaid:part")) == "1",
                "has a title": bool(str(meta.get("dc:title", "")).strip()),
            }
        headings = [int(tag.name[1]) for tag in tags if tag.name[:1] == "H" and tag.name[1:].isdigit()]
        asked |= {
            "is tagged": bool(root.MarkInfo.Marked),
            "shows its title": bool(root.ViewerPreferences.DisplayDocTitle),
            "has a language": str(root.get("/Lang", "")) in ("en", "cy"),
            "begins with a heading": headings[:1] == [1],
            "skips no level of heading": all(after <= before + 1 for before, after in pairwise(headings)),
            "has words for every picture": all(tag.alt for tag in tags if tag.name == "Figure"),
            "embeds its fonts": all(_embedded(font) for page in self.pdf.pages for font in _fonts(page)),
            "orders tabs by structure": all(page.get("/Tabs") in ("/S", None) for page in self.pdf.pages),
        }
        return [name for name, so in asked.items() if not so]

    def words(self, folder: Path) -> str:
        """The text in the order of reading, on one line."""
        return " ".join(_run(["pdftotext", "-layout", self._file(folder), "-"]).split())

    def code(self, folder: Path) -> str:
        """What a phone reads from the first page at 300 dots an inch, as a printer makes them."""
        reader = engines.code_reader()
        assert reader, engines.CODE_READER_MISSING
        _run(
            ["pdftoppm", "-r", "300", "-f", "1", "-l", "1", "-singlefile", "-png", self._file(folder), folder / "page"]
        )
        return _run([reader, "--raw", "-q", "-Sdisable", "-Sqrcode.enable", folder / "page.png"]).strip()

    def height_of(self, word: str, folder: Path) -> float:
        """Of the box of the first word that begins so, in points."""
        boxes = _run(["pdftotext", "-bbox", self._file(folder), "-"])
        found = re.search(rf'yMin="([\d.]+)" xMax="[\d.]+" yMax="([\d.]+)">{word}', boxes)
        assert found, word
        return float(found[2]) - float(found[1])

    def _file(self, folder: Path) -> Path:
        assert engines.paper_reader(), engines.PAPER_READER_MISSING
        (folder / "paper.pdf").write_bytes(self.raw)
        return folder / "paper.pdf"


def _walk(node: Any) -> Iterator[Tag]:
    if isinstance(node, pikepdf.Array):
        for one in node:
            yield from _walk(one)
    elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
        yield Tag(str(node.S)[1:], str(node.get("/Alt", "")), str(node.get("/Lang", "")))
        yield from _walk(node.get("/K"))


def _fonts(page: Any) -> Iterator[Any]:
    for font in dict(page.get("/Resources", {}).get("/Font", {})).values():
        yield from font.get("/DescendantFonts", [font])


def _embedded(font: Any) -> bool:
    return any(name in font.FontDescriptor for name in ("/FontFile", "/FontFile2", "/FontFile3"))


def _run(words: list[Any]) -> str:
    return subprocess.run(words, capture_output=True, text=True, check=True, timeout=60).stdout
