"""The test database: migrated once for each state of the migrations, then copied. Only SQLite's lies in one file."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import setup_databases, teardown_databases

from deploy.demonstration import migrated
from tests import emptied


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
            emptied.after_each_test()
        yield
        with django_db_blocker.unblock():
            teardown_databases(made, verbosity=0)
        return
    with django_db_blocker.unblock():
        name = _copied()
        emptied.after_each_test()
    yield
    with django_db_blocker.unblock():
        connection.close()
    for suffix in ("", "-wal", "-shm"):
        Path(f"{name}{suffix}").unlink(missing_ok=True)


def _copied() -> str:
    """Copy the migrated database to this process's own place, migrating first where that was not done yet."""
    creation: Any = connection.creation
    name = str(creation._get_test_db_name())
    migrated.copy(Path(name), kept_in=Path(name).parent, make=_migrate)
    connection.close()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name
    connection.ensure_connection()
    return name


def _migrate(to: Path) -> None:
    made = setup_databases(verbosity=0, interactive=False)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(to)])
    teardown_databases(made, verbosity=0)
