"""manage.py import_prisons FILE: the prisons of an HMPPS Prison Register file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.utils import timezone

from accounts.acts.import_prisons import import_prisons
from accounts.management import OwnCommand
from accounts.roll.faults import NotARoll
from accounts.roll.register import read


class Command(OwnCommand):
    help = (
        "Bring the prisons up to date with a Prison Register file (JSON). Bad rows are reported on standard error "
        "and the others go in; it ends 1 only when nothing of the file could be used. Can be run again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            entries, faults = read(file.read_bytes())
        except OSError as error:
            raise CommandError(f"Nothing was changed: the file can't be read ({error.strerror})") from error
        except NotARoll as error:
            raise CommandError(f"Nothing was changed: {error}") from error
        for fault in faults:
            self.stderr.write(str(fault))
        if not entries:
            raise CommandError("Nothing was changed: the file has no usable row")
        outcome = import_prisons(entries=entries, by=f"node:{settings.NODE_NAME or 'NEW'}", at=timezone.now())
        self.stdout.write(
            f"Prisons: added {outcome.added}, changed {outcome.changed}, unchanged {outcome.unchanged}; "
            f"bad rows {len(faults)}"
        )
