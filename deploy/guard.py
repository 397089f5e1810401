"""Central's database refuses rows that belong in a prison: a trigger on every prison-only table.

A bug or an operator's slip at central then fails loudly instead of storing somebody's name there.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.conf import settings
from django.core import checks
from django.db import DatabaseError, connection, models
from django.db.backends.utils import CursorWrapper

from accounts.models import Audience, User

REFUSAL = "this table holds rows at a prison only"


@dataclass(frozen=True)
class Guarded:
    """A table that takes no row at central, or, with `when`, none for which that SQL holds (NEW is the row)."""

    table: str
    when: str = ""

    @property
    def name(self) -> str:
        return f"guard_{self.table}"


def guarded() -> list[Guarded]:
    """Every table of a model that says `prison_only`, and people in prison among the users."""
    tables = [model._meta.db_table for model in prison_only()]
    prisoners = Guarded(User._meta.db_table, f"NEW.audience = '{Audience.PRISONER.value}'")
    return [*map(Guarded, sorted(tables)), prisoners]


def prison_only() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if getattr(model, "prison_only", False)]


def set_up() -> int:
    """Put the triggers in place, anew. Run after every migration. Returns how many tables are guarded."""
    write = {"sqlite": _on_sqlite, "postgresql": _on_postgresql}[connection.vendor]
    found = guarded()
    with connection.cursor() as cursor:
        for each in found:
            for statement in write(each):
                cursor.execute(statement)
    return len(found)


def _on_sqlite(each: Guarded) -> Iterator[str]:
    when = f"WHEN {each.when}" if each.when else ""
    for event in ("INSERT", "UPDATE"):
        name = f"{each.name}_{event.lower()}"
        yield f'DROP TRIGGER IF EXISTS "{name}"'
        yield (
            f'CREATE TRIGGER "{name}" BEFORE {event} ON "{each.table}" {when} '
            f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        )


def _on_postgresql(each: Guarded) -> Iterator[str]:
    when = f"WHEN ({each.when})" if each.when else ""
    yield (
        "CREATE OR REPLACE FUNCTION guard_prison_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    yield f'DROP TRIGGER IF EXISTS "{each.name}" ON "{each.table}"'
    yield (
        f'CREATE TRIGGER "{each.name}" BEFORE INSERT OR UPDATE ON "{each.table}" FOR EACH ROW {when} '
        "EXECUTE FUNCTION guard_prison_only()"
    )


def faults() -> list[str]:
    """Tables of this database without their guard, and tables with rows. Queries: 2 + tables."""
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        triggers = _triggers(cursor)
        found = [each for each in guarded() if each.table in there]
        unguarded = [f"{each.table} has no guard" for each in found if not _names(each) <= triggers]
        return unguarded + [f"{each.table} holds rows" for each in found if _has_rows(cursor, each)]


def _names(each: Guarded) -> set[str]:
    if connection.vendor == "sqlite":
        return {f"{each.name}_insert", f"{each.name}_update"}
    return {each.name}


def _triggers(cursor: CursorWrapper) -> set[str]:
    if connection.vendor == "sqlite":
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    else:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'")
    return {name for (name,) in cursor.fetchall()}


def _has_rows(cursor: CursorWrapper, each: Guarded) -> bool:
    where = f"WHERE {each.when.removeprefix('NEW.')}" if each.when else ""
    cursor.execute(f'SELECT 1 FROM "{each.table}" {where} LIMIT 1')  # noqa: S608 (names of our own tables)
    return cursor.fetchone() is not None


def check(app_configs: object = None, **more: object) -> list[checks.CheckMessage]:
    """At central: every prison-only table is guarded and empty. A database that is not there yet has no fault."""
    if settings.ROLE_URLS != "central":
        return []
    try:
        found = faults()
    except DatabaseError:
        return []  # health/ready tells of that
    hint = "Run manage.py guard_central after every migrate; rows that are there were written at the wrong instance."
    return [checks.Error(f"Central's database: {fault}.", hint=hint, id="throughgate.E011") for fault in found]
