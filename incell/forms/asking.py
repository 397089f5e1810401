"""The form of one kind of request: what was posted, made into answers; all its questions, ready to draw.

Field names are those of incell.questions.from_form, and beside them `kind`, `key` and `ticket`. The form, the page that
asks "Is this right?" and what waits on a terminal without Wi-Fi all use the same.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from incell import questions
from incell.catalogue import Kind


def read_answers(kind: Kind, lists: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """The answers that a posted form holds, as `send_request` takes them. Pure: no queries, no clock, checks nothing.

    lists    field name → every value posted under it: `dict(request.POST.lists())`. Other fields are left out.
    """
    answers: dict[str, Any] = {}
    for page in kind.asked.pages:
        answers |= questions.from_form(page, lists)
    return answers
