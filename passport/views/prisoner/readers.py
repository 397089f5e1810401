from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import Verb
from accounts.views.door import Request, door
from passport.acts.reading import Read, who_read

from .person import passport_here
from .plain import Words, person_of

WHYS: dict[str, Words] = {
    "report": _("They wrote down what you told them."),
    "plan": _("They worked on your plan with you."),
    "support": _("They wanted to help you."),
    "safety": _("They wanted to keep people safe."),
    "asked": _("You asked them to."),
    "check": _("They looked at how well we help you."),
    "court": _("A court let you go. They made your papers."),
    "review": _("They wanted to help you with your plans."),
}


@never_cache
@door(Verb.OWN_PASSPORT)
@require_safe
def readers(request: Request) -> HttpResponse:
    """Who has read the passport, newest first, one line a reader and day. Queries: 5."""
    passport = passport_here(request)
    reads = who_read(passport=passport) if passport else []
    return render(request, "passport/prisoner/readers.html", {"reads": by_day(reads)})


def by_day(reads: list[Read]) -> list[dict[str, Any]]:
    """Several reads by the same kind of reader on one day are one line, that says how many: whys without words too."""
    lines: dict[tuple[date, str, tuple[str, ...], bool, str], dict[str, Any]] = {}
    for read in reads:
        day = timezone.localdate(read.at)
        line = lines.setdefault(
            (day, read.agency, read.roles, read.file, read.why if read.why in WHYS else ""),
            {
                "on": day,
                "agency": read.agency,
                "file": read.file,
                "times": 0,
                "why": WHYS.get(read.why, ""),
                **({} if read.agency else person_of(read.roles)),
            },
        )
        line["times"] += 1
    return list(lines.values())
