"""Kinds of request out of kinds.yml and their question files."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from incell import questions
from incell.questions import Broken, Fault, QuestionSet
from incell.questions.document import Item, read
from incell.questions.fields import Fields, Findings, Place

from .shapes import GROUPS, TEAMS, WAYS, Kind, Means, Source, Way
from .working import bank_holidays

HERE = Path(__file__).parent
KINDS_FILE = "kinds.yml"
_CODE = re.compile(r"[A-Z][A-Z_]{1,39}")
_HEAD = (
    "code",
    "version",
    "group",
    "icon",
    "name",
    "about",
    "cy",
    "team",
    "days",
    "working_days",
    "closed",
    "open",
    "week",
    "way",
    "means",
    "questions",
)
_WELSH = ("name", "about")
_MOST_DAYS = 60


class KindFault(Fault):
    """A fault of kinds.yml: what a question set calls its page is the kind's code here."""

    def __str__(self) -> str:
        return super().__str__().replace(f", page {self.page}", f", kind {self.page}", 1)


def parse_kind(source: Source) -> Kind:
    """Read one kind as it was kept. Raises Broken."""
    item = read(json.dumps(dict(source.head)), name=KINDS_FILE)  # JSON is YAML
    return _kind(item, {str(source.head.get("questions")): source.text, **source.overlays})


def load(folder: Path = HERE) -> list[tuple[Kind, Source]]:
    """Every kind of a folder, in the order of its kinds.yml.

    Raises   Broken with the faults of all files; FileNotFoundError without a kinds.yml.
    """
    root = read((folder / KINDS_FILE).read_bytes(), name=KINDS_FILE)
    findings = Findings(KINDS_FILE)
    file = Fields(root, Place(findings), ("kinds",), "The file")
    items = file.list("kinds")
    if file.lacks("kinds"):
        file.place.fault("no_kinds", root, "The file names no kind.", "List them under kinds.")
    files, faults = _files(folder / "asks")
    try:
        closed = [day.isoformat() for day in bank_holidays(folder)]
    except Broken as broken:
        closed, faults = [], [*faults, *broken.faults]
    found: list[tuple[Kind, Source]] = []
    for item in items:
        try:
            kind = _kind(item, files)
        except Broken as broken:
            faults += broken.faults
            continue
        source = _source(item, files, closed if kind.works else [])
        found.append((replace(kind, closed=frozenset(map(date.fromisoformat, closed))) if kind.works else kind, source))
    faults += findings.faults + _twice(found)
    if faults:
        raise Broken(faults)
    return found


def _files(folder: Path) -> tuple[dict[str, str], list[Fault]]:
    """The question files of a folder by name, and those that are no text."""
    files: dict[str, str] = {}
    faults: list[Fault] = []
    for path in sorted(folder.glob("*.yml")):
        try:
            files[path.name] = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            faults.append(Fault("encoding", path.name, "The file is not UTF-8 text.", "Save it as UTF-8."))
    return files, faults


@lru_cache(maxsize=1)
def built_in() -> tuple[tuple[Kind, Source], ...]:
    """The kinds that come with Throughgate."""
    return tuple(load())


def _kind(item: Item, files: Mapping[str, str]) -> Kind:
    """Faults name the kind where a question set's would name the page."""
    code = str(Fields(item, Place(Findings(KINDS_FILE)), _HEAD, "The kind").text("code"))
    head = Fields(item, Place(Findings(KINDS_FILE), page=code), _HEAD, "The kind")
    findings = head.place.findings
    head.text("code", needed=True)
    if code and not _CODE.fullmatch(code):
        head.place.fault("bad_code", head.line("code"), f"The code {code[:60]!r} is none.", "Use A to Z and _.")
    said: dict[str, Any] = {
        "version": head.number("version", needed=True) or 0,
        "group": _one_of(head, "group", GROUPS),
        "icon": str(head.text("icon", needed=True)),
        "name": head.text("name", needed=True),
        "about": head.text("about", needed=True),
        "team": _one_of(head, "team", TEAMS),
        "days": _days(head),
        "open": head.number("open") or 0,
        "week": head.number("week") or 0,
        "words": _welsh(head),
        "works": "working_days" in head.map,
        "closed": _closed(head),
    }
    way, file = _one_of(head, "way", WAYS), str(head.text("questions", needed=True))
    if file and file not in files:
        head.place.fault("no_file", head.line("questions"), f"There is no asks/{file}.", "Add the file.")
    if findings.faults:
        raise _broken(findings)
    beside = {other: text for other, text in files.items() if _is_beside(other, file)}
    asked = questions.parse(files[file], name=file, overlay=beside, topics=(code,))
    means = _means(head, asked)
    if findings.faults:
        raise _broken(findings)
    return Kind(code=code, way=Way(way), asked=asked, means=means, **said)


def _welsh(head: Fields) -> dict[str, dict[str, str]]:
    """Language → text → words."""
    if "cy" not in head.map:
        return {}
    welsh = Fields(head.map["cy"], head.place, _WELSH, "The Welsh")
    return {"cy": {key: str(welsh.text(key, needed=True)) for key in _WELSH}}


def _days(head: Fields) -> int:
    """Calendar or working days to an answer, of which a kind has one; 0 after a fault."""
    working = "working_days" in head.map
    if working and "days" in head.map:
        line = head.line("days")
        head.place.fault("days_twice", line, "It has days and working_days.", "Keep the one that is meant.")
    days = head.number("working_days" if working else "days", needed=True) or 0
    if days > _MOST_DAYS:
        line = head.line("working_days" if working else "days")
        head.place.fault("days", line, f"{days} days is too long.", f"Use 1 to {_MOST_DAYS}.")
    return days


def _closed(head: Fields) -> frozenset[date]:
    """The bank holidays that a kind was kept with: `load` puts those of the folder's file there."""
    try:
        return frozenset(date.fromisoformat(str(day.value)) for day in head.list("closed"))
    except ValueError:
        head.place.fault("no_day", head.line("closed"), "One of the days is none.", "Write each as 2027-12-27.")
        return frozenset()


def _means(head: Fields, asked: QuestionSet) -> dict[str, Means]:
    item = head.map.get("means")
    if item is None or item.value is None:
        return {}
    if not isinstance(item.value, dict):
        head.place.fault("shape", item, f"The means is {item.kind}, not a mapping.", "Write questions and meanings.")
        return {}
    found = {}
    for question_id, value in item.value.items():
        question = asked.question(question_id)
        if question is None or question.kind != questions.SHORT_TEXT:
            head.place.fault(
                "means_of_what", value, f"There is no short text {question_id[:40]!r}.", "Use the id of a SHORT_TEXT."
            )
        elif value.value not in tuple(Means):
            head.place.fault(
                "unknown_meaning",
                value,
                f"The meaning {str(value.value)[:40]!r} is unknown.",
                f"Use one of {', '.join(Means)}.",
            )
        else:
            found[question_id] = Means(str(value.value))
    return found


def _broken(findings: Findings) -> Broken:
    return Broken([KindFault(**vars(fault)) for fault in findings.faults])


def _one_of(head: Fields, key: str, known: tuple[str, ...]) -> str:
    value = str(head.text(key, needed=True))
    if value and value not in known:
        head.place.fault(
            f"unknown_{key}", head.line(key), f"The {key} {value[:40]!r} is unknown.", f"Use one of {', '.join(known)}."
        )
    return value


def _is_beside(name: str, main: str) -> bool:
    return name != main and name.startswith(f"{Path(main).stem}.")


def _source(item: Item, files: Mapping[str, str], closed: list[str]) -> Source:
    head = _plain(item)
    assert isinstance(head, dict)
    if closed:
        head["closed"] = closed
    file = str(head["questions"])
    return Source(head, files[file], {name: text for name, text in files.items() if _is_beside(name, file)})


def _plain(item: Item) -> object:
    if isinstance(item.value, dict):
        return {key: _plain(value) for key, value in item.value.items()}
    if isinstance(item.value, list):
        return [_plain(value) for value in item.value]
    return item.value


def _twice(found: list[tuple[Kind, Source]]) -> list[Fault]:
    codes = [kind.code for kind, _ in found]
    return [
        KindFault("duplicate_kind", KINDS_FILE, f"The kind {code} stands twice.", "Keep one of them.", code)
        for code in sorted({code for code in codes if codes.count(code) > 1})
    ]
