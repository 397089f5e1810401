"""Limited access: asked for by one, made by another, and lifted by two. The named see the person as usual.

Both people are among the named: who is not named finds no trace, the request among it.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from accounts import audit
from accounts.access import VERBS, NotAllowed, Verb, require
from accounts.models import Audience, Limited, LimitedReader, Prisoner, User

MOST = 60  # named


class AlreadyLimited(ValueError):
    """Access to this person is limited already, or has been asked to be."""


class TooFewNamed(ValueError):
    """Fewer than two of the named may limit access: nobody could confirm or lift it."""


class NobodyForFlags(ValueError):
    """None of the named answers flags: words of this person that need safer custody would reach nobody."""


class NeedsAnotherPerson(ValueError):
    """Who asked can't be the one who confirms."""


class ChangedMeanwhile(Exception):
    """A colleague has decided this since it was shown."""


def ask_to_limit(*, prisoner: Prisoner, reason: str, named: Iterable[UUID], by: User, at: datetime) -> Limited:
    """Ask that only the named may know of a person; `by` is one of them. In force once another has confirmed.

    named    at most 60 staff of the prison; two of them limit access, one answers flags.
    Queries  about 8. Raises NotAllowed, AlreadyLimited, TooFewNamed, NobodyForFlags; ValueError for no reason.
    """
    reach = require(by, Verb.LIMIT_ACCESS, prisoner)
    readers = staff_among(reach.prisons, {*named, by.pk})
    enough(readers)
    try:
        with transaction.atomic():
            Prisoner.objects.select_for_update(no_key=True).get(pk=prisoner.pk)
            made = Limited.objects.create(prisoner=prisoner, reason=Limited.Reason(reason), asked_by=by, asked_at=at)
            LimitedReader.objects.bulk_create(
                LimitedReader(limited=made, user=reader, asked_by=by) for reader in readers
            )
            _write(by, "ask_to_limit", made, at, reason)
    except IntegrityError as twice:
        raise AlreadyLimited from twice
    return made


@transaction.atomic
def confirm_limit(*, limited: Limited, by: User, at: datetime) -> Limited:
    """Make what a colleague asked for. Queries: 8. Raises NotAllowed, NeedsAnotherPerson, ChangedMeanwhile."""
    held = _hold(limited, by)
    if held.made_at is not None or held.lifted_at is not None:
        raise ChangedMeanwhile
    if held.asked_by_id == by.pk:
        raise NeedsAnotherPerson
    held.made_by, held.made_at = by, at
    held.save(update_fields=["made_by", "made_at"])
    held.readers.filter(named_at__isnull=True, ended_at__isnull=True).update(named_by=by, named_at=at)
    _write(by, "limit_access", held, at, held.reason)
    return held


@transaction.atomic
def lift_limit(*, limited: Limited, by: User, at: datetime) -> Limited:
    """Take one's word for lifting; the second person's word lifts it. What is only asked for is dropped at once.

    Queries  7. Raises NotAllowed, NeedsAnotherPerson, ChangedMeanwhile.
    """
    held = _hold(limited, by)
    if held.lifted_at is not None:
        raise ChangedMeanwhile
    if held.made_at is None:
        held.lifted_by, held.lifted_at = by, at
        verb = "drop_limit"
    elif held.lift_asked_by_id is None:
        held.lift_asked_by, held.lift_asked_at = by, at
        verb = "ask_to_lift_limit"
    elif held.lift_asked_by_id == by.pk:
        raise NeedsAnotherPerson
    else:
        held.lifted_by, held.lifted_at = by, at
        verb = "lift_limit"
    held.save()
    _write(by, verb, held, at)
    return held


@transaction.atomic
def keep_limit(*, limited: Limited, by: User, at: datetime) -> Limited:
    """Take back the word that asked for lifting. Queries: 7. Raises NotAllowed, ChangedMeanwhile."""
    held = _hold(limited, by)
    if held.lifted_at is not None or held.lift_asked_at is None:
        raise ChangedMeanwhile
    held.lift_asked_by, held.lift_asked_at = None, None
    held.save(update_fields=["lift_asked_by", "lift_asked_at"])
    _write(by, "keep_limit", held, at)
    return held


@transaction.atomic
def name_reader(*, limited: Limited, reader: UUID, by: User, at: datetime) -> None:
    """Name one more: the first person asks, another one's same word does it. Queries: 9.

    Raises   NotAllowed, NeedsAnotherPerson, ChangedMeanwhile; ValueError for nobody of this prison's staff.
    """
    held = _hold(limited, by)
    if held.made_at is None or held.lifted_at is not None:
        raise ChangedMeanwhile
    found = staff_among(frozenset({held.prisoner.prison_id}), {reader})
    if not found:
        raise ValueError("nobody of this prison's staff")
    row = held.readers.filter(user=reader, ended_at__isnull=True).first()
    if row is None:
        LimitedReader.objects.create(limited=held, user=found[0], asked_by=by)
        _write(by, "ask_to_name_reader", held, at, f"reader={reader}")
    elif row.named_at is not None:
        raise ChangedMeanwhile
    elif row.asked_by_id == by.pk:
        raise NeedsAnotherPerson
    else:
        row.named_by, row.named_at = by, at
        row.save(update_fields=["named_by", "named_at"])
        _write(by, "name_reader", held, at, f"reader={reader}")


@transaction.atomic
def end_reader(*, limited: Limited, reader: UUID, by: User, at: datetime) -> None:
    """Take one of the named away, at once. Queries: 9. Raises NotAllowed, TooFewNamed, NobodyForFlags."""
    held = _hold(limited, by)
    rows = held.readers.filter(ended_at__isnull=True)
    left = [row.user for row in rows.exclude(user=reader).exclude(named_at__isnull=True).select_related("user")]
    if rows.filter(user=reader, named_at__isnull=False).exists():
        enough(left)
    rows.filter(user=reader).update(ended_at=at)
    _write(by, "end_reader", held, at, f"reader={reader}")


def _hold(limited: Limited, by: User) -> Limited:
    """The row, locked, for one of the named who limits access. Raises NotAllowed."""
    reach = require(by, Verb.LIMIT_ACCESS)
    held = Limited.objects.select_for_update(of=("self",)).select_related("prisoner").naming(by).filter(pk=limited.pk)
    found = held.first()
    if found is None or found.prisoner.prison_id not in reach.prisons:
        raise NotAllowed(Verb.LIMIT_ACCESS.value)
    return found


def staff_among(prisons: frozenset[str], wanted: set[UUID]) -> list[User]:
    """Those of these ids who work in these prisons, at most 60. Queries: 1."""
    here = User.objects.filter(audience=Audience.STAFF, is_active=True, prison_id__in=prisons)
    return list(here.filter(pk__in=wanted)[:MOST])


def enough(readers: Iterable[User]) -> None:
    """Whether somebody looks after it and somebody answers flags. Queries: 1. Raises TooFewNamed, NobodyForFlags."""
    roles = User.objects.filter(pk__in=[reader.pk for reader in readers]).values_list("pk", "roles_held__role")
    verbs: dict[UUID, set[Verb]] = {}
    for pk, role in roles:
        verbs.setdefault(pk, set()).update(VERBS.get(role or "", ()))
    if sum(Verb.LIMIT_ACCESS in may for may in verbs.values()) < 2:
        raise TooFewNamed
    if not any(Verb.ANSWER_FLAGS in may for may in verbs.values()):
        raise NobodyForFlags


def _write(by: User, verb: str, limited: Limited, at: datetime, why: str = "") -> None:
    audit.write(by=by, verb=verb, what="accounts.Limited", whom=limited.pk, at=at, why=why)
