"""What was posted, made into answers: from a form, or from what a terminal kept without Wi-Fi."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from incell import questions

from .shapes import CHOSEN, Kind, Means

OTHER = "OTHER"  # posted where none of a list is meant; the name stands in a box of its own
# "17/4/90", "17th of April 1990", "17eg o Ebrill 1990"; "April 17, 1990"; "1990-04-17"
_ORDINAL = "(?:st|nd|rd|th|af|il|ydd|ed|fed|eg)?"
_APART = r"(?:[-./, ]+|[-./, ]+(?:of|o)[ ]+)"
_DAY_MONTH_YEAR = re.compile(
    rf"([0-9]{{1,2}}){_ORDINAL}{_APART}([0-9]{{1,2}}|[a-z]{{3,10}})[-./, ]+([0-9]{{2}}|[0-9]{{4}})"
)
_MONTH_DAY_YEAR = re.compile(rf"([a-z]{{3,10}})[., ]+([0-9]{{1,2}}){_ORDINAL}[., ]+([0-9]{{4}})")
_YEAR_MONTH_DAY = re.compile(r"([0-9]{4})[-./]([0-9]{1,2})[-./]([0-9]{1,2})")
_MONTHS = (  # English, Welsh, and Welsh as it stands behind "o"
    ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
     "december"),
    ("ionawr", "chwefror", "mawrth", "ebrill", "mai", "mehefin", "gorffennaf", "awst", "medi", "hydref", "tachwedd",
     "rhagfyr"),
    ("ionawr", "chwefror", "fawrth", "ebrill", "fai", "fehefin", "orffennaf", "awst", "fedi", "hydref", "dachwedd",
     "ragfyr"),
)  # fmt: skip
_BORN_SINCE = 30  # of two digits of a year: 30 to 99 are 1930 to 1999, for a day that has been


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
            answers[question] = plain_day(answers[question], to_come=meaning is Means.COMING_DAY)
    return answers


def plain_day(said: str, *, to_come: bool = False) -> str:
    """A day in another way of writing as 17/4/1990: "17.4.90", "17th April 1990", "17 Ebrill 1990", "1990-04-17".

    to_come  a year of two digits is one of 2000 to 2099; otherwise one of 1930 to 2029.
    Anything else is left as it was typed.
    """
    low = " ".join(said.lower().split())
    if backward := _YEAR_MONTH_DAY.fullmatch(low):
        return f"{backward[3]}/{backward[2]}/{backward[1]}"
    if named := _MONTH_DAY_YEAR.fullmatch(low):
        return f"{named[2]}/{month}/{named[3]}" if (month := _month(named[1])) else said
    found = _DAY_MONTH_YEAR.fullmatch(low)
    if found is None or not (month := _month(found[2])):
        return said
    return f"{found[1]}/{month}/{_whole(found[3], to_come)}"


def _month(said: str) -> str:
    """A number as it is; of a name the first three letters or more; else ""."""
    if said.isdigit():
        return said
    begun = "sep" if said == "sept" else said
    return next((str(n) for names in _MONTHS for n, name in enumerate(names, 1) if name.startswith(begun)), "")


def _whole(year: str, to_come: bool) -> str:
    if len(year) == 4:
        return year
    return f"19{year}" if not to_come and int(year) >= _BORN_SINCE else f"20{year}"
