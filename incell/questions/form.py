"""The names of form fields, and what a posted form holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .shapes import ADDRESS, ADDRESS_PARTS, CHECKBOX, Page, free_text_key


def from_form(page: Page, lists: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """What `check` takes, out of a posted form (`dict(request.POST.lists())`).

    Field names: the question id; `<id>-line1` … `<id>-postcode` for an address; `<id>/<option>` for the words
    beside an option.
    """

    def one(name: str) -> str:
        values = lists.get(name) or [""]
        return values[-1]

    submitted: dict[str, Any] = {}
    for question in page.walk():
        if question.kind == ADDRESS:
            submitted[question.id] = {part: one(f"{question.id}-{part}") for part in ADDRESS_PARTS}
        elif question.kind == CHECKBOX:
            submitted[question.id] = list(lists.get(question.id) or [])
        else:
            submitted[question.id] = one(question.id)
        for option in question.options:
            if option.free_text:
                name = free_text_key(question.id, option.id)
                submitted[name] = one(name)
    return submitted
