"""A record goes from Moorland to Leeds in real processes; the line is cut, and processes are killed, between steps."""

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from deploy import engines
from deploy.demonstration.canaries import Canaries
from deploy.demonstration.processes import Instance, running
from tests.journeys.test_killed import KILLED, Driven

NODES = {"MDI": "prison", "LEI": "prison", "CENTRAL": "central"}
WORDS = "I want to be a thatcher in Quernmore."


class Country:
    """Two prisons and central, each in processes of its own."""

    def __init__(self, made: dict[str, Instance], falls: dict[str, Path]) -> None:
        self.central, self.falls = made["CENTRAL"], falls
        self.nodes = {node: Driven(instance, "tests.journeys.moved_driver") for node, instance in made.items()}
        every = [key for driven in self.nodes.values() for key in driven("keys")]
        for node, driven in self.nodes.items():
            driven("pin", every)
            if node != "CENTRAL":
                driven("prisons")

    def __call__(self, node: str, *asked: Any) -> Any:
        return self.nodes[node](*asked)

    def sync(self, node: str) -> int:
        return int(self.nodes[node]("sync", 1)[0])

    def rounds(self, times: int = 3) -> None:
        for _ in range(times):
            assert [self.sync(node) for node in ("MDI", "LEI")] == [0, 0]

    @contextlib.contextmanager
    def cut(self) -> Iterator[None]:
        """Central's socket is gone."""
        self.central.web.kill()
        yield
        self.central.web.start()

    def fall(self, node: str, step: str) -> None:
        """The next process of this node that comes to a step falls there."""
        self.falls[node].write_text(step)

    def states(self) -> list[list[str]]:
        return [self(node, "look")["states"] for node in ("MDI", "CENTRAL", "LEI")]


@pytest.fixture
def country(tmp_path: Path) -> Iterator[Country]:
    falls = {node: tmp_path / f"fall-{node}" for node in NODES}
    server = os.environ.get("DATABASE_URL", "")
    with running() as processes, contextlib.ExitStack() as databases:
        made = {}
        for node, role in NODES.items():
            address = ""
            if server.startswith("postgres"):
                address = databases.enter_context(engines.new_database(server))
            more = {"DJANGO_SETTINGS_MODULE": f"tests.journeys.falling_{role}", "FALL_FILE": str(falls[node])}
            made[node] = processes.add(Instance(role, tmp_path / node, node=node, database=address, more=more))
        for node, instance in made.items():
            if node != "CENTRAL":
                instance.more["THROUGHGATE_CENTRAL_URL"] = made["CENTRAL"].url
            like = None if instance.database else made["MDI"].folder / "db.sqlite3"
            if like is not None and like.exists():
                shutil.copy(like, instance.folder)  # the tables are the same at each node
            else:
                instance.manage("migrate", "--no-input", "--verbosity", "0")
        for instance in made.values():
            instance.manage("keys", "make", "--new-passphrase")
        made["CENTRAL"].web.start()
        yield Country(made, falls)


def test_a_record_moves_whatever_falls_in_between(country: Country, tmp_path: Path) -> None:
    country("MDI", "comes", "MDI", WORDS)
    country.rounds(1)
    with country.cut():
        country("MDI", "send", "LEI")  # the van leaves while the line is down
        assert country.sync("MDI") == 1
        assert country("CENTRAL", "look")["states"] == []
    country.fall("MDI", "passport.sync.stages:move SENT ACKNOWLEDGED:before")
    assert country.sync("MDI") == KILLED  # central has it, and Moorland doesn't know
    country.fall("LEI", "passport.sync.reception:apply:before")
    assert country.sync("LEI") == KILLED  # it came, and was not kept
    country.rounds(2)
    assert country.states() == [["ON_THE_WAY"]] * 3
    assert country("LEI", "look")["coming"] == ["A1234BC"]  # before the van is there
    with country.cut():
        country("LEI", "comes", "LEI", "")
        assert country.sync("LEI") == 1  # taken over without a line
        assert country("LEI", "look")["held"] == [""]
        assert country("LEI", "words") == WORDS
        assert country("LEI", "write", "LEI", "A roofer, then.") == [2, "LEI"]
    country.fall("CENTRAL", "passport.sync.reception:apply:after")
    country.sync("LEI")
    country.central.web.kill()
    country.central.web.start()
    country.rounds(3)
    assert country.states() == [["ARRIVED"]] * 3
    assert country("MDI", "look")["held"] == ["LEI"]
    assert country("CENTRAL", "look")["versions"] == country("LEI", "look")["versions"]
    assert ["MY_WORDS", 2, "LEI"] in [row[:3] for row in country("CENTRAL", "look")["versions"]]
    found = Canaries(["A1234BC", "Quillworth", "Quernmore"]).search_folder(tmp_path / "CENTRAL")
    assert found == []
