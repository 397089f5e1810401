"""Applications for a bank account and for papers: sealed beside the answers about money and ID, settling their item."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from accounts import audit
from accounts.models import Audience, User
from passport import applications as records
from passport.applications import RETURNED, Record, State, kind_of
from passport.models import Application, Passport, ReadinessItem

from .beside import amend, stand, writes
from .readiness import settle_item
from .reading import Reading, read_passport

SEC = "FINANCE_AND_ID"
Status = ReadinessItem.Status
UNDER_WAY = (State.BEING_MADE, State.SUBMITTED, *RETURNED)


class NoSuchKind(ValueError):
    """There is no kind of application with this code."""


def applications_of(*, passport: Passport, by: User, at: datetime) -> Record:
    """The applications with their words; that they were read is written down. Queries: 11. Raises NotAllowed."""
    own = by.audience == Audience.PRISONER
    return applications_in(read_passport(passport=passport, by=by, at=at, why="own" if own else "applications"))


def applications_in(reading: Reading) -> Record:
    """The applications in a passport that was read. Queries: none."""
    section = reading[SEC]
    return records.read(section.data) if section else Record()


@transaction.atomic
def begin_application(
    *, passport: Passport, application_id: UUID, kind: str, words: str, by: User, at: datetime
) -> None:
    """Write that an application is being made (0-500 characters of words). The same id again changes nothing.

    Queries  about 35. Raises NotAllowed, NoSuchKind, applications.AlreadyOpen, TooManyApplications, NoArchiveKey.
    """
    found = kind_of(kind)
    if found is None:
        raise NoSuchKind(kind)

    def change(record: Record, who: str) -> Record:
        said: dict[str, Any] = {"on": localdate(at), "words": words, "at": at.isoformat(), "by": who}
        return records.begin(record, str(application_id), found, **said)

    _turn(passport, "begin_application", by, at, str(application_id), change)


@transaction.atomic
def move_application(
    *, application: Application, state: str, on: date, words: str, seen: int, by: User, at: datetime
) -> None:
    """Say what became of it and on which day. An accepted one settles its item of the readiness list. Queries: ~38.

    Raises   NotAllowed, applications.NotFromHere, NoReason, WrongDay, ChangedMeanwhile, NoArchiveKey; ValueError.
    """
    pk = str(application.pk)

    def change(record: Record, who: str) -> Record:
        said: dict[str, Any] = {
            "on": on,
            "words": words,
            "seen": seen,
            "today": localdate(at),
            "at": at.isoformat(),
            "by": who,
        }
        return records.move(record, pk, state, **said)

    _turn(application.passport, "move_application", by, at, pk, change)


@transaction.atomic
def keep_application(*, application: Application, kept: str, on: date, seen: int, by: User, at: datetime) -> None:
    """Say that what came of it is in the person's property, or collected; "" takes that back. Queries: about 35.

    Raises   NotAllowed, applications.NotFromHere, WrongDay, ChangedMeanwhile, NoArchiveKey; ValueError.
    """
    pk = str(application.pk)

    def change(record: Record, who: str) -> Record:
        said: dict[str, Any] = {"on": on, "seen": seen, "today": localdate(at), "at": at.isoformat(), "by": who}
        return records.keep(record, pk, kept, **said)

    _turn(application.passport, "keep_application", by, at, pk, change)


@transaction.atomic
def stand_again(*, passport: Passport, by: User, at: datetime) -> int:
    """Write the rows in the clear anew from what the section says, for a passport that came from elsewhere.

    Returns  how many applications there are. Queries: 11, and about 3 an application. Raises NotAllowed.
    """
    record = applications_of(passport=passport, by=by, at=at)
    for one in record.applications:
        _stand(passport, one, None, at)
    for item in {kind.item for one in record.applications if (kind := kind_of(one.kind))}:
        _settle(passport, item, False, None, at)
    return len(record.applications)


def _turn(
    passport: Passport,
    verb: str,
    by: User,
    at: datetime,
    application_id: str,
    change: Callable[[Record, str], Record],
) -> None:
    """Change the record in one locked turn, and write how the application stands."""
    who, changed = writes(by, passport, SEC), []

    def turn(data: dict[str, Any]) -> dict[str, Any]:
        before = records.read(data)
        after = change(before, who)
        changed.append(after != before)
        kept = {name: said for name, said in data.items() if name != "applications"}
        return kept | records.written(after) if after != before else data

    one = records.read(amend(passport=passport, sec=SEC, change=turn, by=by, at=at)).application(application_id)
    if one is None:
        raise records.NoSuchApplication
    if not any(changed):
        return
    kind = kind_of(one.kind)
    had = _has(passport, kind.item) if kind else False
    _stand(passport, one, by, at)
    if kind:
        _settle(passport, kind.item, had, by, at)
    audit.write(by=by, verb=verb, what="passport.Passport", whom=passport.pk, at=at, why=one.kind)


def _stand(passport: Passport, one: records.Application, by: User | None, at: datetime) -> None:
    stand(
        Application,
        pk=one.id,
        of={"passport": passport},
        says={
            "kind": one.kind,
            "state": one.state,
            "begun_on": date.fromisoformat(one.begun_on),
            "sent_on": date.fromisoformat(one.sent_on) if one.sent_on else None,
            "answered_on": date.fromisoformat(one.answered_on) if one.answered_on else None,
            "kept": one.kept,
            "due_on": records.due_on(one),
            "changed_at": at,
            "changed_by": by,
        },
    )


def _has(passport: Passport, item: str) -> bool:
    """Whether something of this item was accepted."""
    kinds = [kind.code for kind in records.built_in() if kind.item == item]
    return passport.applications.filter(kind__in=kinds, state=State.ACCEPTED).exists()


def _settle(passport: Passport, item: str, had: bool, by: User | None, at: datetime) -> None:
    """The item is done when one is accepted, in progress while one is under way, open again when that is taken back."""
    has = _has(passport, item)
    turn: dict[str, Any] = {"prisoner": passport.prisoner, "code": item, "by": by, "at": at}
    if has:
        settle_item(**turn, status=Status.DONE)
    elif had:
        settle_item(**turn, status=Status.IN_PROGRESS)
    elif passport.applications.filter(state__in=UNDER_WAY).exists():
        settle_item(**turn, status=Status.IN_PROGRESS, of=(Status.NOT_STARTED,))
