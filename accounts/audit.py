"""The chained audit: one line for every act and every read of a passport.

Lines are chained per day and shard. A writer locks the tip of its own shard only, so that writers don't queue;
the first line of a day's shard chains on a root made of the day and the shard.
"""

import hashlib
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import rfc8785
from django.db import connection, transaction

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
    Queries  1 (3 on the first line of a day). Raises TransactionManagementError outside a transaction.
    Returns  the line as it stands there, without its row's id.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("an audit line belongs inside its act's transaction")
    entry = AuditEntry(
        day_on=at.date(),
        at=at,
        who=by if isinstance(by, str) else str(by.pk),
        verb=verb,
        what=what,
        whom=str(whom),
        why=why,
    )
    wanted = range(SHARDS) if shard is None else [shard]
    if not _append(entry, wanted, skip=connection.features.has_select_for_update_skip_locked):
        # The first line of a day, or every tip is held by somebody else.
        AuditTip.objects.bulk_create(
            (AuditTip(day_on=entry.day_on, shard=number, digest=root(entry.day_on, number)) for number in wanted),
            ignore_conflicts=True,
        )
        _append(entry, wanted, skip=False)
    return entry


def _append(entry: AuditEntry, shards: Sequence[int], *, skip: bool) -> bool:
    """Put the line behind a tip that nobody else holds, and move the tip on; whether there was one. Queries: 1.

    The statement locks the tip, chains on its digest and makes the line's own as `digest` does, so that nothing is
    read first. A line never waits for another act while a tip is free, nor two acts for each other.
    """
    start = random.choice(shards)  # noqa: S311 (spreads writers, hides nothing)
    before, after = _around_the_chain(entry)
    sql = STATEMENT[connection.vendor].format(shards=", ".join(["%s"] * len(shards)), skip="SKIP LOCKED" * skip)
    day, at = connection.ops.adapt_datefield_value(entry.day_on), connection.ops.adapt_datetimefield_value(entry.at)
    said = [day, at, entry.who, entry.verb, entry.what, entry.whom, entry.why]
    tip = [before, after, day, *shards, SHARDS - start, SHARDS]
    with connection.cursor() as cursor:
        cursor.execute(sql, [*said, *tip] if connection.vendor == "sqlite" else [*tip, *said])
        row = cursor.fetchone()
    if row is None:
        return False
    entry.shard, entry.seq, entry.prev, entry.digest = row
    return True


TIP = """
SELECT day_on, shard, seq + 1 AS seq, digest AS prev,
       CAST(%s AS text) || digest || '","seq":' || CAST(seq + 1 AS text) || CAST(%s AS text) AS said
FROM accounts_audittip WHERE day_on = %s AND shard IN ({shards})
ORDER BY (shard + %s) %% %s LIMIT 1
"""
LINE = "(day_on, shard, seq, at, who, verb, what, whom, why, prev, digest)"
# SQLite's SHA256 is Django's own, and its view moves the tip (migration 0008); PostgreSQL has one, and moves it here.
# Outside the strings that are cast, all types are the table's.
STATEMENT = {
    "sqlite": f"""
INSERT INTO accounts_auditline {LINE}
SELECT %s, shard, seq, %s, %s, %s, %s, %s, %s, prev, SHA256(said) FROM ({TIP}) AS tip
RETURNING shard, seq, prev, digest
""",  # noqa: S608 (our own words; what is said are parameters)
    "postgresql": f"""
WITH tip AS ({TIP} FOR UPDATE {{skip}}),
line AS (
    INSERT INTO accounts_auditentry {LINE}
    SELECT %s, shard, seq, %s, %s, %s, %s, %s, %s, prev, encode(sha256(convert_to(said, 'UTF8')), 'hex') FROM tip
    RETURNING day_on, shard, seq, prev, digest
),
moved AS (
    UPDATE accounts_audittip AS kept SET seq = line.seq, digest = line.digest FROM line
    WHERE kept.day_on = line.day_on AND kept.shard = line.shard
)
SELECT shard, seq, prev, digest FROM line
""",  # noqa: S608
}


def _around_the_chain(entry: AuditEntry) -> tuple[str, str]:
    """What stands in the canonical JSON of a line before the digest that it chains on, and after its number."""
    said = {"verb": entry.verb, "what": entry.what, "who": entry.who, "whom": entry.whom, "why": entry.why}
    begins, goes_on = (rfc8785.dumps(part).decode() for part in ({"at": entry.at.isoformat()}, dict(said)))
    return f'{begins[:-1]},"prev":"', f",{goes_on[1:]}"


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
