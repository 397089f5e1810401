"""What befalls nodes and line as a step of its own: late and loose copies, restores, clocks, silence, keys, thieves."""

import dataclasses
import random
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

from accounts.keys import NodeKeys, generate
from accounts.seal import ReadingKey
from passport.journal import root
from passport.models import Lane
from passport.sync import message, reception, segment
from passport.sync.faults import LaneRefused, NotAccepted
from passport.sync.tips import signing_keys, tips_between
from passport.sync.transport import Answered, Unreachable

from .lanes import lanes, one_history
from .model import Broken
from .scene import CENTRAL, agency_statement, node_statement
from .travel import recover
from .world import Sent, World, said_in

YEAR = timedelta(days=365)
MOST_COPIES = 4


class Events:
    def __init__(self, world: World, prison: str, chance: random.Random) -> None:
        self.world, self.prison, self.chance = world, prison, chance

    def _name(self) -> str:
        return CENTRAL if self.chance.random() < 0.35 else self.prison

    # The line

    def late(self) -> str:
        """A message from before arrives, perhaps for the second time."""
        if not self.world.kept:
            return "nothing is late"
        sent = self.chance.choice(self.world.kept)
        central = self.world.nodes[CENTRAL]
        counted = central.rows("SELECT counter FROM passport_peer WHERE node = ?", sent.prison)
        known = counted and int(counted[0][0]) >= said_in(sent.raw)["n"]
        try:
            self.world.deliver(sent.raw)
            self._of_another_history(sent.prison)
        except (Answered, Unreachable) as error:
            return f"a late message of {sent.prison}: {error}"
        if known:
            raise Broken("a message that was counted before was answered again")
        return f"a late message of {sent.prison} is taken"

    def loose(self) -> str:
        """A segment from before arrives by itself, as on a stick, at whichever end it is for."""
        there = self.chance.random() < 0.7
        found = [one for one in (self.world.kept if there else self.world.brought) if said_in(one.raw)["segment"]]
        if not found:
            return "nothing is loose"
        sent = self.chance.choice(found)
        origin, destination = (sent.prison, CENTRAL) if there else (CENTRAL, sent.prison)
        fate = self.world.draw_fate(self.chance, troubled=True)
        done = self.world.do(destination, lambda: self._take(sent, origin, destination), fate)
        self._of_another_history(origin)
        return f"a loose segment of {origin} at {destination}: {done}"

    def _of_another_history(self, origin: str) -> None:
        """What was on the line when its sender was put back is as true as what the sender writes now."""
        if origin in self.world.model.restored:
            two_histories(self.world)

    def _take(self, sent: Sent, origin: str, destination: str) -> str:
        in_force, every = signing_keys(origin)
        typ = message.EXCHANGE if destination == CENTRAL else message.REPLY
        try:
            found = message.read(sent.raw, typ=typ, signers=in_force, sender=origin, receiver=destination)
            brought = segment.read(found.segment, signers=in_force, origin=origin, destination=destination)
            tip = tips_between(destination, origin)[origin, brought.lane]
            new = reception.receive(brought, signers=every, tip=tip, at=self.world.at(destination))
        except NotAccepted as error:
            return error.code
        except LaneRefused as error:
            return str(error)
        return f"{new} new"

    def silence(self) -> str:
        """Thirty days without a line; the world goes on meanwhile."""
        prison = self.prison
        self.world.silent_until[prison] = self.world.now + timedelta(days=30)
        return f"no line to {prison} for thirty days"

    def month(self) -> str:
        self.world.later(days=self.chance.choice([1, 7, 31]))
        return f"it is {self.world.now:%d %B %Y}"

    # Nodes

    def clock(self) -> str:
        name = self._name()
        self.world.nodes[name].off = self.chance.choice([YEAR, -YEAR, timedelta(hours=20), timedelta(), timedelta()])
        return f"the clock of {name} is off by {self.world.nodes[name].off}"

    def backup(self) -> str:
        name = self._name()
        copies = self.world.backups[name]
        copies.append(self.world.nodes[name].copy())
        if len(copies) > MOST_COPIES:
            del copies[self.chance.randrange(len(copies))]
        return f"{name} is copied"

    def restore(self) -> str:
        """Back to an older state: where the others know of more, two histories begin, and nothing else."""
        name = self._name()
        model = self.world.model
        number = self.chance.randrange(len(self.world.backups[name]))
        self.world.nodes[name].put_back(self.world.backups[name][number])
        model.restored.add(name)
        two_histories(self.world)
        model.lost |= {key for key in lanes(self.world) if name in key[:2] and key not in model.excused}
        self.world.use_keys(name, self.world.nodes[name].keys)
        model.recovered.discard(name)
        if name != CENTRAL:
            self.world.watch_erasures(name, anew=True)
            self.world.told_again_by_hand(name)
            if self.chance.random() < 0.5:
                recover(self.world, name, troubled=True)
        return f"{name} is restored from copy {number}"

    # Keys

    def rotate(self) -> str:
        """New keys for a node: signed by the authority, published at central, in use now or later."""
        name = self._name()
        if name in self.world.waiting_keys:
            return self.switch()
        old = self.world.nodes[name].keys
        new = dataclasses.replace(generate(name), retired=(old.read, old.archive, old.archive_restricted, *old.retired))
        text = node_statement(new, self.world.scene.authority, self.world.now)
        self._publish(text)
        if not self.world.nodes[CENTRAL].rows("SELECT 1 FROM accounts_nodekey WHERE kid = ?", new.sign.kid):
            self.world.published.remove(text)
            return f"new keys for {name} are not published"
        self.world.stolen[name] = old
        self.world.waiting_keys[name] = new
        if name == CENTRAL:  # what says so can't come over a line that is signed with it
            for prison in self.world.prisons:
                self.world.waiting_statements[prison].append(text)
        later = self.chance.random() < 0.5
        return f"new keys for {name} are published" if later else f"new keys for {name}; {self.switch()}"

    def switch(self) -> str:
        """Published keys come into use."""
        for name in sorted(self.world.waiting_keys):
            self.world.use_keys(name, self.world.waiting_keys.pop(name))
        for prison in self.world.prisons:
            self.world.told_by_hand(prison)
        return "new keys are in use"

    def agency_key(self) -> str:
        kind = self.chance.choice(["PROBATION", "HOUSING"])
        key = ReadingKey.generate()
        self.world.agency_keys[kind].insert(0, key)
        scene = self.world.scene
        self._publish(agency_statement(kind, scene.agencies[kind], key, scene.authority, self.world.now))
        return f"a new key for {kind}"

    def _publish(self, text: str) -> None:
        self.world.published.append(text)
        fate = self.world.draw_fate(self.chance, troubled=True)
        self.world.do(CENTRAL, lambda: self.world.publish(text), fate)

    def thief(self) -> str:
        """Whoever has a key that is retired at central writes in that prison's name: nobody believes it."""
        names = [name for name in sorted(self.world.stolen) if name != CENTRAL]
        if not names:
            return "no key is stolen"
        name = self.chance.choice(names)
        keys = self.world.stolen[name]
        central = self.world.nodes[CENTRAL]
        if not central.rows("SELECT 1 FROM accounts_nodekey WHERE kid = ? AND retired_at IS NOT NULL", keys.sign.kid):
            return "the stolen key is in force at a central that was restored"
        try:
            self.world.deliver(_forged(self.world, name, keys))
        except Answered as error:
            return f"a thief writes as {name}: {error.code}"
        raise Broken("a message that a retired key signed was answered")


def _forged(world: World, name: str, keys: NodeKeys) -> bytes:
    at = world.at(CENTRAL)
    tips = {lane: message.Tip(lane, 0, root(CENTRAL, name, lane)) for lane in Lane.values}
    return message.Message(
        sender=name,
        receiver=CENTRAL,
        id=uuid4(),
        at=int(at.timestamp()),
        n=int((at + YEAR * 5).timestamp() * 1000),
        tips=tips,
        kinds=("directory",),
    ).write(keys.sign)


def two_histories(world: World) -> None:
    """Note the lanes of which the receiver has what the sender does not know of."""
    world.model.excused |= {key for key in lanes(world) if not one_history(world, key)}


STEPS: dict[str, Callable[[Events], str]] = {
    "late": Events.late,
    "loose": Events.loose,
    "silence": Events.silence,
    "month": Events.month,
    "clock": Events.clock,
    "backup": Events.backup,
    "restore": Events.restore,
    "rotate": Events.rotate,
    "switch": Events.switch,
    "agency_key": Events.agency_key,
    "thief": Events.thief,
}
