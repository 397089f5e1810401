"""One node's own process, that does what a test tells it: a line of JSON in, a line of JSON out."""

import json
import os
import sys
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402  (needs the line above)
from django.core.management import CommandError, call_command  # noqa: E402
from django.db import connections  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.models import NodeKey  # noqa: E402
from passport.acts.sections import open_passport, write_section  # noqa: E402
from passport.models import Passport, Shipment  # noqa: E402
from tests.cast import PrisonerFactory  # noqa: E402
from tests.two_nodes import CENTRAL, journal_of, stored  # noqa: E402


def write(words: str) -> None:
    """One more section version; the first time for a new person."""
    at = timezone.now()
    passport = Passport.objects.first() or open_passport(prisoner=PrisonerFactory(), by="node:MDI", at=at)
    write_section(passport=passport, sec="MY_WORDS", data={"kind": "words", "text": words}, by="node:MDI", at=at)


def keys() -> list[list[Any]]:
    """This node's public keys."""
    return [[row.kid, row.node, row.use, row.jwk] for row in NodeKey.objects.filter(node=settings.NODE_NAME)]


def pin(theirs: list[list[Any]]) -> None:
    """Believe the other node's keys, as a statement of the directory authority would have it."""
    NodeKey.objects.bulk_create(
        NodeKey(kid=kid, node=node, use=use, jwk=jwk, made_at=timezone.now()) for kid, node, use, jwk in theirs
    )


def sync(couriers: int) -> list[int]:
    """Run the courier in processes of its own, all at once. Returns how each ended: 0, 1 or -9 for SIGKILL."""
    connections.close_all()
    children = [_courier() for _ in range(couriers)]
    return [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]


def _courier() -> int:
    child = os.fork()
    if child:
        return child
    ended = 2
    try:
        with open(os.devnull, "w") as nowhere:
            call_command("sync", stdout=nowhere)
        ended = 0
    except CommandError:
        ended = 1
    finally:
        os._exit(ended)


def look() -> dict[str, Any]:
    """All that travels, as it stands in this node's database."""
    return {**stored(), "journal": journal_of("MDI", CENTRAL)}


def stages() -> list[str]:
    return sorted(Shipment.objects.values_list("stage", flat=True))


if __name__ == "__main__":
    acts = {"keys": keys, "pin": pin, "write": write, "sync": sync, "look": look, "stages": stages}
    for line in sys.stdin:
        asked, *arguments = json.loads(line)
        sys.stdout.write(json.dumps(acts[asked](*arguments), default=str) + "\n")
        sys.stdout.flush()
        connections.close_all()
