"""How far each side has each lane, and what follows from what the other side says of ours (SPEC.md, sections 5, 6)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q

from accounts.keys import PublicSigningKey
from accounts.models import NodeKey
from passport import journal
from passport.models import JournalEntry, JournalTip, Peer

from .message import LANES, Tip

Tips = dict[tuple[str, str], JournalTip]


def signing_keys(node: str) -> tuple[dict[str, PublicSigningKey], dict[str, PublicSigningKey]]:
    """A node's signing keys by kid: those in force, and all it ever had. Queries: 1."""
    rows = list(NodeKey.objects.filter(node=node, use=NodeKey.Use.SIGN))
    every = {row.kid: PublicSigningKey.from_jwk(row.jwk) for row in rows}
    return {row.kid: every[row.kid] for row in rows if row.retired_at is None}, every


def tips_between(me: str, peer: str) -> Tips:
    """The four tips of a line, by (origin, lane); a lane that was never used stands at its root. Queries: 1."""
    rows = JournalTip.objects.filter(Q(origin=me, destination=peer) | Q(origin=peer, destination=me))
    tips = {(row.origin, row.lane): row for row in rows}
    for origin, destination in ((me, peer), (peer, me)):
        for lane in LANES:
            if (origin, lane) not in tips:
                tips[origin, lane] = JournalTip(
                    origin=origin, destination=destination, lane=lane, digest=journal.root(origin, destination, lane)
                )
    return tips


def said_of(tips: Tips, origin: str) -> dict[str, Tip]:
    """What to tell `origin` about how far we have its lanes."""
    found = {lane: tips[origin, lane] for lane in LANES}
    return {lane: Tip(lane, tip.seq, tip.digest, tip.forked_at is not None) for lane, tip in found.items()}


def hear(tip: JournalTip, said: Tip, at: datetime) -> bool:
    """Take the other side's word on how far it has one of our lanes: its tip is our cursor, forwards and backwards.

    Returns  False when our history and the other's differ: the alarm is raised on the lane, nobody sends on it.
    Queries  0 when nothing moved, else 1-3.
    """
    if said.seq > tip.seq and tip.pk is not None:
        tip.refresh_from_db(fields=["seq", "digest"])  # somebody appended, and it went, since the tip was read
    if said.seq == tip.acknowledged_seq and not said.forked and said.seq < tip.seq:
        return tip.forked_at is None
    if said.forked or not on_our_chain(tip, said):
        if tip.forked_at is None:
            tip.forked_at = at
            _save(tip, forked_at=at, told_seq=said.seq, told_digest=said.digest)
        return False
    if said.seq != tip.acknowledged_seq:
        tip.acknowledged_seq = said.seq
        _save(tip, acknowledged_seq=said.seq)
    return tip.forked_at is None


def mark(node: str, origin: str, fault: Mapping[str, Any]) -> None:
    """A lane that is stuck stands on the page until it moves again. Queries: 1."""
    Peer.objects.filter(node=node).update(
        fault=fault["code"], fault_on=f"{origin} {fault['lane']}", fault_seq=fault["seq"]
    )


def heal(node: str, origin: str, lane: str) -> None:
    """The lane moves. Queries: 1."""
    Peer.objects.filter(node=node, fault_on=f"{origin} {lane}").update(fault="", fault_on="", fault_seq=None)


def on_our_chain(tip: JournalTip, said: Tip) -> bool:
    """Whether the other side's tip lies on our own chain."""
    if said.seq > tip.seq:
        return False
    if said.seq == tip.seq:
        return said.digest == tip.digest
    if said.seq == 0:
        return said.digest == journal.root(tip.origin, tip.destination, tip.lane)
    digest = JournalEntry.objects.filter(
        origin=tip.origin, destination=tip.destination, lane=tip.lane, seq=said.seq
    ).values_list("digest", flat=True)
    return list(digest) == [said.digest]


def _save(tip: JournalTip, **changed: object) -> None:
    """Write members of a tip without touching seq and digest, which writers move meanwhile."""
    if tip.pk is None:
        defaults = {"digest": tip.digest, **changed}
        row, made = JournalTip.objects.get_or_create(
            origin=tip.origin, destination=tip.destination, lane=tip.lane, defaults=defaults
        )
        tip.pk = row.pk
        if made:
            return
    JournalTip.objects.filter(pk=tip.pk).update(**changed)
