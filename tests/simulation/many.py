"""Many seeds over all cores, with progress and a bound."""

import gc
import multiprocessing
import os
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from . import mutants, running
from .running import Outcome
from .scene import scene

FELL = 5  # seeds: enough to look at


@dataclass
class Tally:
    """What became of many seeds. cpu: seconds of all processes that ran them."""

    asked: int
    held: int = 0
    fallen: list[Outcome] = field(default_factory=list)
    seconds: float = 0.0
    cpu: float = 0.0

    @property
    def done(self) -> int:
        return self.held + len(self.fallen)

    @property
    def line(self) -> str:
        speed = self.done / self.seconds if self.seconds else 0.0
        return f"{self.done:,} of {self.asked:,} seeds, {len(self.fallen)} fell, {speed:.1f} seeds a second"


def one(seed: int, mutant: str = "", only: Sequence[int] | None = None) -> Outcome:
    """One seed, with a planted bug or without."""
    scene()
    gc.collect()
    gc.freeze()  # what is there already is not looked through again: a tenth of the time
    gc.disable()
    try:
        with mutants.planted(mutant):
            return running.run(seed, only)
    finally:
        gc.enable()
        gc.unfreeze()


def _timed(asked: tuple[int, str]) -> tuple[Outcome, float]:
    begun = time.process_time()
    outcome = one(*asked)
    return outcome, time.process_time() - begun


def many(seeds: range, *, jobs: int = 0, mutant: str = "", most_seconds: float = 0.0, progress: float = 5.0) -> Tally:
    """Run seeds until all are done, FELL have failed, or the time is over.

    jobs      processes; 0: one a core. most_seconds: 0 for no bound. progress: seconds between lines, on stderr.
    """
    tally, begun, told = Tally(len(seeds)), time.monotonic(), time.monotonic()
    for outcome, cpu in _outcomes(seeds, jobs or os.cpu_count() or 1, mutant):
        tally.cpu += cpu
        tally.seconds = time.monotonic() - begun
        if outcome.fault:
            tally.fallen.append(outcome)
            _say(f"seed {outcome.seed}: {outcome.fault}\n  {running.command(outcome, mutant)}")
        else:
            tally.held += 1
        if progress and time.monotonic() - told > progress:
            told = time.monotonic()
            _say(tally.line)
        if len(tally.fallen) >= FELL or (most_seconds and tally.seconds > most_seconds):
            break
    return tally


def _outcomes(seeds: range, jobs: int, mutant: str) -> Iterator[tuple[Outcome, float]]:
    asked = ((seed, mutant) for seed in seeds)
    if jobs == 1:
        yield from map(_timed, asked)
        return
    scene()  # once, before there are children
    with multiprocessing.get_context("fork").Pool(jobs, maxtasksperchild=500) as pool:
        yield from pool.imap_unordered(_timed, asked, chunksize=4)


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)  # noqa: T201 (progress of a command)
