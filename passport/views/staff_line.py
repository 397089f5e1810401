"""How the line stands, for whoever has to know whether what was done here has gone out."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import Verb
from accounts.views.door import Request, door
from passport.sync.kinds import CENTRAL
from passport.sync.standing import bulk_from, standings


@door(Verb.SEE_SYNC)
@require_safe
def line(request: Request) -> HttpResponse:
    """At a prison: the line to central. Queries: 3."""
    (standing,) = standings([CENTRAL], at=timezone.now())
    context = {"standing": standing, "bulk_from": bulk_from(standing, at=timezone.now())}
    return render(request, "passport/staff/line.html", context)


@door(Verb.SEE_SYNC)
@require_safe
def lines(request: Request) -> HttpResponse:
    """At central: every prison that was ever heard of, those in trouble first. Queries: 3."""
    found = sorted(standings(at=timezone.now()), key=lambda standing: (standing.works, standing.peer))
    return render(request, "passport/staff/lines.html", {"standings": found})
