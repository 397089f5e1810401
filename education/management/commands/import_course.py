"""manage.py import_course FILE… [--course ID]: course packages (SCORM 1.2, 2004), each imported whole or not at all."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.management.base import CommandError
from django.utils import timezone

from accounts.management import OwnCommand
from accounts.models import Prison
from education import scorm
from education.acts import courses, units, unpacking
from education.acts.packages import Imported, import_package
from education.models import Course

BY = "command:import_course"
WHY: dict[type[Exception], str] = {
    courses.NotADraft: "the course is no draft: reopen it first",
    courses.TooManyCourses: "the prison has too many courses: retire one first",
    units.TooManyUnits: "the course has too many units: retire one first",
}
REFUSED: tuple[type[Exception], ...] = (
    scorm.NotAPackage,
    unpacking.FilesCannotBeKept,
    unpacking.NoRoomOnDisk,
    *WHY,
)


class Command(OwnCommand):
    help = (
        "Import course packages (SCORM 1.2, SCORM 2004). Each becomes a draft course of one unit, or a unit of the "
        "draft course that --course names. A file that can't be imported is named on standard error with its fault, "
        "and the next is tried; the command then ends 1. Importing the same file again changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--course", type=UUID, metavar="ID", help="a draft course that the packages are added to")
        parser.add_argument("--prison", default=settings.NODE_NAME, help="its three letters (default: this node's)")

    def handle(self, *args: Any, files: list[Path], course: UUID | None, prison: str, **options: Any) -> None:
        place = Prison.objects.filter(pk=prison).first()
        if place is None:
            raise CommandError(f"Nothing was imported: prison {prison or '?'} is not known. Say --prison MDI")
        into = None
        if course is not None:
            into = Course.objects.filter(pk=course, prison=place).first()
            if into is None:
                raise CommandError(f"Nothing was imported: {place.name} has no course {course}")
        refused = sum(not self.one(file, place, into) for file in files)
        if refused:
            raise CommandError(f"{refused} of {len(files)} could not be imported")

    def one(self, file: Path, place: Prison, into: Course | None) -> bool:
        """Whether it is in now; if not, standard error says why."""
        try:
            with file.open("rb") as opened:
                imported = import_package(
                    file=opened, name=file.name, prison=place, by=BY, at=timezone.now(), course=into, tell=self.tell
                )
        except REFUSED as error:
            self.stderr.write(f"{file}: {self.why(error)}")
            return False
        except OSError as error:
            self.stderr.write(f"{file}: the file can't be read ({error.strerror})")
            return False
        self.stdout.write(f"{file}: {self.found(imported)}")
        return True

    def why(self, error: Exception) -> str:
        if isinstance(error, unpacking.FilesCannotBeKept):
            return f"{settings.CONTENT_FOLDER} can't be written ({error.why})"
        if isinstance(error, unpacking.NoRoomOnDisk):
            return f"the disk has {error.mib} MiB too little room"
        return WHY.get(type(error)) or str(error)

    def found(self, imported: Imported) -> str:
        package = imported.package
        course = package.unit.course if package.unit else None
        where = f"course {course.pk} “{course.title}”" if course else "no course"
        if not imported.fresh:
            return f"is here already, in {where}"
        activities = package.scos.exclude(href="").count()
        notes = "".join(
            f"\n  note: {scorm.Note(code, tuple(about.items()))}" for code, about in package.extra.get("notes", [])
        )
        return (
            f"“{package.title}”, {package.get_edition_display()}: activities {activities}, files {package.files}, "
            f"{package.bytes / (1 << 20):.1f} MiB, in {where}{notes}"
        )

    def tell(self, done: int, of: int) -> None:
        if done % 500 == 0 and done < of:
            self.stdout.write(f"  {done} of {of} files")
