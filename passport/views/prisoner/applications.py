from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import Verb
from accounts.views.door import Request, door
from passport.acts.applications import applications_of
from passport.applications import Application, State
from passport.forms import applications as said

from .person import passport_here


@never_cache
@door(Verb.OWN_PASSPORT)
@require_safe
def applications(request: Request) -> HttpResponse:
    """What staff have asked for in the person's name, and what became of it. Queries: 12."""
    passport = passport_here(request)
    found = applications_of(passport=passport, by=request.user, at=timezone.now()).applications if passport else ()
    rows = [_told(one) for one in sorted(found, key=lambda one: (one.is_over, one.begun_on))]
    return render(request, "passport/prisoner/applications.html", {"rows": rows})


def _told(one: Application) -> dict[str, Any]:
    mark, words = said.OWN_STATES[one.state]
    return {
        "one": one,
        "name": said.kind_name(one.kind, "plain"),
        "icon": "money" if one.kind == "BANK_ACCOUNT" else "person",
        "mark": mark,
        "words": words,
        "on": parse_date(one.answered_on or one.sent_on or one.begun_on),
        "kept": said.OWN_KEPT[one.kept] if one.state == State.ACCEPTED else "",
    }
