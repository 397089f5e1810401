"""A prison with its kinds, and a terminal that wrote something without Wi-Fi."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from accounts.keys import NodeKeys
from accounts.models import Terminal, User
from accounts.seal import PublicReadingKey, seal_to
from incell.acts.kinds import load_kinds
from incell.acts.queue import take_in
from incell.acts.tickets import issue_ticket
from incell.acts.written import TYP
from incell.models import QueuedAct
from tests.cast import NOW, Cast

KEY = "k" * 22
BOOK = [["WHAT", "BOOK"], ["MORE", "Treasure Island"]]
Boxes = Callable[..., str]
Arrive = Callable[..., QueuedAct]


@pytest.fixture(autouse=True)
def kinds(node: NodeKeys) -> None:
    load_kinds(by="node:MDI", at=NOW)


@pytest.fixture
def box(cast: Cast, node: NodeKeys) -> Boxes:
    """What a worker makes: a sealed wish for a book, half an hour after the prisoner's page; `key=…` changes a part."""

    def seal(
        *,
        user: User = cast.prisoner,
        terminal: Terminal = cast.terminal,
        issued: datetime = NOW,
        reader: PublicReadingKey = node.read.public,
        typ: str = TYP,
        aad: dict[str, Any] | None = None,
        **other: Any,
    ) -> str:
        said = {
            "v": 1,
            "ticket": issue_ticket(user=user, terminal=terminal, at=issued),
            "key": KEY,
            "kind": "LIBRARY",
            "fields": BOOK,
            "language": "en",
            "ms": 30 * 60_000,
        } | other
        bound = {"key": said["key"], "node": "MDI", "v": 1} if aad is None else aad
        return seal_to(reader, typ, bound, json.dumps(said).encode())

    return seal


@pytest.fixture
def arrive(cast: Cast) -> Arrive:
    """Take a box in, two hours after the page and half an hour after the writing, unless said otherwise."""

    def take(sealed: str, *, key: str = KEY, after: timedelta = timedelta(hours=2), **other: Any) -> QueuedAct:
        waited = int(after.total_seconds() * 1000) - 30 * 60_000
        given = {"terminal": cast.terminal, "waited": waited, "at": NOW + after} | other
        return take_in(key=key, box=sealed, **given)

    return take
