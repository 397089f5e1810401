"""The applications of one person, and each change a pure step that says what it saw."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from .kinds import Kind, kind_of

MOST_APPLICATIONS = 40
MOST_UPDATES = 20  # the newest; earlier ones stand in earlier versions of the section
DAYS_TO_SEND = 7  # from the beginning, or from its return
DAYS_TO_KEEP = 14  # from the answer until it is in the person's property


class State(StrEnum):
    BEING_MADE = "BEING_MADE"
    SUBMITTED = "SUBMITTED"
    ACCEPTED = "ACCEPTED"
    REJECTED = "REJECTED"
    RETURNED_INELIGIBLE = "RETURNED_INELIGIBLE"
    RETURNED_INACCURATE = "RETURNED_INACCURATE"
    RETURNED_INCOMPLETE = "RETURNED_INCOMPLETE"
    WITHDRAWN = "WITHDRAWN"


class Kept(StrEnum):
    """Where what came of it is."""

    NOWHERE = ""
    IN_PROPERTY = "IN_PROPERTY"
    COLLECTED = "COLLECTED"


RETURNED = (State.RETURNED_INELIGIBLE, State.RETURNED_INACCURATE, State.RETURNED_INCOMPLETE)
OVER = (State.ACCEPTED, State.REJECTED, State.WITHDRAWN)
NEXT: dict[State, tuple[State, ...]] = {  # backwards too: what was written by mistake is taken back
    State.BEING_MADE: (State.SUBMITTED, State.WITHDRAWN),
    State.SUBMITTED: (State.ACCEPTED, State.REJECTED, *RETURNED, State.WITHDRAWN, State.BEING_MADE),
    State.ACCEPTED: (State.SUBMITTED,),
    State.REJECTED: (State.SUBMITTED,),
    **dict.fromkeys(RETURNED, (State.SUBMITTED, State.WITHDRAWN)),
    State.WITHDRAWN: (State.BEING_MADE,),
}


class NoSuchApplication(LookupError):
    """There is no application with this id."""


class AlreadyOpen(ValueError):
    """One of this kind is under way."""


class TooManyApplications(ValueError):
    """A record holds at most forty."""


class NotFromHere(ValueError):
    """It can't come to that state from where it is."""


class NoReason(ValueError):
    """What was rejected says why."""


class WrongDay(ValueError):
    """The day is still to come, or is before what happened earlier."""


class ChangedMeanwhile(Exception):
    """Somebody changed it after it was shown. `now` is the Application as it stands."""

    def __init__(self, now: "Application") -> None:
        super().__init__("changed meanwhile")
        self.now = now


@dataclass(frozen=True)
class Update:
    """at: ISO moment; by: a role's code; on: the ISO day that it happened."""

    at: str
    by: str
    state: str
    on: str
    words: str = ""


@dataclass(frozen=True)
class Application:
    """Days are ISO or "". `words` are the newest: why it was rejected, what is missing."""

    id: str
    kind: str
    begun_on: str
    state: str = State.BEING_MADE
    sent_on: str = ""
    answered_on: str = ""
    kept: str = Kept.NOWHERE
    kept_on: str = ""
    words: str = ""
    rev: int = 1
    updates: tuple[Update, ...] = ()

    @property
    def is_over(self) -> bool:
        return self.state in OVER

    @property
    def states_next(self) -> tuple[State, ...]:
        """Where it can come from here; only banks return."""
        kind = kind_of(self.kind)
        returns = kind is not None and kind.returned
        return tuple(state for state in NEXT[State(self.state)] if returns or state not in RETURNED)


@dataclass(frozen=True)
class Record:
    applications: tuple[Application, ...] = ()

    def application(self, application_id: str) -> Application | None:
        return next((one for one in self.applications if one.id == application_id), None)

    def with_one(self, changed: Application) -> "Record":
        if self.application(changed.id) is None:
            return Record((*self.applications, changed))
        return Record(tuple(changed if one.id == changed.id else one for one in self.applications))


def begin(record: Record, application_id: str, kind: Kind, *, on: date, words: str, at: str, by: str) -> Record:
    """Write an application that is being made. The same id a second time changes nothing.

    Raises   AlreadyOpen, TooManyApplications.
    """
    if record.application(application_id) is not None:
        return record
    if any(one.kind == kind.code and not one.is_over for one in record.applications):
        raise AlreadyOpen
    if len(record.applications) >= MOST_APPLICATIONS:
        raise TooManyApplications
    day = on.isoformat()
    first = Update(at, by, State.BEING_MADE, day, words)
    return record.with_one(Application(application_id, kind.code, day, words=words, updates=(first,)))


def move(
    record: Record,
    application_id: str,
    state: str,
    *,
    on: date,
    words: str,
    seen: int,
    today: date,
    at: str,
    by: str,
) -> Record:
    """Say what became of it, on which day (0-500 characters). The same state again changes nothing.

    Raises   NoSuchApplication, NotFromHere, NoReason, WrongDay, ChangedMeanwhile; ValueError for no state.
    """
    there, wanted = _there(record, application_id), State(state)
    if there.state == wanted:
        return record
    _must_be_seen(there, seen)
    if wanted not in there.states_next:
        raise NotFromHere
    if wanted == State.REJECTED and not words.strip():
        raise NoReason
    day = on.isoformat()
    after_sending = wanted in {State.ACCEPTED, State.REJECTED, *RETURNED}
    if on > today or day < there.begun_on or (after_sending and day < there.sent_on):
        raise WrongDay
    changed = replace(there, state=wanted, words=words, kept=Kept.NOWHERE, kept_on="")
    if wanted == State.SUBMITTED and there.state in {State.ACCEPTED, State.REJECTED}:
        changed = replace(changed, answered_on="")  # taken back: it was sent when it was
    elif wanted == State.SUBMITTED:
        changed = replace(changed, sent_on=day, answered_on="")
    elif wanted == State.BEING_MADE:
        changed = replace(changed, sent_on="", answered_on="")
    else:
        changed = replace(changed, answered_on=day)
    return record.with_one(_next(changed, Update(at, by, wanted, day, words)))


def keep(
    record: Record, application_id: str, kept: str, *, on: date, seen: int, today: date, at: str, by: str
) -> Record:
    """Say where what came of it is: in the person's property, collected, or "" to take that back.

    Raises   NoSuchApplication, NotFromHere (it was not accepted), WrongDay, ChangedMeanwhile; ValueError.
    """
    there, where = _there(record, application_id), Kept(kept)
    if there.kept == where:
        return record
    _must_be_seen(there, seen)
    if there.state != State.ACCEPTED:
        raise NotFromHere
    day = on.isoformat()
    if on > today or day < there.answered_on:
        raise WrongDay
    changed = replace(there, kept=where, kept_on=day if where else "")
    return record.with_one(_next(changed, Update(at, by, where or State.ACCEPTED, day)))


def due_on(one: Application) -> date | None:
    """By which day it is to be sent, answered, sent again or given to the person. None when it is over."""
    kind = kind_of(one.kind)
    if one.state == State.BEING_MADE:
        return _plus(one.begun_on, DAYS_TO_SEND)
    if one.state == State.SUBMITTED:
        return _plus(one.sent_on, kind.days if kind else DAYS_TO_SEND)
    if one.state in RETURNED:
        return _plus(one.answered_on, DAYS_TO_SEND)
    if one.state == State.ACCEPTED and not one.kept:
        return _plus(one.answered_on, DAYS_TO_KEEP)
    return None


def written(record: Record) -> dict[str, Any]:
    """The record as a member of section data: {"applications": [...]}, or {} without any."""
    rows = json.loads(json.dumps([asdict(one) for one in record.applications]))
    return {"applications": rows} if rows else {}


def read(data: Mapping[str, Any]) -> Record:
    """The record that `written` wrote; members that a later version added are left out."""
    return Record(
        tuple(
            Application(
                **{
                    **_known(Application, row),
                    "updates": tuple(Update(**_known(Update, one)) for one in row.get("updates", [])),
                }
            )
            for row in data.get("applications", [])
        )
    )


def _plus(day: str, days: int) -> date | None:
    return date.fromisoformat(day) + timedelta(days=days) if day else None


def _next(changed: Application, update: Update) -> Application:
    return replace(changed, rev=changed.rev + 1, updates=(*changed.updates, update)[-MOST_UPDATES:])


def _there(record: Record, application_id: str) -> Application:
    found = record.application(application_id)
    if found is None:
        raise NoSuchApplication
    return found


def _must_be_seen(there: Application, seen: int) -> None:
    if there.rev != seen:
        raise ChangedMeanwhile(there)


def _known(kind: Any, row: Mapping[str, Any]) -> dict[str, Any]:
    return {each.name: row[each.name] for each in fields(kind) if each.name in row}
