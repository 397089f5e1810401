"""Sticks in envelopes, written, copied, lost and delivered in any order; and a prison that takes its journal back."""

import random
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from passport.acts.returning import bring_back
from passport.sync.faults import NotAccepted
from passport.sync.folder.disk import Stick
from passport.sync.folder.reading import Reader
from passport.sync.folder.writing import Writer
from passport.sync.restore.giving import give
from passport.sync.restore.taking import Taker, TwoHistories
from passport.sync.transport import Answered, Unreachable

from .lanes import Tip, lanes, one_history, tips_at
from .model import Broken
from .nodes import Fate
from .scene import CENTRAL
from .world import World

MOST_STICKS = 4


class Travel:
    """What somebody does with a stick."""

    def __init__(self, world: World, prison: str, chance: random.Random) -> None:
        self.world, self.prison, self.chance = world, prison, chance

    def _some(self) -> Path | None:
        return self.chance.choice(self.world.sticks) if self.world.sticks else None

    def write_stick(self) -> str:
        """What waits, onto a new stick or one that was used before; both ways look alike."""
        here, there = (self.prison, CENTRAL) if self.chance.random() < 0.7 else (CENTRAL, self.prison)
        stick = self._some() if self.chance.random() < 0.4 else None
        if stick is None:
            if len(self.world.sticks) >= MOST_STICKS:
                self.lose()
            stick = self.world.folder / f"stick{self.chance.randrange(10**9)}"
            stick.mkdir()
            self.world.sticks.append(stick)
        most = self.chance.choice([None, None, None, 4000])
        fate = self.world.draw_fate(self.chance, troubled=True)
        written = self.world.do(here, lambda: self._write(stick, here, there, most), fate)
        return f"{here} writes a stick for {there}: {written}"

    def _write(self, stick: Path, here: str, there: str, most: int | None) -> str:
        with closing(Stick(str(stick))) as disk:
            done = Writer(disk, lambda: self.world.at(here), most).write_for(there)
        return f"{done.entries} entries{f', {done.stopped}' if done.stopped else ''}"

    def read_stick(self) -> str:
        stick = self._some()
        if stick is None:
            return "no stick"
        here = CENTRAL if self.chance.random() < 0.6 else self.prison
        fate = self.world.draw_fate(self.chance, troubled=True)
        read = self.world.do(here, lambda: self._read(stick, here), fate)
        return f"{here} reads a stick: {read}"

    def _read(self, stick: Path, here: str) -> str:
        with closing(Stick(str(stick))) as disk:
            done = Reader(disk, lambda: self.world.at(here)).read()
            for peer in sorted(done.peers):
                if self.chance.random() < 0.7:
                    writer = Writer(disk, lambda: self.world.at(here), fault=done.peers[peer].fault)
                    writer.write_for(peer)
        refused = [one for one in done.left if one.why == "refused"]
        if refused and not self.world.model.restored:
            raise Broken(f"{here} refused what was on a stick: {refused[0].seq}")
        new = sum(sum(taken.entries.values()) for taken in done.peers.values())
        return f"{new} new, left {sorted({one.why for one in done.left})}"

    def copy_stick(self) -> str:
        """The same stick arrives twice."""
        stick = self._some()
        if stick is None or len(self.world.sticks) >= MOST_STICKS:
            return "no stick is copied"
        twin = self.world.folder / f"stick{self.chance.randrange(10**9)}"
        shutil.copytree(stick, twin)
        self.world.sticks.append(twin)
        return "a stick is copied"

    def lose(self) -> str:
        """A stick is lost, or a file on it is cut short."""
        stick = self._some()
        if stick is None:
            return "no stick to lose"
        files = sorted(stick.glob("throughgate/[A-Z]*"))
        if files and self.chance.random() < 0.5:
            file = self.chance.choice(files)
            file.write_bytes(file.read_bytes()[: self.chance.randrange(1 + file.stat().st_size)])
            return "a file on a stick is cut short"
        self.world.sticks.remove(stick)
        shutil.rmtree(stick)
        return "a stick is lost"


def recover(world: World, prison: str, *, troubled: bool) -> None:
    """What OPERATING.md says of a prison that came back from an old backup: `manage.py sync --restore`."""
    for attempt in range(3):
        fate = world.draw_fate(world.line, troubled=True) if troubled and attempt < 2 else Fate()
        said = world.do(prison, lambda: _take(world, prison), fate)
        world.say(f"    {prison} takes its journal back: {said}")
        if said is None or said == "no line":
            continue
        mine = [key for key in lanes(world) if key[0] == prison]
        if said == "two histories":
            if all(one_history(world, key) for key in mine):
                raise Broken(f"{prison} is told of two histories where there is one")
            return
        for key in mine:
            ours, theirs = (tips_at(world.nodes[name]).get(key, Tip()) for name in (prison, CENTRAL))
            alarm = ours.alarm and ours.seq == theirs.seq
            if ours.seq < theirs.seq or alarm or not one_history(world, key):
                raise Broken(f"{prison} took {ours.seq} of {theirs.seq} of {key} back")
        world.model.excused -= set(mine)
        world.model.recovered.add(prison)
        return


def _take(world: World, prison: str) -> str:
    try:
        taken = Taker(world.post_of(prison, give), lambda: world.at(prison)).take()
    except TwoHistories:
        return "two histories"
    except (Unreachable, Answered, NotAccepted):
        return "no line"
    world.courier(prison).round(wait=False)
    bring_back(by="command:sync", at=world.at(prison))
    return f"{sum(taken.entries.values())} entries"


STEPS: dict[str, Callable[[Travel], str]] = {
    "write_stick": Travel.write_stick,
    "read_stick": Travel.read_stick,
    "copy_stick": Travel.copy_stick,
    "lose": Travel.lose,
}
