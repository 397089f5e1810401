"""What was submitted, made into answers, or into what to put right.

An answer is JSON: RADIO an option id; CHECKBOX a list of option ids; SHORT_TEXT and LONG_TEXT a text;
ADDRESS a mapping of ADDRESS_PARTS; the words beside an option a text under `free_text_key`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .flow import path
from .pattern import TooSlow
from .shapes import (
    ADDRESS,
    ADDRESS_PARTS,
    BCST2,
    CHECKBOX,
    LONG_TEXT,
    RADIO,
    SHORT_TEXT,
    Answers,
    Option,
    Page,
    Question,
    QuestionSet,
    Text,
    chosen,
    free_text_key,
)

SHORT_TEXT_MAX, LONG_TEXT_MAX, FREE_TEXT_MAX, ADDRESS_LINE_MAX, POSTCODE_MAX = (
    500,
    4_000,
    500,
    200,
    10,
)  # characters

# Code → English. The page layer translates by code; `{limit}` and `{option}` are filled from Message.params.
MESSAGES = {
    "required_radio": "Select an answer",
    "required_checkbox": "Select at least one answer",
    "required_text": "Enter an answer",
    "required_address": "Enter an address",
    "required_free_text": "Say more about your answer ‘{option}’",
    "unknown_option": "Select one of the answers on this page",
    "exclusive": "Select ‘{option}’, or select other answers, not both",
    "too_long": "Your answer must be {limit} characters or fewer",
    "line_too_long": "Each line of the address must be {limit} characters or fewer",
    "characters": "Your answer has characters that cannot be used. Type it again",
    "shape": "Your answer could not be read. Enter it again",
    "pattern": "Your answer is not in the right form",
    "too_slow": "Your answer could not be checked. Make it shorter",
    "postcode": "Enter a postcode, like LS1 4AP, or leave it empty",
}
_UK_POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?|GIR)([0-9][A-Z]{2})")
_ANY_POSTCODE = re.compile(r"(?=.*[0-9])[A-Z0-9][A-Z0-9 -]+")  # abroad, or only the first half
# Hidden characters that make a text read otherwise than it is stored (bidirectional overrides).
_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True)
class Message:
    """own: `text` is in the file's own words; otherwise it is the English of `code`, to be translated."""

    code: str
    text: Text
    own: bool = False
    params: Mapping[str, str | int] = field(default_factory=dict)

    def __str__(self) -> str:
        return str(self.text)


@dataclass(frozen=True)
class Checked:
    """answers: what can be kept, in its one written form.

    errors    question id (or free_text_key) → Message.
    """

    answers: dict[str, Any]
    errors: dict[str, Message]


class _Wrong(Exception):
    def __init__(self, code: str, **params: str | int) -> None:
        self.code, self.params = code, params
        super().__init__(code)


def check(page: Page, submitted: object) -> Checked:
    """Check one page. Takes any JSON; never raises.

    Keeps only answers to questions that these answers bring up: what a changed choice has hidden is dropped,
    and so is every key that is no question of the page. Its own output passes unchanged.
    """
    given: Mapping[str, Any] = submitted if isinstance(submitted, Mapping) else {}
    checked = Checked({}, {})
    for question in page.questions:
        _check(question, given, checked)
    return checked


def _check(question: Question, given: Answers, checked: Checked) -> None:
    try:
        value = _VALUES[question.kind](question, given.get(question.id))
        if value:
            checked.answers[question.id] = value
        elif question.required:
            raise _Wrong(_REQUIRED[question.kind])
    except _Wrong as wrong:
        checked.errors[question.id] = _message(wrong, question)
    for option in chosen(question, checked.answers):
        if option.free_text:
            _check_free_text(question, option, given, checked)
        for nested in option.nested:
            _check(nested, given, checked)


def _check_free_text(question: Question, option: Option, given: Answers, checked: Checked) -> None:
    key = free_text_key(question.id, option.id)
    try:
        value = text(given.get(key), limit=FREE_TEXT_MAX)
        if value:
            checked.answers[key] = value
        elif question.required:
            raise _Wrong("required_free_text", option=str(option.display_text))
    except _Wrong as wrong:
        checked.errors[key] = _default(wrong)


def _radio(question: Question, value: object) -> str:
    if _empty(value):
        return ""
    if not isinstance(value, str):
        raise _Wrong("shape")
    if question.option(value) is None:
        raise _Wrong("unknown_option")
    return value


def _checkbox(question: Question, value: object) -> list[str]:
    if _empty(value):
        return []
    ids = [value] if isinstance(value, str) else value
    if not isinstance(ids, list | tuple):
        raise _Wrong("shape")
    if any(question.option(option_id) is None for option_id in ids):
        raise _Wrong("unknown_option")
    picked = [option for option in question.options if option.id in ids]
    alone = next((option for option in picked if option.exclusive), None)
    if alone is not None and len(picked) > 1:
        raise _Wrong("exclusive", option=str(alone.display_text))
    return [option.id for option in picked]


def _short_text(question: Question, value: object) -> str:
    return _fitting(question, re.sub(r"[ \t]*[\n\t][ \t\n]*", " ", text(value, limit=SHORT_TEXT_MAX)))


def _long_text(question: Question, value: object) -> str:
    return _fitting(question, text(value, limit=LONG_TEXT_MAX))


def _fitting(question: Question, value: str) -> str:
    pattern = question.validation.pattern
    try:
        if value and pattern is not None and not pattern.matches(value):
            raise _Wrong("pattern")
    except TooSlow as slow:
        raise _Wrong("too_slow") from slow
    return value


def _address(question: Question, value: object) -> dict[str, str]:
    if _empty(value):
        return {}
    if not isinstance(value, Mapping):
        raise _Wrong("shape")
    address = {}
    for part in ADDRESS_PARTS:
        limit = POSTCODE_MAX if part == "postcode" else ADDRESS_LINE_MAX
        too_long = _Wrong("postcode") if part == "postcode" else _Wrong("line_too_long", limit=limit)
        line = re.sub(r"\s+", " ", text(value.get(part), limit=limit, too_long=too_long))
        if part == "postcode":
            line = _postcode(line)
        if line:
            address[part] = line
    return address


def _postcode(value: str) -> str:
    plain = value.upper().replace(" ", "")
    if found := _UK_POSTCODE.fullmatch(plain):
        return f"{found[1]} {found[2]}"
    if value and not _ANY_POSTCODE.fullmatch(value.upper()):
        raise _Wrong("postcode")
    return value.upper()


def _empty(value: object) -> bool:
    return value is None or (isinstance(value, str | list | tuple | dict) and not value)


def text(value: object, *, limit: int, too_long: Exception | None = None) -> str:
    """One written form: NFC, lines end in \\n, no space at either end; "" if nothing is visible.

    limit    characters, counted afterwards; too_long: what to raise instead of the usual message.
    Raises   an error that `check` turns into a Message: shape, characters, too_long.
    """
    if _empty(value):
        return ""
    if not isinstance(value, str):
        raise _Wrong("shape")
    if len(value) > 4 * limit + 100:  # before any work is done on it
        raise too_long or _Wrong("too_long", limit=limit)
    made = unicodedata.normalize("NFC", re.sub("\r\n|[\r\x85\u2028\u2029]", "\n", value)).strip()
    if all(unicodedata.category(character)[0] in "ZC" for character in made):
        if any(unicodedata.category(character) in ("Cc", "Cs") for character in made):
            raise _Wrong("characters")
        return ""
    if any(_refused(character) for character in made):
        raise _Wrong("characters")
    if len(made) > limit:
        raise too_long or _Wrong("too_long", limit=limit)
    return made


def _refused(character: str) -> bool:
    return character in _OVERRIDES or (
        character not in "\n\t" and unicodedata.category(character) in ("Cc", "Cs", "Cn")
    )


def _message(wrong: _Wrong, question: Question) -> Message:
    own = question.validation.message
    if own and (wrong.code.startswith("required") or wrong.code in ("pattern", "exclusive")):
        return Message(wrong.code, own, own=True)
    return _default(wrong)


def _default(wrong: _Wrong) -> Message:
    return Message(wrong.code, Text(MESSAGES[wrong.code].format(**wrong.params)), params=wrong.params)


_VALUES = {
    RADIO: _radio,
    CHECKBOX: _checkbox,
    SHORT_TEXT: _short_text,
    LONG_TEXT: _long_text,
    ADDRESS: _address,
}
_REQUIRED = {
    RADIO: "required_radio",
    CHECKBOX: "required_checkbox",
    SHORT_TEXT: "required_text",
    LONG_TEXT: "required_text",
    ADDRESS: "required_address",
}


def unfinished(question_set: QuestionSet, answers: Answers, *, report: str = BCST2, edit: bool = False) -> Page | None:
    """The first page on the way of these answers that still has something to put right; None: all is done."""
    pages = path(question_set, answers, report=report, edit=edit)
    return next((page for page in pages if check(page, answers).errors), None)
