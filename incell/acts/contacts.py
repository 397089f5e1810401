"""Known contacts and who has them: added by a vetting, changed, removed; and the list given out."""

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from accounts import access, audit
from accounts.access import NotAllowed, Verb
from accounts.models import User, joined_anew
from accounts.models.people import folded
from incell.matching import keys
from incell.models import Contact, ContactKey, ContactPhone, Request, Tie

from .protecting import refuse_alone, takes_a_second

MOST_NUMBERS = 6  # of one contact
PRIVILEGED = frozenset({"LAWYER", "COURT", "OMBUDSMAN", "INSPECTOR"})  # roles of Rule 39


class AlreadyRemoved(Exception):
    """Somebody else has taken this contact off the list: `tie.removed_by` says who."""

    def __init__(self, tie: Tie) -> None:
        super().__init__("already removed")
        self.tie = tie


class TooManyNumbers(ValueError):
    """A contact has at most six numbers."""


class NotAlike(ValueError):
    """Somebody legal, somebody official and somebody social are never one contact.

    A legal contact's calls are not recorded, and an official one takes no second person: a number that was never
    shown to be theirs must not get that by being put with them.
    """


@dataclass(frozen=True)
class Given:
    """What a member of staff approves of somebody outside. numbers: E.164. relationship: a code or the field's word."""

    first_name: str = ""
    last_name: str = ""
    organisation: str = ""
    relationship: str = ""
    numbers: tuple[str, ...] = ()
    born_on: date | None = None
    age: int | None = None
    age_on: date | None = None
    address: dict[str, str] = field(default_factory=dict)
    official: bool = False
    privileged: bool = False
    may_call: bool = False
    may_visit: bool = False
    next_of_kin: bool = False
    emergency_contact: bool = False

    def as_json(self) -> dict[str, Any]:
        days = {
            name: value and value.isoformat() for name, value in (("born_on", self.born_on), ("age_on", self.age_on))
        }
        return asdict(self) | days

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Given":
        days = {name: date.fromisoformat(kept[name]) if kept[name] else None for name in ("born_on", "age_on")}
        return cls(**{**kept, **days, "numbers": tuple(kept["numbers"])})


FLAGS = ("may_call", "may_visit", "next_of_kin", "emergency_contact")
WIDENING = ("may_call", "may_visit")  # what lets somebody be called or seen


def make_known(*, given: Given, contact: Contact | None, prison: str, at: datetime) -> Contact:
    """Somebody outside as a known contact: a new row, or one that is known with what it lacked. Inside a vetting.

    Queries    about 7. Raises TooManyNumbers.
    """
    if contact is None:
        contact = Contact(prison_id=prison, made_at=at, first_name=given.first_name, last_name=given.last_name)
        contact.kind = Contact.Kind.OFFICIAL if given.official else Contact.Kind.SOCIAL
    contact.organisation = contact.organisation or given.organisation
    contact.date_of_birth = contact.date_of_birth or given.born_on
    if contact.date_of_birth is None and given.age is not None:
        contact.age, contact.age_on = given.age, given.age_on
    contact.address = contact.address or given.address
    contact.privileged = given.privileged  # of a known one: what it was (refuse_unlike)
    words = (contact.last_name, contact.first_name, contact.organisation)
    contact.folded = " ".join(filter(None, map(folded, words)))[:170]
    contact.save()
    if add_numbers(contact, given.numbers):
        contact.ties.in_force().update(changed_at=at)  # type: ignore[attr-defined]
    nameless = not (contact.first_name or contact.last_name)
    own = ("", contact.organisation) if nameless else (contact.first_name, contact.last_name)
    write_keys(contact, ((given.first_name, given.last_name), own))
    return contact


def refuse_unlike(one: Contact, other: "Contact | Given") -> None:
    """Raises NotAlike where one of the two is legal, or official, and the other is not. Queries: none."""
    official = other.official if isinstance(other, Given) else other.kind == Contact.Kind.OFFICIAL
    if (one.kind == Contact.Kind.OFFICIAL, one.privileged) != (official, other.privileged):
        raise NotAlike


def add_numbers(contact: Contact, numbers: Iterable[str]) -> list[str]:
    """Add what is not there. Returns the new ones. Queries: 2. Raises TooManyNumbers."""
    held = set(contact.phones.values_list("number", flat=True))
    new = [number for number in dict.fromkeys(numbers) if number not in held]
    if len(held) + len(new) > MOST_NUMBERS:
        raise TooManyNumbers(len(held) + len(new))
    ContactPhone.objects.bulk_create(ContactPhone(contact=contact, number=number) for number in new)
    return new


def write_keys(contact: Contact, names: Iterable[tuple[str, str]]) -> None:
    """The keys of a contact's names. Queries: 1.

    Also of the name that a request gave somebody known by another: the next request finds it at once.
    """
    wanted = {key for first, last in names for key in keys(first, last)}
    rows = [ContactKey(contact=contact, prison_id=contact.prison_id, key=key) for key in sorted(wanted)]
    ContactKey.objects.bulk_create(rows, ignore_conflicts=True)


def tie(*, contact: Contact, request: Request, given: Given, by: User, at: datetime) -> Tie:
    """Give a contact to who asked; where they have it, with these flags from now on. Inside a vetting.

    Queries    about 7; writes one audit line.
    """
    held = Tie.objects.select_for_update().filter(prisoner=request.prisoner_id, contact=contact).in_force().first()
    made = held or Tie(prisoner_id=request.prisoner_id, contact=contact, approved_at=at, approved_by=by)
    made.relationship, made.request, made.changed_at = given.relationship, request, at
    for flag in FLAGS:
        setattr(made, flag, getattr(given, flag))
    made.save()
    audit.write(by=by, verb="tie_contact", what="incell.Tie", whom=made.pk, at=at)
    return made


@takes_a_second
@transaction.atomic
def change_tie(*, tie: Tie, flags: Collection[str], by: User, at: datetime) -> Tie:
    """Say whether they may be called and seen, and are next of kin or the one to tell in an emergency.

    flags      those of FLAGS that hold. Queries: about 8, and 3 to let more. Raises NotAllowed, AlreadyRemoved,
               ValueError, protecting.NeedsSecond.
    """
    if strange := set(flags) - set(FLAGS):
        raise ValueError(f"no such flag: {sorted(strange)}")
    held = hold_tie(tie, by)
    if any(flag in flags and not getattr(held, flag) for flag in WIDENING):
        numbers = held.contact.phones.values_list("number", flat=True)  # type: ignore[attr-defined]
        change = {"tie": str(held.pk), "flags": sorted(flags)}
        refuse_alone([held], change=change, by=by, at=at, numbers=numbers)
    for flag in FLAGS:
        setattr(held, flag, flag in flags)
    held.changed_at = at
    held.save(update_fields=[*FLAGS, "changed_at"])
    audit.write(by=by, verb="change_tie", what="incell.Tie", whom=held.pk, at=at)
    return held


@transaction.atomic
def remove_tie(*, tie: Tie, by: User, at: datetime) -> Tie:
    """Take a contact off somebody's list; it stays known. Queries: about 8. Raises NotAllowed, AlreadyRemoved."""
    held = hold_tie(tie, by)
    held.removed_at, held.removed_by, held.changed_at = at, by, at
    held.save(update_fields=["removed_at", "removed_by", "changed_at"])
    audit.write(by=by, verb="remove_tie", what="incell.Tie", whom=held.pk, at=at)
    return held


def hold_tie(tie: Tie, by: User) -> Tie:
    """Lock one that is in force. Raises NotAllowed, AlreadyRemoved."""
    ties = Tie.objects.select_for_update(of=("self",)).select_related("prisoner", "contact", "removed_by")
    # A merge that this statement waited for gave the tie another contact than the one joined: it finds nothing, once.
    held = ties.filter(pk=tie.pk).first() or ties.get(pk=tie.pk)
    joined_anew(held, "removed_by")
    access.require(by, Verb.VET_CONTACTS, held.prisoner)
    if held.removed_at is not None:
        raise AlreadyRemoved(held)
    return held


@takes_a_second
@transaction.atomic
def change_numbers(*, contact: Contact, add: Collection[str], drop: Collection[str], by: User, at: datetime) -> None:
    """Add and take away numbers (E.164) of a contact, or of the one that it went into, for everybody who has it.

    Queries    about 10, and 4 to add. Raises NotAllowed, TooManyNumbers, protecting.NeedsSecond.
    """
    held = hold_contact(stands_for(contact), by)
    if add:
        change = {"contact": str(held.pk), "add": sorted(add), "drop": sorted(drop)}
        refuse_alone(having(held), change=change, by=by, at=at, numbers=add)
    held.phones.filter(number__in=list(drop)).delete()
    add_numbers(held, add)
    held.ties.in_force().update(changed_at=at)  # type: ignore[attr-defined]
    audit.write(by=by, verb="change_numbers", what="incell.Contact", whom=held.pk, at=at)


def hold_contact(contact: Contact, by: User) -> Contact:
    """Lock a contact of the prison of `by`. Queries: 2. Raises NotAllowed."""
    reach = access.require(by, Verb.VET_CONTACTS)
    held = Contact.objects.select_for_update().get(pk=contact.pk)
    if held.prison_id not in reach.prisons:
        raise NotAllowed(Verb.VET_CONTACTS.value)
    return held


def having(*contacts: Contact) -> QuerySet[Tie]:
    """The ties in force of these, as refuse_alone takes them. Queries: none until it is read."""
    return Tie.objects.in_force().filter(contact__in=contacts).select_related("prisoner", "contact")


def stands_for(contact: Contact) -> Contact:
    """Lock the row that a contact is now: itself, or the one that it went into. Queries: 1, and 1 a merge."""
    held = Contact.objects.select_for_update().get(pk=contact.pk)
    while held.merged_into_id is not None:
        held = Contact.objects.select_for_update().get(pk=held.merged_into_id)
    return held


@transaction.atomic
def note_list_given(*, prison: str, whom: UUID | str, why: str, by: User, at: datetime) -> None:
    """Write down that the approved list was given out: one person's, or the prison's. Queries: 6. Raises NotAllowed."""
    if prison not in access.require(by, Verb.VET_CONTACTS).prisons:
        raise NotAllowed(Verb.VET_CONTACTS.value)
    audit.write(by=by, verb="give_list", what="incell.Tie", whom=whom, at=at, why=why)
