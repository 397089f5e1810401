"""manage.py backup FILE: this node in one sealed file; --restore puts it back."""

import os
from argparse import ArgumentParser
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from accounts import audit
from accounts.keys import NodeKeys, NodeKeysLocked, node_keys
from accounts.management import OwnCommand
from accounts.seal import ReadingKey, UnfitPassphrase, Unreadable
from accounts.seal.stream import Opening, Sealing, whose
from deploy import backing
from passport.management.restore import say_sheet
from passport.models import JournalEntry


class Command(OwnCommand):
    help = "Back this node up into one sealed file, or put it back from one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file")
        parser.add_argument("--restore", action="store_true", help="put the database and the packages back")
        parser.add_argument("--over", action="store_true", help="also over a database that has a journal")
        parser.add_argument("--passphrase", metavar="FILE", help="a file with a passphrase that opens it too")

    def handle(self, *args: Any, file: str, restore: bool, over: bool, passphrase: str | None, **options: Any) -> None:
        try:
            phrase = Path(passphrase).read_text().strip() if passphrase else None
            if restore:
                self._restore(Path(file), over, phrase)
            else:
                self._write(Path(file), phrase)
        except NodeKeysLocked as error:
            raise CommandError(f"The keys stay locked: {error}.") from error
        except UnfitPassphrase as error:
            raise CommandError(f"This passphrase is not fit: {error}.") from error
        except backing.CannotBackUp as error:
            raise CommandError(str(error)) from error
        except Unreadable as error:
            raise CommandError(
                f"The backup can't be read: {error}. Nothing was put in the place of the database."
            ) from error
        except OSError as error:
            raise CommandError(f"{error.filename or file}: {error.strerror}") from error

    def _write(self, path: Path, phrase: str | None) -> None:
        """Under another name until it is whole and on the disk."""
        if path.exists():
            raise CommandError(f"{path} is there already. A backup is never written over.")
        keys, at = node_keys(), timezone.now()
        part = path.with_name(f".{path.name}.part")
        try:
            with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                sealing = Sealing(
                    file, node=keys.name, at=int(at.timestamp()), reader=keys.archive.public, passphrase=phrase
                )
                backing.write(sealing, self.stdout.write)
                file.flush()
                os.fsync(file.fileno())
            os.replace(part, path)
        except BaseException:
            with suppress(OSError):
                part.unlink()
            raise
        with transaction.atomic():
            audit.write(by="command:backup", verb="make_backup", what="accounts.NodeKey", whom=keys.archive.kid, at=at)
        self.stdout.write(f"{path}: {path.stat().st_size / 1024**2:,.1f} MiB. Print these lines and keep them with it:")
        say_sheet(self.stdout.write)

    def _restore(self, path: Path, over: bool, phrase: str | None) -> None:
        if not over and _has_a_journal():
            raise CommandError("This database has a journal already. Stop everything, and say --over to replace it.")
        with path.open("rb") as file:
            said = whose(file)
            if said["node"] != settings.NODE_NAME:
                raise CommandError("This is the backup of another node than THROUGHGATE_NODE says.")
            file.seek(0)
            opening = Opening(file, key=None if phrase else _key(node_keys(), said["kid"]), passphrase=phrase)
            backing.read(opening, self.stdout.write)
        self.stdout.write("Now: manage.py migrate, manage.py keys record, and in a prison manage.py sync --restore.")


def _key(keys: NodeKeys, kid: str | None) -> ReadingKey | None:
    return keys.reading_key(kid) if kid else None


def _has_a_journal() -> bool:
    """Whether there is something here to lose. Queries: 2."""
    try:
        there = JournalEntry._meta.db_table in connection.introspection.table_names()
        return there and JournalEntry.objects.exists()
    except DatabaseError:
        return False  # no database at all
