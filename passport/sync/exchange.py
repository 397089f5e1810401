"""Central's side of an exchange: one request in, one reply out (SPEC.md, section 5)."""

from datetime import datetime

from accounts.keys import node_keys
from passport import journal
from passport.models import JournalTip, Peer

from . import cut as cutting
from . import message, reception, segment
from .faults import LaneRefused, NotAccepted
from .kinds import read_by
from .message import EXCHANGE, LANES, Message
from .tips import Tips, heal, hear, mark, said_of, signing_keys, tips_between


def answer(raw: bytes, *, at: datetime) -> bytes:
    """Read a node's request, take its segment, and reply with what we have for it.

    at       aware, this node's clock.
    Queries  3 when there is nothing to send either way.
    Raises   NotAccepted, for which the caller answers a problem.
    """
    me = journal.own_name()
    sender = message.sender_of(raw)
    in_force, every = signing_keys(sender)
    if not in_force or sender == me:
        raise NotAccepted("unknown_node")
    request = message.read(raw, typ=EXCHANGE, signers=in_force, sender=sender, receiver=me)
    message.check_clock(request.at, int(at.timestamp()))
    count(sender, request.n or 0, at, kinds=list(request.kinds))
    tips = tips_between(me, sender)
    open_lanes = _hear(request, tips, at)
    fault = None
    if request.segment:
        brought = segment.read(request.segment, signers=in_force, origin=sender, destination=me)
        try:
            reception.receive(brought, signers=every, tip=tips[sender, brought.lane], at=at)
            heal(sender, sender, brought.lane)
        except LaneRefused as error:
            fault = error.members()
            mark(sender, sender, fault)
        tips = tips_between(me, sender)
    return reply_to(request, tips, open_lanes, fault, at).write(node_keys().sign)


def _hear(request: Message, tips: Tips, at: datetime) -> list[str]:
    """Move our cursors to the node's tips. Returns the lanes that we may send on now."""
    me, sender = request.receiver, request.sender
    open_lanes = []
    for lane in LANES:
        tip = tips[me, lane]
        before = tip.acknowledged_seq
        if hear(tip, request.tips[lane], at):
            open_lanes.append(lane)
        if tip.acknowledged_seq > before:
            heal(sender, me, lane)
    if request.fault is not None:
        mark(sender, me, request.fault)
        open_lanes = [lane for lane in open_lanes if lane != request.fault["lane"]]  # not again in the same breath
    return open_lanes


def count(sender: str, n: int, at: datetime, **heard: object) -> None:
    """Take a request once: `n` only rises. heard: what else it says of its node. Queries: 1 (3 the first time).

    Raises   NotAccepted: replayed.
    """
    heard |= {"counter": n, "last_contact_at": at}
    later = Peer.objects.filter(node=sender, counter__lt=n)
    if later.update(**heard):
        return
    Peer.objects.get_or_create(node=sender)
    if not later.update(**heard):
        raise NotAccepted("replayed")


def reply_to(
    request: Message, tips: Tips, open_lanes: list[str], fault: dict[str, object] | None, at: datetime
) -> Message:
    """Our tips, and the next segment of our own journal if there is one. Queries: 0, or those of one cut."""
    me, sender = request.receiver, request.sender
    own = {lane: tips[me, lane] for lane in LANES}
    return Message(
        sender=me,
        receiver=sender,
        id=request.id,
        at=int(at.timestamp()),
        tips=said_of(tips, sender),
        kinds=tuple(read_by(me)),
        fault=fault,
        segment=next_segment(me, sender, own, open_lanes),
    )


def next_segment(me: str, peer: str, own: dict[str, JournalTip], open_lanes: list[str]) -> bytes:
    """The next segment for a peer, urgent before bulk, or b"". Queries: 0 when nothing waits."""
    acknowledged = {lane: tip.acknowledged_seq for lane, tip in own.items()}
    for lane in open_lanes:
        if own[lane].seq > acknowledged[lane]:
            found = cutting.cut(
                origin=me, destination=peer, lane=lane, after=acknowledged[lane], acknowledged=acknowledged
            )
            if found is not None:
                return segment.write(found.lines, node_keys().sign)
    return b""
