"""What is known about a contact request before anybody decides it."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from incell.catalogue import Way
from incell.matching import Facts, Match, Weighed, is_child, weigh
from incell.models import Contact, Request, Restriction

from .contacts import Given
from .known import Asked, SharedNumber, asked_in, is_like_stopped, matches_of, shared_numbers
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


def look(request: Request, on: date, given: Given | None = None) -> Looked:
    """What vetting finds on a day. Writes nothing. Queries: 5, however many contacts are known, and 4 for `given`.

    given    what is about to be approved: what staff have put right is weighed too, or mending an answer of the
             request would lead past the rules.
    """
    asked = asked_in(request)
    matches = matches_of(asked, request.prison_id, request.prisoner_id, on)
    mended = matches_of(_mended(asked, given), request.prison_id, request.prisoner_id, on) if given else []
    found = _restrictions(request, [match.key for match in matches], on)
    official = way_of(request) is Way.OFFICIAL_CONTACT
    like_stopped = any(map(is_like_stopped, [*matches, *mended]))
    weighed: dict[Any, Weighed] = {}
    for contact in (None, *(match.key for match in matches)):
        facts = Facts(
            restrictions=tuple(_level(one) for one in found if one.contact_id in (None, contact and contact.pk)),
            alerts=tuple(request.prisoner.alerts),
            child=_child(asked, given, contact, on),
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


def _mended(asked: Asked, given: Given) -> Asked:
    """A request as staff have put it right."""
    names = {name: getattr(given, name) for name in ("first_name", "last_name", "organisation", "numbers", "born_on")}
    return replace(asked, **names)


def _child(asked: Asked, given: Given | None, contact: Contact | None, on: date) -> bool | None:
    """The day of birth that the prison knows counts before those that a request and staff say; of two, the child's."""
    if contact is not None and contact.date_of_birth:
        return is_child(contact.date_of_birth, asked.says_child, on)
    said = {is_child(each.born_on, asked.says_child, on) for each in (asked, given) if each is not None}
    return True if True in said else None if None in said else False
