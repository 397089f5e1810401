from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import Verb
from accounts.views.door import Request, door
from passport.acts import needs as acts
from passport.forms import needs as said
from passport.models import RESTRICTED, Pathway, SupportNeed, is_restricted
from passport.needs import Need

from .person import passport_here
from .plain import name_of

READ_OR_WRITE = ["GET", "HEAD", "POST"]


@never_cache
@door(Verb.OWN_PASSPORT)
@require_http_methods(READ_OR_WRITE)
def needs(request: Request) -> HttpResponse:
    """What the person needs help with. Private ones are shown to a POST alone: somebody may be looking. Queries: 17."""
    passport = passport_here(request)
    found = acts.needs_of(passport=passport, by=request.user, at=timezone.now()) if passport else None
    records = found.records if found else {}
    private = {sec: record for sec, record in records.items() if is_restricted(sec) and record.needs}
    shown = request.method == "POST"
    context = {
        "parts": _parts(records, RESTRICTED if shown else ""),
        "private": bool(private),
        "shown": shown,
    }
    return render(request, "passport/prisoner/needs.html", context)


@never_cache
@door(Verb.OWN_PASSPORT)
@require_http_methods(READ_OR_WRITE)
def need(request: Request, need_id: UUID) -> HttpResponse:
    """One need, and what the person says of it. Queries: 18, and about 40 to say."""
    row = get_object_or_404(
        SupportNeed.objects.visible_to(request.reach).select_related("passport__prisoner__prison"), pk=need_id
    )
    found = acts.needs_of(passport=row.passport, by=request.user, at=timezone.now()).need(need_id)
    if found is None:
        raise Http404
    form = said.SaysForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        acts.answer_need(need=row, **form.cleaned_data, by=request.user, at=timezone.now())
        messages.success(request, _("Thank you. Staff will see what you said."))
        return redirect("passport:needs")
    updates = [{"on": parse_datetime(one.at), "words": one.words} for one in reversed(found[1].updates) if one.words]
    context = {"told": _told(found[1]), "form": form, "updates": updates, "private": row.restricted}
    return render(request, "passport/prisoner/need.html", context)


def _parts(records: Any, which: str) -> list[dict[str, Any]]:
    """Pathway by pathway, what is open first. which: "" for what anybody may see, or RESTRICTED."""
    parts = []
    for pathway in Pathway.values:
        record = records.get(pathway + which)
        if record and record.needs:
            order = sorted(record.needs, key=lambda one: not one.is_open)
            parts.append({"name": name_of(pathway), "needs": [_told(one) for one in order]})
    return parts


def _told(one: Need) -> dict[str, Any]:
    mark, words = said.OWN_STATES[one.status]
    return {
        "need": one,
        "name": said.name_of(one.code, "plain"),
        "mark": mark,
        "words": words,
        "owner": said.OWN_OWNERS[one.owner] if one.is_open else "",
        "says": said.OWN_SAYS.get(one.person.says, ""),
    }
