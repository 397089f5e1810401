"""Full-text search over what was asked: SQLite's FTS5 and PostgreSQL's tsvector under one question.

Both indexes are made by a migration and follow `Request.words` by themselves. Case and accents count for nothing;
the last word may be begun only. What is privileged has no words and so is never found by any.
"""

import re
import unicodedata

from django.db import connection
from django.db.models.expressions import RawSQL

MOST_WORDS = 8
LONGEST_WORD = 40
# Letters that are no plain one with a mark; the migration folds the same ones on the database's side.
PLAIN = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ß": "ss"})

MOST_FOUND = 5_000  # the newest that say it; a word that every request has must not read them all
IN_SQLITE = "SELECT request FROM incell_request_words WHERE incell_request_words MATCH %s ORDER BY rowid DESC LIMIT %s"
RECENT = 20_000  # of the newest requests PostgreSQL reads those that say it; of all others only where these are few
IN_POSTGRESQL = """SELECT id FROM incell_request WHERE incell_said(words) @@ to_tsquery('simple', %s)
    ORDER BY sent_at DESC LIMIT %s"""
RECENT_IN_POSTGRESQL = """SELECT id FROM incell_request WHERE incell_said(words) @@ to_tsquery('simple', %s)
    AND sent_at >= COALESCE((SELECT sent_at FROM incell_request ORDER BY sent_at DESC OFFSET %s LIMIT 1), '-infinity')
    ORDER BY sent_at DESC LIMIT %s"""


def windows() -> tuple[bool, ...]:
    """Whether to look among the newest first. SQLite's index of words is read newest first by itself."""
    return (False,) if connection.vendor == "sqlite" else (True, False)


def searched(words: str) -> list[str]:
    """The words of a search as the indexes know them: "O’Dowd credit" → o, dowd, credit. At most 8 of 40 letters."""
    plain = unicodedata.normalize("NFKD", words.lower().translate(PLAIN))
    letters = "".join(one for one in plain if not unicodedata.combining(one))
    return [word[:LONGEST_WORD] for word in re.findall(r"[^\W_]+", letters)[:MOST_WORDS]]


def ids_saying(words: str, *, recent: bool = False) -> RawSQL | None:
    """A subquery for `pk__in`: the newest 5,000 requests that say all of these words. None where there is no word.

    recent   on PostgreSQL: of the newest RECENT requests alone. Queries: none.
    """
    wanted = searched(words)
    if not wanted:
        return None
    if connection.vendor == "sqlite":
        asked = " ".join(f'"{word}"' for word in wanted) + "*"
        return RawSQL(IN_SQLITE, [asked, MOST_FOUND])  # noqa: S611 (the words are a parameter, letters and digits only)
    asked = " & ".join(wanted) + ":*"
    if recent:
        return RawSQL(RECENT_IN_POSTGRESQL, [asked, RECENT, MOST_FOUND])  # noqa: S611
    return RawSQL(IN_POSTGRESQL, [asked, MOST_FOUND])  # noqa: S611
