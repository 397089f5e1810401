"""A person's own timetable, in the cell."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import Verb
from accounts.models import Prisoner
from accounts.views.door import Request, door
from incell.models import TimetableEntry

MOST = 100  # entries on the page
WEEK = 7  # days


@dataclass
class Part:
    """Some days under one heading. `says_day`: whether each entry says its day."""

    name: str | Promise
    says_day: bool
    entries: list[TimetableEntry] = field(default_factory=list)


@never_cache
@door(Verb.ASK)
@require_safe
def timetable(request: Request) -> HttpResponse:
    """Today, tomorrow, this week and later, and what comes after the day of leaving. Queries: 2."""
    person = get_object_or_404(Prisoner.objects.visible_to(request.reach))
    today = timezone.localdate()
    midnight = timezone.make_aware(datetime.combine(today, time()))
    coming = TimetableEntry.objects.filter(prisoner=person, starts_at__gte=midnight)[: MOST + 1]
    parts = parts_of(list(coming)[:MOST], today, person.release_on)
    context = {"parts": parts, "today": today, "more": len(coming) > MOST}
    return render(request, "incell/timetable/cell.html", context)


def parts_of(entries: list[TimetableEntry], today: date, release_on: date | None) -> list[Part]:
    """The entries under the headings that have some; today and tomorrow are always there."""
    now, tomorrow = Part(_("Today"), False), Part(_("Tomorrow"), False)
    week, later, out = Part(_("This week"), True), Part(_("Later"), True), Part(_("After you leave"), True)
    for entry in entries:
        on = timezone.localdate(entry.starts_at)
        if release_on and today <= release_on < on:
            out.entries.append(entry)
        elif on == today:
            now.entries.append(entry)
        elif on == today + timedelta(days=1):
            tomorrow.entries.append(entry)
        else:
            (week if on < today + timedelta(days=WEEK) else later).entries.append(entry)
    return [now, tomorrow, *(part for part in (week, later, out) if part.entries)]
