"""Rows that were locked and read with a join in one statement."""

from typing import TypeVar

from django.db.models import Model

Row = TypeVar("Row", bound=Model)


def joined_anew(row: Row, *names: str) -> Row:
    """Forget what was joined to a locked row and is no longer what the row points at; it is read when it is asked for.

    A statement of PostgreSQL that waited for a lock sees the row as it is now, but what it joins as it was when the
    statement began: whoever lost a race would be told that nobody won it.
    names     foreign keys of the row that may be empty. Queries: none, or 1 for each that changed and is looked at.
    """
    for name in names:
        field = row._meta.get_field(name)
        there = field.get_cached_value(row, default=None)  # type: ignore[union-attr]
        if field.is_cached(row) and (there and there.pk) != getattr(row, field.attname):  # type: ignore[union-attr]
            field.delete_cached_value(row)  # type: ignore[union-attr]
    return row
