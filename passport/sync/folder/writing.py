"""Writing what waits for a peer onto a stick (SPEC.md, section 9)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from accounts.keys import node_keys
from passport import journal
from passport.models import JournalTip

from .. import cut as cutting
from .. import segment
from ..faults import NotAccepted
from ..kinds import read_by
from ..message import LANES, Tip
from ..tips import Tips, on_our_chain, said_of, signing_keys, tips_between
from . import statement
from .disk import CannotRead, CannotWrite, Stick
from .names import PART, Name, read_name


@dataclass
class Written:
    """What was written for one peer.

    entries, files   that are on the stick now; `same` of the files were there already.
    removed          our files that the peer has acknowledged, or that newer ones hold.
    left             entries that wait and are not on the stick.
    stopped          "" or why no more was written: "most", or a code of CannotWrite.
    alarms           lanes on which nothing is written, since the two histories differ.
    """

    peer: str
    entries: int = 0
    files: int = 0
    same: int = 0
    removed: int = 0
    left: int = 0
    stopped: str = ""
    alarms: list[str] = field(default_factory=list)


def base_of(tip: JournalTip, said: Tip | None) -> int:
    """From where on the peer needs a lane: our cursor, or what it says itself, if that is less. Queries: 0 or 1."""
    restored = said is not None and said.seq < tip.acknowledged_seq and on_our_chain(tip, said)
    return said.seq if said is not None and restored else tip.acknowledged_seq


@dataclass
class Writer:
    """most: bytes of segments; fault: what we found in the peer's last one; progress: told after each file."""

    stick: Stick
    now: Callable[[], datetime]
    most: int | None = None
    fault: Mapping[str, Any] | None = None
    progress: Callable[[Written], None] = lambda done: None
    spent: int = 0

    def write_for(self, peer: str) -> Written:
        """The statement, then what waits, urgent first. Memory: one segment. Raises nothing for a stick that is full.

        Queries  about 10, and those of each cut.
        """
        me, done = journal.own_name(), Written(peer)
        tips = tips_between(me, peer)
        heard = self._heard(peer)
        base = {lane: base_of(tips[me, lane], heard.get(lane)) for lane in LANES}
        try:
            with self.stick.writing():
                self._clear(me, peer, base, done)
                self._state(me, peer, tips)
                for lane in LANES:
                    if tips[me, lane].forked_at is not None:
                        done.alarms.append(lane)
                    elif not done.stopped:
                        self._lane(tips[me, lane], base, done)
        except CannotWrite as error:
            done.stopped = error.code
        done.left = sum(tips[me, lane].seq - base[lane] for lane in LANES) - done.entries
        return done

    def _heard(self, peer: str) -> dict[str, Tip]:
        """What the peer itself says on this stick, if it has said nothing newer on another."""
        me = journal.own_name()
        try:
            raw = self.stick.read(Name(peer, me).text, statement.LARGEST)
            said = statement.read(raw, signers=signing_keys(peer)[0], sender=peer, receiver=me)
        except (CannotRead, NotAccepted):
            return {}  # whoever reads the stick is told what is wrong with it
        return said.tips if statement.is_newest(said) else {}

    def _state(self, me: str, peer: str, tips: Tips) -> None:
        at = self.now()
        said = statement.Statement(
            sender=me,
            receiver=peer,
            at=int(at.timestamp()),
            n=statement.next_number(peer, at=at),
            tips=said_of(tips, peer),
            kinds=tuple(read_by(me)),
            fault=self.fault,
        )
        self.stick.write(Name(me, peer).text, said.write(node_keys().sign))

    def _lane(self, tip: JournalTip, base: dict[str, int], done: Written) -> None:
        after, kept = base[tip.lane], set[str]()
        while after < tip.seq:
            found = cutting.cut(
                origin=tip.origin,
                destination=tip.destination,
                lane=tip.lane,
                after=after,
                acknowledged=base,
                through=tip.seq,
            )
            assert found is not None, "the tip says that entries wait"
            raw = segment.write(found.lines, node_keys().sign)
            if self.most is not None and self.spent + len(raw) > self.most:
                done.stopped = "most"
                break
            name = Name(tip.origin, tip.destination, tip.lane, found.first, found.last).text
            done.same += not self.stick.write(name, raw)
            self.spent += len(raw)
            done.files += 1
            done.entries += found.last - found.first + 1
            after = found.last
            kept.add(name)
            self.progress(done)
        for text, name_ in self._own(tip.origin, tip.destination):
            if name_.lane == tip.lane and name_.last <= after and text not in kept:
                self._remove(text, done)

    def _clear(self, me: str, peer: str, base: dict[str, int], done: Written) -> None:
        """What the peer has makes room first; so does what a killed writer left."""
        for text in self.stick.names():
            if text.startswith(".") and text.endswith(PART):
                part = read_name(text[1 : -len(PART)])
                if part is not None and (part.origin, part.destination) == (me, peer):
                    self.stick.remove(text)
        for text, name in self._own(me, peer):
            if name.lane and name.last <= base[name.lane]:
                self._remove(text, done)

    def _remove(self, text: str, done: Written) -> None:
        self.stick.remove(text)
        done.removed += 1

    def _own(self, me: str, peer: str) -> list[tuple[str, Name]]:
        named = [(text, read_name(text)) for text in self.stick.names()]
        return [(text, name) for text, name in named if name and (name.origin, name.destination) == (me, peer)]
