from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_time
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import Verb
from accounts.views.door import Request, door
from passport.acts import appointments as acts
from passport.appointments import Appointment, Diary, kind_of
from passport.forms import appointments as said

from .person import passport_here


@never_cache
@door(Verb.OWN_PASSPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def appointments(request: Request) -> HttpResponse:
    """Whom the person will meet, in day order. What is private is shown to a POST alone. Queries: 14."""
    passport = passport_here(request)
    diary = acts.diary_of(passport=passport, by=request.user, at=timezone.now()) if passport else Diary()
    shown, today = request.method == "POST", timezone.localdate().isoformat()
    to_come = [one for one in diary.appointments if one.slot.on >= today]
    over = [one for one in reversed(diary.appointments) if one.slot.on < today]
    context = {
        "inside": [_told(one, shown) for one in to_come if not one.slot.outside],
        "outside": [_told(one, shown) for one in to_come if one.slot.outside],
        "over": [_told(one, shown) for one in over],
        "private": any(one.withheld for one in diary.appointments),
        "shown": shown,
    }
    return render(request, "passport/prisoner/appointments.html", context)


def _told(one: Appointment, shown: bool) -> dict[str, Any]:
    """For the page; of a private one only when, until it is asked for."""
    mark, words = said.OWN_STATES[one.state]
    kind = kind_of(one.details.kind)
    closed = bool(one.withheld) and not shown
    return {
        "one": one,
        "closed": closed,
        "name": said.kind_name(one.details.kind, "plain") if kind and not closed else "",
        "icon": kind.icon if kind and not closed else "lock",
        "on": parse_date(one.slot.on),
        "time": parse_time(one.slot.at) if one.slot.at else None,
        "mark": mark,
        "words": words,
    }
