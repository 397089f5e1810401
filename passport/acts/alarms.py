"""Ending an alarm about two histories, once people have found out why there were two (sync/SPEC.md, section 10)."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from accounts import audit
from passport import journal
from passport.models import JournalEntry, JournalTip, Lane


class NoAlarm(Exception):
    """There is no alarm on the line to this node."""


class HasToBeRestored(Exception):
    """The peer has more of this node's journal than this node: a prison takes it back before anything else."""


@dataclass(frozen=True)
class Ended:
    """One lane. again: how many messages of ours are written again behind what the peer has."""

    origin: str
    lane: str
    again: int


@transaction.atomic
def end_alarms(*, node: str, may_leave_out: bool, by: str, at: datetime) -> list[Ended]:
    """Let the lanes to and from a node go on.

    A lane of ours of which the peer has what we lost goes on behind it; what we wrote since is written again there.
    Each kind of entry changes nothing the second time, so that one which the peer has already does no harm.

    may_leave_out   at central, whose lost entries lie in the prisons; a prison has to take its own back first.
    Writes          an audit line a lane. Queries: about 8, and 3 an entry that is written again.
    Raises          NoAlarm, HasToBeRestored.
    """
    me = journal.own_name()
    between = Q(origin=me, destination=node) | Q(origin=node, destination=me)
    alarmed = set(JournalTip.objects.filter(between, forked_at__isnull=False).values_list("origin", "lane"))
    if not alarmed:
        raise NoAlarm
    ended = []
    for lane in (Lane.BULK, Lane.URGENT):  # the lock order of acts
        for origin, destination in ((me, node), (node, me)):
            if (origin, lane) in alarmed:
                tip = journal.tip_of(origin, destination, lane)
                again = _go_on(tip, may_leave_out, at) if origin == me else 0
                JournalTip.objects.filter(pk=tip.pk).update(forked_at=None, told_seq=None, told_digest="")
                ended.append(Ended(origin, lane, again))
    for one in ended:
        why = f"{one.origin} {one.lane}"
        audit.write(by=by, verb="end_alarm", what="passport.JournalTip", whom=node, at=at, why=why)
    return ended


def _go_on(tip: JournalTip, may_leave_out: bool, at: datetime) -> int:
    """Continue a lane of ours behind the place that the peer named, if that isn't on our chain."""
    if tip.told_seq is None:
        return 0
    own = JournalEntry.objects.filter(origin=tip.origin, destination=tip.destination, lane=tip.lane)
    if own.filter(seq=tip.told_seq, digest=tip.told_digest).exists():
        return 0
    if not may_leave_out:
        raise HasToBeRestored
    since = list(own.filter(seq__gt=tip.acknowledged_seq).order_by("seq"))
    own.filter(seq__gt=min(tip.acknowledged_seq, tip.told_seq)).delete()
    JournalTip.objects.filter(pk=tip.pk).update(seq=tip.told_seq, digest=tip.told_digest, acknowledged_seq=tip.told_seq)
    for row in since:
        journal.append(
            destination=tip.destination,
            lane=Lane(tip.lane),
            kind=row.kind,
            body=journal.entry_of(row).said,
            at=row.at,
        )
    return len(since)
