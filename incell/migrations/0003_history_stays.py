"""A trigger of the database refuses to change what happened to a request."""

from typing import Any

from django.db import migrations

REFUSAL = "what happened to a request is never changed"


def keep(apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "sqlite":
        editor.execute(
            "CREATE TRIGGER history_stays BEFORE UPDATE ON incell_requestevent "
            f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        )
        return
    editor.execute(
        "CREATE FUNCTION history_stays() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    editor.execute(
        "CREATE TRIGGER history_stays BEFORE UPDATE OR DELETE ON incell_requestevent "
        "FOR EACH ROW EXECUTE FUNCTION history_stays()"
    )


def let_go(apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "sqlite":
        editor.execute("DROP TRIGGER history_stays")
        return
    editor.execute("DROP TRIGGER history_stays ON incell_requestevent")
    editor.execute("DROP FUNCTION history_stays()")


class Migration(migrations.Migration):
    dependencies = [("incell", "0002_cell")]
    operations = [migrations.RunPython(keep, let_go)]
