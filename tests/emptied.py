"""How the database is emptied after a test that commits: only tables with rows are, and what migrating wrote stays.

Django's own flush names every table and then writes content types and permissions anew: on PostgreSQL a second a test.
"""

from functools import cache
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction
from django.test import TransactionTestCase

WRITTEN_BY_MIGRATING = ("django_content_type", "auth_permission")
_kept: dict[str, list[Any]] = {}  # what migrating wrote: "" in every database, else in the one of this name


def empty() -> None:
    """Leave the current database as it was migrated. Queries: 2 + tables with rows.

    Django's flush does it where a test changed what migrating wrote, or where the role may not pass by triggers.
    """
    here = str(connection.settings_dict["NAME"])
    if _written() != _kept.get(here, _kept[""]) or not _may_pass_by_triggers():
        call_command("flush", verbosity=0, interactive=False, reset_sequences=False)
        _kept[here] = _written()
        return
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")
        for table in _with_rows():
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")


def after_each_test() -> None:
    """From now on Django's test cases empty the database so."""
    _kept[""] = _written()
    TransactionTestCase._fixture_teardown = lambda self: empty()  # type: ignore[method-assign]


@cache
def _tables() -> list[str]:
    there = connection.introspection.django_table_names(only_existing=True, include_views=False)
    return [name for name in there if name not in WRITTEN_BY_MIGRATING]


def _with_rows() -> list[str]:
    quoted = ((name, connection.ops.quote_name(name)) for name in _tables())
    asked = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {table})" for name, table in quoted)
    with connection.cursor() as cursor:
        cursor.execute(asked)
        return [name for (name,) in cursor.fetchall()]


def _written() -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT count(*), min(id), max(id) FROM {t}" for t in WRITTEN_BY_MIGRATING))
        return cursor.fetchall()


@cache
def _may_pass_by_triggers() -> bool:
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        return bool(cursor.fetchone()[0])
