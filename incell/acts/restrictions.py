"""Restrictions at three levels: on a contact, on a person in prison, and between the two."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from accounts import access, audit
from accounts.access import NotAllowed, Reach, Verb
from accounts.models import Prisoner, User
from incell.models import STOPS, Contact, Restriction, Tie

from .contacts import stands_for
from .protecting import need_second, takes_a_second

LONGEST = 240  # characters of a reason


class AboutNobody(ValueError):
    """A restriction is about a contact, a person in prison, or both."""


class ReasonMissing(ValueError):
    """A restriction has a reason, of at most 240 characters."""


class EndsBeforeItBegins(ValueError):
    """The last day lies before the first, or has gone already."""


class AlreadyEnded(Exception):
    """Somebody else has ended this restriction."""


@dataclass(frozen=True)
class Restricted:
    """suspended: how many people in prison had the contact on their approved list and have it no longer."""

    restriction: Restriction
    suspended: int


@transaction.atomic
def restrict(
    *,
    contact: Contact | None = None,
    prisoner: Prisoner | None = None,
    kind: str,
    reason: str,
    since_on: date,
    until_on: date | None = None,
    by: User,
    at: datetime,
) -> Restricted:
    """Forbid or narrow contact. A ban or no contact counts at once: the approved list no longer has who it is about.

    contact               one that went into another meanwhile: it binds that one.
    since_on, until_on    both days count; without the second it has no end.
    Queries    about 10. Raises NotAllowed, AboutNobody, ReasonMissing, EndsBeforeItBegins, ValueError for a kind.
    """
    reach = access.require(by, Verb.RESTRICT_CONTACTS)
    prison = _prison_of([each for each in (contact, prisoner) if each is not None], reach)
    reason = _reason(reason)
    today = localdate(at)
    if until_on is not None and until_on < max(since_on, today):
        raise EndsBeforeItBegins
    contact = contact and stands_for(contact)
    made = Restriction.objects.create(
        prison_id=prison,
        contact=contact,
        prisoner=prisoner,
        kind=Restriction.Kind(kind),
        reason=reason,
        since_on=since_on,
        until_on=until_on,
        made_at=at,
        made_by=by,
    )
    touched = Tie.objects.bound_by(made).update(changed_at=at)
    audit.write(by=by, verb="restrict_contact", what="incell.Restriction", whom=made.pk, at=at, why=made.kind)
    return Restricted(made, touched if made.kind in STOPS and since_on <= today else 0)


def _prison_of(about: list[Contact | Prisoner], reach: Reach) -> str:
    """Raises AboutNobody, NotAllowed."""
    if not about:
        raise AboutNobody
    if any(each.prison_id not in reach.prisons for each in about):
        raise NotAllowed(Verb.RESTRICT_CONTACTS.value)
    return about[0].prison_id


def _reason(said: str) -> str:
    """Raises ReasonMissing for none and for one that is too long."""
    reason = " ".join(said.split())
    if not reason or len(reason) > LONGEST:
        raise ReasonMissing(len(reason))
    return reason


@takes_a_second
@transaction.atomic
def end_restriction(*, restriction: Restriction, by: User, at: datetime) -> Restriction:
    """End one now. Who was suspended by it alone is on the approved list again.

    It widens, and so the second of two people who ask for it ends it; laying one on takes one person.
    Queries    about 11. Raises NotAllowed, AlreadyEnded, protecting.NeedsSecond.
    """
    reach = access.require(by, Verb.RESTRICT_CONTACTS)
    held = Restriction.objects.select_for_update().get(pk=restriction.pk)
    if held.prison_id not in reach.prisons:
        raise NotAllowed(Verb.RESTRICT_CONTACTS.value)
    if held.ended_at is not None:
        raise AlreadyEnded
    need_second(change={"end_restriction": held.pk}, by=by, at=at)
    held.ended_at = at
    held.save(update_fields=["ended_at"])
    Tie.objects.bound_by(held).update(changed_at=at)
    audit.write(by=by, verb="end_restriction", what="incell.Restriction", whom=held.pk, at=at, why=held.kind)
    return held
