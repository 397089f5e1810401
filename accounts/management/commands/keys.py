"""This node's own keys: make them once, look at them, record their public halves after a restore."""

from argparse import ArgumentParser
from getpass import getpass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.utils import timezone

from accounts.acts.keys import KeyFileIsThere, make_node_keys, record_node_keys
from accounts.directory import fingerprint
from accounts.keys import NodeKeysLocked, node_keys
from accounts.management import OwnCommand
from accounts.models import NodeKey
from accounts.seal import UnfitPassphrase, generate_passphrase


class Command(OwnCommand):
    help = "This node's own keys."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        make = verbs.add_parser("make", help="make this node's keys in THROUGHGATE_NODE_KEYS, under a passphrase")
        make.add_argument(
            "--new-passphrase",
            action="store_true",
            help="make six words too, and write them to THROUGHGATE_NODE_PASSPHRASE_FILE",
        )
        verbs.add_parser("show", help="show the fingerprints of the keys that are unlocked here")
        verbs.add_parser("record", help="record the public halves of the unlocked keys, after a restore")

    def handle(self, *args: Any, verb: str, **options: Any) -> None:
        if not settings.NODE_NAME or not settings.NODE_KEYS_FILE:
            raise CommandError("Set THROUGHGATE_NODE and THROUGHGATE_NODE_KEYS first.")
        try:
            getattr(self, verb)(**options)
        except NodeKeysLocked as error:
            raise CommandError(f"The keys stay locked: {error}.") from error
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}") from error

    def make(self, *, new_passphrase: bool, **_: Any) -> None:
        path = Path(settings.NODE_KEYS_FILE)
        try:
            keys = make_node_keys(
                name=settings.NODE_NAME, path=path, passphrase=self._passphrase(new_passphrase), at=timezone.now()
            )
        except KeyFileIsThere as error:
            raise CommandError(f"{path} is there already. A key file is never written over.") from error
        except UnfitPassphrase as error:
            raise CommandError(f"This passphrase is not fit: {error}.") from error
        self.stdout.write(f"The keys of {keys.name} are in {path}. Keep a copy of it, and of the passphrase, apart.")
        self._show()

    def show(self, **_: Any) -> None:
        node_keys()
        self._show()

    def record(self, **_: Any) -> None:
        record_node_keys(keys=node_keys(), at=timezone.now())
        self._show()

    def _show(self) -> None:
        for row in NodeKey.objects.filter(node=settings.NODE_NAME, retired_at__isnull=True).order_by("use"):
            self.stdout.write(f"{row.use}\n  {fingerprint(row.kid)}")

    def _passphrase(self, new: bool) -> str:
        file = settings.NODE_PASSPHRASE_FILE
        if new:
            if not file:
                raise CommandError("Set THROUGHGATE_NODE_PASSPHRASE_FILE first.")
            phrase = generate_passphrase()
            with Path(file).open("x") as out:
                Path(file).chmod(0o600)
                out.write(phrase + "\n")
            return phrase
        if file and Path(file).exists():
            return Path(file).read_text().strip()
        phrase = getpass("A passphrase for the keys: ")
        if getpass("Again: ") != phrase:
            raise CommandError("The two passphrases differ. Nothing was made.")
        return phrase
