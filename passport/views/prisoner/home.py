from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import Verb
from accounts.models import Prisoner
from accounts.views.door import Request, door
from passport.models import Passport, with_waiting

from .person import person_here


@never_cache
@door(Verb.OWN_PASSPORT)
@require_safe
def home(request: Request) -> HttpResponse:
    """The first page: what there is, the next date that matters, what waits. Queries: 1, or 2 without a passport."""
    today = timezone.localdate()
    passports = with_waiting(Passport.objects.visible_to(request.reach), today)
    passport = passports.select_related("prisoner").first()
    person = passport.prisoner if passport else person_here(request)
    return render(
        request,
        "passport/prisoner/home.html",
        {"person": person, "passport": passport, "leaving": leaving(person, today)},
    )


def leaving(person: Prisoner, today: date) -> str:
    """How the release date lies to today: "none", "past", "today", "tomorrow" or "later"."""
    if person.release_on is None:
        return "none"
    days = (person.release_on - today).days
    if days < 0:
        return "past"
    return {0: "today", 1: "tomorrow"}.get(days, "later")
