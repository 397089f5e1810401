"""What happened to a plan is never changed, but an erasure may empty its words."""

from typing import Any

from django.db import migrations

REFUSAL = "what happened to a plan, and an assessment, is never changed"
TABLE, NAME = "education_planevent", "plan_history_stays"
SAME = ("id", "plan_id", "goal_id", "at", "by_id", "what")


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
    dependencies = [("education", "0010_work_comes_back")]
    operations = [migrations.RunPython(may_be_emptied, stays)]
