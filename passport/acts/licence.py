"""The licence: its days and conditions, written by staff, read and answered by the person; sealed in LICENCE."""

from collections.abc import Callable, Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts import audit
from accounts.models import Audience, User
from passport import licence as licences
from passport.licence import Licence, Says, Standard, stands
from passport.models import LicenceStanding, Passport

from .beside import amend, writes
from .reading import Reading, read_passport

SEC = "LICENCE"


def licence_of(*, passport: Passport, by: User, at: datetime) -> Licence:
    """The licence as it stands; that it was read is written down. Queries: 11. Raises NotAllowed."""
    own = by.audience == Audience.PRISONER
    return licence_in(read_passport(passport=passport, by=by, at=at, why="own" if own else "licence"))


def licence_in(reading: Reading) -> Licence:
    """The licence in a passport that was read. Queries: none."""
    section = reading[SEC]
    return licences.read(section.data) if section else Licence()


@transaction.atomic
def write_licence(
    *,
    passport: Passport,
    starts_on: date | None,
    ends_on: date | None,
    standard: Collection[Standard],
    seen: int,
    by: User,
    at: datetime,
) -> Licence:
    """Write the days of the licence, and which standard conditions it has. The same again changes nothing.

    seen     the `rev` of the licence as it was shown. Queries: about 30.
    Raises   NotAllowed, licence.ChangedMeanwhile, licence.TooManyConditions, NoArchiveKey.
    """
    days = {"starts_on": _iso(starts_on), "ends_on": _iso(ends_on)}
    return _turn(
        passport, "write_licence", by, at, lambda one: licences.with_days(one, **days, standard=standard, seen=seen)
    )


@transaction.atomic
def put_condition(
    *, passport: Passport, condition_id: UUID, kind: str, legal: str, plain: str, seen: int, by: User, at: datetime
) -> Licence:
    """Write an additional or bespoke condition in legal and in plain words (1-1,000 and 1-500 characters).

    Queries  about 30. Raises NotAllowed, and as `licence.put`.
    """
    said: dict[str, Any] = {"kind": kind, "legal": legal, "plain": plain, "seen": seen}
    return _turn(passport, "put_condition", by, at, lambda one: licences.put(one, str(condition_id), **said))


@transaction.atomic
def end_condition(
    *, passport: Passport, condition_id: str, removed: bool, seen: int, by: User, at: datetime
) -> Licence:
    """Take a condition off the licence, or put it back. Queries: about 30. Raises NotAllowed, and as `licence.end`."""
    return _turn(
        passport, "end_condition", by, at, lambda one: licences.end(one, condition_id, removed=removed, seen=seen)
    )


@transaction.atomic
def say_of_condition(
    *, passport: Passport, condition_id: str, says: str, words: str, seen: int, by: User, at: datetime
) -> Licence:
    """Keep that the person understands a condition, or wants to ask. Queries: about 30.

    Raises   NotAllowed (only the person), and as `licence.say`.
    """
    said: dict[str, Any] = {"says": says, "words": words, "at": at.isoformat(), "seen": seen}
    return _turn(passport, "say_of_condition", by, at, lambda one: licences.say(one, condition_id, **said), own=True)


@transaction.atomic
def stand_again(*, passport: Passport, by: User, at: datetime) -> None:
    """Write the row in the clear anew from what the section says. Queries: 13. Raises NotAllowed."""
    found = licence_of(passport=passport, by=by, at=at)
    if found.conditions or found.rev:
        _stand(passport, found, at)


def _turn(
    passport: Passport,
    verb: str,
    by: User,
    at: datetime,
    change: Callable[[Licence], Licence],
    *,
    own: bool = False,
) -> Licence:
    """Change the licence in one locked turn, and write how it stands."""
    writes(by, passport, SEC, own=own)
    changed: list[bool] = []

    def turn(data: dict[str, Any]) -> dict[str, Any]:
        before = licences.read(data)
        after = change(before)
        changed.append(after != before)
        return licences.written(after, said_at=at.isoformat()) if after != before else data

    found = licences.read(amend(passport=passport, sec=SEC, change=turn, by=by, at=at))
    if any(changed):
        _stand(passport, found, at)
        audit.write(by=by, verb=verb, what="passport.Passport", whom=passport.pk, at=at)
    return found


def _stand(passport: Passport, found: Licence, at: datetime) -> None:
    said = [stands(one) for one in found.in_force]
    LicenceStanding.objects.update_or_create(
        passport=passport,
        defaults={
            "starts_on": date.fromisoformat(found.starts_on) if found.starts_on else None,
            "ends_on": date.fromisoformat(found.ends_on) if found.ends_on else None,
            "conditions": len(said),
            "understood": said.count(Says.UNDERSTANDS),
            "asks": said.count(Says.ASKS),
            "changed_at": at,
        },
    )


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
