"""Getting ready for release: lists begin with reception, follow the release date, and are worked off item by item."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet

from accounts import access, audit
from accounts.access import Verb
from accounts.models import Prisoner, User
from passport import readiness
from passport.models import DateMoved, ReadinessEvent, ReadinessItem, ReadinessList
from passport.readiness import Item, Person, Rules

MOST = 200  # people a round of the courier
DAYS = ("received_on", "release_on")
RECKONED_FROM = (*DAYS, "release_kind", "legal_status")
Status = ReadinessItem.Status
SETTLES_FROM = {
    Status.DONE: (Status.NOT_STARTED, Status.IN_PROGRESS, Status.CANNOT_BE_DONE),
    Status.IN_PROGRESS: (Status.DONE,),
}


class ChangedMeanwhile(Exception):
    """Somebody changed this item after it was shown. `item` is how it stands, with `changed_by` loaded."""

    def __init__(self, item: ReadinessItem) -> None:
        super().__init__("changed meanwhile")
        self.item = item


def rules_in_force() -> Rules:
    """The rules of the setting READINESS_RULES, or those that come along. Raises coded.HasFaults, OSError."""
    return _read(settings.READINESS_RULES or str(Path(readiness.__file__).parent / "rules.yml"))


@lru_cache(maxsize=1)
def _read(path: str) -> Rules:
    return readiness.read_rules(Path(path).read_text())


@transaction.atomic
def follow_readiness(*, by: str, at: datetime) -> int:
    """Begin the lists of who has none, and move the days of who has other dates than the list was reckoned from.

    by       the node. Returns how many people's lists were begun or moved, at most 200 a call.
    Queries  2 where nothing has moved; about 8 a call and 2 a person whose list moves.
    Raises   coded.HasFaults.
    """
    rules = rules_in_force()
    here = Prisoner.objects.here().filter(merged_into__isnull=True).select_for_update(of=("self",)).order_by("pk")
    new = list(here.filter(readiness__isnull=True)[:MOST])
    moved = list(here.filter(_other_dates(rules.version)).select_related("readiness")[: MOST - len(new)])
    _begin(new, rules, at)
    for person in moved:
        _move(person, rules, at)
    if new or moved:
        why = f"begun={len(new)} moved={len(moved)}"
        audit.write(by=by, verb="follow_readiness", what="passport.ReadinessList", whom="", at=at, why=why)
    return len(new) + len(moved)


def begin_list(person: Prisoner, *, at: datetime) -> ReadinessList:
    """Somebody's list, begun now if there is none. The caller has locked the person. Queries: 1, or 4."""
    there = ReadinessList.objects.filter(prisoner=person).first()
    if there is None:
        _begin([person], rules_in_force(), at)
        there = ReadinessList.objects.get(prisoner=person)
    return there


def begin_anew(of: ReadinessList, *, at: datetime) -> None:
    """Somebody came back: what was seen to before is to be seen to again, by the dates of now. What was done stays in
    the history. The caller has locked the person. Queries: about 5.
    """
    person = Prisoner.objects.select_related("readiness").get(pk=of.prisoner_id)
    _move(person, rules_in_force(), at)
    again = list(of.items.exclude(status=Status.NOT_STARTED))
    for row in again:
        row.status, row.changed_by, row.changed_at, row.revision = Status.NOT_STARTED, None, at, row.revision + 1
    ReadinessItem.objects.bulk_update(again, ["status", "changed_by", "changed_at", "revision"])
    ReadinessEvent.objects.bulk_create(_event(row, None, at) for row in again)


def _other_dates(version: int) -> Q:
    """People whose list was reckoned from something else than the roll says now. A day that is not there is no day."""
    other = Q(readiness__rules__lt=version) | Q(readiness__rules__gt=version)
    for name in RECKONED_FROM:
        listed = f"readiness__{name}"
        other |= Q(**{f"{listed}__lt": F(name)}) | Q(**{f"{listed}__gt": F(name)})
        if name in DAYS:
            other |= Q(**{f"{listed}__isnull": True, f"{name}__isnull": False})
            other |= Q(**{f"{listed}__isnull": False, f"{name}__isnull": True})
    return Q(readiness__isnull=False) & other


def _begin(people: Iterable[Prisoner], rules: Rules, at: datetime) -> None:
    lists = ReadinessList.objects.bulk_create(_list_of(person, rules, at) for person in people)
    rows = [row for each in lists for row in _rows(each, rules)]
    ReadinessItem.objects.bulk_create(rows, batch_size=500)
    ReadinessEvent.objects.bulk_create((_event(row, None, at) for row in rows), batch_size=500)


def _list_of(person: Prisoner, rules: Rules, at: datetime) -> ReadinessList:
    dates = {name: getattr(person, name) for name in RECKONED_FROM}
    return ReadinessList(prisoner=person, rules=rules.version, reckoned_at=at, **dates)


def _rows(of: ReadinessList, rules: Rules) -> Iterator[ReadinessItem]:
    for item in readiness.wanted(rules, _person(of)):
        yield _dated(ReadinessItem(readiness=of, code=item.code), item, of, rules)


def _dated(row: ReadinessItem, item: Item, of: ReadinessList, rules: Rules) -> ReadinessItem:
    row.begin_on, row.due_on = readiness.days_of(item, _person(of))
    row.place, row.pathway, row.at_once, row.dropped = rules.items.index(item), item.pathway, item.at_once, False
    return row


def _move(person: Prisoner, rules: Rules, at: datetime) -> None:
    """Reckon one list anew: days move, what is asked for now comes, what is not asked for any more is put away."""
    of: ReadinessList = person.readiness
    if of.release_on != person.release_on:
        now = {"now_on": person.release_on, "now_kind": person.release_kind}
        DateMoved.objects.create(prisoner=person, was_on=of.release_on, at=at, **now)
    for name in RECKONED_FROM:
        setattr(of, name, getattr(person, name))
    of.rules, of.reckoned_at = rules.version, at
    of.save()
    there = {row.code: row for row in of.items.all()}
    wanted = readiness.wanted(rules, _person(of))
    events = []
    for item in wanted:
        row = there.get(item.code) or ReadinessItem(readiness=of, code=item.code)
        before = (row.pk, row.due_on, row.dropped)
        _dated(row, item, of, rules).save()
        if before != (row.pk, row.due_on, row.dropped):
            events.append(_event(row, None, at))
    gone = set(there) - {item.code for item in wanted}
    of.items.filter(code__in=gone).update(dropped=True)
    ReadinessEvent.objects.bulk_create(events)


def _person(of: ReadinessList) -> Person:
    return Person(of.received_on, of.release_on, of.release_kind, of.legal_status)


def _event(row: ReadinessItem, by: User | None, at: datetime) -> ReadinessEvent:
    return ReadinessEvent(item=row, at=at, by=by, status=row.status, owner=row.owner, due_on=row.due_on)


@transaction.atomic
def move_item(*, item: ReadinessItem, status: str, owner: str, revision: int, by: User, at: datetime) -> ReadinessItem:
    """Say how far one thing is and who sees to it. The same again changes nothing; taking back is moving again.

    revision  of the item as it was shown. Queries: about 8.
    Raises    NotAllowed, ChangedMeanwhile; ValueError for no status or owner.
    """
    prisoner = Prisoner.objects.get(readiness__items=item)
    access.require(by, Verb.WRITE_PLAN, prisoner)
    status, owner = Status(status), ReadinessItem.Owner(owner)
    held = _held(item)
    if (held.status, held.owner) == (status, owner):
        return held
    if held.revision != revision:
        raise ChangedMeanwhile(held)
    held.status, held.owner, held.changed_by, held.changed_at = status, owner, by, at
    held.revision += 1
    held.save()
    ReadinessEvent.objects.create(item=held, at=at, by=by, status=status, owner=owner, due_on=held.due_on)
    why = f"{held.code} {status}"
    audit.write(by=by, verb="move_readiness", what="accounts.Prisoner", whom=prisoner.pk, at=at, why=why)
    return held


@transaction.atomic
def settle_item(
    *,
    prisoner: Prisoner,
    code: str,
    status: str,
    by: User | None,
    at: datetime,
    of: Iterable[str] = (),
) -> bool:
    """Move one item because something else says so: an appointment that was booked, an application that came back.

    status   DONE, or IN_PROGRESS where it is not settled (any more). What a person said of it otherwise (not needed,
             declined) stays. by: whose act it follows, None for a node's. of: only from these statuses.
    Returns  whether it moved. Queries: 1, or 4. The caller's act has checked who may.
    """
    rows = ReadinessItem.objects.select_for_update(of=("self",)).filter(readiness__prisoner=prisoner, dropped=False)
    held = rows.filter(code=code, status__in=of or SETTLES_FROM[Status(status)]).first()
    if held is None:
        return False
    held.status, held.changed_by, held.changed_at = status, by, at
    held.revision += 1
    held.save()
    _event(held, by, at).save()
    why = f"{code} {status}"
    who = by if by is not None else f"node:{settings.NODE_NAME}"
    audit.write(by=who, verb="settle_readiness", what="accounts.Prisoner", whom=prisoner.pk, at=at, why=why)
    return True


def _held(item: ReadinessItem) -> ReadinessItem:
    rows: QuerySet[ReadinessItem] = ReadinessItem.objects.select_for_update(of=("self",)).select_related("changed_by")
    return rows.get(pk=item.pk)
