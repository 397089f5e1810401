"""How the lines stand, for a person at a terminal or on a page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, OuterRef, Subquery

from passport import journal
from passport.models import JournalEntry, JournalTip, Peer

from .faults import WORDS
from .kinds import read_by
from .pace import read_hours

SILENT = timedelta(hours=1)  # a line that works speaks every few seconds


@dataclass(frozen=True)
class Standing:
    """One line, seen from here.

    waiting            entries that the peer has not acknowledged.
    oldest_unsent_at   when the oldest of them happened, or None.
    forked             an alarm: the two histories differ; a person must look.
    kept               entries from the peer that wait for an update of this node.
    unread             kinds that we may send and the peer does not apply yet.
    last_stick_at      when a stick of the peer's was last read here.
    """

    peer: str
    waiting: int
    waiting_urgent: int
    oldest_unsent_at: datetime | None
    last_contact_at: datetime | None
    next_try_at: datetime | None
    fault: str  # a key of faults.WORDS
    fault_seq: int | None
    fault_is_ours: bool  # the stuck message is one of ours
    forked: bool
    kept: int
    unread: tuple[str, ...]
    last_stick_at: datetime | None

    @property
    def words(self) -> str:
        """The state in one plain sentence."""
        return str(WORDS["fork" if self.forked and self.fault != "restored" else self.fault])

    @property
    def works(self) -> bool:
        return not self.forked and not self.fault


def standings(peers: list[str] | None = None, *, at: datetime) -> list[Standing]:
    """Every line of this node, or those to `peers`, by name. Queries: 3, however many lines and entries there are."""
    me = journal.own_name()
    oldest = JournalEntry.objects.filter(
        origin=OuterRef("origin"),
        destination=OuterRef("destination"),
        lane=OuterRef("lane"),
        seq=OuterRef("acknowledged_seq") + 1,
    ).values("at")
    tips = list(JournalTip.objects.annotate(oldest_at=Subquery(oldest)))
    rows = {row.node: row for row in Peer.objects.all()}
    kept = dict(JournalEntry.objects.filter(kept=True).order_by().values_list("origin").annotate(count=Count("pk")))
    known = {tip.destination if tip.origin == me else tip.origin for tip in tips} | set(rows)
    wanted = sorted(known) if peers is None else peers
    return [_standing(me, tips, rows.get(peer) or Peer(node=peer), kept.get(peer, 0), at) for peer in wanted]


def bulk_from(standing: Standing, *, at: datetime) -> datetime | None:
    """When records and documents that wait here go off, where the prison sends them in its own hours only, or None."""
    hours = read_hours(getattr(settings, "BULK_HOURS", ""))
    if hours is None or hours.hold(at) or standing.waiting <= standing.waiting_urgent:
        return None
    return hours.open_at(at)


def _standing(me: str, tips: Sequence[JournalTip], row: Peer, kept: int, at: datetime) -> Standing:
    peer = row.node
    ours = [tip for tip in tips if (tip.origin, tip.destination) == (me, peer)]
    waiting = {tip.lane: tip.seq - tip.acknowledged_seq for tip in ours}
    oldest = [tip.oldest_at for tip in ours if tip.oldest_at is not None]  # type: ignore[attr-defined]
    forked = any(tip.forked_at for tip in tips if peer in (tip.origin, tip.destination))
    unread = tuple(sorted(set(read_by(peer)) - set(row.kinds))) if row.kinds else ()
    heard = [moment for moment in (row.last_contact_at, row.stick_read_at) if moment is not None]
    return Standing(
        peer=peer,
        waiting=sum(waiting.values()),
        waiting_urgent=waiting.get("urgent", 0),
        oldest_unsent_at=min(oldest, default=None),
        last_contact_at=row.last_contact_at,
        next_try_at=row.next_try_at,
        fault=row.fault or _silence(max(heard, default=None), at),
        fault_seq=row.fault_seq,
        fault_is_ours=row.fault_on.startswith(f"{me} "),
        forked=forked,
        kept=kept,
        unread=unread,
        last_stick_at=row.stick_read_at,
    )


def _silence(heard_at: datetime | None, at: datetime) -> str:
    if heard_at is None:
        return "never"
    return "silent" if at - heard_at > SILENT else ""
