"""The test database: migrated once for each state of the migrations, then copied. Only SQLite's lies in one file."""

import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import setup_databases, teardown_databases

ROOT = Path(__file__).resolve().parents[1]
# What a migrated database hangs on: tables, permissions, Django's own migrations and those of the libraries.
MADE_OF = ("*/migrations/*.py", "*/models/*.py", "deploy/settings/*.py", "deploy/requirements.txt")


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_blocker: Any,
    django_db_modify_db_settings: None,
) -> Iterator[None]:
    """As pytest-django's. The first run after a change of the migrations takes ten seconds, every other none."""
    if connection.vendor != "sqlite":
        with django_db_blocker.unblock():
            made = setup_databases(verbosity=0, interactive=False)
        yield
        with django_db_blocker.unblock():
            teardown_databases(made, verbosity=0)
        return
    with django_db_blocker.unblock():
        name = _copied()
    yield
    with django_db_blocker.unblock():
        connection.close()
    for suffix in ("", "-wal", "-shm"):
        Path(f"{name}{suffix}").unlink(missing_ok=True)


def _copied() -> str:
    """Copy the migrated database to this process's own place, migrating first where that was not done yet."""
    creation: Any = connection.creation
    name = str(creation._get_test_db_name())
    folder = Path(name).parent
    kept = folder / f"migrated-{_digest()}.sqlite3"
    with (folder / "migrating.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            _migrate(kept)
    connection.close()
    shutil.copyfile(kept, name)
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name
    connection.ensure_connection()
    return name


def _migrate(kept: Path) -> None:
    made = setup_databases(verbosity=0, interactive=False)
    half = kept.with_suffix(f".{os.getpid()}")
    half.unlink(missing_ok=True)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(half)])
    teardown_databases(made, verbosity=0)
    for earlier in kept.parent.glob("migrated-*.sqlite3"):
        earlier.unlink()
    half.replace(kept)


def _digest() -> str:
    found = hashlib.sha256()
    for pattern in MADE_OF:
        for path in sorted(ROOT.glob(pattern)):
            found.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return found.hexdigest()[:20]
