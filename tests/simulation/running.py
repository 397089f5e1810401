"""Running one seed: its plan, its steps, the calm after them, and whether all that must hold does."""

import hashlib
import random
import re
import tempfile
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from passport.acts import blobs
from passport.acts.erasing import erase_again
from passport.acts.following import follow_moves
from passport.acts.handover import follow_release_dates
from passport.acts.letters import carry_letters
from passport.acts.links import forget_links
from passport.acts.received_letters import forget_letters
from passport.acts.received_moves import relay_transfers

from . import events, outside, papers, people
from .checks import check
from .lanes import watch
from .nodes import Fate
from .scene import CENTRAL, PRISONS
from .world import World, world_of

WEIGHTS = {
    "come": 3,
    "write": 10,
    "own_words": 3,
    "open_to": 8,
    "take_back": 3,
    "say_no": 2,
    "move_release": 2,
    "erase": 2,
    "file": 4,
    "take_out": 1,
    "write_letter": 3,
    "make_link": 2,
    "take_link": 1,
    "send": 4,
    "call_back": 1,
    "stand_at_the_gate": 4,
    "open": 3,
    "answer": 4,
    "read_letter": 3,
    "try_link": 1,
    "round": 34,
    "late": 4,
    "loose": 4,
    "silence": 1,
    "month": 1,
    "clock": 2,
    "backup": 4,
    "restore": 3,
    "tick": 2,
    "rotate": 2,
    "switch": 1,
    "agency_key": 2,
    "thief": 1,
}
# Not every world knows everything: what goes together only sometimes is found sooner.
SOMETIMES = (
    (("restore", "backup"), 0.35),
    (("rotate", "switch", "agency_key", "thief"), 0.35),
    (("clock", "month", "silence"), 0.4),
    (("send", "call_back", "stand_at_the_gate"), 0.6),
    (("write_letter", "read_letter"), 0.4),
    (("file", "take_out"), 0.5),
    (("make_link", "take_link", "try_link"), 0.3),
    (("late", "loose"), 0.7),
)
DONE_AT_A_PRISON = {**people.STEPS, **papers.STEPS}
MOST_ROUNDS = 40  # in the calm
MOST_TRIES = 60  # to make a failing run shorter


@dataclass(frozen=True)
class Step:
    """number   its place in the whole plan, which chooses what it draws."""

    number: int
    kind: str
    prison: str


@dataclass(frozen=True)
class Outcome:
    """How a run ended. fault: "" where everything holds; digest: of all that happened, the same for the same run."""

    seed: int
    fault: str
    trace: tuple[str, ...]
    steps: tuple[int, ...]
    digest: str


def plan(seed: int) -> list[Step]:
    """The steps of a seed."""
    chance = random.Random(f"{seed} plan")
    left_out = {kind for kinds, often in SOMETIMES if chance.random() > often for kind in kinds}
    weights = {kind: weight for kind, weight in WEIGHTS.items() if kind not in left_out}
    count = chance.randint(15, 45)
    kinds = chance.choices(list(weights), list(weights.values()), k=count)
    return [Step(number, kind, chance.choice(list(PRISONS))) for number, kind in enumerate(kinds)]


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
            calm(world)
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
            follow(world, prison, world.draw_fate(chance, troubled=chance.random() < 0.5))
        world.round(prison, world.draw_fate(chance, troubled=True), wait=chance.random() < 0.3)
        world.watch_erasures(prison)
    elif step.kind == "tick":
        tidy(world, world.draw_fate(chance, troubled=True))
    else:
        world.say("    " + events.STEPS[step.kind](events.Events(world, chance)))
    watch(world)


def _act(world: World, name: str, act, chance: random.Random, cannot: tuple[type[Exception], ...]) -> None:  # type: ignore[no-untyped-def]
    try:
        said = world.do(name, act, world.draw_fate(chance, troubled=True))
    except cannot as error:
        said = f"no: {type(error).__name__} {error}"
    if said is not None:
        world.say(f"    {said}")


def follow(world: World, prison: str, fate: Fate | None = None) -> None:
    """What `manage.py sync` does before a round."""

    def done() -> int:
        at, by = world.at(prison), f"node:{prison}"
        count = erase_again(at=at) + follow_moves(by=by, at=at) + follow_release_dates(by=by, at=at)
        count += carry_letters(at=at) + blobs.carry_blobs(at=at)
        return count + forget_links(at=at) + blobs.collect_blobs(at=at)

    followed = world.do(prison, done, fate)
    if followed:
        world.say(f"    {prison} followed {followed}")


def calm(world: World) -> None:
    """The faults have stopped: clocks are right, lines are up, people have done what was waiting."""
    world.say("calm")
    world.source.begin(world.seed, "calm")
    random.seed(f"{world.seed} calm shard")
    for node in world.nodes.values():
        node.off = timedelta()
    world.silent_until = {}
    events.Events(world, random.Random(world.seed)).switch()
    _tell_again(world)
    for _ in range(MOST_ROUNDS):
        world.later(hours=1)
        if not sum(_cycle(world, prison) for prison in world.prisons) + tidy(world):
            return


def _tell_again(world: World) -> None:
    """What the authority said is published again where a restore of central lost it."""
    for text in world.published:
        kids = [kid for kid in (*world.kids_in(text),)]
        marks = ", ".join("?" * len(kids))
        known = [
            row
            for table in ("accounts_nodekey", "accounts_agencykey")
            for row in world.nodes[CENTRAL].rows(
                f"SELECT 1 FROM {table} WHERE statement <> '' AND kid IN ({marks})",
                *kids,
            )
        ]
        if not known:
            world.do(CENTRAL, lambda text=text: world.publish(text))  # type: ignore[misc]
        if world.is_of_central(text):
            for prison in world.prisons:
                world.waiting_statements[prison].append(text)
                world.told_by_hand(prison)


def _cycle(world: World, prison: str) -> int:
    """A prison's turn. Returns how much moved."""
    follow(world, prison)
    done = world.round(prison)
    watch(world)
    assert done is not None, "no courier falls in the calm"
    return done.sent + done.received


def tidy(world: World, fate: Fate | None = None) -> int:
    """What central does by itself between messages. Returns how much of it others hear of."""

    def done() -> int:
        at = world.at(CENTRAL)
        forget_letters(at=at)
        blobs.collect_blobs(at=at)
        forget_links(at=at)
        return relay_transfers(at=at)

    return world.do(CENTRAL, done, fate) or 0
