"""Seeds of the simulation: whatever goes wrong in whichever order, nothing is lost, repeated or read by the wrong."""

from typing import Any

import pytest

from . import many, running

SEEDS, AT_ONCE = 100, 10  # test_more_seeds.py has as many more, for the other core


def fall(outcome: running.Outcome, mutant: str = "") -> str:
    """What a person reads of a failing seed."""
    shorter = running.shrink(outcome)
    commands = f"{running.command(outcome, mutant)}\n{running.command(shorter, mutant)}"
    return "\n".join([outcome.fault, commands, *shorter.trace])


def walk(first: int) -> None:
    for seed in range(first, first + AT_ONCE):
        outcome = many.one(seed)
        assert not outcome.fault, fall(outcome)


@pytest.mark.parametrize("first", range(0, SEEDS, AT_ONCE))
def test_nothing_is_lost_or_repeated(unblocked: Any, first: int) -> None:
    walk(first)
