"""Words that may need safer custody, wherever a page shows them: the writer and the reader are asked to look.

Nothing is flagged by itself. A page of another app puts these tags round the words that it shows.
"""

from collections.abc import Iterable
from typing import Any

from django import template

from accounts.access import Verb
from accounts.models import Prisoner
from incell import catalogue
from incell.models import Flag

register = template.Library()


@register.inclusion_tag("incell/prisoner/parts/watched.html")
def watched_own(words: str | Iterable[str]) -> dict[str, Any]:
    """For who has written them: how to tell somebody at once. Nothing for other words. Queries: none."""
    return {"asks": bool(catalogue.prompts(_text(words)))}


@register.inclusion_tag("incell/staff/watched.html", takes_context=True)
def watched(context: template.Context, prisoner: Prisoner | None, words: str | Iterable[str]) -> dict[str, Any]:
    """For who reads them: to flag them to safer custody. Nothing for other words, nor for words of staff.

    words    one text, or several that were written together. Queries: none; 1 where something asks to be looked at.
    """
    text = _text(words)
    kinds = [Flag.Kind(code) for code in catalogue.prompts(text)] if prisoner is not None and text else []
    request: Any = context["request"]
    if not kinds or prisoner is None or not request.reach.may(Verb.SEE_ROLL):
        return {"kinds": []}
    waiting = Flag.objects.waiting().filter(prisoner=prisoner, excerpt=text, request__isnull=True)
    flagged = set(waiting.values_list("kind", flat=True))
    return {
        "kinds": [kind for kind in kinds if kind not in flagged],
        "flagged": bool(flagged),
        "prisoner": prisoner,
        "words": text,
        "back": request.get_full_path(),
        "csrf_token": context.get("csrf_token"),
    }


def _text(words: str | Iterable[str]) -> str:
    return words if isinstance(words, str) else "\n".join(words)
