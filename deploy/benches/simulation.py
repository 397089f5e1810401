"""The simulation of tests/simulation: how many seeds hold, and how fast they run.

./deploy/bench simulation --seeds 20000            over all cores, with progress; ends after five that fall
./deploy/bench simulation --seed 1234 --trace      one again, step by step; shortened where it falls
./deploy/bench simulation --seeds 60 --mutant late_head_wins    with a planted bug: tests/simulation/mutants.py
"""

import importlib
import os
import sys
from argparse import ArgumentParser, Namespace
from typing import Any

from deploy.benches import Figure


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--seeds", type=int, default=200, help="how many (default %(default)s)")
    parser.add_argument("--first", type=int, default=0, help="the first of them (default %(default)s)")
    parser.add_argument("--seed", type=int, help="one alone")
    parser.add_argument("--trace", action="store_true", help="with --seed: print every step")
    parser.add_argument("--only", help="with --seed: these steps alone, as 3,7,12")
    parser.add_argument("--mutant", default="", help="with a planted bug, by its name")
    parser.add_argument("--jobs", type=int, default=0, help="processes (default: one a core)")
    parser.add_argument("--minutes", type=float, default=240, help="stop after these (default %(default)s)")


def measure(asked: Namespace) -> list[Figure]:
    """Seeds that hold beside those that were run; seeds a second; processor time a seed."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "deploy.settings.test"
    import django

    django.setup()
    many = _of("many")
    if asked.seed is not None:
        return [_one(asked)]
    seeds = range(asked.first, asked.first + asked.seeds)
    tally = many.many(seeds, jobs=asked.jobs, mutant=asked.mutant, most_seconds=asked.minutes * 60)
    if tally.fallen:
        _tell(tally.fallen[0], asked.mutant)
    done = max(1, tally.done)
    return [
        Figure("seeds in which everything holds", tally.held, "seeds", done, 1.0),
        Figure("speed, all processes together", tally.done / max(tally.seconds, 0.001), "seeds/s"),
        Figure("processor time", tally.cpu / done, "s/seed"),
    ]


def _of(module: str) -> Any:
    """A module of the simulation; they need settings first."""
    return importlib.import_module(f"tests.simulation.{module}")


def _one(asked: Namespace) -> Figure:
    many = _of("many")
    only = [int(number) for number in asked.only.split(",")] if asked.only else None
    outcome = many.one(asked.seed, asked.mutant, only)
    if asked.trace:
        print("\n".join(outcome.trace), file=sys.stderr)
    elif outcome.fault:
        _tell(outcome, asked.mutant)
    return Figure("the seed holds", 0.0 if outcome.fault else 1.0, "seeds", 1.0, 1.0)


def _tell(outcome: Any, mutant: str) -> None:
    """The shortest run that was found of one that falls, and what runs it again."""
    mutants, running = _of("mutants"), _of("running")
    with mutants.planted(mutant):
        shorter = running.shrink(outcome)
    print("\n".join([*shorter.trace, shorter.fault, running.command(shorter, mutant)]), file=sys.stderr)
