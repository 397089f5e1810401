"""Whose word counts in a world: keys in use, what the directory authority has said, and what was erased."""

import json
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.db import transaction

from accounts.acts.directory import accept_directory_statement
from accounts.acts.keys import record_node_keys
from accounts.directory import AgencyListing, read_statement
from accounts.keys import NodeKeys, node_keys
from accounts.models import User
from passport.acts.directory import publish_statement
from passport.sync.kinds import CENTRAL

from .model import Model
from .nodes import Node
from .scene import Scene

ERASED = "SELECT rec, prisoner_id FROM passport_erasure"


class Trusted:
    """What a world does beside its line; `world.World` is one.

    published            statements that were made in this run.
    waiting_keys         keys that are published and not in use yet, by node.
    waiting_statements   of central, on paper, for a prison.
    """

    nodes: dict[str, Node]
    scene: Scene
    model: Model
    now: datetime
    folder: Path
    published: list[str]
    waiting_keys: dict[str, NodeKeys]
    waiting_statements: dict[str, list[str]]

    def on(self, name: str) -> AbstractContextManager[Node]:
        raise NotImplementedError

    def user(self, name: str) -> User:
        raise NotImplementedError

    def use_keys(self, name: str, keys: NodeKeys) -> None:
        """A node is started with other keys."""
        self.nodes[name].keys = keys
        node_keys.cache_clear()
        with self.on(name), transaction.atomic():
            record_node_keys(keys=keys, at=self.now)

    def told_by_hand(self, prison: str) -> None:
        """Somebody brings a prison what the authority says of central's keys."""
        with self.on(prison):
            while self.waiting_statements[prison]:
                text = self.waiting_statements[prison].pop(0)
                accept_directory_statement(statement=text, by=f"node:{prison}", at=self.now)

    def told_again_by_hand(self, prison: str) -> None:
        """After a restore of this prison: all that the authority has said of central."""
        self.waiting_statements[prison] = [text for text in self.published if self.is_of_central(text)]
        self.told_by_hand(prison)

    def publish(self, text: str) -> None:
        """At central."""
        publish_statement(statement=text, by=self.user("officer"), at=self.now)

    def kids_in(self, text: str) -> list[str]:
        """The thumbprints that a directory statement names."""
        listing = read_statement(text, authority=self.scene.authority.public, at=self.now).listing
        return [listing.kid] if isinstance(listing, AgencyListing) else [kid for _, kid, _ in listing.keys]

    def is_of_central(self, text: str) -> bool:
        listing = read_statement(text, authority=self.scene.authority.public, at=self.now).listing
        return not isinstance(listing, AgencyListing) and listing.node == CENTRAL

    def watch_erasures(self, prison: str, *, anew: bool = False) -> None:
        """Take note of whose erasure is committed. anew: the prison was restored; what its ledger has counts too."""
        model, node = self.model, self.nodes[prison]
        rows = {str(UUID(rec)): str(UUID(who)) for rec, who in node.rows(ERASED) if rec}
        if anew:
            ledger = self.folder / f"{prison}.erased"
            noted = (
                {json.loads(line)["prisoner"] for line in ledger.read_text().splitlines()} if ledger.exists() else ()
            )
            for rec in [rec for rec, (where, who) in model.erased.items() if where == prison and who not in noted]:
                del model.erased[rec]
        model.erased.update({rec: (prison, who) for rec, who in rows.items()})
