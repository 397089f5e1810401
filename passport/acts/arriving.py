"""Somebody comes from another prison: seen before the van is there, taken over when they stand at the gate."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from accounts import access, audit
from accounts.access import Verb
from accounts.acts.limited_arrivals import expect_limited, expect_no_more, limit_who_came
from accounts.acts.moving import staff_of
from accounts.models import ArchiveKey, Prison, Prisoner, User
from accounts.seal import Unreadable
from passport import journal
from passport.models import (
    Arrival,
    JoinedRecord,
    Lane,
    Passport,
    Pathway,
    PathwayState,
    SectionVersion,
    Stay,
    Transfer,
    WantedRecord,
)

from .carriers import PERSON, apply_all
from .holding import fixed_by
from .received import ReceivedKey
from .sections import CENTRAL, NoArchiveKey, keys_of, open_version
from .stays import begin_stay

LIMITED = "limited"  # only the named may know of them where they come from: the list doesn't name them
FIELDS = {"number": 7, "first_name": 80, "last_name": 80}


class StillArriving(Exception):
    """Parts of the record are still on the line. `here` of `wanted` versions have come."""

    def __init__(self, here: int, wanted: int) -> None:
        super().__init__(f"{here} of {wanted}")
        self.here, self.wanted = here, wanted


class NotComing(Exception):
    """This transfer has ended: the person has been taken over already, or does not come."""


class SomebodyElse(ValueError):
    """The record is of another prison number than the person on the roll."""


@dataclass(frozen=True)
class Came:
    """How much of a record is here: versions of sections."""

    here: int
    wanted: int

    @property
    def whole(self) -> bool:
        return self.here >= self.wanted


def keep_keys(*, keys: Iterable[ReceivedKey], at: datetime) -> None:
    """Keep the archive keys that came: they lie in this prison's own boxes. One that is here stays. Queries: 3."""
    found = {key.kid: key for key in keys}
    there = set(ArchiveKey.objects.filter(kid__in=found).values_list("kid", flat=True))
    ArchiveKey.objects.bulk_create(
        ArchiveKey(
            rec=key.rec,
            kind=key.kind,
            kid=kid,
            jwk=dict(key.jwk),
            sealed_private=key.sealed_private,
            made_at=key.made_at,
            destroyed_at=None if key.sealed_private else at,
        )
        for kid, key in found.items()
        if kid not in there
    )


def announce(*, transfer: Transfer, at: datetime) -> Arrival:
    """Open who is to come, for the list. What does not open stands there without a name. Queries: 4.

    Somebody whom only the named know of where they are is hidden here as soon as they are on the roll: about 8 more.
    """
    made = Arrival(transfer=transfer)
    version = SectionVersion.objects.of(transfer.rec).filter(sec=PERSON).newest().first()
    try:
        if version is None:
            raise NoArchiveKey(PERSON)
        said = open_version(version=version, keys=keys_of(transfer.rec), at=at).data
        for name, longest in FIELDS.items():
            setattr(made, name, str(said[name])[:longest])
        made.date_of_birth = date.fromisoformat(said["date_of_birth"])
        made.expected_on = date.fromisoformat(said["expected_on"]) if said["expected_on"] else None
        made.unreadable = LIMITED if said["limited"] else ""
    except (Unreadable, NoArchiveKey, KeyError, TypeError, ValueError) as error:
        made.unreadable = error.fault if isinstance(error, Unreadable) else type(error).__name__[:30]
    made.save(force_insert=True)
    if made.unreadable == LIMITED:
        expect_limited(number=made.number, reason=str(said["limited"]), by=_staff_of(transfer.origin), at=at)
    return made


def _staff_of(code: str) -> User:
    return staff_of(Prison.objects.get_or_create(code=code, defaults={"name": code})[0])


def came(transfer: Transfer) -> Came:
    """How much of a record is here. Queries: 1."""
    fixed = fixed_by(transfer)
    there = SectionVersion.objects.of(transfer.rec).values_list("sec", "ver")
    return Came(sum(ver <= fixed.get(sec, 0) for sec, ver in there), sum(fixed.values()))


@transaction.atomic
def accept_arrival(*, arrival: Arrival, prisoner: Prisoner, by: User | str, at: datetime) -> Passport | None:
    """Take over the record of somebody who is here: from now on this prison writes in it.

    by         staff, or "node:NAME" where the roll names them.
    Returns    the passport; None where they had one here already: then what came is read beside it.
    Writes     the passport with its pathways, rows of every carried section, an urgent journal entry.
    Queries    about 60 and those of what came.
    Raises     NotAllowed, NotComing, SomebodyElse, StillArriving.
    """
    if isinstance(by, User):
        access.require(by, Verb.MOVE_PEOPLE, prisoner)
    prisoner = Prisoner.objects.select_for_update(of=("self",)).select_related("prison").get(pk=prisoner.pk)
    transfer = Transfer.objects.select_for_update().get(pk=arrival.transfer_id)
    if transfer.state != Transfer.State.ON_THE_WAY:
        raise NotComing
    if arrival.number != prisoner.number or arrival.date_of_birth != prisoner.date_of_birth:
        raise SomebodyElse
    so_far = came(transfer)
    if not so_far.whole:
        raise StillArriving(so_far.here, so_far.wanted)
    passport, own = _passport(transfer, prisoner, at)
    Prisoner.objects.filter(pk=prisoner.pk).update(
        left_at=None, gone_to="", moved_to="", on_the_way=False, came_from=transfer.origin
    )
    prisoner.left_at, prisoner.moved_to = None, ""
    journal.hold(CENTRAL)
    body = {"id": str(transfer.pk)}
    journal.append(destination=CENTRAL, lane=Lane.URGENT, kind="arrived", body=body, at=at)
    if arrival.unreadable == LIMITED:
        limit_who_came([prisoner.number], at=at)  # before anything of the record stands here
        expect_no_more(number=prisoner.number)
    of = _staff_of(transfer.origin)
    unread = apply_all(prisoner=prisoner, passport=Passport(pk=transfer.rec), keys=keys_of(transfer.rec), of=of, at=at)
    Transfer.objects.filter(pk=transfer.pk).update(state=Transfer.State.ARRIVED, ended_at=at)
    Arrival.objects.filter(pk=transfer.pk).update(prisoner=prisoner, accepted_at=at, unreadable=" ".join(unread)[:30])
    me = journal.own_name()
    WantedRecord.objects.filter(origin=me, about=prisoner.pk, answered_at__isnull=True).update(answered_at=at)
    begin_stay(prisoner=prisoner, began=Stay.Began.TRANSFER, came_from=transfer.origin, at=at)
    audit.write(
        by=by, verb="accept_arrival", what="passport.Passport", whom=transfer.rec, at=at, why=f"from={transfer.origin}"
    )
    return passport if own else None


def _passport(transfer: Transfer, prisoner: Prisoner, at: datetime) -> tuple[Passport, bool]:
    """The passport of the record: of before, new, or, where the person has another here, that one. Queries: 2-4."""
    there = Passport.objects.select_for_update().filter(prisoner=prisoner).first()
    if there is None:
        made = Passport.objects.create(pk=transfer.rec, prisoner=prisoner, opened_at=at)
        PathwayState.objects.bulk_create(
            PathwayState(passport=made, pathway=pathway, updated_at=at) for pathway in Pathway
        )
        return made, True
    if there.pk == transfer.rec:
        Passport.objects.filter(pk=there.pk).update(held_by="", closed_at=None)
        return there, True
    JoinedRecord.objects.get_or_create(
        rec=transfer.rec, defaults={"passport": there, "came_from": transfer.origin, "at": at}
    )
    return there, False


def let_go(*, transfer: Transfer, at: datetime) -> None:
    """The other prison asks for the record back. Whoever was not taken over goes back; else they stay, and it is told
    so by `arrived`, which is before. Queries: 1, or about 8.
    """
    if transfer.state != Transfer.State.ON_THE_WAY:
        return
    transfer.state, transfer.ended_at = Transfer.State.RETURNED, at
    transfer.save(update_fields=["state", "ended_at"])
    for number in Arrival.objects.filter(transfer=transfer).values_list("number", flat=True):
        expect_no_more(number=number)
    Arrival.objects.filter(transfer=transfer).delete()
    if not Passport.objects.filter(pk=transfer.rec).exists() and not JoinedRecord.objects.filter(pk=transfer.rec):
        ArchiveKey.objects.filter(rec=transfer.rec).delete()
    body = {"id": str(transfer.pk)}
    journal.append(destination=CENTRAL, lane=Lane.URGENT, kind="transfer_returned", body=body, at=at)
    audit.write(by=f"node:{CENTRAL}", verb="let_go", what="passport.Transfer", whom=transfer.pk, at=at)
