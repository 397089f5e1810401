"""Words that make a page ask a person to look: they never flag anything by themselves.

The list is data, prompts.yml: beginnings of words and phrases, by what they may mean.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from pathlib import Path

import yaml

_FILE = Path(__file__).with_name("prompts.yml")


def prompts(text: str) -> tuple[str, ...]:
    """What the words of a text may mean: SELF_HARM, THREAT, ABUSE, each once. Empty: nothing on the list."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("’", "'"))
    plain = " ".join("".join(c if c.isalnum() or c == "'" else " " for c in plain).split())
    return tuple(kind for kind, pattern in _patterns().items() if pattern.search(plain))


@lru_cache(maxsize=1)
def _patterns() -> dict[str, re.Pattern[str]]:
    said: dict[str, list[str]] = yaml.safe_load(_FILE.read_text())
    return {
        kind: re.compile(r"\b(?:" + "|".join(re.escape(words) for words in phrases) + r")")
        for kind, phrases in said.items()
    }
