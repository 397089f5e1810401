"""What journals tell of records on their way between prisons, applied: at central, which passes on, and at prisons.

As in received.py: checked before, within the transaction of the segment, and nothing the second time.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts import audit
from accounts.acts.keys import destroy_archive_keys
from accounts.models import ArchiveKey, NodeKey
from passport import journal
from passport.models import (
    SectionVersion,
    Transfer,
    TransferKey,
    WantedRecord,
    Wrap,
)
from passport.statement import TransferStatement

from . import arriving, moving, wanting
from .holding import WrongEntry, check_owner, listed_of
from .received import ReceivedKey
from .received_versions import ReceivedVersion, keep_versions
from .relaying import relay_transfers, tell

State = Transfer.State


@transaction.atomic
def receive_transfer(
    *,
    seq: int,
    token: str,
    statement: TransferStatement,
    keys: Sequence[ReceivedKey],
    versions: Sequence[ReceivedVersion],
    origin: str,
    at: datetime,
) -> None:
    """At central: keep a record's going, and tell the other prison. Queries: about 14 and 3 a version.

    Raises   WrongEntry: other, moved, missing, order.
    """
    if Transfer.objects.filter(pk=statement.id).exists():
        return
    check_owner([ReceivedKey(seq, statement.rec, "", "", {}, "", at)], [statement.rec], origin)
    if not NodeKey.objects.filter(node=statement.destination, use=NodeKey.Use.SIGN).exclude(statement="").exists():
        raise WrongEntry(seq, "missing")
    if Transfer.objects.open().filter(rec=statement.rec).exists():
        raise WrongEntry(seq, "order")
    _check_known(seq, statement)
    keep_versions(versions)
    Transfer.objects.create(
        pk=statement.id,
        rec=statement.rec,
        origin=origin,
        destination=statement.destination,
        token=token,
        came_at=at,
    )
    keep_keys(statement.id, keys)
    _audit(origin, "receive_transfer", statement.id, at)
    relay_transfers(at=at)


def _check_known(seq: int, statement: TransferStatement) -> None:
    """What is here already of the versions that are fixed is what the statement says. Raises WrongEntry: order."""
    stored = SectionVersion.objects.filter(rec=statement.rec).values_list("sec", "ver", "digest")
    last = statement.last
    for sec, ver, digest in stored:
        fixed = last.get(sec)
        if fixed is None or ver > fixed.ver or (ver == fixed.ver and digest != fixed.dig):
            raise WrongEntry(seq, "order")


@transaction.atomic
def receive_arriving(
    *,
    seq: int,
    token: str,
    statement: TransferStatement,
    keys: Sequence[ReceivedKey],
    versions: Sequence[ReceivedVersion],
    origin: str,
    at: datetime,
) -> None:
    """At the other prison: somebody is to come. Queries: about 16. Raises WrongEntry: order."""
    made, new = Transfer.objects.get_or_create(
        pk=statement.id,
        defaults={
            "rec": statement.rec,
            "origin": statement.origin,
            "destination": statement.destination,
            "token": token,
            "came_at": at,
        },
    )
    if not new:
        return
    keep_versions(versions)
    arriving.keep_keys(keys=keys, at=at)
    arriving.announce(transfer=made, at=at)
    _audit(origin, "receive_arriving", made.pk, at)


@transaction.atomic
def receive_moved_versions(versions: Sequence[ReceivedVersion], *, at: datetime) -> None:
    """At the other prison: versions of records that are on their way here, or have come. Queries: 1 and those of
    received_versions. Raises WrongEntry: other, moved, order.
    """
    coming: dict[UUID, dict[str, tuple[int, str]]] = {}
    recs = {version.rec for version in versions}
    for transfer in Transfer.objects.filter(rec__in=recs, destination=journal.own_name()):
        coming[transfer.rec] = {one["sec"]: (one["ver"], one["dig"]) for one in listed_of(transfer)}  # the last counts
    for version in versions:
        if version.rec not in coming:
            raise WrongEntry(version.seq, "other")
        ver, digest = coming[version.rec].get(version.head.binding.sec, (0, ""))
        if version.head.binding.ver > ver:
            raise WrongEntry(version.seq, "moved")
        if version.head.binding.ver == ver and version.head.digest != digest:
            raise WrongEntry(version.seq, "order")
    keep_versions([replace(version, early=True) for version in versions])


@transaction.atomic
def receive_turn(*, seq: int, kind: str, transfer: UUID, outcome: str, origin: str, at: datetime) -> None:
    """A transfer was called back, came or did not go. Queries: 2-9. Raises WrongEntry: missing, other."""
    row = Transfer.objects.select_for_update().filter(pk=transfer).first()
    if row is None:
        raise WrongEntry(seq, "missing")
    me = journal.own_name()
    if kind == "transfer_ended":
        _refuse(seq, row.origin != me)
        moving.end_transfer(transfer=row, outcome=outcome, at=at)
    elif kind == "transfer_cancelled" and row.destination == me:
        arriving.let_go(transfer=row, at=at)
    elif kind == "transfer_cancelled":
        _refuse(seq, row.origin != origin)
        if row.state == State.ON_THE_WAY:
            _set(row, State.ASKED_BACK, None)
            if row.relayed_at is None:  # the other prison has never heard of it
                _end(row, State.RETURNED, "returned", at)
            else:
                tell(row.destination, kind, {"id": str(row.pk)}, at)
    else:
        _refuse(seq, row.destination != origin)
        if row.is_open and kind == "arrived":
            _give_keys(row)
            _end(row, State.ARRIVED, kind, at)
        elif row.state == State.ASKED_BACK:
            _end(row, State.RETURNED, "returned", at)


def _refuse(seq: int, wrong: bool) -> None:
    if wrong:
        raise WrongEntry(seq, "other")


def _set(row: Transfer, state: str, ended_at: datetime | None) -> None:
    row.state, row.ended_at = state, ended_at
    row.save(update_fields=["state", "ended_at"])


def _end(row: Transfer, state: str, outcome: str, at: datetime) -> None:
    """At central: the record is the one's or the other's again, and who sent it is told."""
    _set(row, state, at)
    if state == State.RETURNED:
        TransferKey.objects.filter(transfer=row).update(sealed_private="")
    tell(row.origin, "transfer_ended", {"id": str(row.pk), "outcome": outcome}, at)
    _audit(row.destination, "end_transfer", row.pk, at, outcome)


def _give_keys(row: Transfer) -> None:
    """The boxes of the archive keys that central keeps are those of the prison that has the record now."""
    for key in TransferKey.objects.filter(transfer=row).exclude(sealed_private=""):
        ArchiveKey.objects.filter(rec=row.rec, kid=key.kid, destroyed_at__isnull=True).update(
            sealed_private=key.sealed_private
        )
    TransferKey.objects.filter(transfer__rec=row.rec).exclude(transfer=row).update(sealed_private="")


@transaction.atomic
def receive_wanted(*, seq: int, wanted: UUID, asks: str, asked: str, sealed: str, origin: str, at: datetime) -> None:
    """A prison asks another for a record: central passes the question on, the other reads it. Queries: 2-8.

    Raises   WrongEntry: missing (central does not know who is asked), other (the id of another question).
    """
    me = journal.own_name()
    if asked != me and not NodeKey.objects.filter(node=asked, use=NodeKey.Use.SIGN).exclude(statement="").exists():
        raise WrongEntry(seq, "missing")
    row, new = WantedRecord.objects.get_or_create(
        pk=wanted, defaults={"origin": asks, "destination": asked, "sealed": sealed, "at": at}
    )
    _refuse(seq, (row.origin, row.destination) != (asks, asked))
    if not new:
        return
    _audit(origin, "receive_wanted", wanted, at, what="passport.WantedRecord")
    if asked == me:
        wanting.read(wanted=row, at=at)
    else:
        tell(asked, "record_wanted", {"from": asks, "id": str(wanted), "to": asked}, at)


@transaction.atomic
def receive_erased(*, rec: UUID, origin: str, at: datetime) -> None:
    """At a prison where a record once was: it was erased where it is now, and nothing here opens it any more.

    Queries  about 8.
    """
    destroy_archive_keys(rec=rec, by=f"node:{origin}", at=at)
    Wrap.objects.filter(version__rec=rec).delete()
    SectionVersion.objects.filter(rec=rec).update(core="")
    _audit(origin, "receive_erased", rec, at, what="passport.Passport")


def keep_keys(transfer: UUID, keys: Sequence[ReceivedKey]) -> None:
    """The archive keys of a transfer, in the boxes that they came in; those that are here stay. Queries: 1."""
    TransferKey.objects.bulk_create(
        (
            TransferKey(
                transfer_id=transfer,
                kind=key.kind,
                kid=key.kid,
                jwk=dict(key.jwk),
                made_at=key.made_at,
                sealed_private=key.sealed_private,
            )
            for key in keys
        ),
        ignore_conflicts=True,
    )


def _audit(origin: str, verb: str, whom: UUID, at: datetime, why: str = "", *, what: str = "passport.Transfer") -> None:
    audit.write(by=f"node:{origin}", verb=verb, what=what, whom=whom, at=at, why=why)
