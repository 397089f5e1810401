"""manage.py import_case_notes FILE… --prison MDI: case notes of the service, as JSON, sealed as they come in."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.utils import timezone

from accounts.management import OwnCommand
from passport.acts.case_notes import import_case_notes
from passport.casenotes import NotCaseNotes, read_file

SHOWN = 500  # notes between two lines of progress


class Command(OwnCommand):
    help = (
        "Take in case notes of the service's case-notes API as JSON files. Bad rows are reported on standard error by "
        "file, row and field, never by value, and the others go in. Notes that are here already stay as they are, and "
        "get the amendments that are new: running it again changes nothing. It ends 1 when no file could be used."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--prison", default=settings.NODE_NAME, help="its three letters (default: this node's)")

    def handle(self, *args: Any, files: list[Path], prison: str, **options: Any) -> None:
        if not prison:
            raise CommandError("Say whose case notes they are: --prison MDI")
        used = 0
        for file in files:
            try:
                notes, faults = read_file(file.read_bytes())
            except OSError as error:
                self.stderr.write(f"{file.name}: can't be read ({error.strerror})")
                continue
            except NotCaseNotes as error:
                self.stderr.write(f"{file.name}: {error}")
                continue
            used += 1
            done = import_case_notes(
                prison=prison, notes=notes, by=f"node:{prison}", at=timezone.now(), progress=self.progress(len(notes))
            )
            bad = sorted([*faults, *done.faults], key=lambda fault: fault.row)
            for fault in bad:
                self.stderr.write(f"{file.name}: {fault}")
            self.stdout.write(
                f"{file.name}: added {done.added}, amended {done.amended}, known {done.known}, "
                f"bad rows {len({fault.row for fault in bad})}"
            )
        if not used:
            raise CommandError("Nothing was changed: no file could be used")

    def progress(self, of: int) -> Any:
        def told(done: int) -> None:
            if done % SHOWN == 0:
                self.stdout.write(f"{done} of {of}")

        return told
