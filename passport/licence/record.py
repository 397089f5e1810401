"""One person's licence: its days and conditions, and each change a pure step that says what it saw."""

import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from enum import StrEnum
from typing import Any

from .standard import Standard

MOST_CONDITIONS = 60


class Kind(StrEnum):
    """Standard: of every licence. Additional: from the approved list. Bespoke: worded for this person."""

    STANDARD = "STANDARD"
    ADDITIONAL = "ADDITIONAL"
    BESPOKE = "BESPOKE"


class Says(StrEnum):
    NOTHING = ""
    UNDERSTANDS = "UNDERSTANDS"
    ASKS = "ASKS"


class NoSuchCondition(LookupError):
    """There is no condition with this id."""


class TooManyConditions(ValueError):
    """A licence holds at most sixty conditions, those that were removed among them."""


class ChangedMeanwhile(Exception):
    """Somebody changed it after it was shown. `now` is the Condition or the Licence as it stands."""

    def __init__(self, now: "Condition | Licence") -> None:
        super().__init__("changed meanwhile")
        self.now = now


@dataclass(frozen=True)
class PersonSays:
    """What the person says of a condition. of: the `rev` that it was said of; at: ISO moment."""

    says: str = Says.NOTHING
    words: str = ""
    at: str = ""
    of: int = 0


@dataclass(frozen=True)
class Condition:
    """legal, plain: words in English; legal_cy, plain_cy in Welsh, or "". Standard ones go by their code's id."""

    id: str
    kind: str
    legal: str
    plain: str
    code: str = ""
    legal_cy: str = ""
    plain_cy: str = ""
    removed: bool = False
    rev: int = 1
    person: PersonSays = field(default_factory=PersonSays)

    def said(self, which: str, language: str) -> str:
        """Its words in a language; English where there are none. which: "legal" or "plain"."""
        own = getattr(self, f"{which}_{language[:2]}", "")
        return str(own or getattr(self, which))


@dataclass(frozen=True)
class Licence:
    """Days are ISO or "". `rev` counts changes of the days and of which standard conditions there are."""

    starts_on: str = ""
    ends_on: str = ""
    conditions: tuple[Condition, ...] = ()
    rev: int = 0

    def condition(self, condition_id: str) -> Condition | None:
        return next((one for one in self.conditions if one.id == condition_id), None)

    @property
    def in_force(self) -> tuple[Condition, ...]:
        return tuple(one for one in self.conditions if not one.removed)

    def with_one(self, changed: Condition) -> "Licence":
        if self.condition(changed.id) is None:
            return replace(self, conditions=(*self.conditions, changed))
        rows = tuple(changed if one.id == changed.id else one for one in self.conditions)
        return replace(self, conditions=rows)


def with_days(licence: Licence, *, starts_on: str, ends_on: str, standard: Collection[Standard], seen: int) -> Licence:
    """Write the days, and which standard conditions there are: others go, and come back with what was said of them.

    Raises   ChangedMeanwhile, TooManyConditions. The same again changes nothing.
    """
    wanted = {one.code: one for one in standard}
    there = {one.code for one in licence.in_force if one.kind == Kind.STANDARD}
    if (licence.starts_on, licence.ends_on) == (starts_on, ends_on) and there == set(wanted):
        return licence
    if licence.rev != seen:
        raise ChangedMeanwhile(licence)
    changed = replace(licence, starts_on=starts_on, ends_on=ends_on, rev=licence.rev + 1)
    rows = [
        replace(one, removed=one.code not in wanted) if one.kind == Kind.STANDARD else one for one in licence.conditions
    ]
    known = {one.code for one in rows}
    rows += [
        Condition(one.code, Kind.STANDARD, one.legal, one.plain, one.code, one.legal_cy, one.plain_cy)
        for code, one in wanted.items()
        if code not in known
    ]
    return replace(changed, conditions=_room(rows))


def put(licence: Licence, condition_id: str, *, kind: str, legal: str, plain: str, seen: int) -> Licence:
    """Write an additional or bespoke condition: a new one with `seen` 0, else the one seen at that `rev`.

    Raises   NoSuchCondition, ChangedMeanwhile, TooManyConditions; ValueError for no kind, or a standard one.
    """
    if Kind(kind) == Kind.STANDARD:
        raise ValueError("standard conditions have the law's own words")
    there = licence.condition(condition_id)
    if there is None:
        if seen:
            raise NoSuchCondition
        _room([*licence.conditions, Condition(condition_id, kind, legal, plain)])
        return licence.with_one(Condition(condition_id, Kind(kind), legal, plain))
    if there.kind == Kind.STANDARD:
        raise ValueError("standard conditions have the law's own words")
    if (there.kind, there.legal, there.plain) == (kind, legal, plain):
        return licence
    _must_be_seen(there, seen)
    return licence.with_one(replace(there, kind=Kind(kind), legal=legal, plain=plain, rev=there.rev + 1))


def end(licence: Licence, condition_id: str, *, removed: bool, seen: int) -> Licence:
    """Take a condition off, or put it back. Raises NoSuchCondition, ChangedMeanwhile."""
    there = _there(licence, condition_id)
    if there.removed == removed:
        return licence
    _must_be_seen(there, seen)
    return licence.with_one(replace(there, removed=removed, rev=there.rev + 1))


def say(licence: Licence, condition_id: str, *, says: str, words: str, at: str, seen: int) -> Licence:
    """Keep the person's word on a condition as it was shown (0-500 characters). The same again changes nothing.

    Raises   NoSuchCondition, ChangedMeanwhile (they say it of what stands there); ValueError for no such word.
    """
    there = _there(licence, condition_id)
    said = PersonSays(Says(says), words, at, there.rev)
    if (there.person.says, there.person.words, there.person.of) == (said.says, said.words, said.of):
        return licence
    _must_be_seen(there, seen)
    return licence.with_one(replace(there, person=said))


def stands(one: Condition) -> str:
    """What the person says of the condition as it stands now; "" once its words have changed."""
    return one.person.says if one.person.of == one.rev else Says.NOTHING


def written(licence: Licence, *, said_at: str) -> dict[str, Any]:
    """The licence as section data: {"kind": "licence", "starts_on", "ends_on", "conditions", "rev", "said_at"}."""
    told: dict[str, Any] = json.loads(json.dumps(asdict(licence)))
    return {"kind": "licence", **told, "said_at": said_at}


def read(data: Mapping[str, Any]) -> Licence:
    """The licence that `written` wrote; members that a later version added are left out."""
    rows = tuple(
        Condition(**{**_known(Condition, row), "person": PersonSays(**_known(PersonSays, row.get("person", {})))})
        for row in data.get("conditions", [])
    )
    return Licence(**{**_known(Licence, data), "conditions": rows})


def _room(rows: Collection[Condition]) -> tuple[Condition, ...]:
    if len(rows) > MOST_CONDITIONS:
        raise TooManyConditions
    return tuple(rows)


def _there(licence: Licence, condition_id: str) -> Condition:
    found = licence.condition(condition_id)
    if found is None:
        raise NoSuchCondition
    return found


def _must_be_seen(there: Condition, seen: int) -> None:
    if there.rev != seen:
        raise ChangedMeanwhile(there)


def _known(kind: Any, row: Mapping[str, Any]) -> dict[str, Any]:
    return {each.name: row[each.name] for each in fields(kind) if each.name in row}
