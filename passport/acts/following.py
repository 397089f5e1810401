"""What the roll says of people's comings and goings, followed round by round: nobody has to type it twice."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from accounts.acts.moving import settle_apart
from accounts.models import NodeKey, Prison, Prisoner
from accounts.seal import Unreadable
from passport import journal
from passport.models import Arrival, CourtRelease, Stay, Transfer, WantedRecord

from .arriving import NotComing, SomebodyElse, StillArriving, accept_arrival
from .court import back_from_court
from .leaving import LeftAlready, release, return_to_prison
from .moving import CentralIsOlder, MovingAlready, NoKeyOfPrison, start_transfer
from .wanting import AskedAlready, ask_for_record

MOST = 50  # people of a kind and round
LATER = (
    StillArriving,
    SomebodyElse,
    NotComing,
    MovingAlready,
    NoKeyOfPrison,
    CentralIsOlder,
    AskedAlready,
    LeftAlready,
    Unreadable,  # a section that was sealed while the clock ran ahead, or was changed on the disk
)


def follow_moves(*, by: str, at: datetime) -> int:
    """Take over who has arrived, send on who went to another prison, close who was released, open who came back, and
    ask for the records of who came without one. Each is a transaction of its own; what can't be done now waits.

    Returns  how many people. Queries: 6 when nobody moved.
    """
    known = _known_prisons()
    done = _each(_arrived(), lambda arrival: _accept(arrival, by, at))
    done += _each(_gone(known), lambda person: _send(person, by, at))
    done += _each(_released(), lambda person: release(prisoner=person, by=by, at=at))
    done += _each(_back(), lambda person: _return(person, by, at))
    done += _each(_without_record(known), lambda person: _ask(person, by, at))
    return done + settle_apart(by=by, at=at)


def _each(found: Iterable[Any], act: Callable[[Any], object]) -> int:
    done = 0
    for one in found:
        try:
            with transaction.atomic():
                act(one)
        except LATER:
            continue
        done += 1
    return done


def _known_prisons() -> set[str]:
    """Prisons whose keys the authority has signed, without this one. Queries: 1."""
    rows = NodeKey.objects.filter(use=NodeKey.Use.ARCHIVE, retired_at__isnull=True).exclude(statement="")
    return set(rows.exclude(node=journal.own_name()).values_list("node", flat=True))


def _arrived() -> list[Arrival]:
    here = Prisoner.objects.here().filter(number=OuterRef("number"))
    waiting = Arrival.objects.filter(Exists(here), accepted_at__isnull=True, transfer__state=Transfer.State.ON_THE_WAY)
    return list(waiting.select_related("transfer")[:MOST])


def _accept(arrival: Arrival, by: str, at: datetime) -> None:
    accept_arrival(arrival=arrival, prisoner=Prisoner.objects.get(number=arrival.number), by=by, at=at)


def _gone(known: set[str]) -> list[Prisoner]:
    """Who left for a prison that the roll names, and whose record is still here. Queries: 1."""
    left = Prisoner.objects.filter(left_at__isnull=False, gone_to__in=known, moved_to="", merged_into__isnull=True)
    return list(left.order_by("left_at")[:MOST])


def _send(person: Prisoner, by: str, at: datetime) -> None:
    prison, _ = Prison.objects.get_or_create(code=person.gone_to, defaults={"name": person.gone_to})
    start_transfer(prisoner=person, to=prison, by=by, at=at)


def _released() -> list[Prisoner]:
    ended = Stay.objects.filter(prisoner=OuterRef("pk"), ended_at__gte=OuterRef("left_at"))
    court = CourtRelease.objects.standing().filter(stay__prisoner=OuterRef("pk"))
    out = Q(gone_to="OUT") | Q(Exists(court), gone_to="")  # the roll need not say where who left from a court is
    left = Prisoner.objects.filter(out, ~Exists(ended), left_at__isnull=False, moved_to="")
    return list(left.order_by("left_at")[:MOST])


def _back() -> list[Prisoner]:
    """Who is on the roll again, with a record here that was closed. Queries: 1."""
    here = Prisoner.objects.here().filter(passport__closed_at__isnull=False, passport__held_by="")
    return list(here[:MOST])


def _return(person: Prisoner, by: str, at: datetime) -> None:
    if not back_from_court(prisoner=person, by=by, at=at):
        return_to_prison(prisoner=person, by=by, at=at)


def _ask(person: Prisoner, by: str, at: datetime) -> None:
    passport = getattr(person, "passport", None)
    code = passport.held_by if passport is not None else person.came_from
    prison, _ = Prison.objects.get_or_create(code=code, defaults={"name": code})
    ask_for_record(prisoner=person, prison=prison, by=by, at=at)


def _without_record(known: set[str]) -> list[Prisoner]:
    """Who came from a prison that may have their record, was not announced, and was not asked for yet. Queries: 1."""
    asked = WantedRecord.objects.filter(origin=journal.own_name(), about=OuterRef("pk"), answered_at__isnull=True)
    announced = Arrival.objects.filter(number=OuterRef("number"), accepted_at__isnull=True)
    here = Prisoner.objects.here().filter(
        Q(passport__isnull=True, came_from__in=known) | Q(passport__held_by__in=known)
    )
    return list(here.filter(~Exists(announced), ~Exists(asked)).select_related("passport")[:MOST])
