"""Two prison numbers that are one person: joined by two people, and taken apart again. No row is rewritten."""

from datetime import datetime

from django.db import IntegrityError, transaction

from accounts import audit
from accounts.access import NotAllowed, Verb, require
from accounts.models import Merge, Prisoner, User

LONGEST = 240  # characters of why


class SameNumber(ValueError):
    """A number is not joined with itself."""


class ReasonMissing(ValueError):
    """Why they are one person is missing, or longer than 240 characters."""


class JoinedAlready(Exception):
    """One of the two is joined with another number, or somebody has proposed it already."""


class OnTheWay(Exception):
    """One of the two has gone to another prison: their record is joined there."""


class SamePersonTwice(Exception):
    """Joining takes two people: who proposed it does not approve it."""


class EndedAlready(Exception):
    """Somebody else has ended, or approved, this meanwhile."""


@transaction.atomic
def propose_join(*, kept: Prisoner, retired: Prisoner, why: str, by: User, at: datetime) -> Merge:
    """Say that two numbers are one person. Nothing changes until another person agrees.

    kept       the number that goes on. why: for the second person and for who asks later.
    Queries    about 10. Raises NotAllowed, SameNumber, ReasonMissing, JoinedAlready, OnTheWay.
    """
    require(by, Verb.JOIN_NUMBERS, kept)
    require(by, Verb.JOIN_NUMBERS, retired)
    why = " ".join(why.split())
    if not 1 <= len(why) <= LONGEST:
        raise ReasonMissing
    _refuse(kept, retired)
    try:
        with transaction.atomic():
            made = Merge.objects.create(kept=kept, retired=retired, why=why, proposed_by=by, proposed_at=at)
    except IntegrityError as error:
        raise JoinedAlready from error
    audit.write(by=by, verb="propose_join", what="accounts.Prisoner", whom=kept.pk, at=at, why=f"with={retired.pk}")
    return made


@transaction.atomic
def approve_join(*, merge: Merge, by: User, at: datetime) -> None:
    """Agree, as another person: from now on what is under the other number is read under the first, and not written on.

    Queries    about 12. Raises NotAllowed, SamePersonTwice, EndedAlready, JoinedAlready, OnTheWay.
    """
    held = _hold(merge)
    require(by, Verb.JOIN_NUMBERS, held.kept)
    if held.approved_at is not None or held.ended_at is not None:
        raise EndedAlready
    if held.proposed_by_id == by.pk:
        raise SamePersonTwice
    _refuse(held.kept, held.retired)
    held.approved_by, held.approved_at = by, at
    held.save(update_fields=["approved_by", "approved_at"])
    Prisoner.objects.filter(pk=held.retired_id).update(merged_into=held.kept)
    Prisoner.objects.filter(pk=held.kept_id).update(has_more_numbers=True)
    _tell(held, "join_numbers", by, at)


@transaction.atomic
def end_join(*, merge: Merge, by: User, at: datetime) -> None:
    """They are two people after all, or it was not agreed to: everything is as it was, and what came since stays.

    Queries    about 12. Raises NotAllowed, EndedAlready.
    """
    held = _hold(merge)
    require(by, Verb.JOIN_NUMBERS, held.kept)
    if held.ended_at is not None:
        raise EndedAlready
    held.ended_by, held.ended_at = by, at
    held.save(update_fields=["ended_by", "ended_at"])
    if held.approved_at is not None:
        Prisoner.objects.filter(pk=held.retired_id, merged_into=held.kept_id).update(merged_into=None)
        others = Prisoner.objects.filter(merged_into=held.kept_id).exists()
        Prisoner.objects.filter(pk=held.kept_id).update(has_more_numbers=others)
    _tell(held, "part_numbers", by, at)


def _hold(merge: Merge) -> Merge:
    """Lock both people, the smaller id first, then the row. Queries: 2."""
    pks = sorted((merge.kept_id, merge.retired_id), key=str)
    people = {person.pk: person for person in Prisoner.objects.select_for_update(of=("self",)).filter(pk__in=pks)}
    held = Merge.objects.select_for_update(of=("self",)).get(pk=merge.pk)
    held.kept, held.retired = people[held.kept_id], people[held.retired_id]
    return held


def _refuse(kept: Prisoner, retired: Prisoner) -> None:
    if kept.pk == retired.pk:
        raise SameNumber
    if kept.prison_id != retired.prison_id:
        raise NotAllowed(Verb.JOIN_NUMBERS.value)
    if kept.merged_into_id or retired.merged_into_id or retired.has_more_numbers:
        raise JoinedAlready
    if kept.moved_to or retired.moved_to:
        raise OnTheWay


def _tell(held: Merge, verb: str, by: User, at: datetime) -> None:
    for whom in (held.kept_id, held.retired_id):
        audit.write(by=by, verb=verb, what="accounts.Prisoner", whom=whom, at=at, why=str(held.pk))
