"""The line between a prison and central as two processes over HTTP, on SQLite and on PostgreSQL.

A first load of 1,000, 10,000 and 100,000 section versions beside the same rows in plain batched SQL at the receiver and
the same signatures; what one change on top and a round with nothing to send cost; what went over the wire; a courier
that is killed in the middle; a tenth of thirty days without a line, with documents, at 1 Mbit/s.
Takes about a quarter of an hour on two cores.
"""

import contextlib
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deploy import engines
from deploy.benches import ROUNDS, Figure
from deploy.benches.crowd.working import Save, p95
from deploy.demonstration import estate
from deploy.demonstration.processes import ROOT, Instance, answers, running
from deploy.process import Process

SIZES = (1_000, 10_000, 100_000)
KILLED_OF = 4_000  # versions
BEHIND, BLOBS, LINE_KBITS = 1_500, 30, 1_000  # versions, files, kilobits a second
CROWD, BUSY, IDLE = 100, 50_000, 300  # people, versions, saves of each sort
LONGEST = 120  # seconds that a third of KILLED_OF may take
BARS = {"line": 1.1, "working": 2.0, "rate": 0.3, "memory": 64.0, "change": 1.2, "wire": 1.15, "idle": 6}


@dataclass
class Pair:
    """A prison and central that know each other's keys. memory: MiB at its highest, of central's worker."""

    prison: Instance
    central: Instance
    web: Process

    def at_prison(self, *words: object) -> Any:
        return _last(self.prison, *words)

    def at_central(self, *words: object) -> Any:
        return _last(self.central, *words)

    @property
    def memory(self) -> float:
        return max(_highest(pid) for pid in _with_children(self.web.pid))


def measure() -> list[Figure]:
    return [figure for engine in ("SQLite", "PostgreSQL") for figure in _engine(engine)]


def _engine(engine: str) -> list[Figure]:
    found: dict[int, dict[str, Any]] = {}
    figures: list[Figure] = []
    for size in SIZES:
        with pair(engine) as both:
            found[size] = loaded = _loaded(both, size)
            raw = both.at_prison("raw")
            for what in ("change", "nothing"):
                loaded[what] = both.at_prison(what, ROUNDS)
            floor = both.at_central("floor")
        rate = loaded["entries"] / loaded["seconds"]
        least = floor["entries"] / (floor["inserting"] + floor["verifying"])
        what = f"first load of {size:,}, {engine}"
        figures.append(Figure(what, rate, "entries/s", floor=least, bar=BARS["rate"]))
        figures.append(Figure(f"bytes on the wire: {what}", loaded["bytes"], "", raw, BARS["wire"], most=True))
    return [
        *figures,
        *_flat(engine, found[SIZES[0]], found[SIZES[-1]]),
        *_killed(engine),
        *_caught_up(engine),
        *_working(engine),
    ]


def _killed(engine: str) -> list[Figure]:
    """A courier that SIGKILL ends in the middle of a first load, and the one after it."""
    with pair(engine) as both:
        waiting = both.at_prison("grow", KILLED_OF)
        courier = Process("courier", _line("carry"), both.prison.environment, both.prison.folder / "carry.log")
        courier.start()
        deadline = time.monotonic() + LONGEST
        while both.at_central("received") < waiting / 3 and time.monotonic() < deadline:
            time.sleep(0.05)
        courier.kill()
        had, there = both.at_prison("acknowledged"), both.at_central("received")
        again = both.at_prison("carry")
        whole = both.at_central("received")
    return [
        Figure(f"killed with this many acknowledged, {engine}", had, "entries", bar=1),
        Figure(
            f"at central and not acknowledged when it was killed, {engine}", there - had, "entries", bar=500, most=True
        ),
        Figure(
            f"sent by the next beyond what was not acknowledged, {engine}",
            again["entries"] - (waiting - had),
            "entries",
            bar=0,
            most=True,
        ),
        Figure(f"missing at central afterwards, {engine}", waiting - whole, "entries", bar=0, most=True),
    ]


def _caught_up(engine: str) -> list[Figure]:
    """Days without a line, then a line of 1 Mbit/s: a tenth of what 720 people and 30 days leave."""
    with pair(engine) as both:
        both.at_prison("carry")  # central says what it reads
        sent_before = both.at_prison("raw")
        both.at_prison("grow", BEHIND)
        entries = both.at_prison("scan", BLOBS)
        raw = both.at_prison("raw") - sent_before
        done = both.at_prison("carry", LINE_KBITS)
    least = done["bytes"] * 8 / (LINE_KBITS * 1000)
    return [
        Figure(
            f"{entries:,} entries and {BLOBS} files at 1 Mbit/s, {engine}",
            done["seconds"],
            "s",
            least,
            BARS["line"],
            most=True,
        ),
        Figure(f"bytes on the wire for them, {engine}", done["bytes"], "", raw, BARS["wire"], most=True),
    ]


def _loaded(both: Pair, size: int) -> dict[str, Any]:
    both.at_prison("grow", size)
    told: dict[str, Any] = both.at_prison("carry")
    return {**told, "central": both.memory}


def _flat(engine: str, small: dict[str, Any], large: dict[str, Any]) -> list[Figure]:
    """What must not grow with what is there already."""
    sides = {"courier": "memory", "central": "central"}
    figures = [
        Figure(
            f"memory more at {SIZES[-1]:,}: {side}, {engine}",
            large[key] - small[key],
            "MiB",
            bar=BARS["memory"],
            most=True,
        )
        for side, key in sides.items()
    ]
    beside, took = (statistics.median(one["seconds"] for one in told["change"]) for told in (small, large))
    more = max(one["queries"] for one in large["change"]) - max(one["queries"] for one in small["change"])
    idle = [one for told in (small, large) for one in told["nothing"]]
    return [
        *figures,
        Figure(
            f"one change on top of {SIZES[-1]:,}, {engine}", took * 1000, "ms", beside * 1000, BARS["change"], most=True
        ),
        Figure(f"queries more for it, {engine}", more, "", bar=0, most=True),
        Figure(
            f"nothing to send: queries, {engine}", max(one["queries"] for one in idle), "", bar=BARS["idle"], most=True
        ),
        Figure(f"nothing to send: round trips, {engine}", max(one["exchanges"] for one in idle), "", bar=1, most=True),
    ]


def _working(engine: str) -> list[Figure]:
    """A cell and an officer who save at the prison while its courier carries a first load, as the unit starts it."""
    with pair(engine) as both, running() as processes:
        both.prison.more["DJANGO_SETTINGS_MODULE"] = "deploy.settings.bench"
        told = both.at_prison("crowd", CROWD)
        both.at_prison("grow", BUSY)
        processes.start(web(both.prison, workers=3))
        figures = []
        courier = Process(
            "courier", ["nice", *_line("carry")], both.prison.environment, both.prison.folder / "carry.log"
        )
        idle = {who: p95(both.prison.port, _saves(told[who][:IDLE]), lambda: True) for who in told}
        processes.start(courier)
        for who, left in told.items():
            busy = p95(both.prison.port, _saves(left[IDLE : 2 * IDLE]), lambda: courier.runs)
            what = f"{who} saves while {BUSY:,} are sent, p95, {engine}"
            figures.append(Figure(what, busy * 1000, "ms", idle[who] * 1000, BARS["working"], most=True))
    return figures


def _saves(told: list[dict[str, Any]]) -> list[Save]:
    return [Save(**one) for one in told]


def _last(instance: Instance, *words: object) -> Any:
    return json.loads(instance.python(*_line(*words)[1:]).splitlines()[-1])


def _line(*words: object) -> list[str]:
    return [sys.executable, "-m", "deploy.benches.crowd.line", *map(str, words)]


@contextlib.contextmanager
def pair(engine: str) -> Iterator[Pair]:
    """A prison and central of their own, central's web server running."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="throughgate-bench-")))
        server = stack.enter_context(engines.postgresql()) if engine == "PostgreSQL" else ""
        processes = stack.enter_context(running())
        urls = {
            role: stack.enter_context(engines.new_database(server)) if server else "" for role in ("prison", "central")
        }
        made = estate.pair(processes, folder, say=_silent, node="MDI", ports={}, databases=urls)
        for instance in (made.prison, made.central):
            instance.more["THROUGHGATE_LOG_LEVEL"] = "WARNING"
        yield Pair(made.prison, made.central, processes.start(web(made.central)))


def _silent(words: str) -> None:
    """Progress of the set-up is of no interest here."""


def web(instance: Instance, *, workers: int = 1) -> Process:
    """gunicorn with the threads of production."""
    command = [sys.executable, "-m", "gunicorn", "deploy.wsgi", "--chdir", str(ROOT)]
    command += ["--config", str(ROOT / "deploy" / "ops" / "gunicorn.conf.py")]
    command += ["--bind", f"127.0.0.1:{instance.port}", "--workers", str(workers)]
    log = instance.folder / "web.log"
    return Process(f"{instance.node} web", command, instance.environment, log, lambda: answers(instance.url))


def _with_children(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(int(child) for child in children)]


def _highest(pid: int) -> float:
    """MiB of a process at its highest so far."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    (line,) = [one for one in lines if one.startswith("VmHWM:")]
    return int(line.split()[1]) / 1024
