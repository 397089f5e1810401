"""Regular expressions out of files, as the service's Java reads them, matched in bounded time.

The `regex` library understands what Java's expressions may say (lookbehind, back references, possessive
quantifiers, `\\p{…}`, `[a-z&&[^x]]`) and stops a match that takes too long: the Revenue's own expression for a
National Insurance number, with its `\\s*\\d\\s*` six times over, would take Python's `re` minutes on a line of spaces.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import regex

MAX_PATTERN = 1_000  # characters of the expression
MAX_WRITTEN_OUT = 1_000_000  # all its counts multiplied: `{1000}` of `{1000}` still takes half a second to read
SECONDS = 0.1  # of one match, in processor time
# As in Java, \d, \w and \s mean ASCII, while \p{L} means every letter; sets may stand within sets in both.
_ASCII = {
    r"\d": "[0-9]",
    r"\D": "[^0-9]",
    r"\w": "[A-Za-z0-9_]",
    r"\W": "[^A-Za-z0-9_]",
    r"\s": r"[ \t\n\x0b\f\r]",
    r"\S": r"[^ \t\n\x0b\f\r]",
}
_ESCAPE = regex.compile(r"\\.", regex.DOTALL)
_COUNT = regex.compile(r"\{([0-9]+)")


class Unfit(ValueError):
    """The expression cannot be used; the message says why."""


class TooSlow(Exception):
    """This text would take the expression longer than SECONDS."""


@dataclass(frozen=True)
class Pattern:
    """An expression that must fit the whole text (as Kotlin's `matches` does)."""

    source: str

    @cached_property
    def _compiled(self) -> Any:
        return regex.compile(_ESCAPE.sub(lambda found: _ASCII.get(found[0], found[0]), self.source), regex.V1)

    @cached_property
    def accepts_nothing(self) -> bool:
        """Whether the empty text fits. Raises TooSlow, when the file is read and not later."""
        return self.matches("")

    def matches(self, text: str) -> bool:
        """Raises TooSlow rather than taking longer than SECONDS."""
        try:
            return self._compiled.fullmatch(text, timeout=SECONDS) is not None
        except TimeoutError as late:
            raise TooSlow from late


def compiled(source: str) -> Pattern:
    """Raises Unfit when the expression is too long, wrong, or could not be matched in bounded time and memory."""
    if len(source) > MAX_PATTERN:
        raise Unfit(f"it has {len(source)} characters, the limit is {MAX_PATTERN}")
    if math.prod(max(int(count), 1) for count in _COUNT.findall(source)) > MAX_WRITTEN_OUT:
        raise Unfit(f"its counts multiply to more than {MAX_WRITTEN_OUT:,}; repeat less")
    pattern = Pattern(source)
    try:
        _ = pattern.accepts_nothing
    except regex.error as error:
        raise Unfit(str(error)) from error
    except RecursionError as error:
        raise Unfit("it is nested too deeply") from error
    except TooSlow as error:
        raise Unfit("it takes too long even on an empty answer") from error
    except ValueError as error:
        raise Unfit(str(error)) from error
    return pattern
