"""What happened to a request is never changed, but an erasure may empty its words."""

from typing import Any

from django.db import migrations

REFUSAL = "what happened to a request is never changed"
TABLE, NAME = "incell_requestevent", "history_stays"
SAME = ("id", "request_id", "at", "by_id", "verb", "audience", "from_team", "to_team", "batch")


def may_be_emptied(apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "sqlite":
        same = " AND ".join(f"NEW.{column} IS OLD.{column}" for column in SAME)
        editor.execute(f"DROP TRIGGER {NAME}")
        editor.execute(
            f"CREATE TRIGGER {NAME} BEFORE UPDATE ON {TABLE} WHEN NOT (NEW.words = '' AND NEW.before = '{{}}' "
            f"AND {same}) BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        )
        return
    editor.execute(
        f"CREATE OR REPLACE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF TG_OP = 'UPDATE' AND NEW.words = '' AND NEW.before::text = '{}' AND "
        "to_jsonb(NEW) - 'words' - 'before' = to_jsonb(OLD) - 'words' - 'before' THEN RETURN NEW; END IF; "
        f"RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )


def stays(apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "sqlite":
        editor.execute(f"DROP TRIGGER {NAME}")
        editor.execute(f"CREATE TRIGGER {NAME} BEFORE UPDATE ON {TABLE} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END")
        return
    editor.execute(
        f"CREATE OR REPLACE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )


class Migration(migrations.Migration):
    dependencies = [("incell", "0014_a_timetable_on_its_way_in")]
    operations = [migrations.RunPython(may_be_emptied, stays)]
