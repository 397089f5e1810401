"""Two prisons and central in one process, each with its own database and keys: people go from Moorland to Leeds.

def test_it_moves(road):
    transfer = road.send()
    road.rounds()
    with road.at("LEI"): ...
"""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

import accounts.keys
from accounts.acts.keys import record_node_keys
from accounts.keys import NodeKeys, generate, node_keys
from accounts.models import NodeKey, Prison, Prisoner
from incell.acts.kinds import load_kinds
from passport.acts.following import follow_moves
from passport.acts.moving import start_transfer
from passport.acts.sections import open_passport
from passport.models import Passport, Transfer
from tests.cast import PrisonerFactory, PrisonFactory
from tests.emptied import empty
from tests.two_nodes import CENTRAL, NOW, PRISON, Line

LEEDS = "LEI"
NUMBER = "A1234BC"
NODES = (PRISON, LEEDS, CENTRAL)


class Road(Line):
    """The two lines, the clock, and what can be done between them."""

    def round(self, node: str) -> None:
        """One round of a prison's courier, with what it follows before. Each takes a minute."""
        self.later(minutes=1)
        with self.at(node):
            follow_moves(by=f"node:{node}", at=self.now)
            self.courier().round(wait=False)

    def rounds(self, times: int = 3) -> None:
        for _ in range(times):
            self.round(PRISON)
            self.round(LEEDS)

    def person(self, **more: Any) -> Prisoner:
        """Somebody at Moorland with a passport that says something."""
        said = {"number": NUMBER, "first_name": "Marlon", "last_name": "Ashdown"} | more
        prisoner = PrisonerFactory(release_on=NOW.date() + timedelta(days=200), **said)
        self.passports.append(open_passport(prisoner=prisoner, by="node:MDI", at=self.now))
        self.write("MY_WORDS", "I want to be a joiner.")
        self.write("MY_WORDS", "I want to be a roofer.")
        self.write("HEALTH_RESTRICTED", "Something that few may read.")
        return prisoner

    def send(self, prisoner: Prisoner | None = None) -> Transfer:
        """The person goes to Leeds, as Moorland's staff or roll say."""
        prisoner = prisoner or self.person()
        leeds = Prison.objects.get(pk=LEEDS)
        return start_transfer(prisoner=prisoner, to=leeds, by="node:MDI", at=self.now)

    def comes(self, number: str = NUMBER, **more: Any) -> Prisoner:
        """Leeds has the person on its roll. To be called at Leeds."""
        said = {"first_name": "Marlon", "last_name": "Ashdown", "release_on": NOW.date() + timedelta(days=200)} | more
        return PrisonerFactory(number=number, prison_id=LEEDS, prison=Prison.objects.get(pk=LEEDS), **said)

    def state(self, node: str) -> str:
        with self.at(node):
            return Transfer.objects.latest("came_at").state

    def passport_at(self, node: str) -> Passport:
        with self.at(node):
            return Passport.objects.get(prisoner__number=NUMBER)


@pytest.fixture(scope="session")
def three_keys() -> dict[str, NodeKeys]:
    return {name: generate(name) for name in NODES}


@pytest.fixture(scope="session")
def leeds_database(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """A third database with the same tables."""
    with django_db_blocker.unblock():
        connection.close()
        connection.creation.clone_test_db("leeds", verbosity=0)
        clone = connection.creation.get_test_db_clone_settings("leeds")
    yield str(clone["NAME"])
    with django_db_blocker.unblock():
        connection.creation.destroy_test_db(suffix="leeds", verbosity=0)


@pytest.fixture
def road(
    transactional_db: None,
    central_database: str,
    leeds_database: str,
    three_keys: dict[str, NodeKeys],
    settings: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Road]:
    """Moorland, Leeds and central, each with the keys of all as the authority has signed them. The test runs at
    Moorland, and both prisons have spoken to central once.
    """
    (tmp_path / "keys").write_text("in the fixture")
    settings.NODE_KEYS_FILE = settings.NODE_PASSPHRASE_FILE = str(tmp_path / "keys")
    monkeypatch.setattr(accounts.keys, "unlock", lambda text, phrase: three_keys[settings.NODE_NAME])
    settings.NODE_NAME = PRISON
    node_keys.cache_clear()
    databases = {PRISON: str(connection.settings_dict["NAME"]), CENTRAL: central_database, LEEDS: leeds_database}
    made = Road(settings, databases, three_keys)
    for node in NODES:
        with made.at(node):
            for keys in three_keys.values():
                record_node_keys(keys=keys, at=NOW)
            NodeKey.objects.update(statement="signed")
            if node != CENTRAL:
                PrisonFactory(code=PRISON)
                PrisonFactory(code=LEEDS, name="Leeds (HMP)")
                load_kinds(by=f"node:{node}", at=NOW)
    made.rounds(1)
    yield made
    for node in (CENTRAL, LEEDS):
        with made.at(node):
            empty()
    node_keys.cache_clear()
