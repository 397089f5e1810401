"""A prison and central in one process, each with its own database and keys: what the tests of the line run on.

def test_it_arrives(line):
    line.write_sections(3)
    line.courier().round()
    with line.at_central(): ...
"""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

import accounts.keys
from accounts.acts.keys import record_node_keys
from accounts.keys import NodeKeys, generate, node_keys
from accounts.models import Agency, AgencyKey, ArchiveKey
from accounts.seal import ReadingKey
from passport.acts.handover import Grant, _add_wraps, _sign
from passport.acts.sections import hold, keys_of, open_passport, write_section
from passport.models import Handover, JournalEntry, JournalTip, Lane, Passport, SectionVersion, is_restricted
from passport.sync import exchange
from passport.sync.courier import Courier
from passport.sync.faults import NotAccepted
from passport.sync.transport import Answered, Post, Unreachable
from tests.cast import PrisonerFactory
from tests.emptied import empty

NOW = datetime(2027, 3, 1, 9, 30, tzinfo=UTC)
PRISON, CENTRAL = "MDI", "CENTRAL"


class Cut(Exception):
    """Stands for SIGKILL inside one process: nothing of the product catches it."""


class Line:
    """Both nodes, the clock, and what can be done to the line between them."""

    def __init__(self, settings: Any, databases: dict[str, str], keys: dict[str, NodeKeys]) -> None:
        self.settings, self.databases, self.keys = settings, databases, keys
        self.now, self.down, self.exchanges = NOW, False, 0
        self.passports: list[Passport] = []

    # The nodes

    @contextmanager
    def at(self, node: str) -> Iterator[None]:
        before = self.settings.NODE_NAME
        self._move_to(node)
        try:
            yield
        finally:
            self._move_to(before)

    def at_central(self) -> Any:
        return self.at(CENTRAL)

    def _move_to(self, node: str) -> None:
        if connection.settings_dict["NAME"] != self.databases[node]:
            connection.close()
            connection.settings_dict["NAME"] = self.databases[node]
        if node != self.settings.NODE_NAME:
            self.settings.NODE_NAME = node
            node_keys.cache_clear()

    def courier(self, post: Post | None = None) -> Courier:
        return Courier(CENTRAL, post or self.post, lambda: self.now, random.Random(7))

    def post(self, raw: bytes) -> bytes:
        """The line as it should be."""
        self.exchanges += 1
        if self.down:
            raise Unreachable("down")
        with self.at_central():
            try:
                return exchange.answer(raw, at=self.now)
            except NotAccepted as error:
                raise Answered(error.code) from error

    def later(self, **span: float) -> None:
        self.now += timedelta(**span)

    # What happens at the prison

    def passport(self) -> Passport:
        prisoner = PrisonerFactory(release_on=NOW.date() + timedelta(days=20))
        self.passports.append(open_passport(prisoner=prisoner, by="node:MDI", at=self.now))
        return self.passports[-1]

    def write(self, sec: str = "MY_WORDS", words: str = "I want to be a joiner.", readers: Any = ()) -> SectionVersion:
        passport = self.passports[-1] if self.passports else self.passport()
        data = {"kind": "words", "text": words}
        return write_section(passport=passport, sec=sec, data=data, by="node:MDI", at=self.now, readers=readers)

    def agency(self) -> tuple[Agency, ReadingKey]:
        """The same agency at both nodes, with a key."""
        agency = Agency.objects.create(name="Sheffield Probation", kind=Agency.Kind.PROBATION)
        key = ReadingKey.generate()
        AgencyKey.objects.create(kid=key.kid, agency=agency, jwk=key.jwk(), statement="signed", made_at=NOW)
        with self.at_central():
            Agency.objects.create(pk=agency.pk, name=agency.name, kind=agency.kind)
        return agency, key

    def hand_over(self, agency: Agency, key: ReadingKey, *secs: str) -> Handover:
        """What the act does once everything that it asks for was found to be in order."""
        from django.db import transaction

        passport = self.passports[-1]
        with transaction.atomic():
            hold(passport)
            archive = keys_of(passport.pk)
            covered = list(SectionVersion.objects.of(passport.pk).newest().filter(sec__in=secs))
            for version in covered:
                kind = ArchiveKey.Kind.RESTRICTED if is_restricted(version.sec) else ArchiveKey.Kind.NORMAL
                _add_wraps(version, archive[kind], [key.public], self.now)
            handover = Handover.objects.filter(rec=passport.pk, agency=agency).first()
            if handover is None:
                handover = Handover(rec=passport.pk, agency=agency)
            else:
                handover.revision += 1
            handover.made_at = self.now
            today = self.now.date()
            grant = Grant(frozenset(secs), today, today + timedelta(days=28), (), frozenset())
            _sign(handover, passport=passport, grant=grant, covered=covered, at=self.now)
        return handover


def stored(node: str = "") -> dict[str, list[Any]]:
    """What a node has of what travels: to compare two nodes, or two moments."""
    return {
        "versions": list(
            SectionVersion.objects.order_by("rec", "sec", "ver").values_list("rec", "sec", "ver", "digest", "core")
        ),
        "wraps": list(
            SectionVersion.objects.order_by("rec", "sec", "ver", "wraps__place").values_list(
                "digest", "wraps__kid", "wraps__entry"
            )
        ),
        "keys": list(ArchiveKey.objects.order_by("kid").values_list("rec", "kind", "kid", "sealed_private")),
        "handovers": list(
            Handover.objects.order_by("pk").values_list("pk", "rec", "token", "revision", "withdrawn_at")
        ),
    }


def journal_of(origin: str, destination: str) -> list[Any]:
    rows = JournalEntry.objects.filter(origin=origin, destination=destination).order_by("lane", "seq")
    return list(rows.values_list("lane", "seq", "id", "digest", "prev"))


def tip(origin: str, destination: str, lane: str = Lane.BULK) -> JournalTip:
    return JournalTip.objects.get(origin=origin, destination=destination, lane=lane)


@pytest.fixture(scope="session")
def two_keys() -> dict[str, NodeKeys]:
    return {name: generate(name) for name in (PRISON, CENTRAL)}


@pytest.fixture(scope="session")
def central_database(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """A second database with the same tables."""
    suffix = "central"
    with django_db_blocker.unblock():
        connection.close()  # so that SQLite writes its log back before the file is copied
        connection.creation.clone_test_db(suffix, verbosity=0)
        clone = connection.creation.get_test_db_clone_settings(suffix)
    yield str(clone["NAME"])
    with django_db_blocker.unblock():
        connection.creation.destroy_test_db(suffix=suffix, verbosity=0)


@pytest.fixture
def line(
    transactional_db: None,
    central_database: str,
    two_keys: dict[str, NodeKeys],
    settings: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Line]:
    """The prison MDI and central, pinned to each other; the test runs at the prison."""
    (tmp_path / "keys").write_text("in the fixture")
    settings.NODE_KEYS_FILE = settings.NODE_PASSPHRASE_FILE = str(tmp_path / "keys")
    monkeypatch.setattr(accounts.keys, "unlock", lambda text, phrase: two_keys[settings.NODE_NAME])
    node_keys.cache_clear()
    databases = {PRISON: str(connection.settings_dict["NAME"]), CENTRAL: central_database}
    made = Line(settings, databases, two_keys)
    for node in (PRISON, CENTRAL):
        with made.at(node):
            for keys in two_keys.values():
                record_node_keys(keys=keys, at=NOW)
    yield made
    with made.at_central():
        empty()
    node_keys.cache_clear()


Change = Callable[[bytes], bytes]
