"""Where vetting takes two people, nobody widens alone afterwards what the two agreed on."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Q
from django.utils.timezone import localdate

from accounts.access import Verb, reach_of
from accounts.models import User
from incell.matching import Facts, is_child, weigh
from incell.models import Contact, Restriction, Tie


class NeedsProtection(Exception):
    """Vetting this contact for this person takes two people: only public protection widens it afterwards."""


def refuse_alone(ties: Iterable[Tie], *, by: User, at: datetime) -> None:
    """Before somebody may be called or seen who could not be, or under another number: who may say so.

    ties     those in force that it widens, each with `prisoner` and `contact`. Queries: 1 for them, else 3.
    Raises   NeedsProtection.
    """
    if not reach_of(by).may(Verb.APPROVE_PROTECTED_CONTACTS) and takes_two(ties, localdate(at)):
        raise NeedsProtection


def takes_two(ties: Iterable[Tie], on: date) -> bool:
    """Whether vetting any of these on a day would take two people. Queries: 1, and 1 where `ties` is still to be read.

    That somebody new looks like somebody who is banned counts for nothing here: these are known.
    """
    social = [tie for tie in ties if tie.contact.kind != Contact.Kind.OFFICIAL]
    people, contacts = {tie.prisoner_id for tie in social}, {tie.contact_id for tie in social}
    found: dict[tuple[object, object], list[str]] = {}
    about = Q(contact__in=contacts) | Q(contact__isnull=True, prisoner__in=people)
    rows = Restriction.objects.in_force(on).filter(about) if social else Restriction.objects.none()
    for contact, prisoner, kind in rows.values_list("contact", "prisoner", "kind"):
        found.setdefault((contact, prisoner), []).append(kind)
    return any(weigh(_facts(tie, found, on)).two for tie in social)


def _facts(tie: Tie, found: dict[tuple[object, object], list[str]], on: date) -> Facts:
    levels = {
        "CONTACT": (tie.contact_id, None),
        "PAIR": (tie.contact_id, tie.prisoner_id),
        "PRISONER": (None, tie.prisoner_id),
    }
    restrictions = tuple((level, kind) for level, about in levels.items() for kind in found.get(about, ()))
    child = is_child(tie.contact.date_of_birth, False, on)
    return Facts(restrictions=restrictions, alerts=tuple(tie.prisoner.alerts), child=child)
