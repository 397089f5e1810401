"""A node in one file: its database, as it is at one moment, and its course packages, sealed as they are written.

What must lie elsewhere is not in it: the key file, the passphrase, the pepper, and the file of erasures.
"""

import contextlib
import os
import shutil
import sqlite3
import subprocess
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

from django.conf import settings
from django.db import connection, connections

from accounts.seal import Unreadable
from accounts.seal.stream import PIECE, Opening, Sealing

SQLITE, DUMP, CONTENT = "database.sqlite3", "database.dump", "content"
Say = Callable[[str], object]


class CannotBackUp(Exception):
    """A program that is needed failed or is missing, or the file is none of this database: says which and why."""


def write(sealing: Sealing, say: Say) -> int:
    """Put everything in. Returns how many files. Memory: one piece; disk: one copy of the database meanwhile."""
    count = 0
    # tarfile asks a stream for `write` alone.
    with tarfile.open(fileobj=cast(Any, sealing), mode="w|", bufsize=PIECE) as tar:
        with _copied() as (name, copy):
            tar.add(copy, arcname=name)
            say(f"The database: {_mib(copy.stat().st_size)} MiB.")
        for path in _content():
            tar.add(path, arcname=f"{CONTENT}/{path.relative_to(settings.CONTENT_FOLDER)}", recursive=False)
            count += path.is_file()
    sealing.close()
    say(f"{count} files of course packages.")
    return count


def _content() -> Iterator[Path]:
    """Files and folders of the packages. What is just being unpacked is not one yet."""
    folder = Path(settings.CONTENT_FOLDER)
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        if path.relative_to(folder).parts[0] != ".incoming" and not path.is_symlink():
            yield path


@contextlib.contextmanager
def _copied() -> Iterator[tuple[str, Path]]:
    """The database at one moment, in a file beside the data, for this account alone, gone afterwards."""
    name = SQLITE if connection.vendor == "sqlite" else DUMP
    path = _beside(f"{name}.{os.getpid()}.copy")
    for left in path.parent.glob(f"{name}.*.copy"):  # of a backup that was killed
        if not Path("/proc", left.name.split(".")[-2]).exists():
            left.unlink()
    path.touch(mode=0o600, exist_ok=False)
    try:
        if name == SQLITE:
            _copy_sqlite(path)
        else:
            with path.open("wb") as file:
                _run("pg_dump", ["--format=custom", "--no-owner", "--compress=1"], stdout=file)
        yield name, path
    finally:
        path.unlink()


def _copy_sqlite(path: Path) -> None:
    """One read transaction: with its log ahead, SQLite lets others write meanwhile."""
    source = sqlite3.connect(f"file:{connection.settings_dict['NAME']}?mode=ro", uri=True)
    target = sqlite3.connect(path)
    with contextlib.closing(source), contextlib.closing(target):
        source.backup(target)


def read(opening: Opening, say: Say) -> None:
    """Put everything back: the packages as they come, the database in one step once the whole file was read.

    Raises   CannotBackUp, Unreadable.
    """
    name = SQLITE if connection.vendor == "sqlite" else DUMP
    copy, count, found = _beside(f"{name}.restoring"), 0, False
    try:
        with tarfile.open(fileobj=cast(Any, opening), mode="r|", bufsize=PIECE) as tar:
            for member in tar:
                if member.name in (SQLITE, DUMP):
                    if member.name != name:
                        raise CannotBackUp(f"This is a backup of another kind of database: {member.name}.")
                    _take(tar, member, copy)
                    found = True
                elif member.name.startswith(f"{CONTENT}/"):
                    member.name = member.name.removeprefix(f"{CONTENT}/")
                    tar.extract(member, settings.CONTENT_FOLDER, filter="data")
                    count += member.isfile()
        while opening.read(PIECE):
            pass
        if not found:
            raise CannotBackUp("There is no database in it.")
        size = copy.stat().st_size
        _put_back(copy)
        say(f"The database is back: {_mib(size)} MiB, and {count} files of course packages.")
    except tarfile.TarError as error:
        raise Unreadable("content") from error
    finally:
        copy.unlink(missing_ok=True)


def _take(tar: tarfile.TarFile, member: tarfile.TarInfo, path: Path) -> None:
    source = tar.extractfile(member)
    if source is None:
        raise CannotBackUp("The database in it is not a file.")
    path.unlink(missing_ok=True)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        shutil.copyfileobj(source, file, PIECE)
        file.flush()
        os.fsync(file.fileno())


def _put_back(copy: Path) -> None:
    connections.close_all()
    if connection.vendor != "sqlite":
        _run(
            "pg_restore",
            ["--clean", "--if-exists", "--no-owner", "--single-transaction", "--dbname", _name(), str(copy)],
        )
        return
    there = Path(connection.settings_dict["NAME"])
    if there.exists():
        # The log of the old one must never be read into the new one; and a crash here must leave the old one whole.
        with contextlib.suppress(sqlite3.DatabaseError), contextlib.closing(sqlite3.connect(there)) as old:
            old.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for log in ("-wal", "-shm"):
        there.with_name(there.name + log).unlink(missing_ok=True)
    os.replace(copy, there)
    folder = os.open(there.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _run(program: str, words: list[str], **more: Any) -> None:
    """A program of PostgreSQL on this node's database. The password goes by the environment, not on the command line.

    Raises   CannotBackUp.
    """
    said = connection.settings_dict
    place = {
        "PGHOST": said["HOST"],
        "PGPORT": str(said["PORT"] or ""),
        "PGUSER": said["USER"],
        "PGDATABASE": said["NAME"],
    }
    secret = {"PGPASSWORD": said["PASSWORD"]}
    done = subprocess.run(  # noqa: S603 (our own words; the program is PostgreSQL's)
        [str(_program(program)), *words],
        env={**os.environ, **{name: value for name, value in (place | secret).items() if value}},
        stderr=subprocess.PIPE,
        check=False,
        **more,
    )
    if done.returncode:
        raise CannotBackUp(f"{program} ended with {done.returncode}: {done.stderr.decode(errors='replace')[-400:]}")


def _program(name: str) -> Path:
    """Debian keeps them off the PATH, one folder for each version. Raises CannotBackUp."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[4]))
    where = found[-1] if found else shutil.which(name)
    if where is None:
        raise CannotBackUp(f"`{name}` is not installed. On Debian: apt-get install postgresql-client")
    return Path(where)


def _beside(name: str) -> Path:
    """A name in the folder of the data: it is as private and as large as what is copied."""
    folder = Path(connection.settings_dict["NAME"]).parent if connection.vendor == "sqlite" else settings.DATA_DIR
    return Path(folder) / name


def _name() -> str:
    return str(connection.settings_dict["NAME"])


def _mib(size: int) -> str:
    return f"{size / 1024**2:,.1f}"
