"""Sending a person's record to the prison that they go to, and asking for it back (sync/SPEC.md, "Transfer")."""

import json
from datetime import date, datetime
from uuid import uuid4

from django.db import transaction
from django.utils.timezone import localdate

from accounts import access, audit
from accounts.access import NotAllowed, Verb
from accounts.acts.keys import ARCHIVE_BOX, open_archive_key
from accounts.keys import node_keys
from accounts.models import ArchiveKey, Limited, NodeKey, Prison, Prisoner, User
from accounts.seal import PublicReadingKey, seal_to, sign_statement
from incell.acts import moving as asked
from passport import journal
from passport.models import (
    Departure,
    Lane,
    Passport,
    Peer,
    PersonalLink,
    SectionVersion,
    Stay,
    Transfer,
    TransferKey,
)
from passport.statement import TRANSFER, Listed, transfer_members

from .carriers import PERSON, gather_all, write_carried
from .handover import readers_of, renew_handovers
from .links import close_links
from .sections import CENTRAL, hold, open_passport, still_here, write_cover, write_section
from .skills import write_skills
from .stays import end_stay, stay_on

KIND = "transfer"
KEEPERS = {
    ArchiveKey.Kind.NORMAL: NodeKey.Use.ARCHIVE,
    ArchiveKey.Kind.RESTRICTED: NodeKey.Use.ARCHIVE_RESTRICTED,
}


class NoKeyOfPrison(Exception):
    """The directory authority has not signed keys of that prison, or they have not come here: nothing may go there."""


class CentralIsOlder(Exception):
    """Central does not carry transfers yet: it has to be updated first."""


class MovingAlready(Exception):
    """This person's record is on its way, or at another prison, already."""


class SamePrison(ValueError):
    """Nobody is transferred to the prison where they are."""


class NothingToTakeBack(Exception):
    """The transfer has ended, or was asked back before."""


@transaction.atomic
def start_transfer(
    *, prisoner: Prisoner, to: Prison, by: User | str, at: datetime, expected_on: date | None = None
) -> Transfer:
    """Send the whole record of a person to another prison, and close it here.

    by         staff, or "node:NAME" where the roll says so or the other prison asks for it.
    Writes     a new version of the cover sheet if it changed, one or more of each carried section; the transfer with
               the archive keys in the other prison's boxes; an urgent journal entry. What is open here is closed with
               words for the person, and kept so that a return opens it again. The person's sessions end.
    Queries    about 120.
    Raises     NotAllowed, SamePrison, MovingAlready, NoKeyOfPrison, CentralIsOlder, TooMuchToCarry, NoArchiveKey.
    """
    if isinstance(by, User):
        access.require(by, Verb.MOVE_PEOPLE, prisoner)
    prisoner = _held(prisoner, to)
    keepers = _keepers(to.pk)
    if not _central_carries():
        raise CentralIsOlder
    passport = open_passport(prisoner=prisoner, by=by, at=at)
    still_here(passport)  # what somebody writes now comes before, and goes along, or after, and is refused
    pieces = gather_all(prisoner, at)
    closed = {"incell": asked.close(prisoner=prisoner, to=to.name, at=at)}
    hold(passport)
    close_links(prisoner=prisoner, at=at, why=PersonalLink.Why.MOVED)  # nobody could stop it from there
    _write_cover(passport, by, at)
    write_section(passport=passport, sec=PERSON, data=_person(prisoner, expected_on), by=by, at=at)
    write_carried(passport=passport, pieces=pieces, by=by, at=at)
    transfer = _sign(passport, to.pk, keepers, at)
    left_before = prisoner.left_at is not None
    Departure.objects.create(
        transfer=transfer, prisoner=prisoner, expected_on=expected_on, closed=closed, left_before=left_before
    )
    Passport.objects.filter(pk=passport.pk).update(held_by=to.pk)
    Prisoner.objects.filter(pk=prisoner.pk).update(
        left_at=prisoner.left_at or at, gone_to=to.pk, moved_to=to.pk, on_the_way=True
    )
    end_stay(prisoner=prisoner, ended=Stay.Ended.TRANSFERRED, went_to=to.pk, by=by, at=at)
    entry = journal.append(destination=CENTRAL, lane=Lane.URGENT, kind=KIND, body={"transfer": transfer.token}, at=at)
    Transfer.objects.filter(pk=transfer.pk).update(seq=entry.seq)
    audit.write(by=by, verb="start_transfer", what="passport.Passport", whom=passport.pk, at=at, why=f"to={to.pk}")
    return transfer


def _held(prisoner: Prisoner, to: Prison) -> Prisoner:
    """The person's row, locked. Raises SamePrison, MovingAlready."""
    held = Prisoner.objects.select_for_update(of=("self",)).select_related("prison").get(pk=prisoner.pk)
    if to.pk == held.prison_id:
        raise SamePrison
    if held.moved_to or held.merged_into_id is not None:
        raise MovingAlready
    return held


def _write_cover(passport: Passport, by: User | str, at: datetime) -> None:
    """The cover sheet as it is now, for whoever holds the passport."""
    holders = readers_of(passport=passport, sec="IDENTITY", on=localdate(at))
    if write_cover(passport=passport, by=by, at=at, readers=holders):
        renew_handovers(passport=passport, secs=["IDENTITY"], by=by, at=at)


def _keepers(prison: str) -> dict[str, PublicReadingKey]:
    """The keys that hold archive keys at another prison, as the authority has signed them. Raises NoKeyOfPrison."""
    rows = NodeKey.objects.filter(node=prison, retired_at__isnull=True, use__in=KEEPERS.values()).exclude(statement="")
    found = {row.use: PublicReadingKey.from_jwk(row.jwk) for row in rows}
    if len(found) != len(KEEPERS):
        raise NoKeyOfPrison(prison)
    return {kind: found[use] for kind, use in KEEPERS.items()}


def _central_carries() -> bool:
    peer = Peer.objects.filter(node=CENTRAL).first()
    return peer is not None and KIND in peer.kinds


def _person(prisoner: Prisoner, expected_on: date | None) -> dict[str, object]:
    """Who is to come, for the list of the other prison."""
    return {
        "kind": "person",
        "number": prisoner.number,
        "first_name": prisoner.first_name,
        "last_name": prisoner.last_name,
        "date_of_birth": prisoner.date_of_birth.isoformat(),
        "expected_on": expected_on.isoformat() if expected_on else None,
        "alerts": list(prisoner.alerts),
        "limited": Limited.objects.in_force().filter(prisoner=prisoner).values_list("reason", flat=True).first() or "",
    }


def _sign(passport: Passport, to: str, keepers: dict[str, PublicReadingKey], at: datetime) -> Transfer:
    keys = list(ArchiveKey.objects.filter(rec=passport.pk, destroyed_at__isnull=True).order_by("kind"))
    newest = SectionVersion.objects.of(passport.pk).newest().values_list("sec", "ver", "digest", "iss")
    transfer = Transfer(pk=uuid4(), rec=passport.pk, origin=node_keys().name, destination=to, came_at=at)
    said = transfer_members(
        id=transfer.pk,
        rec=transfer.rec,
        origin=transfer.origin,
        destination=to,
        at=at,
        keys=[(key.kind, key.kid) for key in keys],
        sections=[Listed(sec, ver, digest, iss) for sec, ver, digest, iss in newest],
    )
    transfer.token = sign_statement(TRANSFER, said, node_keys().sign)
    transfer.save(force_insert=True)
    TransferKey.objects.bulk_create(_boxed(transfer, key, keepers[key.kind]) for key in keys)
    return transfer


def _boxed(transfer: Transfer, key: ArchiveKey, keeper: PublicReadingKey) -> TransferKey:
    """An archive key in the very box in which the other prison keeps its own."""
    aad = {"rec": str(key.rec), "kind": key.kind, "kid": key.kid}
    private = json.dumps(open_archive_key(key).private_jwk()).encode()
    return TransferKey(
        transfer=transfer,
        kind=key.kind,
        kid=key.kid,
        jwk=key.jwk,
        made_at=key.made_at,
        sealed_private=seal_to(keeper, ARCHIVE_BOX, aad, private),
    )


@transaction.atomic
def cancel_transfer(*, transfer: Transfer, by: User, at: datetime) -> None:
    """The person did not go: ask for the record back. It opens here again once the other prison has let go of it.

    Queries    about 12. Raises NotAllowed, NothingToTakeBack.
    """
    departure = Departure.objects.select_related("prisoner").get(transfer=transfer)
    access.require(by, Verb.SEE_ROLL, departure.prisoner)
    if not access.reach_of(by).may(Verb.MOVE_PEOPLE):
        raise NotAllowed(Verb.MOVE_PEOPLE.value)
    going = Transfer.objects.filter(pk=transfer.pk, state=Transfer.State.ON_THE_WAY)
    if not going.update(state=Transfer.State.ASKED_BACK):
        raise NothingToTakeBack
    body = {"id": str(transfer.pk)}
    journal.append(destination=CENTRAL, lane=Lane.URGENT, kind="transfer_cancelled", body=body, at=at)
    audit.write(by=by, verb="cancel_transfer", what="passport.Passport", whom=transfer.rec, at=at)


def end_transfer(*, transfer: Transfer, outcome: str, at: datetime) -> None:
    """Central says how it ended. Returned: everything that was closed here opens again. Queries: 4, or about 20."""
    if not transfer.is_open:
        return
    arrived = outcome == "arrived"
    transfer.state = Transfer.State.ARRIVED if arrived else Transfer.State.RETURNED
    transfer.ended_at = at
    transfer.save(update_fields=["state", "ended_at"])
    TransferKey.objects.filter(transfer=transfer).update(sealed_private="")
    departure = Departure.objects.select_related("prisoner__prison").filter(transfer=transfer).first()
    # None: this prison was restored without its backup, and the person is no row here (yet).
    if departure is not None and arrived:
        Prisoner.objects.filter(pk=departure.prisoner_id).update(on_the_way=False)
    elif departure is not None:
        _open_again(transfer, departure, at)
    audit.write(
        by=f"node:{CENTRAL}", verb="end_transfer", what="passport.Passport", whom=transfer.rec, at=at, why=outcome
    )


def _open_again(transfer: Transfer, departure: Departure, at: datetime) -> None:
    """Everything that was closed with the going."""
    Passport.objects.filter(pk=transfer.rec).update(held_by="")
    back = {} if departure.left_before else {"left_at": None, "gone_to": ""}
    Prisoner.objects.filter(pk=departure.prisoner_id).update(moved_to="", on_the_way=False, **back)
    asked.open_again(departure.closed["incell"], at=at)
    stay_on(departure.prisoner, ended=Stay.Ended.TRANSFERRED)
    write_skills(prisoner=departure.prisoner, at=at)  # awards that came meanwhile
