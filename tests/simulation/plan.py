"""What a seed plans: which steps, in which order, at which prison."""

import random
from dataclasses import dataclass

from .scene import PRISONS

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
    "write_stick": 5,
    "read_stick": 6,
    "copy_stick": 1,
    "lose": 1,
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
    (("write_stick", "read_stick", "copy_stick", "lose"), 0.5),
)
# What is worth more when it comes right after, at the same prison.
AFTERMATH: dict[str, tuple[tuple[str, ...], ...]] = {
    "restore": ((), ("loose", "loose"), ("round",), ("write", "write", "own_words", "write", "round")),
    "open_to": ((), ("write_stick", "take_back", "round", "read_stick"), ("take_back", "round"), ("round", "write")),
    "write": ((), (), (), ("write_stick", "erase", "round", "read_stick")),
    "send": ((), ("round",), ("round", "erase")),
    "file": ((), (), ("silence", "month")),
    "rotate": ((), ("thief",)),
}


@dataclass(frozen=True)
class Step:
    """number   its place in the whole plan, which chooses what it draws."""

    number: int
    kind: str
    prison: str


def plan(seed: int) -> list[Step]:
    """The steps of a seed."""
    chance = random.Random(f"{seed} plan")
    left_out = {kind for kinds, often in SOMETIMES if chance.random() > often for kind in kinds}
    weights = {kind: weight for kind, weight in WEIGHTS.items() if kind not in left_out}
    steps: list[tuple[str, str]] = []
    for kind in chance.choices(list(weights), list(weights.values()), k=chance.randint(15, 40)):
        prison = chance.choice(list(PRISONS))
        after = chance.choice(AFTERMATH.get(kind, ((),)))
        steps += [(one, prison) for one in (kind, *after) if one not in left_out]
    return [Step(number, kind, prison) for number, (kind, prison) in enumerate(steps)]
