"""Two real processes and a real line: either is killed (SIGKILL) between any two stages, and started again."""

import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from deploy import engines
from deploy.demonstration.processes import ROOT, Instance, answers, running, tied_to_parent
from tests.journeys.falling import AT_CENTRAL, AT_THE_COURIER, MOMENTS

KILLED = -9
PATIENCE = 30  # seconds


class Driven:
    """A node whose own process does what the test says."""

    def __init__(self, instance: Instance, module: str = "tests.journeys.driver") -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", module],
            env=instance.environment,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=(instance.folder / "driver.log").open("ab"),
            text=True,
            preexec_fn=tied_to_parent,
        )

    def __call__(self, *asked: Any) -> Any:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(asked) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


class Line:
    """A prison, central, and where the next process falls."""

    def __init__(self, central: Instance, prison: Instance, falls: dict[str, Path]) -> None:
        self.central, self.falls = central, falls
        self.at_prison, self.at_central = Driven(prison), Driven(central)
        self.written = 0
        self.at_prison("pin", self.at_central("keys"))
        self.at_central("pin", self.at_prison("keys"))

    def write(self) -> None:
        self.written += 1
        self.at_prison("write", f"words {self.written}")

    def sync(self, couriers: int = 1) -> list[int]:
        return self.at_prison("sync", couriers)

    def fall(self, where: str, step: str) -> None:
        self.falls[where].write_text(step)

    def fell(self, where: str) -> bool:
        return not self.falls[where].exists()

    def wait_for_central(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while not answers(self.central.url):
            assert time.monotonic() < deadline, self.central.web.tail()
            time.sleep(0.05)

    def is_whole(self) -> None:
        """Nothing lost, nothing twice, and the same on both sides."""
        here, there = self.at_prison("look"), self.at_central("look")
        assert here == there
        assert [row[1] for row in here["journal"]] == list(range(1, self.written + 4))
        assert len(here["versions"]) == self.written + 1
        assert set(self.at_prison("stages")) <= {"ACKNOWLEDGED", "DONE"}


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Line]:
    folder = tmp_path_factory.mktemp("line")
    falls = {role: folder / f"fall-{role}" for role in ("central", "prison")}
    server = os.environ.get("DATABASE_URL", "")
    with running() as processes, contextlib.ExitStack() as databases:
        made = {}
        for role, node in (("central", "CENTRAL"), ("prison", "MDI")):
            address = ""
            if server.startswith("postgres"):
                address = databases.enter_context(engines.new_database(server))
            more = {"DJANGO_SETTINGS_MODULE": f"tests.journeys.falling_{role}", "FALL_FILE": str(falls[role])}
            made[role] = processes.add(Instance(role, folder / role, node=node, database=address, more=more))
        made["prison"].more["THROUGHGATE_CENTRAL_URL"] = made["central"].url
        for instance in made.values():  # all of `prepare` but the browser's assets: nobody looks at a page
            instance.manage("migrate", "--no-input", "--verbosity", "0")
            instance.manage("keys", "make", "--new-passphrase")
        made["central"].web.start()
        yield Line(made["central"], made["prison"], falls)


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("step", AT_THE_COURIER)
def test_the_courier_is_killed_and_started_again(line: Line, step: str, moment: str) -> None:
    line.write()
    line.fall("prison", f"{step}:{moment}")
    assert line.sync() == [KILLED]
    assert line.fell("prison")
    line.write()
    assert line.sync() == [0]
    line.is_whole()


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("step", AT_CENTRAL)
def test_central_is_killed_and_comes_back(line: Line, step: str, moment: str) -> None:
    line.write()
    line.fall("central", f"{step}:{moment}")
    assert line.sync() == [1]  # the courier lives, and says that there is no line
    assert line.fell("central")
    line.wait_for_central()
    line.write()
    assert line.sync() == [0]
    line.is_whole()


def test_the_whole_of_central_is_killed_and_started_again(line: Line) -> None:
    line.write()
    line.central.web.kill()
    assert line.sync() == [1]
    line.central.web.start()
    assert line.sync() == [0]
    line.is_whole()


def test_four_couriers_at_once_do_no_work_twice(line: Line) -> None:
    for _ in range(3):
        line.write()
        assert line.sync(4) == [0, 0, 0, 0]
    line.is_whole()
