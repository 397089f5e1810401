"""What every run begins with: three prisons, central and three agencies that know and trust each other.

Made once a process by the product's own acts, and kept as images of the four databases.
"""

import functools
import json
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings

from accounts import directory
from accounts.acts.directory import accept_directory_statement
from accounts.acts.keys import record_node_keys
from accounts.keys import NodeKeys, generate
from accounts.models import Agency, Audience, Prison, Role, RoleHeld, User
from accounts.seal import ReadingKey, SigningKey
from deploy.demonstration import migrated
from incell.acts.kinds import load_kinds
from passport.acts.agreements import approve_agreement, propose_agreement
from passport.acts.directory import publish_statement
from tests.migrated import _migrate

from .chance import Source, drawn_from
from .nodes import Node, Stage

CENTRAL = "CENTRAL"
PRISONS = {"MDI": "Moorland (HMP & YOI)", "LEI": "Leeds (HMP)", "BXI": "Brixton (HMP)"}
NODES = (CENTRAL, *PRISONS)
NOW = datetime(2027, 3, 1, 9, 30, tzinfo=UTC)
WINDOW = 300  # days before and after the release
# kind → basis of its agreement, and the sections that it names
AGENCIES: dict[str, tuple[str, list[str]]] = {
    "PROBATION": ("STATUTORY", ["ACCOMMODATION", "HEALTH", "MY_WORDS", "DOCUMENTS"]),
    "HOUSING": ("CONSENT", ["ACCOMMODATION", "FINANCE_AND_ID", "MY_WORDS"]),
    "LEGAL": ("", []),
}
PAGE = 1024  # bytes: an image of many small tables is a third of what it is with 4096


@dataclass(frozen=True)
class Scene:
    """Images and secrets. Nothing here changes while worlds run.

    users   who acts: "MDI practitioner", "MDI head", "PROBATION" (its worker), "officer" (of the directory).
    said    directory statements in force, in the order in which they were made.
    """

    images: dict[str, bytes]
    keys: dict[str, NodeKeys]
    authority: SigningKey
    agencies: dict[str, UUID]
    agency_keys: dict[str, ReadingKey]
    users: dict[str, UUID]
    said: tuple[str, ...]


def node_statement(keys: NodeKeys, authority: SigningKey, at: datetime) -> str:
    every = (keys.sign, keys.read, keys.archive, keys.archive_restricted)
    listed = tuple((use, key.kid, key.jwk()) for use, key in zip(directory.USES, every, strict=True))
    name = PRISONS.get(keys.name, "Central")
    return directory.sign(directory.NodeListing(keys.name, name, listed), authority=authority, at=at)


def agency_statement(kind: str, pk: UUID, key: ReadingKey, authority: SigningKey, at: datetime) -> str:
    listing = directory.AgencyListing(pk, f"{kind.capitalize()} office", kind, key.kid, key.jwk(), at)
    return directory.sign(listing, authority=authority, at=at)


@functools.cache
def scene() -> Scene:
    """The scene of this process. The first time costs a few seconds."""
    source = Source()
    with drawn_from(source), tempfile.TemporaryDirectory() as folder:
        source.begin("scene")
        return _Making(Path(folder)).made()


def pin(folder: Path, authority: SigningKey) -> None:
    """Write the authority's public key where every node looks for it."""
    (folder / "authority").write_text(json.dumps(authority.jwk()))


def _empty(folder: Path) -> bytes:
    """A migrated database as an image with small pages."""
    path = folder / "empty.sqlite3"
    migrated.copy(path, kept_in=Path(settings.DATA_DIR), make=_migrate)
    database = sqlite3.connect(path, isolation_level=None)
    for words in ("PRAGMA journal_mode=DELETE", f"PRAGMA page_size={PAGE}", "VACUUM"):
        database.execute(words)
    database.close()
    return path.read_bytes()


class _Making:
    def __init__(self, folder: Path) -> None:
        self.folder, self.stage = folder, Stage(folder)
        self.authority = SigningKey.generate()
        self.keys = {name: generate(name) for name in NODES}
        self.agency_keys = {kind: ReadingKey.generate() for kind in AGENCIES}
        self.agencies = {kind: UUID(int=number + 1) for number, kind in enumerate(AGENCIES)}
        self.users: dict[str, UUID] = {}

    def made(self) -> Scene:
        pin(self.folder, self.authority)
        empty = _empty(self.folder)
        self.nodes = {name: Node(name, self.keys[name], empty, self.folder) for name in NODES}
        at = NOW - timedelta(days=30)
        said = [node_statement(keys, self.authority, at) for keys in self.keys.values()]
        for kind, pk in self.agencies.items():
            said.append(agency_statement(kind, pk, self.agency_keys[kind], self.authority, at))
        with self.stage.open():
            with self._at(CENTRAL):
                self._central(said)
            for prison in PRISONS:
                with self._at(prison):
                    self._prison(prison, said)
            images = {name: node.copy() for name, node in self.nodes.items()}
        return Scene(images, self.keys, self.authority, self.agencies, self.agency_keys, self.users, tuple(said))

    @contextmanager
    def _at(self, name: str) -> Iterator[None]:
        with self.stage.at(self.nodes[name]):
            record_node_keys(keys=self.keys[name], at=NOW - timedelta(days=40))
            yield

    def _central(self, said: list[str]) -> None:
        for text in said[: len(NODES)]:  # prisons are told by hand at their set-up
            accept_directory_statement(statement=text, by="node:CENTRAL", at=NOW)
        officer = self._user("officer", Role.DIRECTORY_OFFICER, prison=None)
        for text in said[len(NODES) :]:
            publish_statement(statement=text, by=officer, at=NOW)
        for kind, pk in self.agencies.items():
            self._user(kind, Role.AGENCY_WORKER, audience=Audience.AGENCY, agency=Agency.objects.get(pk=pk))

    def _prison(self, prison: str, said: list[str]) -> None:
        for text in said:
            accept_directory_statement(statement=text, by=f"node:{prison}", at=NOW)
        row = Prison.objects.get(pk=prison)
        load_kinds(by=f"node:{prison}", at=NOW)
        administrator = self._user(f"{prison} administrator", Role.PRISON_ADMINISTRATOR, prison=row)
        head = self._user(f"{prison} head", Role.HEAD_OF_REDUCING_REOFFENDING, prison=row)
        self._user(f"{prison} practitioner", Role.RESETTLEMENT_PRACTITIONER, prison=row, is_superuser=True)
        for kind, (basis, sections) in AGENCIES.items():
            if basis:
                agreement = propose_agreement(
                    agency=Agency.objects.get(pk=self.agencies[kind]),
                    purpose="to help after release",
                    basis=basis,
                    sections=sections,
                    days_before=WINDOW,
                    days_after=WINDOW,
                    expires_on=date(2035, 1, 1),
                    by=administrator,
                    at=NOW,
                )
                approve_agreement(agreement=agreement, by=head, at=NOW)

    def _user(self, name: str, role: Role, **fields: Any) -> User:
        fields.setdefault("audience", Audience.STAFF)
        user: User = User.objects.create_user(f"{name.replace(' ', '.')}@who.example", name=name, **fields)
        RoleHeld.objects.create(user=user, role=role)
        self.users[name] = user.pk
        return user
