"""The chained audit: one line for every act and every read of a passport.

Lines are chained per day and shard. A writer locks the tip of its own shard only, so that writers don't queue;
the first line of a day's shard chains on a root made of the day and the shard.
"""

import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import rfc8785
from django.db import connection, models, transaction

from .models import AuditEntry, AuditTip, User

SHARDS = 8


@dataclass(frozen=True)
class Fault:
    """A place where the audit does not hold. `seq` is the first line that is wrong, missing or beyond the tip."""

    day_on: date
    shard: int
    seq: int
    fault: str


def write(
    *,
    by: User | str,
    verb: str,
    what: str,
    whom: UUID | str | int,
    at: datetime,
    why: str = "",
    shard: int | None = None,
) -> AuditEntry:
    """Append one line inside the act's own transaction.

    by       a User, or "node:NAME" for what a node does by itself.
    what     model label, e.g. "passport.Handover"; whom: the object's opaque id. Never a name or a number.
    why      the reason as a code or the field's word; never free text of a person.
    Queries  3 (5 on the first line of a day). Raises TransactionManagementError outside a transaction.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("an audit line belongs inside its act's transaction")
    day = at.date()
    tip = _free_tip(day, shard)
    shard = tip.shard
    entry = AuditEntry(
        day_on=day,
        shard=shard,
        seq=tip.seq + 1,
        at=at,
        who=by if isinstance(by, str) else str(by.pk),
        verb=verb,
        what=what,
        whom=str(whom),
        why=why,
        prev=tip.digest,
    )
    entry.digest = digest(entry)
    entry.save(force_insert=True)
    AuditTip.objects.filter(pk=tip.pk).update(seq=entry.seq, digest=entry.digest)
    return entry


def _free_tip(day: date, shard: int | None) -> AuditTip:
    """Lock a tip that nobody else holds, so that a line never waits for another act, nor two acts for each other."""
    wanted = range(SHARDS) if shard is None else [shard]
    start = random.choice(wanted)  # noqa: S311 (spreads writers, hides nothing)
    tips = AuditTip.objects.filter(day_on=day, shard__in=wanted)
    nearest = tips.order_by((models.F("shard") + SHARDS - start) % SHARDS)
    skips = connection.features.has_select_for_update_skip_locked
    tip = nearest.select_for_update(skip_locked=skips).first()
    if tip is None:  # the first line of a day, or every tip is held by somebody else
        AuditTip.objects.bulk_create(
            (AuditTip(day_on=day, shard=number, digest=root(day, number)) for number in wanted), ignore_conflicts=True
        )
        tip = nearest.select_for_update().first()
    assert tip is not None
    return tip


def root(day: date, shard: int) -> str:
    """What the first line of a day's shard chains on."""
    return hashlib.sha256(f"throughgate audit {day.isoformat()} {shard}".encode()).hexdigest()


def digest(entry: AuditEntry) -> str:
    """SHA-256, hex, over the canonical JSON of everything the line says and the digest before it."""
    said: dict[str, str | int] = {
        "at": entry.at.isoformat(),
        "prev": entry.prev,
        "seq": entry.seq,
        "verb": entry.verb,
        "what": entry.what,
        "who": entry.who,
        "whom": entry.whom,
        "why": entry.why,
    }
    return hashlib.sha256(rfc8785.dumps(dict(said))).hexdigest()


def verify(*, since: date | None = None) -> Iterator[Fault]:
    """Walk every chain and yield what does not hold: changed, missing, added or cut-off lines.

    Queries: 1 + one streamed a day's shard. Memory: one line.
    """
    tips = AuditTip.objects.order_by("day_on", "shard")
    lines = AuditEntry.objects.order_by("day_on", "shard", "seq")
    if since is not None:
        tips, lines = tips.filter(day_on__gte=since), lines.filter(day_on__gte=since)
    known = {(tip.day_on, tip.shard) for tip in tips}
    for day, shard in lines.values_list("day_on", "shard").distinct().order_by("day_on", "shard"):
        if (day, shard) not in known:
            yield Fault(day, shard, 1, "lines without a tip")
    for tip in tips:
        yield from _verify_shard(tip)


def _verify_shard(tip: AuditTip) -> Iterator[Fault]:
    expected, seq = root(tip.day_on, tip.shard), 0
    lines = AuditEntry.objects.filter(day_on=tip.day_on, shard=tip.shard).order_by("seq")
    for entry in lines.iterator(chunk_size=500):
        seq += 1
        if entry.seq != seq:
            yield Fault(tip.day_on, tip.shard, seq, "line missing")
            return
        if entry.prev != expected or entry.digest != digest(entry):
            yield Fault(tip.day_on, tip.shard, seq, "line changed")
            return
        expected = entry.digest
    if (seq, expected) != (tip.seq, tip.digest):
        yield Fault(tip.day_on, tip.shard, seq + 1, "lines cut off or added at the end")
