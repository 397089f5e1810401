"""Two acts of which the second begins while the first holds the rows, on a database whose statements wait for rows."""

import threading
import time
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction

LONGEST = 20  # seconds until somebody who should wait does


def told_while_held(first: Callable[[], Any], second: Callable[[], Any]) -> Any:
    """Do `first`, let `second` run into its locks, commit; what `second` returned, or the fault that it raised.

    PostgreSQL alone: mark the test with `services` and `django_db(transaction=True)`.
    """
    said: list[Any] = []

    def run() -> None:
        try:
            said.append(second())
        except Exception as fault:  # noqa: BLE001 (what it is, the test says)
            said.append(fault)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    with transaction.atomic():
        first()
        thread.start()
        _until_somebody_waits()
    thread.join()
    return said[0]


def _until_somebody_waits() -> None:
    ends = time.monotonic() + LONGEST
    while time.monotonic() < ends:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
            )
            if cursor.fetchone()[0]:
                return
        time.sleep(0.02)
    raise AssertionError("nobody waits for a row: these two never meet")
