"""A person's own timetable, in the cell."""

from datetime import datetime, time

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import Verb
from accounts.models import Prisoner
from accounts.views.door import Request, door
from incell.models import TimetableEntry

MOST = 100  # entries on the page


@never_cache
@door(Verb.ASK)
@require_safe
def timetable(request: Request) -> HttpResponse:
    """Today, tomorrow, this week and later, after the day of leaving; one's classes stand among it. Queries: 3."""
    person = get_object_or_404(Prisoner.objects.visible_to(request.reach))
    today = timezone.localdate()
    midnight = timezone.make_aware(datetime.combine(today, time()))
    coming = TimetableEntry.objects.filter(prisoner=person, starts_at__gte=midnight)[: MOST + 1]
    context = {
        "entries": list(coming)[:MOST],
        "today": today,
        "release_on": person.release_on,
        "more": len(coming) > MOST,
    }
    return render(request, "incell/timetable/cell.html", context)
