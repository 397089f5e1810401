"""Receiving a segment: read, held against the tip, checked, applied in one short transaction. The same on both sides.

Each step is a function of its own, so that a crash between any two can be shown to lose and repeat nothing.
"""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from django.db import IntegrityError, transaction

from passport import journal
from passport.acts import received
from passport.acts.received import WrongEntry
from passport.models import JournalEntry, JournalTip, Lane
from passport.models.bulk import insert_rows

from . import checking, moves
from .blobs import CHUNKS
from .checking import Checked
from .envelopes import Signers
from .faults import FORK, GAP, REFUSED, LaneRefused
from .kinds import CENTRAL
from .saying import say
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
                    say(kind, together, segment.origin, at)
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
        applied.sort(key=lambda one: (one.kind not in CHUNKS, one.kind, one.seq))
    return [(kind, list(together)) for kind, together in groupby(applied, key=lambda one: one.kind)]
