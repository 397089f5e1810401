"""Reading single fields of a JSON row. Each raises BadField, naming the field and never its value."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any

from .faults import BadField

DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)


def text(row: Mapping[str, Any], field: str, longest: int, needed: bool = False) -> str:
    """A text with single spaces and no control characters, in Unicode's composed form; "" when absent."""
    value = row.get(field)
    if value is None:
        value = ""
    if not isinstance(value, str):
        raise BadField(field, "not a text")
    composed = unicodedata.normalize("NFC", value)
    tidy = " ".join("".join(c if c.isprintable() else " " for c in composed).split())
    if needed and not tidy:
        raise BadField(field, "missing")
    if len(tidy) > longest:
        raise BadField(field, f"longer than {longest} characters")
    return tidy


def day(row: Mapping[str, Any], field: str) -> date | None:
    """A day written YYYY-MM-DD, or None when absent."""
    value = row.get(field)
    if value is None or value == "":
        return None
    if not isinstance(value, str) or not DAY.match(value):
        raise BadField(field, "not a date (YYYY-MM-DD)")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise BadField(field, "no such day") from None
