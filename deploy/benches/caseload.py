"""The dashboard of a caseload of 2,000 people, with 20,000 sealed versions and with 200,000, on SQLite and PostgreSQL.

What the page asks of the database, how long it takes in this process, and that neither grows with what is sealed.
Takes about three minutes on two cores.
"""

import contextlib
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

from deploy import engines
from deploy.benches import Figure
from deploy.demonstration.processes import Instance

PEOPLE = 2_000
VERSIONS = (20_000, 200_000)
MOST_QUERIES, MOST_SECONDS, MOST_GROWTH = 15, 3.0, 1.5


def measure() -> list[Figure]:
    figures = []
    with _prisons() as prisons:
        for engine, prison in prisons.items():
            prison.prepare()
            few, many = (_visited(prison, versions) for versions in VERSIONS)
            for name, found in many.items():
                what = f"{name}, {engine}"
                figures += [
                    Figure(f"queries: {what}", found["queries"], "", bar=MOST_QUERIES, most=True),
                    Figure(f"queries that read sealed versions: {what}", found["sealed"], "", bar=0, most=True),
                    Figure(f"time: {what}", found["seconds"], "s", bar=MOST_SECONDS, most=True),
                    Figure(
                        f"time beside that with a tenth of the versions: {what}",
                        found["seconds"],
                        "s",
                        floor=few[name]["seconds"],
                        bar=MOST_GROWTH,
                        most=True,
                    ),
                ]
    return figures


def _visited(prison: Instance, versions: int) -> dict[str, dict]:
    told = prison.python("-m", "deploy.benches.crowd.caseload", str(PEOPLE), str(versions))
    found: dict[str, dict] = json.loads(told.splitlines()[-1])
    return found


@contextlib.contextmanager
def _prisons() -> Iterator[dict[str, Instance]]:
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="throughgate-bench-")))
        addresses = {"SQLite": "", "PostgreSQL": stack.enter_context(engines.postgresql())}
        yield {
            engine: Instance(
                "prison",
                folder / engine,
                node="MDI",
                database=address,
                more={"DJANGO_SETTINGS_MODULE": "deploy.settings.bench", "THROUGHGATE_LOG_LEVEL": "WARNING"},
            )
            for engine, address in addresses.items()
        }
