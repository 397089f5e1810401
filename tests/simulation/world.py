"""One run: a list of steps drawn from a seed, walked on virtual time, each with its own fate."""

import json
import os
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

from django.db import OperationalError

import passport.blob
from accounts.keys import NodeKeys
from accounts.models import User
from accounts.seal import ReadingKey, unb64
from passport.sync import cut as cutting
from passport.sync import exchange, framing
from passport.sync.courier import Courier, Round
from passport.sync.faults import NotAccepted
from passport.sync.kinds import CENTRAL
from passport.sync.pace import read_hours
from passport.sync.transport import Answered, Post, Unreachable

from .chance import Source, drawn_from
from .model import Broken, Model
from .nodes import Fate, Killed, Node, Stage
from .scene import NOW, PRISONS, Scene, pin, scene
from .trusted import Trusted

MOST_STATEMENTS = 60  # among which a kill falls


Door = Callable[..., bytes]


@dataclass
class Sent:
    """A message that somebody on the line has kept."""

    prison: str
    raw: bytes


class World(Trusted):
    """Nodes, line, clock and model of one run."""

    def __init__(self, seed: int, folder: Path, source: Source) -> None:
        self.seed, self.folder, self.source = seed, folder, source
        self.scene: Scene = scene()
        self.now: datetime = NOW
        self.stage = Stage(folder)
        self.model = Model()
        self.trace: list[str] = []
        self.chance = random.Random(f"{seed} world")
        self.prisons = list(PRISONS)[: self.chance.choice([1, 2, 2, 3])]
        names = (CENTRAL, *self.prisons)
        self.nodes = {name: Node(name, self.scene.keys[name], self.scene.images[name], folder) for name in names}
        for node in self.nodes.values():
            node.passed = self.pass_by
        self.agency_keys: dict[str, list[ReadingKey]] = {k: [key] for k, key in self.scene.agency_keys.items()}
        self.published: list[str] = []
        self.waiting_keys: dict[str, NodeKeys] = {}
        self.waiting_statements: dict[str, list[str]] = {name: [] for name in names}
        self.stolen: dict[str, NodeKeys] = {}
        self.backups: dict[str, list[bytes]] = {name: [node.image] for name, node in self.nodes.items()}
        self.silent_until: dict[str, datetime] = {}
        self.kept: list[Sent] = []
        self.brought: list[Sent] = []  # replies
        self.sticks: list[Path] = []
        self.hours = read_hours(self.chance.choice(["", "", "01:00-05:00"]))  # when bulk goes over the line
        self.line = random.Random(0)
        self.troubled = False

    # Time

    def later(self, **span: float) -> None:
        self.now += timedelta(**span)

    def pass_by(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    def at(self, name: str) -> datetime:
        """The time by this node's clock."""
        return self.nodes[name].now(self.now)

    # Words

    def word(self, chance: random.Random) -> str:
        """A word that occurs nowhere else."""
        made = "".join(chance.choice("bdfgklmnprstvz") + chance.choice("aeiou") for _ in range(6))
        self.model.secret.add(made)
        return made

    def say(self, words: str) -> None:
        self.trace.append(words)

    # Acting

    @contextmanager
    def on(self, name: str) -> Iterator[Node]:
        with self.stage.at(self.nodes[name]):
            yield self.nodes[name]

    def user(self, name: str) -> User:
        return User.objects.get(pk=self.scene.users[name])

    def do(self, name: str, act: Callable[[], Any], fate: Fate | None = None) -> Any:
        """Act at a node, which may fall meanwhile. Returns what the act does, or None where it fell."""
        node = self.nodes[name]
        node.begin(fate)
        try:
            with self.on(name):
                return act()
        except Killed as killed:
            killed.node.start_again()
            self.say(
                f"    {killed.node.name} was killed at {killed.node.lived}{' after' if fate and fate.after else ''}"
            )
        except OperationalError as error:
            self.say(f"    {name}: {error}")
            node.database.begin_again(anew=False)
        finally:
            node.fate = Fate()
        return None

    def draw_fate(self, chance: random.Random, *, troubled: bool) -> Fate:
        """What befalls a node in one step; mostly nothing."""
        if not troubled or chance.random() < 0.6:
            return Fate()
        what = chance.choice(["killed", "killed", "killed", "full", "slow"])
        when = min(chance.randint(1, MOST_STATEMENTS), chance.randint(1, MOST_STATEMENTS))
        if what == "killed":
            return Fate(killed=when, after=chance.random() < 0.5)
        return Fate(full=when) if what == "full" else Fate(slow=chance.choice([1.0, 30.0]))

    # The line

    def courier(self, prison: str) -> Courier:
        hours = self.hours if self.troubled else None
        chance = random.Random(self.line.random())
        return Courier(CENTRAL, self.post_of(prison), lambda: self.at(prison), chance, hours=hours)

    def post_of(self, prison: str, door: Door | None = None) -> Post:
        def post(raw: bytes) -> bytes:
            return self.post(prison, raw, door)

        return post

    def post(self, prison: str, raw: bytes, door: Door | None = None) -> bytes:
        """The line as it is: it may be cut on the way there or back, bring things twice, late or broken.

        door     at central; None: that of the exchange.
        """
        self.later(seconds=1)
        if door is None:
            self.keep(self.kept, Sent(prison, raw))
        if self.silent_until.get(prison, self.now) > self.now:
            raise Unreachable("silence")
        befalls = self.line.choice(["cut", "lost", "twice", "broken"]) if self._befalls(0.22) else ""
        if befalls:
            self.say(f"    the line to {prison}: {befalls}")
        if befalls == "cut":
            raise Unreachable("cut")
        if befalls == "broken":
            at = self.line.randrange(len(raw))
            raw = raw[:at] + bytes([raw[at] ^ (1 << self.line.randrange(8))]) + raw[at + 1 :]
        fate = self.draw_fate(self.line, troubled=self._befalls(0.6))
        answer = self.deliver(raw, fate, door)
        if befalls == "twice":
            self._again(raw, door)
        if befalls == "lost":
            raise Unreachable("the answer was lost")
        if door is None:
            self._look(prison, answer)
            self.keep(self.brought, Sent(prison, answer))
        return answer

    def _again(self, raw: bytes, door: Door | None) -> None:
        try:
            self.deliver(raw, None, door)
        except Answered as again:
            if again.code != "replayed":
                raise Broken(f"the same message twice: {again.code}") from again
        else:
            raise Broken("the same message was taken twice")

    def _look(self, prison: str, answer: bytes) -> None:
        """Where nobody was restored nothing is ever refused."""
        if refused := said_in(answer)["fault"]:
            self.say(f"    {CENTRAL} says: {refused}")
            if refused["code"] == "refused" and not self.model.restored:
                raise Broken(f"a message of {prison} was refused: {refused['lane']} {refused['seq']} {refused['why']}")

    def _befalls(self, how_often: float) -> bool:
        return self.troubled and self.line.random() < how_often

    def keep(self, where: list[Sent], one: Sent) -> None:
        where.append(one)
        if len(where) > 24:
            del where[self.line.randrange(len(where))]

    def deliver(self, raw: bytes, fate: Fate | None = None, door: Door | None = None) -> bytes:
        """Give central a message as its web server does. Raises Unreachable, Answered."""
        central = self.nodes[CENTRAL]
        central.begin(fate)
        try:
            with self.on(CENTRAL):
                return (door or exchange.answer)(raw, at=self.at(CENTRAL))
        except NotAccepted as error:
            raise Answered(error.code) from error
        except OperationalError as error:
            self.say(f"    {CENTRAL}: {error}")
            central.database.begin_again(anew=False)
            raise Answered("busy") from error
        except Killed as killed:
            if killed.node is not central:
                raise
            self.say(f"    {CENTRAL} was killed at {central.lived}")
            central.start_again()
            raise Unreachable("central was killed") from killed
        finally:
            central.fate = Fate()

    def round(self, prison: str, fate: Fate | None = None, *, wait: bool = False) -> Round | None:
        """One round of a prison's courier."""
        done: Round | None = self.do(prison, lambda: self.courier(prison).round(wait=wait), fate)
        if done is not None:
            if done.fault == "refused" and not self.model.restored:
                raise Broken(f"a message was refused at one end of the line to {prison}")
            why = done.fault or done.skipped
            self.say(f"    sent {done.sent}, received {done.received}{f': {why}' if why else ''}")
        return done


def said_in(raw: bytes) -> dict[str, Any]:
    """The signed members of a message."""
    found: dict[str, Any] = json.loads(unb64(raw.split(b"\n")[1].split(b".")[1].decode()))
    return found


@contextmanager
def world_of(seed: int, folder: Path) -> Iterator[World]:
    """A world whose randomness, sizes and nodes are its own; the process is as before afterwards."""
    source = Source()
    before = random.getstate()
    scene()
    with drawn_from(source):
        world = World(seed, folder, source)
        pin(folder, world.scene.authority)
        small = world.chance.choice([2, 5, 20])
        with (
            world.stage.open(),
            patch.object(framing, "SEGMENT_ENTRIES", small),
            patch.object(framing, "SEGMENT_BYTES", 24 * 1024),
            patch.object(cutting, "AT_ONCE", 3),
            patch.object(passport.blob, "CHUNK", 2048),
            patch.object(os, "fsync", lambda file: None),  # whoever is killed here leaves the machine running
        ):
            yield world
    random.setstate(before)
