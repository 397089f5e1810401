"""What was posted, made into answers: from a form, or from what a terminal kept without Wi-Fi."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from incell import questions

from .shapes import CHOSEN, Kind

OTHER = "OTHER"  # posted where none of a list is meant; the name stands in a box of its own


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
    return answers
