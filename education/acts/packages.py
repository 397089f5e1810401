"""Course packages: brought in from a zip, put into a course, replaced by a newer version.

The unpacking, which may take a minute, holds no lock and no transaction; the rows are written and the folder takes
its place in one short transaction at the end.
"""

import hashlib
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO
from uuid import UUID

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext

from accounts import access, audit
from accounts.access import NotAllowed, Verb
from accounts.models import Prison, User
from education import scorm
from education.models import Course, Level, Package, Progress, Sco, Subject, Unit

from . import units
from .courses import MOST as MOST_COURSES
from .courses import NotADraft, TooManyCourses
from .places import hold_course
from .units import TooManyUnits

MIB = 1 << 20
CHUNK = MIB


class NoRoomOnDisk(ValueError):
    """The package does not fit on the disk, or would leave less free than the node needs. `mib` are missing."""

    def __init__(self, mib: int) -> None:
        super().__init__(mib)
        self.mib = mib


class FilesCannotBeKept(ValueError):
    """The folder of the packages can't be written. `why` is the system's word."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class HoldsAnother(ValueError):
    """The unit is not for packages, is retired, or has one already: that is replaced, not put beside another."""


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


Tell = Callable[[int, int], None]  # files written, of how many


def limits() -> scorm.Limits:
    """What the settings allow of a package."""
    return scorm.Limits(zip_bytes=settings.PACKAGE_MIB * MIB, bytes=settings.PACKAGE_UNPACKED_MIB * MIB)


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
    sha256 = _sha256(file)
    known = _known(prison, sha256)
    if known is not None:
        _put_files_back(known, file, tell)
        return Imported(_settled(known, course, unit, by, at), fresh=False)
    try:
        with _unpacked(file, tell) as (contents, place), transaction.atomic():
            Prison.objects.select_for_update().get(pk=prison.pk)  # two imports at once take turns
            if (known := _known(prison, sha256)) is not None:
                raise _QuickerElsewhere(known)
            package = _write(contents, place, sha256, name, prison, by, at)
            _attach(package, course, unit, by, at)
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
    sha256 = _sha256(file)
    if _known(package.prison, sha256) is not None:
        raise SamePackage
    with _unpacked(file, lambda done, of: None) as (contents, place), transaction.atomic():
        held = Package.objects.select_for_update(of=("self",)).select_related("unit").get(pk=package.pk)
        if held.unit is None or held.unit.retired_at is not None:
            raise InNoCourse
        course = _draft(held.unit.course_id)
        if _known(package.prison, sha256) is not None:
            raise SamePackage
        newer = _write(contents, place, sha256, name, package.prison, by, at)
        retired = _take_place(held, held.unit, newer, at)
        _note(course, "replace_package", by, at)
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


def _sha256(file: BinaryIO) -> str:
    digest = hashlib.sha256()
    file.seek(0)
    while chunk := file.read(CHUNK):
        digest.update(chunk)
    return digest.hexdigest()


@contextmanager
def _unpacked(file: BinaryIO, tell: Tell, name: str = "") -> Iterator[tuple[scorm.Contents, scorm.Place]]:
    """The package, looked at and unpacked beside where it will lie; gone again when anything inside goes wrong."""
    allowed, root = limits(), settings.CONTENT_FOLDER
    contents = scorm.read(file, allowed)
    try:
        root.mkdir(parents=True, exist_ok=True)
        scorm.sweep(root, lambda name: Package.objects.filter(folder=name).exists())
        _look_for_room(contents.bytes)
        with scorm.incoming(root, name) as place:
            of = len(contents.files)
            scorm.unpack(file, contents.files, place.folder, allowed, lambda done: tell(done, of))
            yield contents, place
    except OSError as error:
        raise FilesCannotBeKept(error.strerror or type(error).__name__) from error


def _put_files_back(known: Package, file: BinaryIO, tell: Tell) -> None:
    """A package whose folder was lost, with a disk or by a restore, gets its files again from the same zip."""
    if not (settings.CONTENT_FOLDER / known.folder).is_dir():
        with _unpacked(file, tell, known.folder) as (_, place):
            place.settle()


def _look_for_room(wanted: int) -> None:
    free = shutil.disk_usage(settings.CONTENT_FOLDER).free - settings.DISK_FLOOR_MIB * MIB
    if free < wanted:
        raise NoRoomOnDisk(-((free - wanted) // MIB))


def _write(
    contents: scorm.Contents, place: scorm.Place, sha256: str, name: str, prison: Prison, by: User | str, at: datetime
) -> Package:
    """Queries: 3 for the rows, 3 for the audit line."""
    manifest = contents.manifest
    stem = scorm.printable(name.rpartition(".")[0] or name, 300)
    notes = [[note.code, dict(note.about)] for note in contents.notes]
    package = Package.objects.create(
        prison=prison,
        title=manifest.title or stem or manifest.items[0].title,
        edition=manifest.edition,
        sha256=sha256,
        folder=place.name,
        files=len(contents.files),
        bytes=contents.bytes,
        imported_by=by if isinstance(by, User) else None,
        imported_at=at,
        extra=manifest.extra | ({"notes": notes} if notes else {}),
    )
    _save_menu(package, manifest.items)
    audit.write(by=by, verb="import_package", what="education.Package", whom=package.pk, at=at, why=sha256[:16])
    return package


def _save_menu(package: Package, items: list[scorm.Item]) -> None:
    """The menu as rows, level by level, so that each parent is there before what is below it. Queries: 1 a level."""
    levels: list[list[Sco]] = []
    count = 0

    def add(item: scorm.Item, parent: Sco | None, depth: int) -> None:
        nonlocal count
        count += 1
        row = Sco(
            package=package,
            parent=parent,
            position=count,
            depth=depth,
            kind=item.kind,
            identifier=item.identifier,
            title=item.title,
            href=item.path,
            parameters=item.parameters,
            mastery_score=item.mastery_score,
            max_time=item.max_time,
            data_from_lms=item.data_from_lms,
            extra=item.extra,
        )
        if depth == len(levels):
            levels.append([])
        levels[depth].append(row)
        for one in item.children:
            add(one, row, depth + 1)

    for item in items:
        add(item, None, 0)
    for level in levels:
        Sco.objects.bulk_create(level)


def _attach(package: Package, course: Course | None, unit: Unit | None, by: User | str, at: datetime) -> None:
    """Put the package into the unit, else behind the last unit of the course, else into a new draft."""
    if unit is not None:
        held = _draft(unit.course_id)
        fits = Unit.objects.filter(pk=unit.pk, kind=Unit.Kind.PACKAGE, package=None).current()
        if held.prison_id != package.prison_id or not fits.exists():
            raise HoldsAnother
        package.unit = unit
    elif course is not None:
        held = _draft(course.pk)
        if held.prison_id != package.prison_id:
            raise NotAllowed(Verb.MANAGE_COURSES.value)
        package.unit = _behind_the_last(held, package.title, at)
    else:
        held = _begin_course(package, by, at)
        package.unit = _behind_the_last(held, package.title, at)
    package.save(update_fields=["unit"])
    _note(held, "add_package", by, at)


def _draft(course_id: UUID) -> Course:
    held = hold_course(course_id)
    if held.state != Course.State.DRAFT:
        raise NotADraft
    return held


def _behind_the_last(course: Course, title: str, at: datetime) -> Unit:
    held = Unit.objects.filter(course=course)
    if held.current().count() >= units.MOST:
        raise TooManyUnits
    last = held.aggregate(last=models.Max("position"))["last"] or 0
    kind = Unit.Kind.PACKAGE
    return Unit.objects.create(course=course, position=last + 1, kind=kind, title=title[:120], made_at=at)


def _begin_course(package: Package, by: User | str, at: datetime) -> Course:
    """A draft that says of itself only what the package says; a tutor writes the rest before it is reviewed."""
    if Course.objects.filter(prison=package.prison).exclude(state=Course.State.RETIRED).count() >= MOST_COURSES:
        raise TooManyCourses
    return Course.objects.create(
        prison=package.prison,
        title=package.title[:120],
        summary=gettext("Made from a course package. Write here what people learn"),
        level=Level.ENTRY_1,
        subject=Subject.OTHER,
        made_by=by if isinstance(by, User) else None,
        made_at=at,
    )


def _settled(known: Package, course: Course | None, unit: Unit | None, by: User | str, at: datetime) -> Package:
    """The package that was here already, put where it is wanted if it is nowhere."""
    with transaction.atomic():
        held = Package.objects.select_for_update(of=("self",)).select_related("unit__course").get(pk=known.pk)
        if held.unit is None:
            _attach(held, course, unit, by, at)
    return held


def _take_place(old: Package, unit: Unit, newer: Package, at: datetime) -> Unit | None:
    """Put `newer` where `old` is; returns the unit that was retired for it, if somebody has begun it."""
    if not Progress.objects.filter(unit=unit).exists():
        old.unit = None
        old.save(update_fields=["unit"])
        newer.unit = unit
        newer.save(update_fields=["unit"])
        return None
    Unit.objects.filter(pk=unit.pk).update(retired_at=at)
    same = {name: getattr(unit, name) for name in ("course_id", "position", "kind", "title", "title_cy", "minutes")}
    newer.unit = Unit.objects.create(**same, needed=unit.needed, made_at=at)
    newer.save(update_fields=["unit"])
    return unit


def _note(course: Course, verb: str, by: User | str, at: datetime) -> None:
    """The course has changed too: whoever reviews it has read an older one. Queries: 4."""
    course.revision += 1
    course.save(update_fields=["revision"])
    audit.write(by=by, verb=verb, what="education.Course", whom=course.pk, at=at)
