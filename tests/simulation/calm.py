"""The faults have stopped: what nodes do by themselves until nothing moves any more."""

import random
from datetime import timedelta

from passport.acts import blobs
from passport.acts.erasing import erase_again
from passport.acts.following import follow_moves
from passport.acts.handover import follow_release_dates
from passport.acts.letters import carry_letters
from passport.acts.links import forget_links
from passport.acts.received_letters import forget_letters
from passport.acts.received_moves import relay_transfers

from . import events, people, travel
from .lanes import watch
from .nodes import Fate
from .scene import CENTRAL
from .world import World

MOST_ROUNDS = 40


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
    chance = random.Random(f"{world.seed} calm")
    events.Events(world, world.prisons[0], chance).switch()
    _tell_again(world)
    for prison in world.prisons:
        if prison in world.model.restored - world.model.recovered:
            travel.recover(world, prison, troubled=False)
    come = chance.random() < 0.7
    for _ in range(MOST_ROUNDS):
        world.later(hours=1)
        if come:
            _stand_at_the_gate(world, chance)
        if not sum(_cycle(world, prison) for prison in world.prisons) + tidy(world):
            return


def _stand_at_the_gate(world: World, chance: random.Random) -> None:
    """Whoever was announced arrives."""
    for prison in world.prisons:
        for _ in world.nodes[prison].rows("SELECT 1 FROM passport_arrival WHERE accepted_at IS NULL"):
            world.do(prison, people.People(world, prison, chance).stand_at_the_gate)


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
