"""Receiving a segment: read, held against the tip, checked, applied in one short transaction. The same on both sides.

Each step is a function of its own, so that a crash between any two can be shown to lose and repeat nothing.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import groupby
from uuid import UUID

from django.db import IntegrityError, transaction

from passport import journal
from passport.acts import blobs, issuers, letters, links, received, received_letters, received_links, received_moves
from passport.acts.received import WrongEntry
from passport.acts.received_versions import ReceivedVersion, receive_versions
from passport.models import JournalEntry, JournalTip, Lane
from passport.models.bulk import insert_rows

from . import checking, moves
from .checking import Checked, Signers
from .faults import FORK, GAP, REFUSED, LaneRefused
from .kinds import CENTRAL
from .segment import Carried, Segment

ENTRY = ("origin", "destination", "lane", "seq", "id", "kind", "at", "body", "prev", "digest", "names", "kept")


def receive(segment: Segment, *, signers: Signers, tip: JournalTip, at: datetime) -> int:
    """Apply what is new in a segment, or nothing of it.

    signers  every signing key that the origin ever had.
    tip      how far we have the lane, read without a lock.
    Returns  how many entries were new. When it returns they are committed.
    Queries  0 for a duplicate up to the tip, else about 10 a kind of entry in it.
    Raises   LaneRefused: gap, fork (the alarm is raised), refused.
    """
    try:
        fresh = fresh_of(segment, tip)
        checked = check(segment, fresh, signers)
        return apply(segment, checked, at) if checked else 0
    except LaneRefused as error:
        if error.code == FORK and tip.forked_at is None:
            raise_alarm(segment, error.seq, at)
        raise


def fresh_of(segment: Segment, tip: JournalTip) -> Sequence[Carried]:
    """The entries beyond the tip. Queries: 0, or 1 for an overlap. Raises LaneRefused: gap, fork."""
    if tip.forked_at is not None:
        raise LaneRefused(FORK, segment.lane, tip.seq)
    if segment.first > tip.seq + 1:
        raise LaneRefused(GAP, segment.lane, tip.seq + 1)
    fresh = [carried for carried in segment.carried if carried.entry.seq > tip.seq]
    if len(fresh) < len(segment.carried):
        overlap = segment.carried[len(segment.carried) - len(fresh) - 1]
        if overlap.digest != _stored_digest(tip, overlap.entry.seq):
            raise LaneRefused(FORK, segment.lane, overlap.entry.seq)
    elif segment.prev != tip.digest:
        raise LaneRefused(FORK, segment.lane, segment.first)
    return fresh


def _stored_digest(tip: JournalTip, seq: int) -> str:
    if seq == tip.seq:
        return tip.digest
    rows = JournalEntry.objects.filter(origin=tip.origin, destination=tip.destination, lane=tip.lane, seq=seq)
    return rows.values_list("digest", flat=True).get()


def check(segment: Segment, fresh: Sequence[Carried], signers: Signers) -> list[Checked]:
    """All that can be checked before the transaction. Queries: 1 where prisons' keys are asked for, else none.

    Raises   LaneRefused: refused.
    """
    from_elsewhere = segment.origin == CENTRAL and any(one.entry.kind in moves.KINDS for one in fresh)
    prisons = moves.prisons() if from_elsewhere else None
    where = {"origin": segment.origin, "destination": segment.destination, "lane": segment.lane}
    try:
        return [checking.check(carried, signers=signers, prisons=prisons, **where) for carried in fresh]
    except WrongEntry as error:
        raise LaneRefused(REFUSED, segment.lane, error.seq, error.why) from error


def apply(segment: Segment, checked: Sequence[Checked], at: datetime) -> int:
    """Write entries, what they say and the tip, in one transaction; what came meanwhile by another way is left out."""
    try:
        with transaction.atomic():
            tip = journal.tip_of(segment.origin, segment.destination, segment.lane)
            new = {carried.entry.seq for carried in fresh_of(segment, tip)}
            wanted = [one for one in checked if one.seq in new]
            if wanted:
                keep_entries(segment, wanted)
                for kind, together in runs(segment.lane, wanted):
                    _say(kind, together, segment.origin, at)
                last = wanted[-1].carried
                JournalTip.objects.filter(pk=tip.pk).update(seq=last.entry.seq, digest=last.digest)
                received.record_segment(
                    origin=segment.origin,
                    lane=segment.lane,
                    first=wanted[0].seq,
                    last=last.entry.seq,
                    entry=last.entry.id,
                    at=at,
                )
    except WrongEntry as error:
        raise LaneRefused(REFUSED, segment.lane, error.seq, error.why) from error
    except IntegrityError as error:  # an id or a name that is another node's already
        raise LaneRefused(REFUSED, segment.lane, checked[0].seq, "other") from error
    return len(wanted)


def raise_alarm(segment: Segment, seq: int, at: datetime) -> None:
    """Close a lane until a person has looked. Queries: 3 and an audit line."""
    with transaction.atomic():
        tip = journal.tip_of(segment.origin, segment.destination, segment.lane)
        if tip.forked_at is None:
            JournalTip.objects.filter(pk=tip.pk).update(forked_at=at)
            received.record_fork(origin=segment.origin, lane=segment.lane, seq=seq, at=at)


def keep_entries(segment: Segment, wanted: Sequence[Checked]) -> None:
    """The entries themselves. Queries: 1."""
    insert_rows(
        JournalEntry,
        ENTRY,
        (
            (
                segment.origin,
                segment.destination,
                segment.lane,
                one.seq,
                one.carried.entry.id,
                one.kind,
                one.carried.entry.happened_at,
                one.carried.entry.body,
                one.carried.entry.prev,
                one.carried.digest,
                one.carried.entry.names,
                one.kept,
            )
            for one in wanted
        ),
    )


def runs(lane: str, wanted: Sequence[Checked]) -> list[tuple[str, list[Checked]]]:
    """Entries that are applied together. In bulk only blobs depend on others, their chunks; urgent keeps its order."""
    applied = [one for one in wanted if not one.kept]
    if lane == Lane.BULK:
        applied.sort(key=lambda one: (one.kind != "chunk", one.kind, one.seq))
    return [(kind, list(together)) for kind, together in groupby(applied, key=lambda one: one.kind)]


def _say(kind: str, together: Sequence[Checked], origin: str, at: datetime) -> None:
    """Call the act of a kind. Raises WrongEntry."""
    if kind in ("section", "head"):
        versions = [version for one in together for version in one.versions]
        _versions(versions, origin, at)
        received_moves.pass_on_late({version.rec for version in versions}, at=at)
    elif kind == "moved_section":
        received_moves.receive_moved_versions([version for one in together for version in one.versions], at=at)
    elif kind == "archive_key":
        received.receive_archive_keys(keys=[key for one in together for key in one.keys], origin=origin, at=at)
    elif kind == "chunk":
        blobs.receive_chunks(chunks=[one.chunk for one in together if one.chunk], origin=origin, at=at)
    else:
        for one in together:
            _say_one(kind, one, origin, at)


def _versions(versions: Sequence[ReceivedVersion], origin: str, at: datetime) -> None:
    if versions:
        receive_versions(versions=versions, origin=origin, at=at)


def _say_one(kind: str, one: Checked, origin: str, at: datetime) -> None:
    seq, said, happened_at = one.seq, one.carried.entry.said, one.carried.entry.happened_at
    if kind == "handover":
        assert one.handover is not None
        _versions(one.versions, origin, at)
        received.receive_handover(seq=seq, token=said["handover"], statement=one.handover, origin=origin, at=at)
    elif kind == "handover_withdrawn":
        received.receive_withdrawal(seq=seq, handover=UUID(said["id"]), origin=origin, withdrawn_at=happened_at, at=at)
    elif kind == "erasure":
        received.receive_erasure(
            seq=seq, rec=UUID(said["rec"]), keys=one.keys, origin=origin, erased_at=happened_at, at=at
        )
    elif kind == "issuer_key":
        issuers.receive_issuer_key(
            seq=seq, issuer=UUID(said["issuer"]), jwk=said["jwk"], name=said["name"], origin=origin, at=at
        )
    elif kind == "status_list":
        issuers.receive_status_list(
            seq=seq, issuer=UUID(said["issuer"]), number=said["number"], token=said["list"], origin=origin, at=at
        )
    elif kind == "directory":
        received.receive_directory_statement(seq=seq, statement=said["statement"], origin=origin, at=at)
    elif kind == "blob" and one.blob is not None:
        blobs.receive_blob(blob=one.blob, origin=origin, at=at)
    elif kind == "blob_gone":
        blobs.receive_blob_gone(seq=seq, name=said["blob"], rec=UUID(said["rec"]), origin=origin, at=at)
    elif kind in moves.KINDS:
        _say_move(kind, one, origin, at)
    elif kind.startswith("letter"):
        _say_letter(kind, one, origin, at)
    elif kind.startswith("link"):
        _say_link(kind, one, origin, at)
    else:
        _say_answer(kind, one, origin, at)


def _say_answer(kind: str, one: Checked, origin: str, at: datetime) -> None:
    said = one.carried.entry.said
    answer, handover, worker = (UUID(said[name]) for name in ("id", "handover", "worker"))
    said_at = datetime.fromtimestamp(said["at"], UTC)
    if kind == "opened":
        received.receive_opening(seq=one.seq, answer=answer, handover=handover, worker=worker, said_at=said_at, at=at)
    else:
        received.receive_sealed_answer(
            seq=one.seq,
            answer=answer,
            handover=handover,
            worker=worker,
            sealed=one.sealed,
            said_at=said_at,
            origin=origin,
            at=at,
        )


def _say_move(kind: str, one: Checked, origin: str, at: datetime) -> None:
    seq, said = one.seq, one.carried.entry.said
    if kind in ("transfer", "arriving"):
        assert one.transfer is not None
        act = received_moves.receive_transfer if kind == "transfer" else received_moves.receive_arriving
        act(
            seq=seq,
            token=said["transfer"],
            statement=one.transfer,
            keys=one.keys,
            versions=one.versions,
            origin=origin,
            at=at,
        )
    elif kind == "record_wanted":
        received_moves.receive_wanted(
            seq=seq,
            wanted=UUID(said["id"]),
            asks=said["from"],
            asked=said["to"],
            sealed=one.sealed,
            origin=origin,
            at=at,
        )
    elif kind == "record_erased":
        received_moves.receive_erased(rec=UUID(said["rec"]), origin=origin, at=at)
    else:
        received_moves.receive_turn(
            seq=seq, kind=kind, transfer=UUID(said["id"]), outcome=said.get("outcome", ""), origin=origin, at=at
        )


def _say_letter(kind: str, one: Checked, origin: str, at: datetime) -> None:
    seq, said = one.seq, one.carried.entry.said
    if kind == "letter":
        received_letters.receive_letter(
            seq=seq, letter=UUID(said["id"]), agency=UUID(said["agency"]), boxes=one.boxes, origin=origin, at=at
        )
    elif kind == "letter_closed":
        received_letters.receive_letter_closed(seq=seq, letter=UUID(said["id"]), origin=origin, at=at)
    elif kind == "letter_opened":
        letters.receive_letter_opened(seq=seq, letter=UUID(said["letter"]), worker=UUID(said["worker"]), at=at)
    else:
        letters.receive_letter_answer(
            seq=seq,
            answer=UUID(said["id"]),
            letter=UUID(said["letter"]),
            worker=UUID(said["worker"]),
            sealed=one.sealed,
            said_at=datetime.fromtimestamp(said["at"], UTC),
            at=at,
        )


def _say_link(kind: str, one: Checked, origin: str, at: datetime) -> None:
    said = one.carried.entry.said
    if kind == "link":
        received_links.receive_link(
            seq=one.seq,
            link=said["id"],
            ticket=said["ticket"],
            expires=said["exp"],
            file=one.sealed,
            origin=origin,
            at=at,
        )
    elif kind == "link_closed":
        received_links.receive_link_closed(seq=one.seq, link=said["id"], origin=origin, at=at)
    else:
        links.receive_link_locked(link=said["id"], at=at)
