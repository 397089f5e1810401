"""manage.py import_timetable FILE [--prisoner A1234BC]: a prison's CSV, or probation's appointments as JSON."""

import re
from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.utils import timezone

from accounts.management import OwnCommand
from accounts.models import Prison
from incell import timetables
from incell.acts.timetable import import_timetable
from incell.models import TimetableEntry

IN_THE_NAME = re.compile(r"(?<![A-Z0-9])[A-Z]\d{4}[A-Z]{2}(?![A-Z0-9])")


class Command(OwnCommand):
    help = (
        "Bring timetables up to date: the prison's own from a CSV (columns: number, start, end, title, place, with, "
        "id), or one person's appointments with probation from JSON. Bad rows are reported on standard error by line "
        "and field, never by value, and the others go in. What a file no longer names is cancelled, not deleted. "
        "It ends 1 only when nothing of the file could be used. Running it again changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--prisoner", default="", metavar="A1234BC", help="whom the whole file is about")
        parser.add_argument("--prison", default=settings.NODE_NAME, help="its three letters (default: this node's)")
        parser.add_argument(
            "--whole", action="store_true", help="the file has everybody: cancel also what others had on its days"
        )

    def handle(self, *args: Any, file: Path, prisoner: str, prison: str, whole: bool, **options: Any) -> None:
        at = timezone.now()
        place = Prison.objects.filter(pk=prison).first()
        if place is None:
            raise CommandError(f"Nothing was changed: prison {prison or '?'} is not known. Say --prison MDI")
        read, source = self.read(file, prisoner, at)
        self.stdout.write(f"Read {read.rows} rows: {len(read.entries)} entries of {len(read.people)} people")
        by = "command:import_timetable"
        loaded = import_timetable(prison=place, source=source, read=read, by=by, at=at, whole=whole)
        for fault in loaded.faults:
            self.stderr.write(str(fault))
        for note in read.notes:
            self.stderr.write(f"note: {note}")
        self.stdout.write(
            f"Entries: added {loaded.added}, changed {loaded.changed}, unchanged {loaded.unchanged}, "
            f"cancelled {loaded.cancelled}; bad rows {len(loaded.faults)}"
        )
        if loaded.faults and not (loaded.added or loaded.changed or loaded.unchanged):
            raise CommandError("Nothing of the file could be used")

    def read(self, file: Path, prisoner: str, at: datetime) -> tuple[timetables.Read, str]:
        """What the file says, and who says it: JSON is probation's. A number in its name says whom it is about."""
        try:
            with file.open("rb") as opened:
                content = opened.read(timetables.MOST_BYTES + 1)
            if not timetables.is_json(content):
                read = timetables.read_table(content, on=timezone.localdate(at), number=prisoner)
                return read, TimetableEntry.Source.PRISON
            in_the_name = "" if prisoner else "".join(IN_THE_NAME.findall(file.name)[:1])
            read = timetables.read_appointments(content, at=at, number=prisoner or in_the_name)
        except OSError as error:
            raise CommandError(f"Nothing was changed: the file can't be read ({error.strerror})") from error
        except timetables.NotATimetable as error:
            raise CommandError(f"Nothing was changed: {error}") from error
        return read, TimetableEntry.Source.PROBATION
