"""Which requests say words that a person must look at: a mark where staff read, never a decision."""

from typing import Any

from incell import catalogue
from incell.models import Request as Asked


def prompts_of(asked: Asked) -> list[str]:
    """What the person's own words may mean; the questions' words don't count. Queries: none, with its `answers`."""
    if asked.is_privileged:
        return []
    found = [code for words in _texts(asked.answers) for code in catalogue.prompts(words)]
    return list(dict.fromkeys(found))


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for part in value.values() for text in _texts(part)]
    if isinstance(value, list):
        return [text for part in value for text in _texts(part)]
    return [value] if isinstance(value, str) else []
