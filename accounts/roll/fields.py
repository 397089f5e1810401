"""Reading single fields of a JSON row. Each raises BadField, naming the field and never its value."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any

from .faults import BadField

DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)
YEARS = range(1900, 2200)


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
    """A day written YYYY-MM-DD of a year that somebody in prison can meet, or None when absent."""
    value = row.get(field)
    if value is None or value == "":
        return None
    if not isinstance(value, str) or not DAY.match(value):
        raise BadField(field, "not a date (YYYY-MM-DD)")
    try:
        found = date.fromisoformat(value)
    except ValueError:
        raise BadField(field, "no such day") from None
    if found.year not in YEARS:  # 0001-01-01 and 9999-12-31 stand for "unknown", and no window can be counted from them
        raise BadField(field, "a year that cannot be")
    return found
