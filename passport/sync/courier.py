"""The courier: carries this node's journal to a peer and brings the peer's back, however often it is killed.

A round is as many exchanges as there is something to move. All that has to survive stands in the database: the
journal, the cursor, and the stage of the segment on its way.
"""

import random
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import transaction

from accounts.keys import node_keys
from passport import journal
from passport.models import JournalTip, Lane, Peer, Shipment

from . import cut as cutting
from . import message, reception, segment, stages
from .faults import GAP, LaneRefused, NotAccepted
from .kinds import read_by
from .message import LANES, REPLY, Message
from .pace import Hours
from .tips import Tips, hear, said_of, signing_keys, tips_between
from .transport import Answered, Post, Unreachable
from .turn import turn

HEARD = (  # members of Peer that a round writes
    *("counter", "failures", "fault", "fault_on", "fault_seq", "kinds"),
    *("last_contact_at", "last_tried_at", "next_try_at"),
)
FIRST_WAIT, LONGEST_WAIT = 5.0, 15 * 60.0  # seconds
FIRST_LEAP, LONGEST_LEAP = 60_000, 86_400_000  # milliseconds


@dataclass(frozen=True)
class Round:
    """What a round did. `fault`: a code of faults.WORDS, or ""; `skipped`: "" or why nothing was tried."""

    exchanges: int = 0
    sent: int = 0
    received: int = 0
    fault: str = ""
    skipped: str = ""


class Restored(Exception):
    """The peer has more of this node's journal than it has itself: nothing is taken before that has come back."""


@dataclass(frozen=True)
class _Moved:
    """What one exchange did."""

    sent: int
    received: int
    more: bool


@dataclass(frozen=True)
class _Parcel:
    """A segment, signed: the entries after `after` up to `last`."""

    after: int
    last: int
    parcel: bytes


@dataclass
class Courier:
    """One line: from this node to `peer`.

    post    sends bytes and returns the reply's (transport.py); now: the clock; chance: spreads the waiting;
    stop: asked between exchanges whether to end the round; progress: told after each but the last;
    hours: when bulk is sent, None for always; most: bytes of a bulk segment's lines, None for the usual;
    ahead: post in a thread and cut the next bulk segment meanwhile.
    """

    peer: str
    post: Post
    now: Callable[[], datetime]
    chance: random.Random = field(default_factory=random.SystemRandom)
    stop: Callable[[], bool] = lambda: False
    progress: Callable[[Round], None] = lambda done: None
    hours: Hours | None = None
    most: int | None = None
    ahead: bool = False
    prepared: _Parcel | None = None
    fault: Mapping[str, Any] | None = None  # what we found in the peer's last segment
    stuck: dict[str, tuple[str, int]] = field(default_factory=dict)  # lanes refused in this round, "MDI urgent"
    asked_again: set[str] = field(default_factory=set)  # our lanes that the peer lost, as it said in this round

    def round(self, *, wait: bool = True) -> Round:
        """Exchange until nothing moves any more.

        wait     respect the time of the next try after a failure.
        Queries  4 when there is nothing to move (6 on PostgreSQL, with the lock). Memory: one segment, two if `ahead`.
        """
        with turn(journal.own_name(), self.peer) as mine:
            if not mine:
                return Round(skipped="turn")
            peer, _ = Peer.objects.get_or_create(node=self.peer)
            if wait and peer.next_try_at is not None and peer.next_try_at > self.now():
                return Round(skipped="wait")
            self.fault, self.stuck, self.asked_again, self.prepared = None, {}, set(), None
            done = Round()
            try:
                more = True
                while more:
                    moved = self.exchange(peer)
                    done = replace(
                        done,
                        exchanges=done.exchanges + 1,
                        sent=done.sent + moved.sent,
                        received=done.received + moved.received,
                    )
                    more = moved.more and not self.stop()
                    if more:
                        self.progress(done)
            except Unreachable:
                done = replace(done, fault="unreachable")
            except Answered as error:
                done = replace(done, fault=error.code)
            except NotAccepted:
                done = replace(done, fault="unreadable_reply")
            except Restored:
                done = replace(done, fault="restored")
            except stages.MovedByAnother:
                return replace(done, skipped="turn")
            return self._close(peer, done)

    def exchange(self, peer: Peer) -> _Moved:
        """One round trip both ways. Raises Unreachable, Answered, NotAccepted, Restored, MovedByAnother."""
        me, at = journal.own_name(), self.now()
        tips = tips_between(me, self.peer)
        shipment, parcel = self._next_parcel(tips, at)
        request = Message(
            sender=me,
            receiver=self.peer,
            id=uuid4(),
            at=int(at.timestamp()),
            n=max(int(at.timestamp() * 1000), peer.counter + 1),
            tips=said_of(tips, self.peer),
            kinds=tuple(read_by(me)),
            fault=self.fault,
            segment=parcel,
        )
        peer.counter, peer.last_tried_at = request.n or 0, at
        raw = self._send(request.write(node_keys().sign), shipment, tips)
        in_force, every = signing_keys(self.peer)
        reply = message.read(raw, typ=REPLY, signers=in_force, sender=self.peer, receiver=me)
        if reply.id != request.id:
            raise NotAccepted("replayed")
        peer.last_contact_at, peer.kinds = self.now(), list(reply.kinds)
        sent = self._acknowledge(reply, tips, shipment)
        if any(reply.tips[lane].seq > tips[me, lane].seq for lane in LANES):
            raise Restored
        if reply.fault is None and shipment is not None and parcel and not sent:
            raise NotAccepted("malformed")  # neither taken nor refused: never send it round and round
        received, refused = self._receive(reply, tips, in_force, every)
        waiting = any(tip.seq > tip.acknowledged_seq for tip in self._open(tips))
        # A refusal of ours is told at once, so that the peer goes on with its other lane.
        return _Moved(sent, received, waiting or received > 0 or refused)

    def _open(self, tips: Tips) -> list[JournalTip]:
        """Our lanes that may be sent on, urgent first; bulk in its hours."""
        now = self.hours is None or self.hours.hold(self.now())
        own = [tips[journal.own_name(), lane] for lane in LANES if now or lane != Lane.BULK]
        return [tip for tip in own if tip.forked_at is None and _named(tip) not in self.stuck]

    def _next_parcel(self, tips: Tips, at: datetime) -> tuple[Shipment | None, bytes]:
        """The segment that goes next, signed, and its row. Queries: 0 when all is acknowledged."""
        waiting = [tip for tip in self._open(tips) if tip.seq > tip.acknowledged_seq]
        if not waiting:
            return None, b""
        ahead, self.prepared = self.prepared, None
        if ahead is not None and (waiting[0].lane, waiting[0].acknowledged_seq) == (Lane.BULK, ahead.after):
            return self._mark(waiting[0], None, ahead, at), ahead.parcel
        left = stages.on_its_way(self.peer)
        for shipment in left.values():
            if shipment.stage == stages.ACKNOWLEDGED:
                stages.close(shipment, at)
        return self._take_up(waiting[0], tips, left.get(waiting[0].lane), at)

    def _take_up(self, tip: JournalTip, tips: Tips, left: Shipment | None, at: datetime) -> tuple[Shipment, bytes]:
        """Go on with what an earlier courier left, or cut anew."""
        if left is not None and left.first_seq != tip.acknowledged_seq + 1:
            if left.stage != stages.DONE:
                stages.forget(left)
            left = None
        if left is not None and left.stage == stages.SENT:
            return left, b""  # it may have arrived: ask first
        found = self._cut(tip, tips, after=tip.acknowledged_seq, through=tip.seq if left is None else left.last_seq)
        assert found is not None, "the tip says that entries wait"
        return self._mark(tip, left, found, at), found.parcel

    def _cut(self, tip: JournalTip, tips: Tips, *, after: int, through: int) -> "_Parcel | None":
        """What goes after `after`, signed, or None. Queries: as cutting."""
        found = cutting.cut(
            origin=tip.origin,
            destination=tip.destination,
            lane=tip.lane,
            after=after,
            acknowledged={lane: tips[journal.own_name(), lane].acknowledged_seq for lane in LANES},
            through=through,
            most=self.most if tip.lane == Lane.BULK else None,
        )
        return None if found is None else _Parcel(after, found.last, segment.write(found.lines, node_keys().sign))

    @transaction.atomic
    def _mark(self, tip: JournalTip, left: Shipment | None, parcel: "_Parcel", at: datetime) -> Shipment:
        """Its row, moved up to SENT in one transaction: each flush to disk costs as much as a hundred entries."""
        if left is not None and left.last_seq != parcel.last:  # readers came since: it holds fewer entries now
            stages.forget(left)
            left = None
        shipment = left or stages.start(tip=tip, last=parcel.last, at=at)
        if shipment.stage == stages.CUT:
            stages.move(shipment, stages.SIGNED, at)
        stages.move(shipment, stages.SENT, at)
        return shipment

    def _send(self, message: bytes, shipment: Shipment | None, tips: Tips) -> bytes:
        """Post it. Meanwhile, where the line allows, the next bulk segment is made ready; nothing of it is marked."""
        if not self.ahead or shipment is None or shipment.lane != Lane.BULK:
            return self.post(message)
        tip = tips[journal.own_name(), Lane.BULK]
        with ThreadPoolExecutor(1) as line:
            reply = line.submit(self.post, message)
            self.prepared = self._cut(tip, tips, after=shipment.last_seq, through=tip.seq)
            return reply.result()

    def _acknowledge(self, reply: Message, tips: Tips, shipment: Shipment | None) -> int:
        """Move our cursor to the peer's tips, and the row with it. Returns the entries that are acknowledged now."""
        me, at = journal.own_name(), self.now()
        before = {lane: tips[me, lane].acknowledged_seq for lane in LANES}
        with transaction.atomic() if shipment is not None else nullcontext():
            for lane in LANES:
                hear(tips[me, lane], reply.tips[lane], at)
            arrived = shipment is not None and tips[me, shipment.lane].acknowledged_seq >= shipment.last_seq
            if shipment is not None and arrived:
                stages.move(shipment, stages.ACKNOWLEDGED, at)
                stages.close(shipment, at)
        if shipment is not None and not arrived:
            stages.move(shipment, stages.CUT, at)
        if reply.fault is not None:
            lane, code = reply.fault["lane"], reply.fault["code"]
            went_back = tips[me, lane].acknowledged_seq < before[lane]
            if code == GAP and went_back and lane not in self.asked_again:
                self.asked_again.add(lane)  # central lost what it had: it gets it again, at once and once a round
            else:
                self.stuck[_named(tips[me, lane])] = (code, reply.fault["seq"])
        return sum(max(0, tips[me, lane].acknowledged_seq - before[lane]) for lane in LANES)

    def _receive(self, reply: Message, tips: Tips, in_force: Any, every: Any) -> tuple[int, bool]:
        """Take the peer's segment: how many entries were new, and whether we refuse it as we did not before.

        Raises NotAccepted.
        """
        self.fault = None
        if not reply.segment:
            return 0, False
        brought = segment.read(reply.segment, signers=in_force, origin=self.peer, destination=reply.receiver)
        try:
            new = reception.receive(brought, signers=every, tip=tips[self.peer, brought.lane], at=self.now())
        except LaneRefused as error:
            self.fault, lane = error.members(), _named(tips[self.peer, error.lane])
            known, self.stuck[lane] = lane in self.stuck, (error.code, error.seq)
            return 0, not known
        return new, False

    def _close(self, peer: Peer, done: Round) -> Round:
        """Write down how the line stands, and when to try again. Queries: 1."""
        lane, (code, seq) = next(iter(self.stuck.items()), ("", ("", None)))
        fault = done.fault or code
        peer.fault, peer.fault_on, peer.fault_seq = fault, lane, seq
        peer.failures = peer.failures + 1 if fault else 0
        peer.next_try_at = self.now() + self._pause(peer.failures) if fault else None
        if fault == "replayed":  # a restored database or a clock set back: leap over what was used before
            leap = min(LONGEST_LEAP, FIRST_LEAP * 2 ** min(peer.failures, 16))
            peer.counter = max(peer.counter, int(self.now().timestamp() * 1000) + leap)
        Peer.objects.filter(pk=peer.pk).update(**{name: getattr(peer, name) for name in HEARD})
        return replace(done, fault=fault)

    def _pause(self, failures: int) -> timedelta:
        longest = min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(failures - 1, 16))
        return timedelta(seconds=longest * self.chance.uniform(0.5, 1.0))


def _named(tip: JournalTip) -> str:
    return f"{tip.origin} {tip.lane}"
