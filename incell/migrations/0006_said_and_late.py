"""What was asked can be searched by its words, and what is late and not yet marked is found at once."""

from typing import Any

from django.db import migrations, models

# Letters that are no plain one with a mark. Both databases fold them before they cut into words.
LETTERS = {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ß": "ss"}


def folded(column: str) -> str:
    for letter, plain in LETTERS.items():
        for one, other in {letter: plain, letter.upper(): plain}.items():
            if len(one) == 1 and not one.isascii():
                column = f"replace({column}, '{one}', '{other}')"
    return column


SQLITE = [
    """CREATE VIRTUAL TABLE incell_request_words USING fts5(
        request UNINDEXED, words, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3')""",
    """INSERT INTO incell_request_words (request, words)
        SELECT id, FOLDED FROM incell_request WHERE words <> '' ORDER BY sent_at""".replace("FOLDED", folded("words")),
    """CREATE TRIGGER request_words_come AFTER INSERT ON incell_request WHEN NEW.words <> ''
        BEGIN INSERT INTO incell_request_words (request, words) VALUES (NEW.id, FOLDED); END""".replace(
        "FOLDED", folded("NEW.words")
    ),
    """CREATE TRIGGER request_words_change AFTER UPDATE OF words ON incell_request WHEN NEW.words <> OLD.words BEGIN
        DELETE FROM incell_request_words WHERE request = OLD.id;
        INSERT INTO incell_request_words (request, words) SELECT NEW.id, FOLDED WHERE NEW.words <> '';
        END""".replace("FOLDED", folded("NEW.words")),
    """CREATE TRIGGER request_words_go AFTER DELETE ON incell_request WHEN OLD.words <> ''
        BEGIN DELETE FROM incell_request_words WHERE request = OLD.id; END""",
]
SQLITE_BACK = [
    "DROP TRIGGER request_words_come",
    "DROP TRIGGER request_words_change",
    "DROP TRIGGER request_words_go",
    "DROP TABLE incell_request_words",
]
# An index over an expression follows the table by itself. Marks are cut off after NFKD, and whatever is no letter or
# digit parts words, so that the parser sees no addresses, hyphens or signed numbers. Its cost says that reading the
# index is cheaper than cutting every row into words, also for a word that most rows have.
POSTGRESQL = [
    f"""CREATE FUNCTION incell_said(said text) RETURNS tsvector LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE COST 10000 AS $$
        BEGIN RETURN to_tsvector('simple'::regconfig, regexp_replace(
            regexp_replace(normalize({folded("lower(said)")}, NFKD), '[\u0300-\u036f]+', '', 'g'),
            '[^[:alnum:]]+', ' ', 'g')); END $$""",
    "CREATE INDEX incell_request_said ON incell_request USING gin (incell_said(words)) WITH (fastupdate = off)",
]
POSTGRESQL_BACK = ["DROP INDEX incell_request_said", "DROP FUNCTION incell_said(text)"]


def index(apps: Any, editor: Any) -> None:
    for line in SQLITE if editor.connection.vendor == "sqlite" else POSTGRESQL:
        editor.execute(line)


def forget(apps: Any, editor: Any) -> None:
    for line in SQLITE_BACK if editor.connection.vendor == "sqlite" else POSTGRESQL_BACK:
        editor.execute(line)


class Migration(migrations.Migration):
    dependencies = [("incell", "0005_unsent_requests")]
    operations = [
        migrations.AddIndex(
            model_name="request",
            index=models.Index(
                fields=["due_on"],
                condition=models.Q(("escalated_at__isnull", True), ("state__in", ("NEW", "IN_PROGRESS"))),
                name="request_not_yet_late",
            ),
        ),
        migrations.RunPython(index, forget),
    ]
