from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from accounts.management import OwnCommand
from incell.acts.kinds import load_kinds
from incell.questions import Broken


class Command(OwnCommand):
    help = "Load the kinds of request of a folder (kinds.yml, asks/); without one, those that come with Throughgate."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path)

    def handle(self, *args: Any, folder: Path | None, **options: Any) -> None:
        if folder is not None and not (folder / "kinds.yml").is_file():
            raise CommandError(f"{folder} holds no kinds.yml")
        try:
            loaded = load_kinds(folder=folder, by="command:load_requests", at=timezone.now())
        except Broken as broken:
            for fault in broken.faults:
                self.stderr.write(str(fault))
            raise CommandError(
                f"{len(broken.faults)} fault(s); nothing was loaded. Mend the files and run again."
            ) from None
        for one in loaded:
            self.stdout.write(f"{one.outcome:<10}{one.code} version {one.version}")
