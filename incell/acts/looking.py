"""What is known about a contact request before anybody decides it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from incell.catalogue import Way
from incell.matching import Facts, Match, Weighed, is_child, weigh
from incell.models import STOPS, Contact, Request, Restriction

from .known import Asked, SharedNumber, asked_in, matches_of, shared_numbers
from .ways import way_of


@dataclass(frozen=True)
class Looked:
    """What is known about a request: whom it names, whom that may be, and what each choice asks for.

    weighed   a known contact's id, or None for somebody new → what blocks it and what takes two people.
    """

    asked: Asked
    matches: list[Match[Contact]]
    shared: list[SharedNumber]
    weighed: dict[Any, Weighed]
    restrictions: list[Restriction]
    child: bool | None


def look(request: Request, on: date) -> Looked:
    """What vetting finds on a day. Writes nothing. Queries: 5, however many contacts are known."""
    asked = asked_in(request)
    matches = matches_of(asked, request.prison_id, request.prisoner_id)
    found = _restrictions(request, [match.key for match in matches], on)
    official = way_of(request) is Way.OFFICIAL_CONTACT
    stopped = {one.contact_id for one in found if one.kind in STOPS and one.contact_id}
    like_stopped = any(match.is_strong and match.key.pk in stopped for match in matches)
    weighed: dict[Any, Weighed] = {}
    for contact in (None, *(match.key for match in matches)):
        facts = Facts(
            restrictions=tuple(_level(one) for one in found if one.contact_id in (None, contact and contact.pk)),
            alerts=tuple(request.prisoner.alerts),
            child=_child(asked, contact, on),
            like_stopped=like_stopped and contact is None,
            official=official,
        )
        weighed[contact and contact.pk] = weigh(facts)
    shared = shared_numbers(asked, request.prisoner_id, matches)
    return Looked(asked, matches, shared, weighed, found, is_child(asked.born_on, asked.says_child, on))


def _restrictions(request: Request, contacts: list[Contact], on: date) -> list[Restriction]:
    """Over the person who asks, over known contacts, and between the two. Queries: 1."""
    found = Restriction.objects.in_force(on).filter(prison=request.prison_id)
    person = found.filter(prisoner=request.prisoner_id, contact__isnull=True)
    theirs = found.filter(contact__in=contacts, prisoner__isnull=True)
    pairs = found.filter(contact__in=contacts, prisoner=request.prisoner_id)
    return list((person | theirs | pairs).select_related("contact"))


def _level(one: Restriction) -> tuple[str, str]:
    level = "PAIR" if one.contact_id and one.prisoner_id else "CONTACT" if one.contact_id else "PRISONER"
    return level, one.kind


def _child(asked: Asked, contact: Contact | None, on: date) -> bool | None:
    """The day of birth that the prison knows counts before the one that a request says."""
    born_on = contact.date_of_birth if contact is not None and contact.date_of_birth else asked.born_on
    return is_child(born_on, asked.says_child, on)
