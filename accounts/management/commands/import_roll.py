"""manage.py import_roll FILE… --prison MDI: the people of a prison, from HMPPS Prisoner Search responses."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.utils import timezone

from accounts.acts.import_roll import NobodyOnTheRoll, import_roll
from accounts.management import OwnCommand
from accounts.models import Prison
from accounts.roll.faults import NotARoll
from accounts.roll.pages import Roll, read


class Command(OwnCommand):
    help = (
        "Bring the people of a prison up to date with its roll: one Prisoner Search response, or all its pages, as "
        "JSON files. Bad rows are reported on standard error by position and field, never by value, and the others "
        "go in. People whom a whole roll no longer names are marked as left. It ends 1 only when nothing of the "
        "files could be used. Running it again changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--prison", default=settings.NODE_NAME, help="its three letters (default: this node's)")
        parser.add_argument("--allow-empty", action="store_true", help="let an empty roll mark everybody as left")

    def handle(self, *args: Any, files: list[Path], prison: str, allow_empty: bool, **options: Any) -> None:
        if not prison:
            raise CommandError("Say whose roll it is: --prison MDI")
        at = timezone.now()
        try:
            roll = read([file.read_bytes() for file in files], prison=prison, on=timezone.localdate(at))
        except OSError as error:
            raise CommandError(f"Nothing was changed: a file can't be read ({error.strerror})") from error
        except NotARoll as error:
            raise CommandError(f"Nothing was changed: {error}") from error
        self.stdout.write(f"Read {roll.rows} rows in {len(files)} file(s): {len(roll.people)} people of {prison}")
        for fault in roll.faults:
            self.stderr.write(str(fault))
        for note in roll.notes:
            self.stderr.write(f"note: {note}")
        try:
            outcome = import_roll(
                prison=self.prison(prison, roll), roll=roll, by=f"node:{prison}", at=at, allow_empty=allow_empty
            )
        except NobodyOnTheRoll as error:
            raise CommandError(
                "Nothing was changed: the roll names nobody of this prison, and everybody would be marked as left. "
                "If the prison is empty, say --allow-empty"
            ) from error
        self.stdout.write(
            f"People: added {outcome.added}, changed {outcome.changed}, unchanged {outcome.unchanged}, "
            f"came back {outcome.returned}, left {outcome.left}; bad rows {len(roll.faults)}"
        )

    def prison(self, code: str, roll: Roll) -> Prison:
        """The prison; one that the register has not brought yet is made under the name that the roll gives it."""
        found = Prison.objects.filter(pk=code).first()
        if found is not None:
            return found
        if not roll.prison_name:
            raise CommandError(f"Nothing was changed: prison {code} is not known (run import_prisons first)")
        self.stderr.write(f"note: prison {code} was not known and is added under the roll's name for it")
        return Prison.objects.create(code=code, name=roll.prison_name)
