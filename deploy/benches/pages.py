"""A prison's pages under gunicorn, on SQLite and on PostgreSQL, with 2,000 people and 200,000 requests.

Home, the list of one's requests, a request that is sent and the page of a course are each held against an empty view
behind the same middleware, session, person and door, and progress that a lesson notes against a view that keeps one
row, in slices that alternate in one run. A figure is the round with the median ratio of five: other work on the machine
moves the rates, hardly the ratio. Then what each page asks of the database, at 100 people and at 2,000, when a class
has 200 learners. Takes about four minutes on two cores.
"""

import contextlib
import json
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from deploy import engines
from deploy.benches import ROUNDS, Figure
from deploy.benches.crowd.knocking import Knocker, Slice, Way
from deploy.demonstration.processes import ROOT, Instance, answers, running
from deploy.process import Process

BARS = {"home": 0.3, "course": 0.3, "progress": 0.6}  # of the floor's rate
FLOORS = {"progress": "bare insert"}  # the other ways have FLOOR
FLOOR = "empty view"
SMALL, LARGE = (100, 1_000), (2_000, 200_000)  # people, requests
CONNECTIONS = {1: 2, 16: 2, 64: 1}  # and the parts in which a slice of each is driven
SECONDS = 0.5  # of one way in one round
WORKERS = 3  # as deploy/ops/systemd starts it
PEOPLE = 1_500  # signed in, after the first hundred; each may send three requests of the kind that is sent
VISITORS = 6  # the last of the crowd, whose visits are counted
MOST_QUERIES = {"home": 6, "class": 15}  # of the others OTHERS
OTHERS = 10
NO_BAR = {"empty view", "bare insert", "progress"}  # progress is an act, which writes audit and receipt with it


def measure() -> list[Figure]:
    """Answers a second beside the empty view's, faults, queries at both sizes, whole-table reads."""
    with _prisons() as prisons:
        with ThreadPoolExecutor(len(prisons)) as pool:
            costs = dict(zip(prisons, pool.map(_prepare, prisons.values()), strict=True))
        figures = []
        for engine, prison in prisons.items():
            figures += _rates(engine, prison)
        for engine, (small, large) in costs.items():
            figures += _costs(engine, small, large)
    return figures


@contextlib.contextmanager
def _prisons() -> Iterator[dict[str, Instance]]:
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="throughgate-bench-")))
        addresses = {"SQLite": "", "PostgreSQL": stack.enter_context(engines.postgresql())}
        yield {engine: _prison(folder / engine, address) for engine, address in addresses.items()}


def _prison(folder: Path, address: str) -> Instance:
    return Instance(
        "prison",
        folder,
        node="MDI",
        database=address,
        more={"DJANGO_SETTINGS_MODULE": "deploy.settings.bench", "THROUGHGATE_LOG_LEVEL": "WARNING"},
    )


Costs = dict[str, dict]


def _prepare(prison: Instance) -> tuple[Costs, Costs]:
    """Fill it to the small size, then to the large one; what its pages cost at each."""
    prison.prepare()
    found = []
    for size in (SMALL, LARGE):
        _crowd(prison, "grow", *size)
        found.append(json.loads(_crowd(prison, "cost", size[0] - VISITORS, size[0])))
    return found[0], found[1]


def _crowd(prison: Instance, what: str, *numbers: int) -> str:
    """What deploy.benches.crowd found there."""
    return prison.python("-m", "deploy.benches.crowd", what, *map(str, numbers)).splitlines()[-1]


def _rates(engine: str, prison: Instance) -> list[Figure]:
    told = json.loads(_crowd(prison, "enter", SMALL[0], min(SMALL[0] + PEOPLE, LARGE[0] - VISITORS)))
    ways = {name: Way.heard(way) for name, way in told.items()}
    figures, faults = [], 0
    turns: dict[str, Iterator[bytes]] = {}
    with running() as processes:
        processes.start(_web(prison))
        for connections, parts in CONNECTIONS.items():
            rounds = _rounds(Knocker(prison.port, connections, turns), ways, parts)
            for name in [name for name in ways if name not in {FLOOR, *FLOORS.values()}]:
                figures.append(_figure(f"{name}, {connections} connections, {engine}", name, rounds))
            faults += sum(len(each.faults) for found in rounds for each in found.values())
    return [*figures, Figure(f"answers that were faults, {engine}", faults, "", bar=0, most=True)]


def _web(prison: Instance) -> Process:
    command = [sys.executable, "-m", "gunicorn", "deploy.wsgi", "--chdir", str(ROOT)]
    command += ["--config", str(ROOT / "deploy" / "ops" / "gunicorn.conf.py")]
    command += ["--bind", f"127.0.0.1:{prison.port}", "--workers", str(WORKERS)]
    return Process(
        f"{prison.node} web", command, prison.environment, prison.folder / "web.log", lambda: answers(prison.url)
    )


def _rounds(knocker: Knocker, ways: dict[str, Way], parts: int) -> list[dict[str, Slice]]:
    """Five rounds after a short one that fills what is filled once."""
    with contextlib.closing(knocker):
        knocker.drive(ways, seconds=SECONDS / 2, parts=1)
        return [knocker.drive(ways, seconds=SECONDS, parts=parts) for _ in range(ROUNDS)]


def _figure(what: str, name: str, rounds: list[dict[str, Slice]]) -> Figure:
    """The round whose ratio to the floor is the median."""
    floor = FLOORS.get(name, FLOOR)
    beside = sorted(rounds, key=lambda found: found[name].rate / found[floor].rate)
    middle = beside[len(beside) // 2]
    return Figure(what, middle[name].rate, "/s", middle[floor].rate, BARS.get(name))


def _costs(engine: str, small: Costs, large: Costs) -> list[Figure]:
    figures = []
    for name, found in large.items():
        bar = None if name in NO_BAR else MOST_QUERIES.get(name, OTHERS)
        grown = found["queries"] - small[name]["queries"]
        figures += [
            Figure(f"queries: {name}, {engine}", found["queries"], "", bar=bar, most=True),
            Figure(f"queries more than at {SMALL[0]} people: {name}, {engine}", grown, "", bar=0, most=True),
        ]
    for name, found in large.items():
        if found["whole"]:
            figures.append(Figure(f"whole reads: {name}, {engine}", len(found["whole"]), "", bar=0, most=True))
    whole = sum(len(page["whole"]) for page in large.values())
    return [*figures, Figure(f"queries that read every request, {engine}", whole, "", bar=0, most=True)]
