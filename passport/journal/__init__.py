"""The journal: what this node has to tell another, in order, chained, one chain a destination and lane.

Acts append inside their own transaction, so that what happened and the telling of it stand or fall together.
Lock order, the same for everybody, so that no two writers wait for each other: the act's own rows, then `bulk`,
then `urgent`, then the audit line.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import transaction

from passport.models import JournalEntry, JournalTip, Lane

from .entry import KIND, Entry, NotAnEntry, canonical, from_members, root

__all__ = [
    "Entry",
    "NodeHasNoName",
    "NotAnEntry",
    "append",
    "append_all",
    "canonical",
    "entry_of",
    "from_members",
    "hold",
    "root",
    "tip_of",
]


class NodeHasNoName(RuntimeError):
    """THROUGHGATE_NODE is not set: this node cannot say who writes its journal."""


def hold(destination: str) -> None:
    """Lock both lanes now, in order: for an act that will append to them between other writes. Queries: 2."""
    for lane in (Lane.BULK, Lane.URGENT):
        tip_of(own_name(), destination, lane)


def append(*, destination: str, lane: Lane, kind: str, body: Mapping[str, Any], at: datetime) -> JournalEntry:
    """Tell `destination` one thing, inside the caller's transaction.

    destination  a node's name: "CENTRAL" or a prison's code.
    kind, body   see sync/SPEC.md; the body is JSON without personal data and names what travels beside it.
    at           aware, the caller's clock; the journal keeps whole seconds.
    Writes       one entry, the lane's tip. Queries: 3 (6 on a lane's first entry).
    Raises       TransactionManagementError outside a transaction, NodeHasNoName, NotAnEntry.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("a journal entry belongs inside its act's transaction")
    if not KIND.fullmatch(kind):
        raise NotAnEntry("kind")
    if at.tzinfo is None:
        raise NotAnEntry("at")
    tip = tip_of(own_name(), destination, lane)
    row = _row(tip, kind, body, at)
    row.save(force_insert=True)
    JournalTip.objects.filter(pk=tip.pk).update(seq=row.seq, digest=row.digest)
    return row


def append_all(
    *, destination: str, lane: Lane, kind: str, bodies: Sequence[Mapping[str, Any]], at: datetime
) -> list[JournalEntry]:
    """As `append`, for several things of one kind in their order. Queries: 3, however many (none for none)."""
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("a journal entry belongs inside its act's transaction")
    if not KIND.fullmatch(kind):
        raise NotAnEntry("kind")
    if at.tzinfo is None:
        raise NotAnEntry("at")
    if not bodies:
        return []
    tip = tip_of(own_name(), destination, lane)
    rows = []
    for body in bodies:
        rows.append(_row(tip, kind, body, at))
        tip.seq, tip.digest = rows[-1].seq, rows[-1].digest
    JournalEntry.objects.bulk_create(rows)
    JournalTip.objects.filter(pk=tip.pk).update(seq=tip.seq, digest=tip.digest)
    return rows


def _row(tip: JournalTip, kind: str, body: Mapping[str, Any], at: datetime) -> JournalEntry:
    """The entry after this tip, as a row that is not kept yet."""
    whole = at.astimezone(UTC).replace(microsecond=0)
    entry = Entry(tip.seq + 1, uuid4(), kind, int(whole.timestamp()), canonical(body), tip.digest)
    return JournalEntry(
        origin=tip.origin,
        destination=tip.destination,
        lane=tip.lane,
        seq=entry.seq,
        id=entry.id,
        kind=kind,
        at=whole,
        body=entry.body,
        prev=entry.prev,
        digest=entry.digest,
        names=entry.names,
    )


def own_name() -> str:
    """This node's name. Raises NodeHasNoName."""
    if not settings.NODE_NAME:
        raise NodeHasNoName
    return str(settings.NODE_NAME)


def tip_of(origin: str, destination: str, lane: str) -> JournalTip:
    """Lock a lane's tip until the transaction ends, made if it is the first time. Queries: 1 (4 the first time)."""
    tips = JournalTip.objects.select_for_update().filter(origin=origin, destination=destination, lane=lane)
    tip = tips.first()
    if tip is None:
        JournalTip.objects.get_or_create(
            origin=origin, destination=destination, lane=lane, defaults={"digest": root(origin, destination, lane)}
        )
        tip = tips.get()
    return tip


def entry_of(row: JournalEntry) -> Entry:
    """The entry as it travels, from its row. Queries: none."""
    return Entry(row.seq, row.id, row.kind, int(row.at.timestamp()), row.body, row.prev)
