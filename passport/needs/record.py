"""The needs of one section, and how they are written beside its answers. Changes are pure steps, as those of a plan."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from enum import StrEnum
from typing import Any

from .catalogue import Kind

MOST_NEEDS = 40  # of one section, those that are met or declined among them
MOST_UPDATES = 30  # the newest; earlier ones stand in earlier versions of the section


class NeedStatus(StrEnum):
    NOT_STARTED = "NOT_STARTED"
    IN_PROGRESS = "IN_PROGRESS"
    MET = "MET"
    DECLINED = "DECLINED"


class Owner(StrEnum):
    PRISON = "PRISON"
    PROBATION = "PROBATION"
    BOTH = "BOTH"


class Says(StrEnum):
    """What the person says of a need."""

    NOTHING = ""
    NOT_RIGHT = "NOT_RIGHT"
    STILL_NEEDED = "STILL_NEEDED"


class NoSuchNeed(LookupError):
    """There is no need with this id."""


class AlreadyThere(ValueError):
    """A need of this kind is open already."""


class TooManyNeeds(ValueError):
    """A section holds at most forty needs."""


class ChangedMeanwhile(Exception):
    """Somebody changed it after it was shown. `now` is the Need as it stands."""

    def __init__(self, now: "Need") -> None:
        super().__init__("changed meanwhile")
        self.now = now


@dataclass(frozen=True)
class Update:
    """What was said of a need. at: ISO moment; by: a role's code, or PERSON; status: that it was given with it."""

    at: str
    by: str
    words: str
    status: str = ""


@dataclass(frozen=True)
class PersonSays:
    """The person's own word on a need. at: ISO moment."""

    says: str = Says.NOTHING
    words: str = ""
    at: str = ""


@dataclass(frozen=True)
class Need:
    """`rev` is one more with each change by staff: who changes a need says which one was seen."""

    id: str
    code: str
    what: str = ""
    owner: str = Owner.PRISON
    status: str = NeedStatus.NOT_STARTED
    opened_at: str = ""
    rev: int = 1
    updates: tuple[Update, ...] = ()
    person: PersonSays = field(default_factory=PersonSays)

    @property
    def is_open(self) -> bool:
        return self.status in {NeedStatus.NOT_STARTED, NeedStatus.IN_PROGRESS}


@dataclass(frozen=True)
class PutBy:
    """A suggestion that staff found not right, `of` the report that it came from."""

    code: str
    of: str
    at: str
    by: str


@dataclass(frozen=True)
class Record:
    needs: tuple[Need, ...] = ()
    put_by: tuple[PutBy, ...] = ()

    def need(self, need_id: str) -> Need | None:
        return next((need for need in self.needs if need.id == need_id), None)

    def with_need(self, changed: Need) -> "Record":
        """This record with one need in the place of its namesake, or added at the end."""
        if self.need(changed.id) is None:
            return replace(self, needs=(*self.needs, changed))
        return replace(self, needs=tuple(changed if need.id == changed.id else need for need in self.needs))


def add(record: Record, need_id: str, kind: Kind, *, what: str, owner: str, at: str) -> Record:
    """Write a need. The same id a second time changes nothing.

    need_id  made with the form, so that a form sent twice makes one need. what: 0-1,000 characters.
    Raises   AlreadyThere, TooManyNeeds; ValueError for no owner.
    """
    if record.need(need_id) is not None:
        return record
    if not kind.many and any(need.code == kind.code and need.is_open for need in record.needs):
        raise AlreadyThere
    if len(record.needs) >= MOST_NEEDS:
        raise TooManyNeeds
    return record.with_need(Need(need_id, kind.code, what, Owner(owner), opened_at=at))


def move(record: Record, need_id: str, *, owner: str, status: str, words: str, seen: int, at: str, by: str) -> Record:
    """Say where a need stands, who sees to it, and what was done. The same again without words changes nothing.

    words    0-1,000 characters. Taking back is moving again.
    Raises   NoSuchNeed, ChangedMeanwhile; ValueError for no owner or status.
    """
    there = _there(record, need_id)
    owner, status = Owner(owner), NeedStatus(status)
    last = there.updates[-1] if there.updates else None
    if (there.owner, there.status) == (owner, status) and (
        not words or (last and (last.by, last.words) == (by, words))
    ):
        return record
    if there.rev != seen:
        raise ChangedMeanwhile(there)
    updates = (*there.updates, Update(at, by, words, status))[-MOST_UPDATES:]
    return record.with_need(replace(there, owner=owner, status=status, rev=there.rev + 1, updates=updates))


def answer(record: Record, need_id: str, *, says: str, words: str, at: str) -> Record:
    """Keep the person's own word on a need: not right, or still needed. Nobody's change meanwhile stands in its way.

    words    0-500 characters. The same again changes nothing. Raises NoSuchNeed; ValueError for no such word.
    """
    there = _there(record, need_id)
    said = PersonSays(Says(says), words, at)
    if (there.person.says, there.person.words) == (said.says, said.words):
        return record
    return record.with_need(replace(there, person=said))


def put_by(record: Record, code: str, *, of: str, at: str, by: str) -> Record:
    """Keep that a suggestion was found not right. Twice is once; the newest forty are kept."""
    if any((one.code, one.of) == (code, of) for one in record.put_by):
        return record
    return replace(record, put_by=(*record.put_by, PutBy(code, of, at, by))[-MOST_NEEDS:])


def written(record: Record) -> dict[str, Any]:
    """The record as members of section data: {"needs": [...], "needs_put_by": [...]}, those that are not empty."""
    needs, put_by = [asdict(need) for need in record.needs], [asdict(one) for one in record.put_by]
    told = {name: rows for name, rows in (("needs", needs), ("needs_put_by", put_by)) if rows}
    return dict(json.loads(json.dumps(told)))  # lists and plain words, as JSON gives them back


def read(data: Mapping[str, Any]) -> Record:
    """The record that `written` wrote; members that a later version added are left out."""
    needs = tuple(
        Need(
            **{
                **_known(Need, row),
                "updates": tuple(Update(**_known(Update, one)) for one in row.get("updates", [])),
                "person": PersonSays(**_known(PersonSays, row.get("person", {}))),
            }
        )
        for row in data.get("needs", [])
    )
    return Record(needs, tuple(PutBy(**_known(PutBy, row)) for row in data.get("needs_put_by", [])))


def _there(record: Record, need_id: str) -> Need:
    found = record.need(need_id)
    if found is None:
        raise NoSuchNeed
    return found


def _known(kind: Any, row: Mapping[str, Any]) -> dict[str, Any]:
    return {each.name: row[each.name] for each in fields(kind) if each.name in row}
