"""What was posted, made into answers: from a form, or from what a terminal kept without Wi-Fi."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from incell import questions

from .shapes import CHOSEN, Kind, Means

OTHER = "OTHER"  # posted where none of a list is meant; the name stands in a box of its own
_DAY_MONTH_YEAR = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)?[-./, ]+([0-9]{1,2}|[a-z]{3,10})[-./, ]+([0-9]{4})")
_YEAR_MONTH_DAY = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_ENGLISH = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WELSH = ("ion", "chw", "maw", "ebr", "mai", "meh", "gor", "aws", "med", "hyd", "tac", "rha")
_MONTH = {begins: str(number) for months in (_ENGLISH, _WELSH) for number, begins in enumerate(months, 1)}


def read_answers(kind: Kind, lists: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """The answers that a posted form holds, as `send_request` takes them. Pure: no queries, no clock, checks nothing.

    lists    field name → every value posted under it: `dict(request.POST.lists())`. Other fields are left out.
    """
    answers: dict[str, Any] = {}
    for page in kind.asked.pages:
        answers |= questions.from_form(page, lists)
    for question, meaning in kind.means.items():
        if meaning in CHOSEN and answers.get(question) == OTHER:
            answers[question] = (lists.get(questions.free_text_key(question, OTHER)) or [""])[-1]
        if meaning in (Means.PAST_DAY, Means.COMING_DAY) and isinstance(answers.get(question), str):
            answers[question] = plain_day(answers[question])
    return answers


def plain_day(said: str) -> str:
    """A day in another way of writing as 17/4/1990: "17.4.1990", "17th April 1990", "17 Ebrill 1990", "1990-04-17".

    Anything else, and a day without four digits of a year, is left as it was typed.
    """
    low = " ".join(said.lower().split())
    if backward := _YEAR_MONTH_DAY.fullmatch(low):
        return f"{backward[3]}/{backward[2]}/{backward[1]}"
    if (found := _DAY_MONTH_YEAR.fullmatch(low)) and (found[2].isdigit() or found[2][:3] in _MONTH):
        return f"{found[1]}/{_MONTH.get(found[2][:3], found[2])}/{found[3]}"
    return said
