"""A person's support needs, for staff: by pathway, what reports suggest, and each need with its history."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import Verb, can
from accounts.models import Prisoner, Role
from accounts.views.door import Request, door
from passport import needs as kinds
from passport.acts import needs as acts
from passport.acts.beside import PERSON
from passport.acts.sections import NoArchiveKey, open_passport
from passport.forms import needs as said
from passport.models import RESTRICTED, Passport, Pathway, SupportNeed, is_restricted
from passport.needs import Need

from .plan_turns import new_id
from .staff_about import about, prisoner_in_reach, staff

READ_OR_WRITE = ["GET", "HEAD", "POST"]
MOST_EVENTS = 100


@never_cache
@door(Verb.READ_PASSPORT)
@require_safe
def needs(request: Request, prisoner_id: UUID) -> HttpResponse:
    """Every pathway with its needs, and what the newest answers suggest. Queries: 20, however many needs."""
    prisoner = prisoner_in_reach(request, prisoner_id)
    passport = passport_of(prisoner)
    found = acts.needs_of(passport=passport, by=staff(request), at=timezone.now()) if passport else None
    writes = works_with(request, prisoner)
    context = about(
        request,
        prisoner,
        pathways=[_pathway(pathway, found) for pathway in Pathway] if found else [],
        suggested=[_suggested(one, said.SuggestionForm(auto_id=f"id_{one.code}_%s")) for one in found.suggested]
        if found and writes
        else [],
        untrusted=bool(found and found.untrusted),
        writes=writes,
    )
    return render(request, "passport/staff/needs.html", context)


@never_cache
@door(Verb.WRITE_PLAN)
@require_http_methods(READ_OR_WRITE)
def need_new(request: Request, prisoner_id: UUID) -> HttpResponse:
    """Write a need down. Its id is made with the form, so that a form sent twice makes one. Queries: 6, 40 to write."""
    prisoner = _worked_with(request, prisoner_id)
    need_id = UUID(new_id(request.POST.get("need", "")))
    form = said.NeedForm(
        request.POST if request.method == "POST" else None, initial={"code": request.GET.get("code", "")}
    )
    if form.is_valid():
        passport = open_passport(prisoner=prisoner, by=staff(request), at=timezone.now())
        given: dict[str, Any] = {"passport": passport, "need_id": need_id, "by": staff(request), "at": timezone.now()}
        try:
            acts.add_need(**form.cleaned_data, **given)
        except kinds.AlreadyThere:
            form.add_error("code", _("This need is open already. Write into the one that is there."))
        except kinds.TooManyNeeds:
            form.add_error(None, _("There are forty needs in this pathway. Write into one that is there."))
        except NoArchiveKey:
            form.add_error(None, _("This record was erased. Nothing can be written any more."))
        else:
            messages.success(request, _("The need is written down"))
            return redirect("passport:staff_needs", prisoner_id)
    context = about(request, prisoner, form=form, need_id=need_id)
    return render(request, "passport/staff/need_new.html", context)


@never_cache
@door(Verb.WRITE_PLAN)
@require_POST
def need_suggested(request: Request, prisoner_id: UUID) -> HttpResponse:
    """Say yes or no to what an answer suggests. Queries: about 50."""
    prisoner = _worked_with(request, prisoner_id)
    passport = passport_of(prisoner)
    if passport is None:
        raise Http404
    given: dict[str, Any] = {
        "passport": passport,
        "code": request.POST.get("code", ""),
        "by": staff(request),
        "at": timezone.now(),
    }
    form = said.SuggestionForm(request.POST)
    try:
        if request.POST.get("act") == "put_by":
            acts.put_suggestion_by(**given)
            messages.success(request, _("It is not suggested again from this report"))
        elif form.is_valid():
            acts.confirm_suggestion(**given, **form.cleaned_data, need_id=UUID(new_id(request.POST.get("need", ""))))
            messages.success(request, _("The need is written down"))
        else:
            messages.warning(request, _("Nothing was saved. Choose who sees to it, and use 1,000 letters or fewer."))
    except (acts.NotSuggested, acts.NoSuchKind, kinds.AlreadyThere):
        messages.warning(request, _("Somebody has answered this meanwhile. Look at the needs as they stand now."))
    except kinds.TooManyNeeds:
        messages.warning(request, _("There are forty needs in this pathway. Write into one that is there."))
    return redirect("passport:staff_needs", prisoner_id)


@never_cache
@door(Verb.READ_PASSPORT)
@require_http_methods(READ_OR_WRITE)
def need(request: Request, prisoner_id: UUID, need_id: UUID) -> HttpResponse:
    """One need with all that was said of it; moved here by who works with the person. Queries: 22, and 40 to move."""
    prisoner = prisoner_in_reach(request, prisoner_id)
    row = get_object_or_404(
        SupportNeed.objects.visible_to(request.reach).select_related("passport__prisoner__prison"),
        pk=need_id,
        passport__prisoner=prisoner,
    )
    writes = works_with(request, prisoner)
    form, meanwhile = said.MoveNeedForm(request.POST if request.method == "POST" else None), None
    if request.method == "POST" and not writes:
        raise Http404
    if form.is_valid():
        seen = _number(request.POST.get("seen", ""))
        turn: dict[str, Any] = {"need": row, "seen": seen, "by": staff(request), "at": timezone.now()}
        try:
            acts.move_need(**form.cleaned_data, **turn)
        except kinds.ChangedMeanwhile as changed:
            meanwhile = changed.now
        else:
            messages.success(request, _("The need is saved"))
            return redirect("passport:staff_need", prisoner_id, need_id)
    shown = acts.needs_of(passport=row.passport, by=staff(request), at=timezone.now()).need(need_id)
    if shown is None and not row.restricted:
        raise Http404
    if shown and not form.is_bound:
        form = said.MoveNeedForm(initial={"status": shown[1].status, "owner": shown[1].owner})
    context = about(
        request,
        prisoner,
        row=row,
        told=_told(shown[0], shown[1]) if shown else None,
        updates=[_update(one) for one in reversed(shown[1].updates)] if shown else [],
        events=row.events.select_related("by")[:MOST_EVENTS],
        form=form if writes and shown else None,
        meanwhile=_told(row.section, meanwhile) if meanwhile else None,
    )
    return render(request, "passport/staff/need.html", context)


def works_with(request: Request, prisoner: Prisoner) -> bool:
    """Whether this member of staff writes about this person now. Queries: up to 2."""
    return prisoner.left_at is None and can(staff(request), request.reach, Verb.WRITE_PLAN, prisoner)


def passport_of(prisoner: Prisoner) -> Passport | None:
    """Queries: 1."""
    return Passport.objects.filter(prisoner=prisoner).select_related("prisoner__prison").first()


def _worked_with(request: Request, prisoner_id: UUID) -> Prisoner:
    """The person, for who works with them; 404 for everybody else. Queries: 2-3."""
    prisoner = prisoner_in_reach(request, prisoner_id)
    if not works_with(request, prisoner):
        raise Http404
    return prisoner


def _pathway(pathway: Pathway, found: acts.InNeed) -> dict[str, Any]:
    here = [
        _told(sec, need)
        for sec in (pathway.value, pathway.value + RESTRICTED)
        for need in getattr(found.records.get(sec), "needs", ())
    ]
    return {
        "pathway": pathway,
        "needs": sorted(here, key=lambda one: (not one["need"].is_open, one["need"].opened_at)),
        "withheld": found.withheld.get(pathway.value, 0),
    }


def _told(sec: str, need: Need) -> dict[str, Any]:
    status = SupportNeed.Status(need.status)
    return {
        "need": need,
        "name": said.name_of(need.code),
        "mark": said.MARKS[status],
        "status": status.label,
        "owner": SupportNeed.Owner(need.owner).label,
        "says": SupportNeed.Says(need.person.says).label if need.person.says else "",
        "said_at": parse_datetime(need.person.at),
        "restricted": is_restricted(sec),
        "opened_at": parse_datetime(need.opened_at),
    }


def _suggested(one: kinds.Suggestion, form: said.SuggestionForm) -> dict[str, Any]:
    return {"one": one, "name": said.name_of(one.code), "form": form, "need_id": new_id("")}


def _update(one: kinds.Update) -> dict[str, Any]:
    by = _("The person") if one.by == PERSON else Role(one.by).label if one.by in Role.values else _("Staff")
    status = SupportNeed.Status(one.status).label if one.status in SupportNeed.Status.values else ""
    return {"at": parse_datetime(one.at), "by": by, "words": one.words, "status": status}


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 9 else -1
