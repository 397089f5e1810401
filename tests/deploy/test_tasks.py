"""Tasks as rows, run by real processes: by the courier without a broker, by a Celery worker where Redis is."""

import json
import os
import sys
import time
from collections.abc import Iterator

import pytest

from deploy.demonstration.processes import Instance, Process, Processes
from tests.conftest import own_database

DONE = {"state": "DONE", "counted": 1, "attempts": 1}
PATIENCE = 30  # seconds


@pytest.fixture(scope="module")
def prison(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    with own_database() as database:
        instance = Instance("prison", tmp_path_factory.mktemp("mdi"), node="MDI", database=database)
        instance.more["DJANGO_SETTINGS_MODULE"] = "tests.deploy.errands.settings"
        instance.manage("migrate", "--no-input", "--verbosity", "0")
        instance.manage("keys", "make", "--new-passphrase")
        yield instance


def errand(instance: Instance, verb: str, name: str) -> dict:
    return json.loads(instance.manage("errand", verb, name).splitlines()[-1])


def wait_until_done(instance: Instance, name: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while (stands := errand(instance, "told", name)) != DONE:
        assert time.monotonic() < deadline, stands
        time.sleep(0.5)


def celery(instance: Instance, verb: str, *words: str) -> Process:
    command = [sys.executable, "-m", "celery", "--app", "deploy.celery", verb, *words]
    log = instance.folder / f"{verb}.log"
    return Process(verb, command, instance.environment, log, lambda: "ready." in log.read_text() or verb == "beat")


def test_the_courier_runs_tasks_where_there_is_no_broker(prison: Instance, processes: Processes) -> None:
    prison.broker = ""
    assert errand(prison, "ask", "carried")["state"] == "WAITING"
    processes.start(prison.background("courier", "sync", "--forever", "--pause", "0.2"))
    wait_until_done(prison, "carried")


@pytest.mark.services
def test_a_worker_runs_what_it_is_told_and_beat_finds_what_no_worker_was_told(
    prison: Instance, processes: Processes
) -> None:
    prison.broker = "redis://127.0.0.1:1/0"  # nobody listens there
    assert errand(prison, "ask", "missed")["state"] == "WAITING"
    prison.broker = os.environ["REDIS_URL"]
    worker = processes.start(celery(prison, "worker", "--concurrency", "1"))
    errand(prison, "ask", "told")
    wait_until_done(prison, "told")
    assert errand(prison, "told", "missed")["state"] == "WAITING"
    beat = processes.start(celery(prison, "beat", "--schedule", str(prison.folder / "beat")))
    wait_until_done(prison, "missed")
    for process in (worker, beat):
        process.stop()
        said = process.log.read_text()
        assert "missed" not in said  # what a task was given stays out of the logs
        assert '"logger": "celery' in said
