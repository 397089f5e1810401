"""What the rows of the time without Wi-Fi are about."""

import hashlib
import json
from typing import Any

from accounts.keys import node_keys
from accounts.seal import seal_to
from incell.acts.kinds import load_kinds
from incell.acts.tickets import issue_ticket
from incell.acts.written import TYP
from incell.models import QueuedAct
from tests.cast import NOW, Cast

KEY = "h" * 22


def his_held_act(cast: Cast) -> dict[str, Any]:
    """He wrote to the library, and his PIN was changed before it arrived."""
    load_kinds(by="node:MDI", at=NOW)
    said = {
        "v": 1,
        "ticket": issue_ticket(user=cast.prisoner, terminal=cast.terminal, at=NOW),
        "key": KEY,
        "kind": "LIBRARY",
        "fields": [["WHAT", "BOOK"], ["MORE", "Treasure Island"]],
        "language": "en",
        "ms": 60_000,
    }
    box = seal_to(node_keys().read.public, TYP, {"key": KEY, "node": "MDI", "v": 1}, json.dumps(said).encode())
    QueuedAct.objects.update_or_create(
        pk=KEY,
        defaults={
            "prisoner": cast.prisoner.prisoner,
            "terminal": cast.terminal,
            "state": QueuedAct.State.HELD,
            "why": "pin_changed",
            "sealed": box,
            "digest": hashlib.sha256(box.encode()).hexdigest(),
            "received_at": NOW,
        },
    )
    return {"key": KEY}


def no_held_act(cast: Cast) -> dict[str, Any]:
    return {"key": "n" * 22}


def in_english(cast: Cast) -> dict[str, Any]:
    return {"language": "en"}


def in_no_language(cast: Cast) -> dict[str, Any]:
    return {"language": "tlh"}
