"""People who must be kept apart."""

from datetime import datetime

from django.db import IntegrityError, transaction

from accounts import audit
from accounts.access import Verb, require
from accounts.models import NonAssociation, Prisoner, User


class SamePerson(ValueError):
    """Nobody is kept apart from themselves."""


class AlreadyKeptApart(ValueError):
    """These two are kept apart already; end that first to change it."""


class NotKeptApart(ValueError):
    """This ended before."""


def keep_apart(*, one: Prisoner, other: Prisoner, where: str, reason: str, by: User, at: datetime) -> NonAssociation:
    """Keep two people apart: in a cell, on a landing, on a wing, or always.

    where    one of NonAssociation.Where; reason: staff's words, which stay in this table.
    Writes   one row (the smaller prison number first), one audit line each. Queries: 8.
    Raises   NotAllowed, SamePerson, AlreadyKeptApart.
    """
    require(by, Verb.KEEP_APART, one)
    require(by, Verb.KEEP_APART, other)
    if one.pk == other.pk:
        raise SamePerson
    first, second = sorted((one, other), key=lambda person: person.number)
    try:
        with transaction.atomic():
            kept = NonAssociation.objects.create(
                first=first, second=second, where=NonAssociation.Where(where), reason=reason, since_at=at
            )
            _tell(kept, "keep_apart", by, at)
    except IntegrityError as error:
        raise AlreadyKeptApart from error
    return kept


def end_keep_apart(*, kept: NonAssociation, by: User, at: datetime) -> None:
    """Let two people meet again from now on; the row stays as history.

    Writes   the row, one audit line each. Queries: 8. Raises NotAllowed, NotKeptApart.
    """
    require(by, Verb.KEEP_APART, kept.first)
    require(by, Verb.KEEP_APART, kept.second)
    with transaction.atomic():
        if not NonAssociation.objects.filter(pk=kept.pk, until_at__isnull=True).update(until_at=at):
            raise NotKeptApart
        _tell(kept, "end_keep_apart", by, at)


def _tell(kept: NonAssociation, verb: str, by: User, at: datetime) -> None:
    for whom in (kept.first_id, kept.second_id):
        audit.write(by=by, verb=verb, what="accounts.Prisoner", whom=whom, at=at, why=kept.where)
