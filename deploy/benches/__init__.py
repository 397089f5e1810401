"""Benches: figures beside a floor that is measured in the same run, and the bar that the ratio must reach.

A bench is a module here with `def measure() -> list[Figure]`; `./deploy/bench NAME` prints it.
"""

import dataclasses
import os
import platform
import statistics
import time
from collections.abc import Callable
from typing import Any

ROUNDS = 5


@dataclasses.dataclass(frozen=True)
class Figure:
    """One measured value.

    value    in `unit`, a median of five.
    floor    the least that the same work can cost, same unit, same run; None where there is none.
    bar      what `ratio` (value / floor), or `value` where there is no floor, is held against; None: only told.
    most     the bar is a limit from above (time, bytes), not from below (things a second).
    """

    what: str
    value: float
    unit: str
    floor: float | None = None
    bar: float | None = None
    most: bool = False

    @property
    def ratio(self) -> float | None:
        return None if not self.floor else self.value / self.floor

    @property
    def holds(self) -> bool:
        if self.bar is None:
            return True
        judged = self.value if self.ratio is None else self.ratio
        return judged <= self.bar if self.most else judged >= self.bar


def per_second(*works: Callable[[], object], seconds: float = 0.4) -> list[float]:
    """How often a second each work can be done: medians of five rounds of about this many seconds.

    The works take turns call by call, and a round's figure is its median call: a machine that is busy
    with other things slows all of them alike, and a call that was interrupted does not count.
    """
    rounds = [_round(works, seconds * len(works)) for _ in range(ROUNDS)]
    return [statistics.median(column) for column in zip(*rounds, strict=True)]


def _round(works: tuple[Callable[[], object], ...], seconds: float) -> list[float]:
    calls: list[list[float]] = [[] for _ in works]
    ends = time.perf_counter() + seconds
    while time.perf_counter() < ends:
        for work, took in zip(works, calls, strict=True):
            begun = time.perf_counter()
            work()
            took.append(time.perf_counter() - begun)
    return [1 / statistics.median(took) for took in calls]


def as_object(name: str, figures: list[Figure]) -> dict[str, Any]:
    """What `--json` prints."""
    told = [{**dataclasses.asdict(figure), "ratio": figure.ratio, "holds": figure.holds} for figure in figures]
    for figure in told:
        del figure["most"]
    return {"bench": name, "machine": machine(), "figures": told}


def as_table(name: str, figures: list[Figure]) -> str:
    head = ["what", "value", "unit", "floor", "ratio", "bar", ""]
    rows = [head, *(_row(figure) for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([f"{name} on {machine()}", *lines])


def machine() -> str:
    """Processor, cores and Python: enough to read a figure, nothing that names the machine."""
    processor = platform.processor() or platform.machine()
    return f"{platform.system()} {processor}, {os.cpu_count()} cores, Python {platform.python_version()}"


def _row(figure: Figure) -> list[str]:
    limit = verdict = ""
    if figure.bar is not None:
        limit = f"{'≤' if figure.most else '≥'} {_number(figure.bar)}"
        verdict = "holds" if figure.holds else "MISSED"
    numbers = [_number(figure.floor), _number(figure.ratio)]
    return [figure.what, _number(figure.value), figure.unit, *numbers, limit, verdict]


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
