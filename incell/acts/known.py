"""Whom a contact request names, and which known contacts of the prison may be that person."""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, Value
from django.utils.timezone import localdate

from incell.matching import LIKELY, BadNumber, Match, Named, NumberFault, is_in_use, keys, ranked, read_number
from incell.models import STOPS, Contact, ContactKey, ContactPhone, Request, Restriction, Tie

MOST = 200  # known contacts that one request is compared with
MOST_TIES = 20  # people in prison named beside one known contact
SHOWN = 10
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
        last = self.last_name if self.first_name or self.last_name else self.organisation
        return Named(self.first_name, last, frozenset(self.numbers), self.born_on, self.age, self.asked_on)


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
        relationship=_who(answers)[:40],
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


def _who(answers: dict[str, Any]) -> str:
    """Who they are to the person: a code of the kinds' options, or what is written beside "someone else"."""
    return _text(answers, "ROLE/OTHER") or _text(answers, "RELATIONSHIP") or _text(answers, "ROLE")


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
    last = contact.last_name if contact.first_name or contact.last_name else contact.organisation
    return Named(contact.first_name, last, numbers, contact.date_of_birth, contact.age, contact.age_on)


def matches_of(asked: Asked, prison: str, prisoner: Any, on: date) -> list[Match[Contact]]:
    """The known contacts of a prison that are likely the person asked for, best first.

    At most ten, and beside them whoever has a number of the request, and whoever of this name `prisoner` may not call
    or see that day, also where a day of birth speaks against it: it may have been given wrong on purpose. Each has
    its `phones`, whether it is so `stopped`, and, as `had_by`, the ties of people in prison, `prisoner` himself first.
    Looks    by index alone: at a number, a day of birth (also with day and month swapped), and the keys of a name;
             of those at most MOST, who agree in most first. Queries: 4, however many are known.
    """
    stops = Restriction.objects.in_force(on).filter(kind__in=STOPS, contact__isnull=False)
    stops = stops.filter(Q(prisoner__isnull=True) | Q(prisoner=prisoner))
    wanted = [row[0] for row in _found(asked, prison, stops)]
    ties = Tie.objects.in_force().select_related("prisoner").order_by("-approved_at")
    known: Any = Contact.objects.filter(pk__in=wanted, merged_into__isnull=True)
    known = known.annotate(stopped=Exists(stops.filter(contact=OuterRef("pk")))).prefetch_related(
        "phones", Prefetch("ties", queryset=ties, to_attr="had_by")
    )
    found = ranked(asked.named, ((contact, named(contact)) for contact in known), most=MOST, least=0)
    best = [match for match in found if match.score >= LIKELY][:SHOWN]
    kept = best + [match for match in found[len(best) :] if match.says("SAME_NUMBER") or is_like_stopped(match)]
    for match in kept:
        had_by = match.key.had_by  # type: ignore[attr-defined]
        match.key.had_by = sorted(had_by, key=lambda tie: tie.prisoner_id != prisoner)[:MOST_TIES]  # type: ignore[attr-defined]
    return kept


def is_like_stopped(match: Match[Contact]) -> bool:
    """Whether a match may be somebody who may not be called or seen: by what it scores, its number, or its name."""
    stopped: bool = match.key.stopped  # type: ignore[attr-defined]
    return stopped and (match.is_strong or match.is_namesake or match.says("SAME_NUMBER"))


def _found(asked: Asked, prison: str, stops: Any) -> Any:
    """(contact, weight) of whom the indexes find; one contact may come back more than once. Queries: 1, when read."""
    of_names = ContactKey.objects.filter(prison=prison, key__in=keys(asked.named.first, asked.named.last))
    found: list[Any] = [of_names.values("contact").annotate(weight=Count("key")).values_list("contact", "weight")]
    stopped = of_names.filter(contact__in=stops.values("contact")).values("contact")
    found.append(stopped.annotate(weight=Count("key") + Value(1000)).values_list("contact", "weight"))
    if asked.numbers:
        phones = ContactPhone.objects.filter(number__in=asked.numbers, contact__prison=prison)
        found.append(phones.annotate(weight=Value(2000)).values_list("contact", "weight"))
    if days := _days(asked.born_on):
        born = Contact.objects.filter(prison=prison, date_of_birth__in=days).order_by()
        found.append(born.annotate(weight=Value(500)).values_list("pk", "weight"))
    first, *others = found
    return first.union(*others, all=True).order_by("-weight")[:MOST]


def _days(born_on: date | None) -> set[date]:
    if born_on is None:
        return set()
    swapped = {born_on.replace(day=born_on.month, month=born_on.day)} if born_on.day <= 12 else set()
    return {born_on} | swapped


def shared_numbers(asked: Asked, prisoner: Any, matches: list[Match[Contact]]) -> list[SharedNumber]:
    """Which numbers of a request are known already, under two names or for two people in prison. Queries: none."""
    found = []
    for number in asked.numbers:
        having = [match for match in matches if any(phone.number == number for phone in match.key.phones.all())]
        others = tuple(
            tie
            for match in having
            for tie in match.key.had_by  # type: ignore[attr-defined]
            if tie.prisoner_id != prisoner
        )
        if having:
            two = any(not (match.says("NAMES") or match.says("NAMES_SWAPPED")) for match in having)
            found.append(SharedNumber(number, tuple(match.key for match in having), others[:MOST_TIES], two))
    return found
