"""What an activity of SCORM 1.2 wants done before it: a sentence like `A1 & (A2 | ~A3) & 2*{A4, A5, A6}`.

Source: SCORM 1.2 CAM 2.3.2.5.1.4 (aicc_script); AICC CMI001, 6.3.
"""

import re
from collections.abc import Callable, Iterator

from .conditions import whole

Known = bool | None  # None: of an item that is not there, which nobody can do first
STATUSES = ("passed", "completed", "failed", "incomplete", "browsed", "not attempted")
SHORT = {word[0]: word for word in STATUSES}  # AICC: the first letter counts
DONE = ("passed", "completed")
TOKEN = re.compile(r"\s*(?:(<>|[&|~=(){},*])|\"([^\"]*)\"|([^\s&|~=(){},*<>\"]+))")
DEEPEST = 40


class Unclear(ValueError):
    """The sentence can't be read."""


def met(sentence: str, status: Callable[[str], str | None]) -> bool:
    """Whether what the sentence wants is so. status: an item's word in STATUSES; None for an item that is not there.

    What nobody can read wants nothing: a slip of the maker must not shut an activity for good.
    """
    try:
        return _Reader(sentence, status).whole() is not False
    except Unclear:
        return True


class _Reader:
    def __init__(self, sentence: str, status: Callable[[str], str | None]) -> None:
        self.tokens = list(_tokens(sentence))
        self.at = self.depth = 0
        self.status = status

    def whole(self) -> Known:
        said = self.either()
        if self.at != len(self.tokens):
            raise Unclear
        return said

    def peek(self) -> str:
        return self.tokens[self.at][1] if self.at < len(self.tokens) and self.tokens[self.at][0] == "sign" else ""

    def take(self, sign: str) -> bool:
        if self.peek() != sign:
            return False
        self.at += 1
        return True

    def need(self, sign: str) -> None:
        if not self.take(sign):
            raise Unclear

    def either(self) -> Known:
        self.depth += 1
        if self.depth > DEEPEST:
            raise Unclear
        said = self.all_of("|", self.both)
        self.depth -= 1
        return True if True in said else None if None in said else False

    def both(self) -> Known:
        return _every(self.all_of("&", self.one))

    def all_of(self, sign: str, read: Callable[[], Known]) -> list[Known]:
        held = [read()]
        while self.take(sign):
            held.append(read())
        return held

    def one(self) -> Known:
        if self.take("~"):
            self.depth += 1
            if self.depth > DEEPEST:
                raise Unclear
            return _not(self.one())
        if self.take("("):
            said = self.either()
            self.need(")")
            return said
        if self.peek() == "{":
            return _every(self.several())
        name = self.word()
        if self.take("*"):
            held = self.several()
            wanted = whole(name)
            if wanted is None:
                raise Unclear
            return sum(one is not False for one in held) >= wanted
        if self.take("="):
            return self.compared(name)
        if self.take("<>"):
            return _not(self.compared(name))
        found = self.status(name)
        return None if found is None else found in DONE

    def several(self) -> list[Known]:
        self.need("{")
        held = self.all_of(",", self.either)
        self.need("}")
        return held

    def compared(self, name: str) -> Known:
        wanted = self.word().lower()
        found = self.status(name)
        return None if found is None else found == SHORT.get(wanted[:1], wanted)

    def word(self) -> str:
        if self.at >= len(self.tokens) or self.tokens[self.at][0] != "word":
            raise Unclear
        self.at += 1
        return self.tokens[self.at - 1][1]


def _not(said: Known) -> Known:
    return None if said is None else not said


def _every(said: list[Known]) -> Known:
    return False if False in said else None if None in said else True


def _tokens(sentence: str) -> Iterator[tuple[str, str]]:
    at, end = 0, len(sentence.rstrip())
    while at < end:
        found = TOKEN.match(sentence, at)
        if found is None:
            raise Unclear
        at = found.end()
        yield ("sign", found[1]) if found[1] else ("word", found[2] if found[2] is not None else found[3])
