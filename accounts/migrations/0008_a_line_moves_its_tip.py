"""On SQLite a view through which a line is appended to the audit: what goes in moves the tip of its shard with it.

PostgreSQL does both in one statement by itself. A line that is put into the table past the view moves no tip, and is
found by that. Who changes one of the two tables drops the view first and makes it again.
"""

from typing import Any

from django.db import migrations

COLUMNS = "day_on, shard, seq, at, who, verb, what, whom, why, prev, digest"


def make(apps: Any, editor: Any) -> None:
    if editor.connection.vendor != "sqlite":
        return
    names = COLUMNS.split(", ")
    editor.execute("CREATE VIEW accounts_auditline AS SELECT " + ", ".join(f"NULL AS {name}" for name in names))
    values = ", ".join(f"NEW.{name}" for name in names)
    editor.execute(
        "CREATE TRIGGER a_line_moves_its_tip INSTEAD OF INSERT ON accounts_auditline BEGIN "  # noqa: S608 (names of columns)
        f"INSERT INTO accounts_auditentry ({COLUMNS}) VALUES ({values}); "
        "UPDATE accounts_audittip SET seq = NEW.seq, digest = NEW.digest "
        "WHERE day_on = NEW.day_on AND shard = NEW.shard; END"
    )


def drop(apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "sqlite":
        editor.execute("DROP VIEW accounts_auditline")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_prisoner_gender")]
    operations = [migrations.RunPython(make, drop)]
