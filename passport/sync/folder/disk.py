"""The stick itself: read without being led astray, written so that it can be pulled out at any moment."""

import errno
import fcntl
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from .names import FOLDER, PART

MOST_NAMES = 100_000
_READ_ONLY = {errno.EROFS, errno.EACCES, errno.EPERM}
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class NoStick(Exception):
    """The directory, or what lies in it under our name, can't be used: says why."""


class CannotWrite(Exception):
    """Nothing more can be written. `code`: "read_only", "full", "in_use" or "broken"; `why`: the system's words."""

    def __init__(self, code: str, why: str = "") -> None:
        super().__init__(code)
        self.code, self.why = code, why


class CannotRead(Exception):
    """One file can't be read. `why`: "not_a_file", "large" or "unreadable"."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Stick:
    """Our folder in a directory. `here` is False where there is none yet."""

    def __init__(self, directory: str) -> None:
        """Raises NoStick."""
        self.path = Path(directory) / FOLDER
        self._fd = -1
        if not Path(directory).is_dir():
            raise NoStick("there is no such directory")
        try:
            self._open()
        except FileNotFoundError:
            pass
        except OSError as error:
            raise NoStick(f"{FOLDER} in it is not a folder that can be read ({error.strerror})") from error

    @property
    def here(self) -> bool:
        return self._fd >= 0

    def _open(self) -> None:
        # A link could lead anywhere on this machine.
        self._fd = os.open(self.path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)

    def close(self) -> None:
        if self.here:
            os.close(self._fd)
            self._fd = -1

    def names(self) -> list[str]:
        """What lies there, sorted; of a stick with more than MOST_NAMES only so many. Raises NoStick."""
        if not self.here:
            return []
        found: list[str] = []
        try:
            with os.scandir(self._fd) as entries:
                for entry in entries:
                    if len(found) == MOST_NAMES:
                        break
                    found.append(entry.name)
        except OSError as error:
            raise NoStick(f"it can't be read ({error.strerror})") from error
        return sorted(found)

    def read(self, name: str, most: int) -> bytes:
        """A file's bytes. Raises CannotRead."""
        try:
            fd = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=self._fd)
        except OSError as error:
            raise CannotRead("not_a_file" if error.errno in (errno.ELOOP, errno.ENXIO) else "unreadable") from error
        try:
            with open(fd, "rb") as file:
                about = os.fstat(fd)
                if not stat.S_ISREG(about.st_mode):
                    raise CannotRead("not_a_file")
                if about.st_size > most:
                    raise CannotRead("large")
                return file.read(most)
        except IsADirectoryError as error:
            raise CannotRead("not_a_file") from error
        except OSError as error:
            raise CannotRead("unreadable") from error

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Make the folder if need be and hold it, so that no two write at once. Raises CannotWrite."""
        with _as_cannot_write():
            if not self.here:
                self.path.mkdir()
                self._open()
            try:
                fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise CannotWrite("in_use") from error
        try:
            yield
        finally:
            if self.here:
                fcntl.flock(self._fd, fcntl.LOCK_UN)

    def write(self, name: str, raw: bytes) -> bool:
        """A whole file or none, flushed. False: it was there with these bytes. Raises CannotWrite."""
        with suppress(CannotRead):
            if self.read(name, len(raw)) == raw:
                return False
        part = f".{name}{PART}"
        with _as_cannot_write():
            try:
                self._fill(part, raw)
                os.replace(part, name, src_dir_fd=self._fd, dst_dir_fd=self._fd)
                os.fsync(self._fd)
            except OSError:
                with suppress(OSError):
                    os.unlink(part, dir_fd=self._fd)
                raise
        return True

    def _fill(self, part: str, raw: bytes) -> None:
        with suppress(FileNotFoundError):
            os.unlink(part, dir_fd=self._fd)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
        with open(os.open(part, flags, 0o600, dir_fd=self._fd), "wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())

    def remove(self, name: str) -> None:
        """Raises CannotWrite."""
        with _as_cannot_write():
            os.unlink(name, dir_fd=self._fd)


@contextmanager
def _as_cannot_write() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        code = "read_only" if error.errno in _READ_ONLY else "full" if error.errno in _FULL else "broken"
        raise CannotWrite(code, error.strerror or "") from error
