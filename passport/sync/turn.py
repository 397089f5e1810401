"""Whose turn it is on a line: a lock that dies with its process, so that a killed courier blocks nobody."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.db import InterfaceError, OperationalError, connection


@contextmanager
def turn(me: str, peer: str) -> Iterator[bool]:
    """Hold the line from `me` to `peer`, or yield False at once when another courier has it.

    PostgreSQL: an advisory lock of the session. SQLite: a lock on a file beside the database. Queries: 2 or none.
    """
    if connection.vendor == "postgresql":
        name = f"throughgate courier {me} {peer}"
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [name])
            (mine,) = cursor.fetchone()
        try:
            yield mine
        finally:
            # A session that broke meanwhile has let go of it already.
            if mine:
                with suppress(OperationalError, InterfaceError), connection.cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [name])
        return
    path = Path(f"{connection.settings_dict['NAME']}.{peer}.turn")
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
