"""Limited access that comes along from another prison: in force at once, and who may know is named here by two."""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts import audit
from accounts.access import NotAllowed, Verb, require
from accounts.models import Limited, LimitedElsewhere, LimitedReader, Prisoner, User

from .limiting import ChangedMeanwhile, NeedsAnotherPerson, enough, staff_among


def expect_limited(*, number: str, reason: str, by: User, at: datetime) -> None:
    """Somebody of this number is to come whom only the named may know of. Who is here already is hidden now.

    reason   one of Limited.Reason; what is not is CLOSE. by: stands for the staff of the prison that says so.
    Queries  about 4, or 10.
    """
    known = Limited.Reason(reason) if reason in Limited.Reason.values else Limited.Reason.CLOSE
    LimitedElsewhere.objects.update_or_create(number=number, defaults={"reason": known, "by": by})
    limit_who_came([number], at=at)


def expect_no_more(*, number: str) -> None:
    """The record has been taken over, or does not come. Queries: 1."""
    LimitedElsewhere.objects.filter(number=number).delete()


def limit_who_came(numbers: Collection[str], *, at: datetime) -> None:
    """Hide whoever of these numbers is here and was announced as limited. Belongs in the transaction of the roll.

    Queries  1 where nobody was announced so, and 6 a person.
    """
    told = {row.number: row for row in LimitedElsewhere.objects.select_related("by")}
    wanted = told.keys() & set(numbers)
    for person in Prisoner.objects.here().filter(number__in=wanted) if wanted else []:
        _limit(person, told[person.number], at)


def _limit(person: Prisoner, told: LimitedElsewhere, at: datetime) -> None:
    held, _new = Limited.objects.get_or_create(
        prisoner=person, lifted_at=None, defaults={"reason": told.reason, "asked_by": told.by, "asked_at": at}
    )
    if held.made_at is None:
        held.made_at = at
        held.save(update_fields=["made_at"])
        audit.write(by=str(told.by.pk), verb="limit_on_arrival", what="accounts.Limited", whom=held.pk, at=at)


@transaction.atomic
def propose_readers(*, limited: Limited, named: Iterable[UUID], by: User, at: datetime) -> None:
    """Say who may know of somebody who came limited; `by` is one of them. In place of what was proposed before.

    named    at most 60 staff of the prison; two of them limit access, one answers flags.
    Queries  about 9. Raises NotAllowed, ChangedMeanwhile, TooFewNamed, NobodyForFlags.
    """
    held = _hold(limited, by)
    readers = staff_among(frozenset({held.prisoner.prison_id}), {*named, by.pk})
    enough(readers)
    held.readers.filter(ended_at__isnull=True).update(ended_at=at)
    LimitedReader.objects.bulk_create(LimitedReader(limited=held, user=reader, asked_by=by) for reader in readers)
    audit.write(by=by, verb="propose_readers", what="accounts.Limited", whom=held.pk, at=at)


@transaction.atomic
def confirm_readers(*, limited: Limited, by: User, at: datetime) -> None:
    """Name who was proposed: another of them who limits access says so. From now on they see the person.

    Queries  about 8. Raises NotAllowed (also for who is not among them), NeedsAnotherPerson, ChangedMeanwhile.
    """
    held = _hold(limited, by)
    rows = held.readers.filter(named_at__isnull=True, ended_at__isnull=True)
    mine = rows.filter(user=by).first()
    if mine is None:
        raise NotAllowed(Verb.LIMIT_ACCESS.value)
    if mine.asked_by_id == by.pk:
        raise NeedsAnotherPerson
    rows.update(named_by=by, named_at=at)
    held.made_by = by
    held.save(update_fields=["made_by"])
    audit.write(by=by, verb="name_readers", what="accounts.Limited", whom=held.pk, at=at, why=held.reason)


def _hold(limited: Limited, by: User) -> Limited:
    """The row, locked, while nobody is named, for one who limits access. Raises NotAllowed, ChangedMeanwhile."""
    reach = require(by, Verb.LIMIT_ACCESS)
    held = Limited.objects.select_for_update(of=("self",)).select_related("prisoner").get(pk=limited.pk)
    if held.prisoner.prison_id not in reach.prisons:
        raise NotAllowed(Verb.LIMIT_ACCESS.value)
    if not Limited.objects.unnamed().filter(pk=held.pk).exists():
        raise ChangedMeanwhile
    return held
