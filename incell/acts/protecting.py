"""Where vetting takes two people, nobody widens alone afterwards what the two agreed on, public protection neither."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from functools import wraps
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.timezone import localdate

from accounts import audit
from accounts.access import Verb, reach_of
from accounts.models import User
from accounts.models.hashing import pepper
from accounts.seal import canonical
from incell.matching import Facts, is_child, weigh
from incell.models import STOPS, Contact, ContactPhone, FirstWord, Restriction, Tie


class NeedsSecond(Exception):
    """It takes two people, one of them of public protection. That this one asks is noted: another asks for the same."""

    def __init__(self, what: str) -> None:
        super().__init__("needs a second person")
        self.what = what


Act = TypeVar("Act", bound=Callable[..., Any])


def takes_a_second(act: Act) -> Act:
    """Around an act that may raise NeedsSecond: what the first person asked for outlives the act that was not done."""

    @wraps(act)
    def acting(*, by: User, at: datetime, **said: Any) -> Any:
        try:
            return act(by=by, at=at, **said)
        except NeedsSecond as needed:
            note_first(what=needed.what, by=by, at=at)
            raise

    return acting  # type: ignore[return-value]


@transaction.atomic
def note_first(*, what: str, by: User, at: datetime) -> None:
    """Note who asked first; the same person again only renews it. Queries: about 8. `what`: of NeedsSecond."""
    protects = reach_of(by).may(Verb.APPROVE_PROTECTED_CONTACTS)
    first, _ = FirstWord.objects.update_or_create(
        what=what, by=by, done_at=None, defaults={"at": at, "protects": protects}
    )
    audit.write(by=by, verb="ask_for_second", what="incell.FirstWord", whom=first.pk, at=at)


def refuse_alone(
    ties: Iterable[Tie], *, change: Mapping[str, Any], by: User, at: datetime, numbers: Iterable[str] = ()
) -> None:
    """Before somebody may be called or seen who could not be, or under another number: whoever it is, they are two.

    ties     those in force that it widens, each with `prisoner` and `contact`. Queries: 3 for them, else 4 to 6.
    numbers  that may be called then.
    change   what is asked for, as JSON can say it: the second person asks for the very same.
    Raises   NeedsSecond.
    """
    ties, on = list(ties), localdate(at)
    people, but = [tie.prisoner_id for tie in ties], [tie.contact_id for tie in ties]
    if takes_two(ties, on) or are_of_somebody_stopped(numbers, people=people, but=but, on=on):
        need_second(change=change, by=by, at=at)


def need_second(*, change: Mapping[str, Any], by: User, at: datetime) -> None:
    """Go on where another person has asked for the same within a week, and one of the two is of public protection.

    Queries    2 or 3, in the act's own transaction. Raises NeedsSecond.
    """
    what = pepper(canonical(dict(change)).decode(), "second-person")
    protects = reach_of(by).may(Verb.APPROVE_PROTECTED_CONTACTS)
    firsts = FirstWord.objects.select_for_update().filter(what=what).for_another(by.pk, at)
    first = next((one for one in firsts if protects or one.protects), None)
    if first is None:
        raise NeedsSecond(what)
    FirstWord.objects.filter(what=what, done_at__isnull=True).update(done_at=at)


def are_of_somebody_stopped(
    numbers: Iterable[str], *, people: Iterable[Any], but: Iterable[Any] = (), on: date
) -> bool:
    """Whether one of these numbers is that of a contact whom one of these people may not call or see on a day.

    A number rings with whoever has it, under whatever name it stands on a list.
    but      contacts that it is not asked of. Queries: 1, none without numbers.
    """
    phones = ContactPhone.objects.filter(number__in=list(numbers), contact__merged_into__isnull=True)
    stops = Restriction.objects.in_force(on).filter(kind__in=STOPS, contact=OuterRef("contact"))
    stops = stops.filter(Q(prisoner__isnull=True) | Q(prisoner__in=list(people)))
    return phones.exclude(contact__in=list(but)).filter(Exists(stops)).exists()


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
