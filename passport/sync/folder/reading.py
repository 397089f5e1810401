"""Taking in what lies on a stick: what is ours and whole is applied, the rest named and left (SPEC.md, section 9)."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from passport import journal
from passport.models import Peer

from .. import framing, reception, segment
from ..envelopes import Signers
from ..faults import GAP, LaneRefused, NotAccepted
from ..kinds import CENTRAL
from ..message import LANES
from ..tips import heal, mark, signing_keys, tips_between
from . import statement
from .disk import CannotRead, Stick
from .names import PART, Name, read_name

# What a person does about these; the rest comes right by itself, or isn't ours.
TO_LOOK_AT = frozenset({"damaged", "newer", "label", "fork", "refused", "unreadable", "large", "key", "restored"})


@dataclass(frozen=True)
class Left:
    """A file that was left alone. `why`: a key of words.LEFT; `seq`: the wanted message of "gap", or the wrong one."""

    name: str
    why: str
    seq: int | None = None


@dataclass
class Taken:
    """What one node sent. entries: that were new, by lane; again: files that held nothing new."""

    entries: Counter[str] = field(default_factory=Counter)
    files: Counter[str] = field(default_factory=Counter)
    again: int = 0
    statement: bool = False
    fault: Mapping[str, Any] | None = None


@dataclass
class Reading:
    """What was found. `peers`: by node; `others`: files that are for, or by, somebody else."""

    peers: dict[str, Taken] = field(default_factory=dict)
    left: list[Left] = field(default_factory=list)
    others: int = 0

    @property
    def faults(self) -> list[Left]:
        return [one for one in self.left if one.why in TO_LOOK_AT]


@dataclass
class Reader:
    """progress: told after each file that was opened. Memory: one segment, and the names."""

    stick: Stick
    now: Callable[[], datetime]
    progress: Callable[[Reading], None] = lambda done: None

    def read(self) -> Reading:
        """Take in the whole stick. Queries: about 5 a file, and those of applying it. Raises NoStick."""
        me, done = journal.own_name(), Reading()
        wanted: list[Name] = []
        for text in self.stick.names():
            name = read_name(text)
            if name is None:
                done.left.append(Left(text, "unfinished" if text.endswith(PART) else "strange"))
            elif name.destination == me:
                wanted.append(name)
            elif me not in (name.origin, name.destination):
                done.others += 1
            elif name.origin == me:
                done.peers.setdefault(name.destination, Taken())
        for origin in sorted({name.origin for name in wanted}):
            self._peer(origin, [name for name in wanted if name.origin == origin], done)
        return done

    def _peer(self, origin: str, names: list[Name], done: Reading) -> None:
        in_force, every = signing_keys(origin)
        if not in_force:
            done.left += [Left(name.text, "key") for name in names]
            return
        taken = done.peers.setdefault(origin, Taken())
        for name in names:
            if not name.lane:
                self._statement(name, in_force, taken, done)
        if self._came_back(origin):
            done.left += [Left(name.text, "restored") for name in names if name.lane]
            return
        for lane in LANES:
            for name in sorted((one for one in names if one.lane == lane), key=lambda one: (one.first, one.last)):
                self._segment(name, in_force, every, taken, done)
                self.progress(done)

    def _came_back(self, origin: str) -> bool:
        """Whether this prison lost entries of its own that central has: it takes nothing before they are back."""
        me = journal.own_name()
        tips = tips_between(me, origin)
        own = [tips[me, lane] for lane in LANES] if me != CENTRAL else []
        return any(tip.forked_at is not None and (tip.told_seq or 0) > tip.seq for tip in own)

    def _statement(self, name: Name, in_force: Signers, taken: Taken, done: Reading) -> None:
        try:
            raw = self.stick.read(name.text, statement.LARGEST)
            said = statement.read(raw, signers=in_force, sender=name.origin, receiver=name.destination)
        except CannotRead as error:
            done.left.append(Left(name.text, error.why))
        except NotAccepted as error:
            done.left.append(Left(name.text, _WHY.get(error.code, "damaged")))
        else:
            taken.statement = statement.take(said, at=self.now())
            if not taken.statement:
                done.left.append(Left(name.text, "stale"))

    def _segment(self, name: Name, in_force: Signers, every: Signers, taken: Taken, done: Reading) -> None:
        tip = tips_between(name.destination, name.origin)[name.origin, name.lane]
        if name.first > tip.seq + 1:
            done.left.append(Left(name.text, GAP, tip.seq + 1))  # nothing of it could be applied: not opened
            return
        try:
            raw = self.stick.read(name.text, framing.MAX_SEGMENT_BYTES)
            brought = segment.read(raw, signers=in_force, origin=name.origin, destination=name.destination)
            if (brought.lane, brought.first, brought.last) != (name.lane, name.first, name.last):
                done.left.append(Left(name.text, "label"))
                return
            new = reception.receive(brought, signers=every, tip=tip, at=self.now())
        except CannotRead as error:
            done.left.append(Left(name.text, error.why))
        except NotAccepted as error:
            done.left.append(Left(name.text, _WHY.get(error.code, "damaged")))
        except LaneRefused as error:
            self._refused(name, error, taken, done)
        else:
            taken.entries[name.lane] += new
            taken.files[name.lane] += bool(new)
            taken.again += not new
            if new:
                heal(name.origin, name.origin, name.lane)

    def _refused(self, name: Name, error: LaneRefused, taken: Taken, done: Reading) -> None:
        done.left.append(Left(name.text, error.code, error.seq))
        if error.code == GAP:
            return
        if taken.fault is None:
            taken.fault = error.members()
        Peer.objects.get_or_create(node=name.origin)
        mark(name.origin, name.origin, error.members())


_WHY = {"version": "newer", "unknown_node": "key", "addressee": "label"}
