"""Regular expressions out of files, matched in bounded time.

Python's `re` backtracks: the Revenue's own expression for a National Insurance number, with its `\\s*\\d\\s*`
six times over, takes it minutes on a line of spaces. Refusing nested quantifiers would refuse that honest
expression and still let through others that blow up. So the expression is parsed by `re` (same syntax, same
error messages) and run as a set of states that all move one character at a time: states × characters,
never more. What cannot be run so is refused when the file is read: back references, lookbehind, conditional
and possessive groups.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

MAX_PATTERN = 1_000  # characters of the expression
MAX_STATES = 12_000  # after `{n,m}` is written out
MAX_STEPS = 1_000_000  # of one match; about a second
_WORD = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")
# As in Java and JavaScript, where the files come from, \d, \w and \s mean ASCII.
_CATEGORIES: dict[Any, Callable[[str], bool]] = {
    op.CATEGORY_DIGIT: lambda c: c in "0123456789",
    op.CATEGORY_NOT_DIGIT: lambda c: c not in "0123456789",
    op.CATEGORY_SPACE: lambda c: c in " \t\n\r\f\v",
    op.CATEGORY_NOT_SPACE: lambda c: c not in " \t\n\r\f\v",
    op.CATEGORY_WORD: lambda c: c in _WORD,
    op.CATEGORY_NOT_WORD: lambda c: c not in _WORD,
}
_REFUSED = {
    op.GROUPREF: "a back reference",
    op.GROUPREF_EXISTS: "a conditional group",
    op.ATOMIC_GROUP: "an atomic group",
    op.POSSESSIVE_REPEAT: "a possessive quantifier",
}
_ALLOWED_FLAGS = re.ASCII | re.UNICODE | re.IGNORECASE | re.DOTALL | re.MULTILINE

Test = Callable[[str], bool]
Guard = Callable[["_Run", int], bool]


class Unfit(ValueError):
    """The expression cannot be used; the message says why."""


class TooSlow(Exception):
    """This text would take the expression more than MAX_STEPS steps."""


@dataclass(frozen=True)
class Pattern:
    """An expression that must fit the whole text (as Kotlin's `matches` does)."""

    source: str

    @cached_property
    def _program(self) -> _Program:
        return _compiled(self.source)

    def matches(self, text: str) -> bool:
        """Raises TooSlow rather than taking longer than about a second."""
        return _Run(text).fits(self._program, 0, whole=True)


def compiled(source: str) -> Pattern:
    """Raises Unfit when the expression is too long, wrong, or not to be run in bounded time."""
    if len(source) > MAX_PATTERN:
        raise Unfit(f"it has {len(source)} characters, the limit is {MAX_PATTERN}")
    pattern = Pattern(source)
    _ = pattern._program
    return pattern


@dataclass(frozen=True)
class _Program:
    """States by number. A state steps on a character (`test`), or is free: it splits, or passes a `guard`."""

    tests: tuple[Test | None, ...]
    guards: tuple[Guard | None, ...]
    nexts: tuple[tuple[int, ...], ...]
    end: int


@lru_cache(maxsize=512)
def _compiled(source: str) -> _Program:
    translated = source.replace("(?<", "(?P<").replace("(?P<=", "(?<=").replace("(?P<!", "(?<!")
    try:
        tree = _parser.parse(translated, re.ASCII)
        flags = tree.state.flags
        if flags & ~_ALLOWED_FLAGS:
            raise Unfit("it sets flags other than i, m, s")
        return _Maker(flags).program(tree)
    except re.error as error:
        raise Unfit(f"{error.msg}" + (f" at character {error.pos + 1}" if error.pos is not None else "")) from error
    except (RecursionError, OverflowError) as error:
        raise Unfit("it is nested or repeated too deeply") from error


class _Maker:
    """Builds a program back to front: `_sequence(tree, then)` answers with the state to start from."""

    def __init__(self, flags: int) -> None:
        self.flags = flags
        self.tests: list[Test | None] = []
        self.guards: list[Guard | None] = []
        self.nexts: list[tuple[int, ...]] = []

    def program(self, tree: Any) -> _Program:
        """State 0 is the start and only passes on; state 1 is the end."""
        start, end = self._state(), self._state()
        self.nexts[start] = (self._sequence(tree, end, self.flags),)
        return _Program(tuple(self.tests), tuple(self.guards), tuple(self.nexts), end)

    def _state(self, *nexts: int, test: Test | None = None, guard: Guard | None = None) -> int:
        if len(self.tests) >= MAX_STATES:
            raise Unfit(f"written out it needs more than {MAX_STATES} states; repeat less")
        self.tests.append(test)
        self.guards.append(guard)
        self.nexts.append(nexts)
        return len(self.tests) - 1

    def _sequence(self, tree: Any, then: int, flags: int) -> int:
        for kind, value in reversed(list(tree)):
            then = self._node(kind, value, then, flags)
        return then

    def _node(self, kind: Any, value: Any, then: int, flags: int) -> int:
        if kind in _REFUSED:
            raise Unfit(f"it uses {_REFUSED[kind]}")
        if kind in (op.MAX_REPEAT, op.MIN_REPEAT):
            least, most, inner = value
            return self._repeat(least, most, inner, then, flags)
        if kind is op.SUBPATTERN:
            _, added, removed, inner = value
            return self._sequence(inner, then, (flags | added) & ~removed)
        if kind is op.BRANCH:
            return self._state(*(self._sequence(branch, then, flags) for branch in value[1]))
        if kind in (op.ASSERT, op.ASSERT_NOT):
            return self._state(then, guard=_look(kind, value, flags))
        if kind is op.AT:
            return self._state(then, guard=_position(value, flags))
        return self._state(then, test=_test(kind, value, flags))

    def _repeat(self, least: int, most: Any, inner: Any, then: int, flags: int) -> int:
        if most is op.MAXREPEAT:
            loop = self._state()
            self.nexts[loop] = (self._sequence(inner, loop, flags), then)
            start = loop
        else:
            start = then
            for _ in range(most - least):
                start = self._state(self._sequence(inner, start, flags), then)
        for _ in range(least):
            start = self._sequence(inner, start, flags)
        return start


def _test(kind: Any, value: Any, flags: int) -> Test:
    plain = _plain_test(kind, value, flags)
    if flags & re.IGNORECASE and kind in (op.LITERAL, op.NOT_LITERAL, op.IN):
        negated = kind is op.NOT_LITERAL or (kind is op.IN and value[0][0] is op.NEGATE)
        if negated:
            return lambda c: plain(c) and plain(c.lower()) and plain(c.upper())
        return lambda c: plain(c) or plain(c.lower()) or plain(c.upper())
    return plain


def _plain_test(kind: Any, value: Any, flags: int) -> Test:
    if kind is op.LITERAL:
        return chr(value).__eq__
    if kind is op.NOT_LITERAL:
        return chr(value).__ne__
    if kind is op.ANY:
        return (lambda c: True) if flags & re.DOTALL else "\n".__ne__
    if kind is op.IN:
        negated = value[0][0] is op.NEGATE
        tests = [_member(*member) for member in value[1 if negated else 0 :]]
        return lambda c: any(test(c) for test in tests) is not negated
    raise Unfit(f"it uses {str(kind).lower()}, which is not supported")


def _member(kind: Any, value: Any) -> Test:
    if kind is op.RANGE:
        return lambda c: len(c) == 1 and value[0] <= ord(c) <= value[1]
    if kind is op.CATEGORY:
        return _CATEGORIES[value]
    return chr(value).__eq__


def _look(kind: Any, value: Any, flags: int) -> Guard:
    direction, tree = value
    if direction < 0:
        raise Unfit("it uses lookbehind")
    program = _Maker(flags).program(tree)
    wanted = kind is op.ASSERT
    return lambda run, at: run.fits(program, at, whole=False) is wanted


def _position(where: Any, flags: int) -> Guard:
    many = bool(flags & re.MULTILINE)
    if where is op.AT_BEGINNING_STRING or (where is op.AT_BEGINNING and not many):
        return lambda run, at: at == 0
    if where is op.AT_BEGINNING:
        return lambda run, at: at == 0 or run.text[at - 1] == "\n"
    if where is op.AT_END_STRING or (where is op.AT_END and not many):
        return lambda run, at: at == len(run.text)
    if where is op.AT_END:
        return lambda run, at: at == len(run.text) or run.text[at] == "\n"
    wanted = where is op.AT_BOUNDARY
    return lambda run, at: (run.word(at - 1) != run.word(at)) is wanted


class _Run:
    """One text, the steps spent on it, and what lookaheads found where."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.steps = 0
        self.found: dict[tuple[int, int], bool] = {}

    def word(self, at: int) -> bool:
        return 0 <= at < len(self.text) and self.text[at] in _WORD

    def fits(self, program: _Program, at: int, *, whole: bool) -> bool:
        """Whether the program matches from `at`: to the end of the text, or (not whole) to anywhere."""
        key = (id(program), at)
        if not whole and key in self.found:
            return self.found[key]
        found = self._fits(program, at, whole)
        if not whole:
            self.found[key] = found
        return found

    def _fits(self, program: _Program, at: int, whole: bool) -> bool:
        states = self._spread(program, [0], at)
        for place in range(at, len(self.text)):
            if not states:
                return False
            if not whole and program.end in states:
                return True
            character = self.text[place]
            moved = [
                after
                for state in states
                for after in program.nexts[state]
                if (test := program.tests[state]) is not None and test(character)
            ]
            states = self._spread(program, moved, place + 1)
        return program.end in states

    def _spread(self, program: _Program, states: list[int], at: int) -> set[int]:
        """The states that can be reached from these without a character."""
        seen: set[int] = set()
        waiting = states
        while waiting:
            state = waiting.pop()
            if state in seen:
                continue
            seen.add(state)
            self.steps += 1
            if self.steps > MAX_STEPS:
                raise TooSlow
            guard = program.guards[state]
            if program.tests[state] is None and (guard is None or guard(self, at)):
                waiting.extend(program.nexts[state])
        return seen
