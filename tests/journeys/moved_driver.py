"""One node's own process on the way of a record between two prisons: a line of JSON in, a line of JSON out."""

import json
import sys
from typing import Any

import django

django.setup()

from django.db import connections  # noqa: E402  (needs the line above)
from django.utils import timezone  # noqa: E402

from accounts.models import NodeKey, Prison  # noqa: E402
from passport.acts.moving import start_transfer  # noqa: E402
from passport.acts.sections import keys_of, open_passport, open_version, write_section  # noqa: E402
from passport.models import Arrival, Passport, SectionVersion, Transfer  # noqa: E402
from tests.cast import PrisonerFactory, PrisonFactory  # noqa: E402
from tests.journeys.driver import keys, sync  # noqa: E402

NAMES = {"MDI": "Moorland (HMP & YOI)", "LEI": "Leeds (HMP)"}


def pin(theirs: list[list[Any]]) -> None:
    """Believe other nodes' keys, and one's own, as statements of the directory authority would have it."""
    for kid, node, use, jwk in theirs:
        said = {"node": node, "use": use, "jwk": jwk, "made_at": timezone.now(), "statement": "signed"}
        NodeKey.objects.update_or_create(kid=kid, defaults=said)


def prisons() -> None:
    for code, name in NAMES.items():
        PrisonFactory(code=code, name=name)


def comes(node: str, words: str) -> None:
    """Somebody is on the roll; with words, they have a passport that says them."""
    person = PrisonerFactory(number="A1234BC", last_name="Quillworth", prison=Prison.objects.get(pk=node))
    if words:
        passport = open_passport(prisoner=person, by=f"node:{node}", at=timezone.now())
        write(node, words, passport)


def write(node: str, words: str, passport: Passport | None = None) -> list[Any]:
    version = write_section(
        passport=passport or Passport.objects.get(),
        sec="MY_WORDS",
        data={"kind": "words", "text": words},
        by=f"node:{node}",
        at=timezone.now(),
    )
    return [version.ver, version.iss]


def send(to: str) -> None:
    passport = Passport.objects.select_related("prisoner").get()
    start_transfer(prisoner=passport.prisoner, to=Prison.objects.get(pk=to), by="node:MDI", at=timezone.now())


def look() -> dict[str, Any]:
    """Where the record stands, and what this node has of it."""
    versions = SectionVersion.objects.order_by("sec", "ver").values_list("sec", "ver", "iss", "digest")
    return {
        "states": list(Transfer.objects.values_list("state", flat=True)),
        "versions": list(versions),
        "coming": list(Arrival.objects.values_list("number", flat=True)),
        "held": list(Passport.objects.values_list("held_by", flat=True)),
    }


def words() -> str:
    version = SectionVersion.objects.filter(sec="MY_WORDS").newest().get()
    return str(open_version(version=version, keys=keys_of(version.rec), at=timezone.now()).data["text"])


if __name__ == "__main__":
    acts = {act.__name__: act for act in (keys, pin, prisons, comes, write, send, sync, look, words)}
    for line in sys.stdin:
        asked, *arguments = json.loads(line)
        sys.stdout.write(json.dumps(acts[asked](*arguments), default=str) + "\n")
        sys.stdout.flush()
        connections.close_all()
