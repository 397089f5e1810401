"""Who is to come, who is on the way, and whose record another prison asks for."""

from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import NotAllowed, Verb
from accounts.models import Prison, Prisoner
from accounts.views.door import Request, door
from passport import journal
from passport.acts import arriving, wanting
from passport.models import Arrival, Departure, Transfer, WantedRecord

from .staff_about import staff

MOST = 50  # of each list


@door(Verb.SEE_ROLL)
@require_http_methods(["GET", "HEAD", "POST"])
def moves(request: Request) -> HttpResponse:
    """The list of comings and goings, the next first, at most 50 of each. Queries: 6 and 1 a record that is coming."""
    if request.method == "POST":
        return _act(request)
    coming = _arrivals(request).filter(accepted_at__isnull=True, transfer__state=Transfer.State.ON_THE_WAY)
    coming = coming.select_related("transfer").order_by("expected_on", "transfer__came_at")[:MOST]
    seen = Prisoner.objects.visible_to(request.reach)
    going = Departure.objects.filter(transfer__state__in=Transfer.OPEN, prisoner__in=seen)
    going = going.select_related("transfer", "prisoner").order_by("transfer__came_at")[:MOST]
    asked = _asked()[:MOST]
    people = Prisoner.objects.visible_to(request.reach).in_bulk([row.about for row in asked if row.about])
    here = Prisoner.objects.visible_to(request.reach).here().filter(number__in=[row.number for row in coming])
    numbers = {person.number for person in here}
    context = {
        "coming": [(row, arriving.came(row.transfer), row.number in numbers) for row in coming],
        "going": going,
        "asked": [(row, people[row.about]) for row in asked if row.about in people],
        "names": dict(Prison.objects.values_list("pk", "name")),
        "may_move": request.reach.may(Verb.MOVE_PEOPLE),
    }
    return render(request, "passport/staff/moves.html", context)


def _arrivals(request: Request) -> "QuerySet[Arrival]":
    """Without those whom only the named know of where they are: they are for who limits access here."""
    every = Arrival.objects.all()
    return every if request.reach.may(Verb.LIMIT_ACCESS) else every.exclude(unreadable=arriving.LIMITED)


def _asked() -> "QuerySet[WantedRecord]":
    """Questions of other prisons about people who are still on the roll here."""
    return WantedRecord.objects.filter(destination=journal.own_name(), answered_at__isnull=True, about__isnull=False)


def _act(request: Request) -> HttpResponse:
    """One button of the page. Raises NotAllowed."""
    if not request.reach.may(Verb.MOVE_PEOPLE):
        raise NotAllowed(Verb.MOVE_PEOPLE.value)
    act, pk = request.POST.get("act", ""), _uuid(request.POST.get("id", ""))
    if act == "accept":
        _accept(request, get_object_or_404(_arrivals(request).select_related("transfer"), pk=pk))
    elif act == "send":
        wanted = get_object_or_404(_asked(), pk=pk)
        if wanting.send_wanted(wanted=wanted, by=staff(request), at=timezone.now()):
            messages.success(request, _("The record is on its way"))
        else:
            messages.warning(request, _("The record can not go yet: keys of that prison are missing here"))
    else:
        messages.warning(request, _("Nothing was done. Choose a button of the page."))
    return redirect("passport:moves")


def _accept(request: Request, arrival: Arrival) -> None:
    person = Prisoner.objects.visible_to(request.reach).here().filter(number=arrival.number).first()
    if person is None:
        messages.warning(request, _("They are not on the roll here yet. Bring in the roll first."))
        return
    try:
        arriving.accept_arrival(arrival=arrival, prisoner=person, by=staff(request), at=timezone.now())
    except arriving.StillArriving as error:
        said = _("%(here)s of %(wanted)s parts have come. It can be taken over when all are here.")
        messages.warning(request, said % {"here": error.here, "wanted": error.wanted})
    except arriving.SomebodyElse:
        messages.warning(request, _("The date of birth is another one than on the roll. Find out who it is first."))
    except arriving.NotComing:
        messages.info(request, _("This has ended meanwhile: look at the list again"))
    else:
        messages.success(request, _("The record of %(name)s goes on here") % {"name": person.name})


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)
