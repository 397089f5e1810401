"""manage.py import_learning FILE… --prison MDI: what people learned before, from Curious responses."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.utils import timezone

from accounts.management import OwnCommand
from accounts.models import Prison
from education.acts.import_learning import import_learning
from education.forms.record import outcome_words
from education.record import read
from education.record.learned import NotARecord


class Command(OwnCommand):
    help = (
        "Bring what people here learned before up to date with the learner record: Curious learner-education "
        "responses, as JSON files. Bad rows are reported on standard error by position and field, never by value, "
        "and the others go in. A record under a number that nobody here has waits for a person to say whose it is, "
        "when somebody here is likely; otherwise it is not kept. It ends 1 only when nothing of the files could be "
        "used. Running it again changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--prison", default=settings.NODE_NAME, help="its three letters (default: this node's)")

    def handle(self, *args: Any, files: list[Path], prison: str, **options: Any) -> None:
        known = Prison.objects.filter(pk=prison).first()
        if known is None:
            raise CommandError(f"Nothing was changed: prison {prison or '?'} is not known (say --prison MDI)")
        try:
            record = read(file.read_bytes() for file in files)
        except OSError as error:
            raise CommandError(f"Nothing was changed: a file can't be read ({error.strerror})") from error
        except NotARecord as error:
            raise CommandError(f"Nothing was changed: {error}") from error
        self.stdout.write(f"Read {record.rows} rows in {len(files)} file(s): {len(record.learned)} courses")
        for fault in record.faults:
            self.stderr.write(str(fault))
        if record.rows and not record.learned:
            raise CommandError("Nothing was changed: no row could be used")
        outcome = import_learning(prison=known, record=record, by=f"node:{prison}", at=timezone.now())
        self.stdout.write(outcome_words(outcome, len(record.faults)))
