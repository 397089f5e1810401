from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from accounts.management import OwnCommand
from incell import questions
from incell.acts.questionsets import NoQuestionSets, load_question_sets

BUILT_IN = Path(questions.__file__).parent / "sets"


class Command(OwnCommand):
    help = "Load the question sets of a folder; without one, those that come with Throughgate."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=BUILT_IN)

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        if not folder.is_dir():
            raise CommandError(f"{folder} is not a folder")
        try:
            loaded = load_question_sets(folder=folder, by="command:load_questions", at=timezone.now())
        except questions.Broken as broken:
            for fault in broken.faults:
                self.stderr.write(str(fault))
            raise CommandError(
                f"{len(broken.faults)} fault(s); nothing was loaded. Mend the files and run again."
            ) from None
        except NoQuestionSets as error:
            raise CommandError(f"{type(error).__doc__} {error}") from None
        for one in loaded:
            self.stdout.write(f"{one.outcome:<10}{one.pathway} version {one.version}  {one.name}")
            for note in one.notes:
                self.stdout.write(f"          note: {note}")
