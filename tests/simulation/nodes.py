"""Nodes of the simulation: a database in memory, keys and a clock each, all in one process.

A node can be killed at any statement, before or after it, and before or after any commit; its disk can be full or
slow; it can be copied and put back to an older copy.
"""

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

from django.conf import settings
from django.db import OperationalError, connections
from django.db.backends.sqlite3.base import DatabaseWrapper

import accounts.keys
from accounts.keys import NodeKeys, node_keys

WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE|REPLACE)", re.IGNORECASE)
UNDOES = re.compile(r"\s*(ROLLBACK|RELEASE)", re.IGNORECASE)


class Killed(BaseException):
    """Stands for SIGKILL: nothing of the product catches it, and what was not committed is gone."""

    def __init__(self, node: "Node") -> None:
        super().__init__(node.name)
        self.node = node


@dataclass
class Fate:
    """What happens to a node while a step runs. Each number counts statements and commits, from 1; 0: never.

    killed   at this one; `after`: once it was done. full: no write from this one on. slow: seconds each takes.
    """

    killed: int = 0
    after: bool = False
    full: int = 0
    slow: float = 0.0


class Database(DatabaseWrapper):
    """SQLite in memory, filled from an image, whose every statement goes by the node's fate."""

    node: "Node"

    def get_connection_params(self) -> dict[str, Any]:
        return {**super().get_connection_params(), "database": ":memory:", "uri": False}

    def get_new_connection(self, conn_params: dict[str, Any]) -> sqlite3.Connection:
        made: sqlite3.Connection = super().get_new_connection(conn_params)
        made.deserialize(self.node.image)
        return made

    def init_connection_state(self) -> None:
        super().init_connection_state()
        if self.node.go_by_fate not in self.execute_wrappers:
            self.execute_wrappers.append(self.node.go_by_fate)

    def _commit(self) -> None:
        self.node.live_through(super()._commit, writes=True)

    def close(self) -> None:
        """The database is in the connection: a process that ends does not end it."""
        if self.connection is not None:
            self.connection.rollback()

    def begin_again(self, *, anew: bool) -> None:
        """As a new process finds it. anew: with the node's image in place of what is there."""
        if self.connection is not None:
            self.connection.rollback()
            if anew:
                self.connection.close()
                self.connection = None
        self.in_atomic_block = self.needs_rollback = self.closed_in_transaction = False
        self.savepoint_ids, self.atomic_blocks, self.run_on_commit = [], [], []
        self.run_commit_hooks_on_set_autocommit_on = False
        self.autocommit, self.commit_on_exit = True, True
        self.ensure_connection()


@dataclass
class Node:
    """One node: its name, keys, image, and how far its clock is off."""

    name: str
    keys: NodeKeys
    image: bytes
    folder: Path
    off: timedelta = timedelta()
    fate: Fate = field(default_factory=Fate)
    lived: int = 0  # statements and commits of this step
    dead: bool = False
    database: Database = field(init=False)
    passed: Callable[[float], None] = lambda seconds: None

    def __post_init__(self) -> None:
        asked = {**settings.DATABASES["default"], "NAME": str(self.folder / self.name), "OPTIONS": {}}
        asked["TIME_ZONE"] = None
        asked["OPTIONS"] = {"transaction_mode": "IMMEDIATE"}
        self.database = Database(connections.configure_settings({"default": asked})["default"], "default")
        self.database.node = self

    def raw(self) -> sqlite3.Connection:
        """Past Django and past fate: for who looks at what is committed."""
        self.database.ensure_connection()
        return self.database.connection  # type: ignore[return-value]

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        return self.raw().execute(sql, values).fetchall()

    def now(self, true: datetime) -> datetime:
        return true + self.off

    # Fate

    def go_by_fate(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if UNDOES.match(sql):
            return execute(sql, params, many, context)
        return self.live_through(lambda: execute(sql, params, many, context), writes=bool(WRITES.match(sql)))

    def live_through(self, step: Callable[[], Any], *, writes: bool) -> Any:
        if self.dead:
            raise Killed(self)
        self.lived += 1
        if self.fate.slow:
            self.passed(self.fate.slow)
        if self.fate.killed == self.lived and not self.fate.after:
            self._die()
        if writes and self.fate.full and self.lived >= self.fate.full:
            raise OperationalError("database or disk is full")
        done = step()
        if self.fate.killed == self.lived:
            self._die()
        return done

    def _die(self) -> None:
        self.dead = True
        raise Killed(self)

    def begin(self, fate: Fate | None = None) -> None:
        """A step begins: the count starts anew."""
        self.fate, self.lived = fate or Fate(), 0

    def start_again(self) -> None:
        """A new process after a kill."""
        self.dead = False
        self.fate = Fate()
        self.database.begin_again(anew=False)
        node_keys.cache_clear()

    # Copies

    def copy(self) -> bytes:
        return self.raw().serialize()

    def put_back(self, image: bytes) -> None:
        self.image = image
        self.database.begin_again(anew=True)
        node_keys.cache_clear()


class Stage:
    """Which node this process is just now: connection, name and keys change together."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.now: Node | None = None

    @contextmanager
    def open(self) -> Iterator[None]:
        """Take the process over, and give it back as it was."""
        there = connections["default"]
        (self.folder / "keys").write_text("in memory")
        names = ("NODE_NAME", "NODE_KEYS_FILE", "NODE_PASSPHRASE_FILE", "ERASURES_FILE", "DIRECTORY_AUTHORITY_FILE")
        before = {name: getattr(settings, name) for name in names}
        settings.NODE_KEYS_FILE = settings.NODE_PASSPHRASE_FILE = str(self.folder / "keys")
        settings.DIRECTORY_AUTHORITY_FILE = str(self.folder / "authority")
        try:
            with patch.object(accounts.keys, "unlock", lambda text, phrase: self._keys()):
                yield
        finally:
            connections["default"] = there
            for name, value in before.items():
                setattr(settings, name, value)
            node_keys.cache_clear()
            self.now = None

    @contextmanager
    def at(self, node: Node) -> Iterator[None]:
        before = self.now
        self._move(node)
        try:
            yield
        finally:
            if before is not None:
                self._move(before)

    def _move(self, node: Node) -> None:
        if node is self.now:
            return
        self.now = node
        connections["default"] = node.database
        settings.NODE_NAME = node.name
        settings.ERASURES_FILE = str(self.folder / f"{node.name}.erased")
        node_keys.cache_clear()

    def _keys(self) -> NodeKeys:
        assert self.now is not None
        return self.now.keys
