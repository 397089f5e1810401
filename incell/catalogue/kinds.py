"""Kinds of request out of kinds.yml and their question files."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property, lru_cache
from hashlib import sha256
from pathlib import Path

from incell import questions
from incell.questions import Broken, Fault, QuestionSet, Text
from incell.questions.document import Item, read
from incell.questions.fields import Fields, Findings, Place

HERE = Path(__file__).parent
KINDS_FILE = "kinds.yml"
GROUPS = ("PHONE_AND_MONEY", "PEOPLE", "VISITS", "HEALTH", "DAILY_LIFE", "LEAVING", "LEGAL")
TEAMS = (
    "WING",
    "BUSINESS_HUB",
    "CONTACTS",
    "VISITS",
    "PUBLIC_PROTECTION",
    "SAFER_CUSTODY",
    "HEALTHCARE",
    "LIBRARY",
    "RESETTLEMENT",
)


class Way(StrEnum):
    """What else happens to a request of this kind, beside being answered."""

    PLAIN = "PLAIN"
    SOCIAL_CONTACT = "SOCIAL_CONTACT"  # goes through vetting
    OFFICIAL_CONTACT = "OFFICIAL_CONTACT"  # its own, shorter way
    REMOVE_CONTACT = "REMOVE_CONTACT"
    CONTACT_LIST = "CONTACT_LIST"  # the approved list is printed for the person
    VISIT = "VISIT"
    AGENCY = "AGENCY"  # a message to a named agency
    PRIVILEGED = "PRIVILEGED"  # sealed: staff see that it exists, never what it says


WAYS = tuple(Way)
_CODE = re.compile(r"[A-Z][A-Z_]{1,39}")
_HEAD = ("code", "version", "group", "icon", "name", "about", "cy", "team", "days", "open", "week", "way", "questions")
_MOST_DAYS = 60


@dataclass(frozen=True)
class Source:
    """One kind as it is kept: its entry of kinds.yml as JSON, its question file and the overlays beside that."""

    head: Mapping[str, object]
    text: str
    overlays: Mapping[str, str]

    @property
    def digest(self) -> str:
        """SHA-256, hex, over all three."""
        whole = [dict(sorted(self.head.items())), self.text, dict(sorted(self.overlays.items()))]
        return sha256(json.dumps(whole, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class Kind:
    """One kind of request.

    days        calendar days to an answer, 1 to 60.
    open, week  how many of one person may be open at a time, and how many may be sent in seven days; 0: no limit.
    """

    code: str
    version: int
    group: str
    icon: str
    name: Text
    about: Text
    team: str
    days: int
    open: int
    week: int
    way: Way
    asked: QuestionSet
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict, compare=False)

    def told(self, lang: str) -> Kind:
        """The same in another language; a text without a translation stays English and says so."""
        other = self.words.get(lang, {})

        def of(text: Text, key: str) -> Text:
            return Text(other[key], lang) if other.get(key) else text

        return Kind(
            self.code,
            self.version,
            self.group,
            self.icon,
            of(self.name, "name"),
            of(self.about, "about"),
            self.team,
            self.days,
            self.open,
            self.week,
            self.way,
            questions.translated(self.asked, lang),
            self.words,
        )

    @property
    def is_private(self) -> bool:
        return self.way is Way.PRIVILEGED

    @cached_property
    def first_page(self) -> questions.Page:
        return self.asked.pages[0]


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
    items = Fields(root, Place(findings), ("kinds",), "The file").list("kinds")
    files = {path.name: path.read_text() for path in sorted((folder / "asks").glob("*.yml"))}
    faults: list[Fault] = []
    found: list[tuple[Kind, Source]] = []
    for item in items:
        try:
            kind = _kind(item, files)
        except Broken as broken:
            faults += broken.faults
            continue
        found.append((kind, _source(item, kind, files)))
    faults += findings.faults + _twice(found)
    if faults:
        raise Broken(faults)
    return found


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
    values = {
        "group": _one_of(head, "group", GROUPS),
        "team": _one_of(head, "team", TEAMS),
        "way": _one_of(head, "way", WAYS),
    }
    version, days = head.number("version", needed=True), head.number("days", needed=True)
    if days and days > _MOST_DAYS:
        head.place.fault("days", head.line("days"), f"{days} days is too long.", f"Use 1 to {_MOST_DAYS}.")
    name, about = head.text("name", needed=True), head.text("about", needed=True)
    icon, file = str(head.text("icon", needed=True)), str(head.text("questions", needed=True))
    welsh = Fields(head.map["cy"], head.place, ("name", "about"), "The Welsh") if "cy" in head.map else None
    if file and file not in files:
        head.place.fault("no_file", head.line("questions"), f"There is no asks/{file}.", "Add the file.")
    if findings.faults:
        raise Broken(findings.faults)
    beside = {other: text for other, text in files.items() if _is_beside(other, file)}
    return Kind(
        code,
        version or 0,
        values["group"],
        icon,
        name,
        about,
        values["team"],
        days or 0,
        head.number("open") or 0,
        head.number("week") or 0,
        Way(values["way"]),
        questions.parse(files[file], name=file, overlay=beside, topics=(code,)),
        {"cy": {key: str(welsh.text(key)) for key in ("name", "about")}} if welsh else {},
    )


def _one_of(head: Fields, key: str, known: tuple[str, ...]) -> str:
    value = str(head.text(key, needed=True))
    if value and value not in known:
        head.place.fault(
            f"unknown_{key}", head.line(key), f"The {key} {value[:40]!r} is unknown.", f"Use one of {', '.join(known)}."
        )
    return value


def _is_beside(name: str, main: str) -> bool:
    return name != main and name.startswith(f"{Path(main).stem}.")


def _source(item: Item, kind: Kind, files: Mapping[str, str]) -> Source:
    head = _plain(item)
    assert isinstance(head, dict)
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
        Fault("duplicate_kind", KINDS_FILE, f"The kind {code} stands twice.", "Keep one of them.", code, "", 0)
        for code in sorted({code for code in codes if codes.count(code) > 1})
    ]
