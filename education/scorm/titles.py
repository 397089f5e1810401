"""What the pages of a package without a menu are called: by their own title, else by a clean name of their file."""

import re
from collections import Counter
from html import unescape
from typing import BinaryIO

from .archive import Member, pieces
from .faults import printable
from .manifest import Item

TITLE = re.compile(rb"<title\b[^>]*>([^<]{1,1000})</title", re.IGNORECASE)
PAGES = (".html", ".htm", ".xhtml", ".xht")
SPACE = re.compile(r"\s+")


def name_pages(items: list[Item], file: BinaryIO, files: dict[str, Member]) -> None:
    """Give each line of a menu that was made its title. Reads the first piece of each page; raises NotAPackage.

    A title that several pages have tells none of them apart: those are called by their files.
    """
    found = [_title(file, files[item.path]) if item.path.lower().endswith(PAGES) else "" for item in items]
    often = Counter(title.casefold() for title in found)
    for item, title in zip(items, found, strict=True):
        item.title = title if title and often[title.casefold()] == 1 else clean_name(item.path) or item.title


def clean_name(path: str) -> str:
    """The file's name as words: "units/02_wash-hands.html" → "02 wash hands"; "" when it has none."""
    stem = path.rpartition("/")[2].rpartition(".")[0]
    words = SPACE.sub(" ", re.sub(r"[_\-.+]", " ", stem)).strip()
    return printable(words[:1].upper() + words[1:], 300)


def _title(file: BinaryIO, member: Member) -> str:
    match = TITLE.search(next(pieces(file, member), b""))
    if match is None:
        return ""
    try:
        said = match[1].decode()
    except UnicodeDecodeError:
        said = match[1].decode("cp1252", "replace")
    return printable(SPACE.sub(" ", unescape(said)).strip(), 300)
