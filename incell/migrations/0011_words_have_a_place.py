"""A request's line in SQLite's index of words is found by its number, and requests of all teams are read by their day.

FTS5 finds a line by its rowid or by its words; by anything else it reads all of them. A table of its own says which
rowid is whose, in the order in which they came.
"""

from importlib import import_module
from typing import Any

from django.db import migrations, models

before = import_module("incell.migrations.0006_said_and_late")
PLACES = [
    "CREATE TABLE incell_request_place (n INTEGER PRIMARY KEY, request CHAR(32) NOT NULL UNIQUE)",
    "INSERT INTO incell_request_place (n, request) SELECT rowid, request FROM incell_request_words",
    """CREATE TRIGGER request_words_come AFTER INSERT ON incell_request WHEN NEW.words <> '' BEGIN
        INSERT INTO incell_request_place (request) VALUES (NEW.id);
        INSERT INTO incell_request_words (rowid, request, words)
            SELECT n, NEW.id, FOLDED FROM incell_request_place WHERE request = NEW.id;
        END""",
    """CREATE TRIGGER request_words_change AFTER UPDATE OF words ON incell_request WHEN NEW.words <> OLD.words BEGIN
        DELETE FROM incell_request_words
            WHERE rowid = (SELECT n FROM incell_request_place WHERE request = OLD.id);
        INSERT OR IGNORE INTO incell_request_place (request) VALUES (NEW.id);
        INSERT INTO incell_request_words (rowid, request, words)
            SELECT n, NEW.id, FOLDED FROM incell_request_place WHERE request = NEW.id AND NEW.words <> '';
        END""",
    """CREATE TRIGGER request_words_go AFTER DELETE ON incell_request BEGIN
        DELETE FROM incell_request_words
            WHERE rowid = (SELECT n FROM incell_request_place WHERE request = OLD.id);
        DELETE FROM incell_request_place WHERE request = OLD.id;
        END""",
]
GONE = ["DROP TRIGGER request_words_come", "DROP TRIGGER request_words_change", "DROP TRIGGER request_words_go"]
OLD = [line for line in before.SQLITE if line.startswith("CREATE TRIGGER")]


def place(apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "sqlite":
        for line in (*GONE, *PLACES):
            editor.execute(line.replace("FOLDED", before.folded("NEW.words")))


def forget(apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "sqlite":
        for line in (*GONE, "DROP TABLE incell_request_place", *OLD):
            editor.execute(line)


class Migration(migrations.Migration):
    dependencies = [("incell", "0010_first_words")]
    operations = [
        migrations.AddIndex(
            model_name="request", index=models.Index(fields=["sent_at", "id"], name="request_by_sent")
        ),
        migrations.RunPython(place, forget),
    ]
