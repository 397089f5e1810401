"""The folder where unpacked packages lie, and how one comes to lie there whole or not at all.

A package is unpacked below `.incoming` beside the others and takes its place with one rename. Who imports holds a
lock on a file of the same name until its rows are committed; the system lets go of it when the process dies, however
it dies. So what lies in `.incoming` without a held lock is a leftover, and the next import sweeps it away.
"""

import contextlib
import fcntl
import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

INCOMING = ".incoming"


@dataclass(frozen=True)
class Place:
    """Where one package comes in. `name` is opaque; files are written below `folder`, which `settle` renames."""

    name: str
    folder: Path
    final: Path

    def settle(self) -> None:
        """Everything is written: flush it to the disk and put it in its place."""
        os.sync()  # one for all files: a flush of each takes minutes for a large package
        self.folder.rename(self.final)
        for parent in (self.folder.parent, self.final.parent):
            _flush(parent)


@contextlib.contextmanager
def incoming(root: Path, name: str = "") -> Iterator[Place]:
    """A place below `root`, a new one unless it is named; whatever goes wrong inside, its files are gone afterwards.

    Raises OSError, FileExistsError when somebody else is filling the place of this name.
    """
    waiting = root / INCOMING
    waiting.mkdir(parents=True, exist_ok=True)
    with _locked(waiting, name) as (name, lock):
        place = Place(name, waiting / name, root / name)
        place.folder.mkdir()
        try:
            yield place
        except BaseException:
            _remove(place.folder, place.final)
            raise
        finally:
            lock.unlink(missing_ok=True)


def sweep(root: Path, is_held: Callable[[str], bool]) -> int:
    """Remove what imports that died have left, and return of how many. is_held: whether a row names this folder."""
    swept = 0
    for lock in sorted((root / INCOMING).glob("*.lock")):
        with contextlib.suppress(OSError), lock.open("r+b") as opened:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)  # refused while its import lives
            name = lock.stem
            _remove(root / INCOMING / name)
            if not is_held(name):
                _remove(root / name)
            lock.unlink(missing_ok=True)
            swept += 1
    return swept


@contextlib.contextmanager
def _locked(waiting: Path, given: str) -> Iterator[tuple[str, Path]]:
    while True:
        name = given or uuid.uuid4().hex
        lock = waiting / f"{name}.lock"
        with lock.open("xb") as opened:
            fcntl.flock(opened, fcntl.LOCK_EX)
            if not lock.exists():  # swept between its making and its locking
                continue
            yield name, lock
            return


def _remove(*folders: Path) -> None:
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


def _flush(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
