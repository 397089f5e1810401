"""A package's files: looked at, unpacked beside where they will lie, put back where a disk was lost."""

import hashlib
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import BinaryIO

from django.conf import settings

from education import scorm
from education.models import Package

MIB = 1 << 20
Tell = Callable[[int, int], None]  # files written, of how many


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


def limits() -> scorm.Limits:
    """What the settings allow of a package."""
    return scorm.Limits(zip_bytes=settings.PACKAGE_MIB * MIB, bytes=settings.PACKAGE_UNPACKED_MIB * MIB)


def sha256_of(file: BinaryIO) -> str:
    digest = hashlib.sha256()
    file.seek(0)
    while chunk := file.read(MIB):
        digest.update(chunk)
    return digest.hexdigest()


@contextmanager
def unpacked(file: BinaryIO, tell: Tell, name: str = "") -> Iterator[tuple[scorm.Contents, scorm.Place]]:
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


def put_files_back(known: Package, file: BinaryIO, tell: Tell, at: datetime) -> None:
    """A package whose folder was cleared away, or lost with a disk, gets its files again from the same zip."""
    if known.cleared_at is not None:  # first, so that nothing clears it away from now on
        Package.objects.filter(pk=known.pk).update(cleared_at=None, imported_at=at)
    if not (settings.CONTENT_FOLDER / known.folder).is_dir():
        with unpacked(file, tell, known.folder) as (_, place):
            place.settle()


def _look_for_room(wanted: int) -> None:
    free = shutil.disk_usage(settings.CONTENT_FOLDER).free - settings.DISK_FLOOR_MIB * MIB
    if free < wanted:
        raise NoRoomOnDisk(-((free - wanted) // MIB))
