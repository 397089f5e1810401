"""Whom a contact request names, and which known contacts of the prison may be that person."""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Prefetch, Q
from django.utils.timezone import localdate

from incell.matching import (
    BadNumber,
    Match,
    Named,
    NumberFault,
    compare,
    is_in_use,
    keys,
    ranked,
    read_number,
)
from incell.models import Contact, ContactKey, ContactPhone, Request, Tie

MOST = 200  # known contacts that one request is compared with
MOST_TIES = 20  # people in prison named beside one known contact
_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_NUMBERS = ("PHONE", "SECOND_PHONE")


@dataclass(frozen=True)
class Asked:
    """What a contact request says, read. `unread`: numbers as they were written, and what is wrong with each."""

    first_name: str = ""
    last_name: str = ""
    organisation: str = ""
    relationship: str = ""
    numbers: tuple[str, ...] = ()  # E.164
    unread: tuple[tuple[str, NumberFault], ...] = ()
    not_in_use: tuple[str, ...] = ()  # read, but no country has given them out
    born_on: date | None = None
    bad_day: str = ""  # a date of birth that is none
    age: int | None = None
    asked_on: date | None = None
    says_child: bool = False
    address: dict[str, str] = field(default_factory=dict)

    @property
    def named(self) -> Named:
        return Named(self.first_name, self.last_name, frozenset(self.numbers), self.born_on, self.age, self.asked_on)


@dataclass(frozen=True)
class SharedNumber:
    """A number of the request that is known already: under which names, and who in prison calls it."""

    number: str
    contacts: tuple[Contact, ...]
    others: tuple[Tie, ...]  # of other people in prison
    two_names: bool


def asked_in(request: Request) -> Asked:
    """Read the answers of a request for a social or official contact. Never raises. Queries: none."""
    answers: dict[str, Any] = request.answers
    numbers, unread = _numbers_of(answers)
    written = _text(answers, "DATE_OF_BIRTH")
    born_on = _day(written)
    years = _text(answers, "YEARS")
    return Asked(
        first_name=_text(answers, "FIRST_NAME")[:80],
        last_name=_text(answers, "LAST_NAME")[:80],
        organisation=_text(answers, "ORGANISATION")[:120],
        relationship=(_text(answers, "RELATIONSHIP") or _text(answers, "ROLE"))[:40],
        numbers=tuple(dict.fromkeys(numbers)),
        unread=tuple(unread),
        not_in_use=tuple(number for number in dict.fromkeys(numbers) if not is_in_use(number)),
        born_on=born_on,
        bad_day=written if written and born_on is None else "",
        age=int(years) if years.isdecimal() and len(years) < 4 else None,
        asked_on=localdate(request.written_at),
        says_child=answers.get("AGE") == "CHILD",
        address=address if isinstance(address := answers.get("ADDRESS"), dict) else {},
    )


def _text(answers: dict[str, Any], key: str) -> str:
    value = answers.get(key)
    return " ".join(value.split()) if isinstance(value, str) else ""


def _numbers_of(answers: dict[str, Any]) -> tuple[list[str], list[tuple[str, NumberFault]]]:
    numbers: list[str] = []
    unread: list[tuple[str, NumberFault]] = []
    for key in _NUMBERS:
        if written := _text(answers, key):
            try:
                numbers.append(read_number(written))
            except BadNumber as bad:
                unread.append((written, bad.fault))
    return numbers, unread


def _day(written: str) -> date | None:
    said = _DAY.fullmatch(written)
    try:
        return date(int(said[3]), int(said[2]), int(said[1])) if said else None
    except ValueError:
        return None


def named(contact: Contact) -> Named:
    """A known contact as matching takes it. Queries: none where its phones are loaded."""
    numbers = frozenset(phone.number for phone in contact.phones.all())
    return Named(contact.first_name, contact.last_name, numbers, contact.date_of_birth, contact.age, contact.age_on)


def matches_of(asked: Asked, prison: str) -> list[Match[Contact]]:
    """The known contacts of a prison that are likely the person asked for, best first, at most ten.

    Looks    by index alone: at a number, a day of birth (also with day and month swapped), and the keys of a name;
             of those at most MOST, those with the most keys first. Queries: 5, however many are known.
    """
    found = [*_by_number(asked, prison), *_by_birth(asked, prison), *_by_name(asked, prison)]
    wanted = list(dict.fromkeys(found))[:MOST]
    known = Contact.objects.filter(pk__in=wanted, merged_into__isnull=True).prefetch_related("phones")
    return ranked(asked.named, ((contact, named(contact)) for contact in known))


def match_with(asked: Asked, contact: Contact) -> Match[Contact]:
    """The evidence for one known contact. Queries: 1 for its phones."""
    return compare(asked.named, named(contact), contact)


def _by_number(asked: Asked, prison: str) -> list[Any]:
    phones = ContactPhone.objects.filter(number__in=asked.numbers, contact__prison=prison)
    return list(phones.values_list("contact_id", flat=True)[:MOST]) if asked.numbers else []


def _by_birth(asked: Asked, prison: str) -> list[Any]:
    if asked.born_on is None:
        return []
    days = {asked.born_on}
    if asked.born_on.day <= 12:
        days.add(asked.born_on.replace(day=asked.born_on.month, month=asked.born_on.day))
    born = Contact.objects.filter(prison=prison, date_of_birth__in=days)
    return list(born.order_by("pk").values_list("pk", flat=True)[:MOST])


def _by_name(asked: Asked, prison: str) -> list[Any]:
    """Those with the most keys of the name in common, read from the index."""
    wanted = keys(asked.first_name, asked.last_name)
    held = ContactKey.objects.filter(prison=prison, key__in=wanted).values("contact")
    ordered = held.annotate(keys=Count("key")).order_by("-keys", "contact")
    return [row["contact"] for row in ordered[:MOST]] if wanted else []


def shared_numbers(asked: Asked, request: Request) -> list[SharedNumber]:
    """Which numbers of a request are known already, under two names or for two people in prison. Queries: 3."""
    if not asked.numbers:
        return []
    ties = Tie.objects.in_force().exclude(prisoner=request.prisoner_id).select_related("prisoner")
    phones = (
        ContactPhone.objects.filter(number__in=asked.numbers, contact__prison=request.prison_id)
        .filter(Q(contact__merged_into__isnull=True))
        .select_related("contact")
        .prefetch_related(Prefetch("contact__ties", queryset=ties, to_attr="others"), "contact__phones")
        .order_by("contact__last_name", "pk")[:MOST_TIES]
    )
    found = []
    for number in asked.numbers:
        contacts = [phone.contact for phone in phones if phone.number == number]
        others = tuple(tie for contact in contacts for tie in contact.others[:MOST_TIES])  # type: ignore[attr-defined]
        if contacts:
            two = any(not _same_name(asked, contact) for contact in contacts)
            found.append(SharedNumber(number, tuple(contacts), others, two))
    return found


def _same_name(asked: Asked, contact: Contact) -> bool:
    match = compare(asked.named, named(contact), contact)
    return match.says("NAMES") or match.says("NAMES_SWAPPED")
