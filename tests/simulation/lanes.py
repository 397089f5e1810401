"""What is committed of the journals at both ends, read past the product, and what must hold between any two steps."""

from collections.abc import Iterator
from dataclasses import dataclass

from passport.models import Lane

from .model import Broken
from .nodes import Node
from .scene import CENTRAL
from .world import World

Key = tuple[str, str, str]  # origin, destination, lane
TIPS = "SELECT origin, destination, lane, seq, digest, acknowledged_seq, forked_at FROM passport_journaltip"
COUNTS = "SELECT origin, destination, lane, count(*), max(seq) FROM passport_journalentry GROUP BY 1, 2, 3"
DIGEST = "SELECT digest FROM passport_journalentry WHERE origin = ? AND destination = ? AND lane = ? AND seq = ?"


@dataclass(frozen=True)
class Tip:
    """One lane as one node has it."""

    seq: int = 0
    digest: str = ""
    acknowledged: int = 0
    alarm: bool = False


def tips_at(node: Node) -> dict[Key, Tip]:
    return {(o, d, lane): Tip(seq, dig, ack, bool(fork)) for o, d, lane, seq, dig, ack, fork in node.rows(TIPS)}


def lanes(world: World) -> Iterator[Key]:
    for prison in world.prisons:
        for origin, destination in ((prison, CENTRAL), (CENTRAL, prison)):
            for lane in Lane.values:
                yield origin, destination, lane


def digest_at(node: Node, key: Key, seq: int) -> str:
    """Of one entry; "" for none."""
    rows = node.rows(DIGEST, *key, seq)
    return str(rows[0][0]) if rows else ""


def one_history(world: World, key: Key) -> bool:
    """Whether what the receiver has is the beginning of what the sender has."""
    origin, destination = world.nodes[key[0]], world.nodes[key[1]]
    ours, theirs = tips_at(origin).get(key, Tip()), tips_at(destination).get(key, Tip())
    if theirs.seq == 0:
        return True
    return theirs.seq <= ours.seq and digest_at(origin, key, theirs.seq) == theirs.digest


def watch(world: World) -> None:
    """Between any two steps: no hole, nothing acknowledged that is not there, no alarm without two histories.

    Raises   Broken.
    """
    tips = {name: tips_at(node) for name, node in world.nodes.items()}
    for name, node in world.nodes.items():
        for *found, count, last in node.rows(COUNTS):
            key: Key = (found[0], found[1], found[2])
            tip = tips[name].get(key, Tip())
            if not count == last == tip.seq:
                raise Broken(f"{name} has {count} entries of {key} up to {last}, and its tip says {tip.seq}")
    for key in lanes(world):
        ours, theirs = tips[key[0]].get(key, Tip()), tips[key[1]].get(key, Tip())
        if (ours.alarm or theirs.alarm) and key not in world.model.excused:
            raise Broken(f"an alarm on {key}, and nobody was restored to an older state of it")
        if key in world.model.excused:
            continue
        _acknowledged(world, key, ours, theirs)


def _acknowledged(world: World, key: Key, ours: Tip, theirs: Tip) -> None:
    if ours.acknowledged > theirs.seq:
        if key not in world.model.lost:
            raise Broken(f"{key}: {ours.acknowledged} are acknowledged, and {theirs.seq} are there")
        return
    if ours.acknowledged and digest_at(world.nodes[key[0]], key, ours.acknowledged) != digest_at(
        world.nodes[key[1]], key, ours.acknowledged
    ):
        raise Broken(f"{key}: entry {ours.acknowledged} was acknowledged, and is another at its receiver")
