"""What somebody answered, made into answers or into what to put right: the engine's rules, 500 letters, real days
names that name somebody, and numbers that can be called."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from incell import questions
from incell.matching import BadNumber, read_number
from incell.questions import LONG_TEXT, Checked, Message, Page, Text

from .shapes import CHOSEN, Kind, Means

LONGEST = 500  # characters of one answer from the cell: the service's own limit
OLDEST = timedelta(days=120 * 366)  # nobody who is asked for was born longer ago
FURTHEST = timedelta(days=366)  # a day that is asked for lies within a year

# Code → English, beside the engine's own. The page layer translates by code.
MESSAGES = {
    "no_such_day": "There is no such day",
    "day_to_come": "That day has not come yet",
    "day_gone": "That day has gone",
    "day_far": "That day is more than a year away",
    "day_long_ago": "That day is too long ago",
    "name_without_letters": "Write the name with letters",
    "name_too_long": "The name is too long. It may have {limit} letters",
    "number_not_a_number": "Write the number with digits alone",
    "number_two_numbers": "Write one number here",
    "number_too_short": "The number is too short",
    "number_too_long": "The number is too long",
    "number_emergency": "This is an emergency number",
    "number_premium": "Calls to this number cost too much",
    "number_unknown_country": "There is no country with this code",
}
LONGEST_NAMES = {Means.NAME: 80, Means.OFFICE: 120, **dict.fromkeys(CHOSEN, 120)}  # characters
_DAY = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")


def check(
    page: Page, submitted: object, means: Mapping[str, Means] | None = None, today: date | None = None
) -> Checked:
    """Check one page of a request. Takes any JSON; never raises.

    means    what its answers are, of their kind. today: the prison's day; without it a day only has to exist.
    """
    checked = questions.check(page, submitted)
    for question in page.walk():
        value = checked.answers.get(question.id)
        if not isinstance(value, str):
            continue
        if question.kind == LONG_TEXT and len(value) > LONGEST:
            text = Text(questions.MESSAGES["too_long"].format(limit=LONGEST))
            checked.errors[question.id] = Message("too_long", text, params={"limit": LONGEST})
        elif fault := _fault(value, meaning := (means or {}).get(question.id), today):
            params = {"limit": LONGEST_NAMES[meaning]} if meaning in LONGEST_NAMES else {}
            checked.errors[question.id] = Message(fault, Text(MESSAGES[fault].format(**params)), params=params)
        if question.id in checked.errors:
            del checked.answers[question.id]
    return checked


def check_all(kind: Kind, submitted: object, today: date | None = None) -> Checked:
    """Check every page that these answers lead through, as one form. Takes any JSON; never raises."""
    given: dict[str, Any] = dict(submitted) if isinstance(submitted, dict) else {}
    whole = Checked({}, {})
    for page in questions.path(kind.asked, given):
        one = check(page, given, kind.means, today)
        whole.answers.update(one.answers)
        whole.errors.update(one.errors)
    return whole


def day_of(value: str) -> date | None:
    """The day that a text like 17/4/1990 says, or None where there is no such day."""
    said = _DAY.fullmatch(value)
    try:
        return date(int(said[3]), int(said[2]), int(said[1])) if said else None
    except ValueError:
        return None


def _fault(value: str, meaning: Means | None, today: date | None) -> str:
    if meaning is Means.PHONE:
        return _fault_of_number(value)
    if meaning in LONGEST_NAMES:
        return _fault_of_name(value, meaning)
    if meaning not in (Means.PAST_DAY, Means.COMING_DAY):
        return ""
    day = day_of(value)
    if day is None:
        return "no_such_day"
    if today is None:
        return ""
    if meaning is Means.PAST_DAY:
        return "day_to_come" if day > today else "day_long_ago" if day < today - OLDEST else ""
    return "day_gone" if day < today else "day_far" if day > today + FURTHEST else ""


def _fault_of_name(value: str, meaning: Means) -> str:
    """Pictures and marks name nobody; what was chosen from a list is an id, which may be all digits."""
    names = str.isalnum if meaning in CHOSEN else str.isalpha
    if not any(names(character) for character in value):
        return "name_without_letters"
    return "name_too_long" if len(value) > LONGEST_NAMES[meaning] else ""


def _fault_of_number(value: str) -> str:
    try:
        read_number(value)
    except BadNumber as bad:
        return f"number_{bad.fault.lower()}"
    return ""
