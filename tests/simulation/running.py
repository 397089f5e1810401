"""Running one seed: its plan, its steps, the calm after them, and whether all that must hold does."""

import hashlib
import random
import re
import tempfile
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from . import calm, events, outside, papers, people, travel
from .checks import check
from .lanes import watch
from .plan import Step, plan
from .scene import CENTRAL
from .world import World, world_of

DONE_AT_A_PRISON = {**people.STEPS, **papers.STEPS}
MOST_TRIES = 60  # to make a failing run shorter


@dataclass(frozen=True)
class Outcome:
    """How a run ended. fault: "" where everything holds; digest: of all that happened, the same for the same run."""

    seed: int
    fault: str
    trace: tuple[str, ...]
    steps: tuple[int, ...]
    digest: str


def run(seed: int, only: Sequence[int] | None = None) -> Outcome:
    """Walk a seed's plan, or only some of its steps, and look at what is left when the faults have stopped."""
    steps = [step for step in plan(seed) if only is None or step.number in only]
    with tempfile.TemporaryDirectory(prefix="simulation") as folder, world_of(seed, Path(folder)) as world:
        fault = ""
        try:
            world.troubled = True
            for step in steps:
                walk(world, step)
            world.troubled = False
            calm.calm(world)
            check(world)
        except Exception as error:  # noqa: BLE001 (whatever it is, the seed is told and the run goes on)
            fault = f"{type(error).__name__}: {error}"
            world.say("".join(traceback.format_exception(error)[-6:]))
        return Outcome(seed, fault, tuple(world.trace), tuple(step.number for step in steps), _digest(world))


def _digest(world: World) -> str:
    """Over the trace and the journals: everything that was drawn is in there."""
    tips = [sorted(node.rows("SELECT origin, lane, digest FROM passport_journaltip")) for node in world.nodes.values()]
    return hashlib.sha256(repr((world.trace, tips)).encode()).hexdigest()


def shrink(outcome: Outcome, *, most: int = MOST_TRIES) -> Outcome:
    """The same fault with fewer steps, as far as `most` runs go: halves, quarters and so on are left out."""
    steps, size, tries = list(outcome.steps), len(outcome.steps) // 2, 0
    while size and tries < most:
        begin = 0
        while begin < len(steps) and tries < most:
            fewer = steps[:begin] + steps[begin + size :]
            found, tries = run(outcome.seed, fewer), tries + 1
            if _kind(found.fault) == _kind(outcome.fault):
                steps, outcome = fewer, found
            else:
                begin += size
        size //= 2
    return outcome


def _kind(fault: str) -> str:
    """A fault without the numbers and names that hang on the run."""
    return re.sub(r"[\d'(),]+|MDI|LEI|BXI", "", fault)[:40]


def command(outcome: Outcome, mutant: str = "") -> str:
    """What runs it again."""
    whole = len(outcome.steps) == len(plan(outcome.seed))
    only = "" if whole else f" --only {','.join(map(str, outcome.steps))}"
    planted = f" --mutant {mutant}" if mutant else ""
    return f"./deploy/bench simulation --seed {outcome.seed}{only}{planted} --trace"


def walk(world: World, step: Step) -> None:
    """One step. Raises world.Broken."""
    world.source.begin(world.seed, step.number)
    chance = random.Random(f"{world.seed} {step.number}")
    random.seed(f"{world.seed} {step.number} shard")
    world.line = random.Random(f"{world.seed} {step.number} line")
    world.later(seconds=chance.choice([5, 300, 3600, 86400]))
    prison = step.prison if step.prison in world.prisons else world.prisons[0]
    world.say(f"{step.number:3} {world.now:%d.%m. %H:%M} {prison} {step.kind}")
    if step.kind in DONE_AT_A_PRISON:
        act = DONE_AT_A_PRISON[step.kind]
        _act(world, prison, lambda: act(papers.Papers(world, prison, chance)), chance, people.CANNOT)
        world.watch_erasures(prison)
    elif step.kind in outside.STEPS:
        said = outside.STEPS[step.kind]
        _act(world, CENTRAL, lambda: said(outside.Outside(world, chance)), chance, outside.CANNOT)
    elif step.kind == "round":
        if chance.random() < 0.6:
            calm.follow(world, prison, world.draw_fate(chance, troubled=chance.random() < 0.5))
        world.round(prison, world.draw_fate(chance, troubled=True), wait=chance.random() < 0.3)
        calm.tidy(world)  # central's own courier runs every few seconds
        world.watch_erasures(prison)
    elif step.kind in travel.STEPS:
        world.say("    " + travel.STEPS[step.kind](travel.Travel(world, prison, chance)))
    elif step.kind == "tick":
        calm.tidy(world, world.draw_fate(chance, troubled=True))
    else:
        world.say("    " + events.STEPS[step.kind](events.Events(world, prison, chance)))
    watch(world)


def _act(world: World, name: str, act, chance: random.Random, cannot: tuple[type[Exception], ...]) -> None:  # type: ignore[no-untyped-def]
    try:
        said = world.do(name, act, world.draw_fate(chance, troubled=True))
    except cannot as error:
        said = f"no: {type(error).__name__} {error}"
    if said is not None:
        world.say(f"    {said}")
