"""Course packages: brought in from a zip, put into a course, replaced by a newer version.

The unpacking, which may take a minute, holds no lock and no transaction; the rows are written and the folder takes
its place in one short transaction at the end.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from django.db import transaction

from accounts import access
from accounts.access import NotAllowed, Verb
from accounts.models import Prison, User
from education.models import Course, Package, Unit

from .package_rows import write
from .placing import attach, draft, note, take_place
from .unpacking import Tell, put_files_back, sha256_of, unpacked


class InNoCourse(ValueError):
    """A package that is in no unit can't be replaced; it can be put into a course."""


class SamePackage(ValueError):
    """The newer version is a package that is here already: nothing to replace it by."""


@dataclass(frozen=True)
class Imported:
    """`fresh` is False when the prison had this very zip; `retired` is the unit that the new one stands in for."""

    package: Package
    fresh: bool = True
    retired: Unit | None = None


def import_package(
    *,
    file: BinaryIO,
    name: str,
    prison: Prison,
    by: User | str,
    at: datetime,
    course: Course | None = None,
    unit: Unit | None = None,
    tell: Tell = lambda done, of: None,
) -> Imported:
    """Bring in a package: into an empty unit, as the last unit of a draft course, or as a draft course of its own.

    file     the zip, seekable; name: what its file is called, a title for packages that say none.
    by       a User, or "command:NAME", which needs no permission. tell: called while files are written.
    Returns  the package; the same zip in the same prison is there once, and comes back as it was, with its files
             where they were lost.
    Writes   the files, Package, its Scos, the unit, an audit line or two. Queries: about 14, for any size.
    Raises   scorm.NotAPackage, NoRoomOnDisk, FilesCannotBeKept, HoldsAnother, NotADraft, TooManyUnits,
             TooManyCourses, NotAllowed.
    """
    _require(by, prison.pk)
    sha256 = sha256_of(file)
    known = _known(prison, sha256)
    if known is not None:
        put_files_back(known, file, tell, at)
        return Imported(_settled(known, course, unit, by, at), fresh=False)
    try:
        with unpacked(file, tell) as (contents, place), transaction.atomic():
            Prison.objects.select_for_update(no_key=True).get(pk=prison.pk)  # two imports at once take turns
            if (known := _known(prison, sha256)) is not None:
                raise _QuickerElsewhere(known)
            package = write(contents, place, sha256, name, prison, by, at)
            attach(package, course, unit, by, at)
            place.settle()
    except _QuickerElsewhere as quicker:
        return Imported(_settled(quicker.package, course, unit, by, at), fresh=False)
    return Imported(package)


def replace_package(*, package: Package, file: BinaryIO, name: str, by: User, at: datetime) -> Imported:
    """Put a newer version into the unit of a package. When somebody has begun it, a new unit takes the old one's place
    in the course and the old one is retired with what was done in it.

    Writes   as import_package. Queries: about 18.
    Raises   scorm.NotAPackage, NoRoomOnDisk, FilesCannotBeKept, InNoCourse, SamePackage, NotADraft, NotAllowed.
    """
    _require(by, package.prison_id)
    sha256 = sha256_of(file)
    if _known(package.prison, sha256) is not None:
        raise SamePackage
    with unpacked(file, lambda done, of: None) as (contents, place), transaction.atomic():
        held = Package.objects.select_for_update(of=("self",)).select_related("unit").get(pk=package.pk)
        if held.unit is None or held.unit.retired_at is not None:
            raise InNoCourse
        course = draft(held.unit.course_id)
        if _known(package.prison, sha256) is not None:
            raise SamePackage
        newer = write(contents, place, sha256, name, package.prison, by, at)
        retired = take_place(held, held.unit, newer, at)
        note(course, "replace_package", by, at)
        place.settle()
    return Imported(newer, retired=retired)


class _QuickerElsewhere(Exception):
    """The same zip came in twice at once; the second is undone and answered with the first."""

    def __init__(self, package: Package) -> None:
        super().__init__()
        self.package = package


def _require(by: User | str, prison: str) -> None:
    if isinstance(by, User) and prison not in access.require(by, Verb.MANAGE_COURSES).prisons:
        raise NotAllowed(Verb.MANAGE_COURSES.value)


def _known(prison: Prison, sha256: str) -> Package | None:
    return Package.objects.filter(prison=prison, sha256=sha256).select_related("unit__course").first()


def _settled(known: Package, course: Course | None, unit: Unit | None, by: User | str, at: datetime) -> Package:
    """The package that was here already, put where it is wanted if it is nowhere."""
    with transaction.atomic():
        held = Package.objects.select_for_update(of=("self",)).select_related("unit__course").get(pk=known.pk)
        if held.unit is None:
            attach(held, course, unit, by, at)
    return held
