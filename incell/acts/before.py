"""What a person has asked in the same words before: offered again where it is asked, to confirm or to write anew."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.timezone import localdate

from accounts.access import Reach
from incell import questions
from incell.catalogue import CHOSEN, Kind, Means
from incell.models import Request, State

ABOUT_SOMEBODY = frozenset({"ADD_SOCIAL_CONTACT", "ADD_OFFICIAL_CONTACT"})  # a yes has made a contact of it already
ONCE = (Means.COMING_DAY, *CHOSEN)  # what is true of one time alone


@dataclass(frozen=True)
class AskedBefore:
    """said_on: when it was told. answers: question id → value, those that may still hold."""

    said_on: date
    answers: Mapping[str, Any]


def asked_before(*, kind: Kind, reach: Reach) -> AskedBefore | None:
    """The newest answers of this person to the same questions. Nobody else's, and none that were sealed. Queries: 1.

    Left out are days to come, what is chosen from a list, and, of a contact, what was said yes to.
    """
    if kind.is_private or reach.prisoner_id is None:
        return None
    rows = Request.objects.visible_to(reach).filter(prisoner=reach.prisoner_id, code=kind.code, sealed="")
    if kind.code in ABOUT_SOMEBODY:
        rows = rows.exclude(state=State.APPROVED)
    last = rows.order_by("-sent_at", "-pk").values_list("sent_at", "answers").first()
    if last is None:
        return None
    once = {question for question, meaning in kind.means.items() if meaning in ONCE}
    names = {
        name
        for question in kind.asked.questions()
        if question.id not in once
        for name in (question.id, *(questions.free_text_key(question.id, one.id) for one in question.options))
    }
    kept = {name: value for name, value in last[1].items() if name in names and value}
    return AskedBefore(localdate(last[0]), kept) if kept else None
