"""What an `href` of a manifest leads to: a file of the package, and the parameters that follow it.

Sources: IMS Content Packaging 1.1.4, section 4 (xml:base); SCORM CAM 1.3, section 3.4.1.13 (item's parameters).
"""

import re
from dataclasses import dataclass
from urllib.parse import unquote

from .names import key_of

LONGEST = 2_000  # letters of an href, and of all that xml:base puts before it: a file's path has 400 at most
BASE = "{http://www.w3.org/XML/1998/namespace}base"
SCHEME = re.compile(r"(?i)^[a-z][a-z0-9+.-]*:")


class Leaves(ValueError):
    """The address leads out of the package."""


class Absent(ValueError):
    """The address leads to no file of the package. `path` is what was looked for."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


@dataclass(frozen=True)
class Files:
    """The paths of a package, to be found as people write them: other case, other accents, escaped or not."""

    paths: frozenset[str]
    by_key: dict[str, str]

    @classmethod
    def of(cls, paths: "frozenset[str] | set[str]") -> "Files":
        return cls(frozenset(paths), {key_of(path): path for path in paths})

    def find(self, path: str) -> str | None:
        return path if path in self.paths else self.by_key.get(key_of(path))


@dataclass(frozen=True)
class Launch:
    """`path` of a file of the package; `parameters` with their leading ? or #, or ""."""

    path: str
    parameters: str = ""


def launch(href: str, bases: list[str], parameters: str, files: Files) -> Launch:
    """What is started. bases: xml:base from the outermost in. Raises Leaves, Absent.

    A thousand activities may start one resource, so that its address is not to be any length.
    """
    if len(href) > LONGEST or sum(map(len, bases)) > LONGEST:
        raise Absent(href[:LONGEST])
    address, query, fragment = _apart(href)
    tried = _joined(_base(bases), address)
    as_folders = _joined(_base([base.rstrip("/") + "/" for base in bases]), address)  # many forget the last slash
    for path in dict.fromkeys((tried, unquote(tried), as_folders, unquote(as_folders))):
        found = files.find(_plain(path))
        if found is not None:
            return Launch(found, _with(query, fragment, parameters))
    raise Absent(_plain(unquote(tried)))


def _base(bases: list[str]) -> str:
    whole = ""
    for base in bases:
        whole = _joined(whole, base)
    return whole


def _apart(href: str) -> tuple[str, str, str]:
    address, mark, fragment = href.strip().partition("#")
    address, asks, query = address.partition("?")
    return address, asks + query, mark + fragment


def _joined(base: str, address: str) -> str:
    """Both are addresses below the package. Raises Leaves when the second is not."""
    address = address.strip().replace("\\", "/")
    if SCHEME.match(address) or address.startswith("/") or SCHEME.match(unquote(address)):
        raise Leaves
    return base.rpartition("/")[0] + "/" + address if "/" in base else address


def _plain(path: str) -> str:
    """The path without `.` and `..`. Raises Leaves when it climbs above the package."""
    parts: list[str] = []
    for part in path.replace("\\", "/").split("/"):
        if part == "..":
            if not parts:
                raise Leaves
            parts.pop()
        elif part not in {"", "."}:
            parts.append(part)
    return "/".join(parts)


def _with(query: str, fragment: str, parameters: str) -> str:
    """The item's parameters put to what the address has, as the source says."""
    said = "".join(letter for letter in parameters.strip() if letter.isprintable()).lstrip("?&")
    if said.startswith("#"):
        fragment = fragment or said
    elif said:
        said, mark, more = said.partition("#")
        query = f"{query}&{said}" if len(query) > 1 else f"?{said}"
        fragment = fragment or mark + more
    return query + fragment
