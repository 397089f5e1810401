"""Applications for a bank account and for papers, for staff: one person's, and all that are overdue."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import Verb, caseload
from accounts.models import Prisoner, Role
from accounts.views.door import Request, door
from passport import applications as records
from passport.acts import applications as acts
from passport.acts.sections import NoArchiveKey, open_passport
from passport.acts.told import told_in
from passport.forms import applications as said
from passport.models import Application

from .plan_turns import new_id
from .staff_about import about, prisoner_in_reach, staff, until
from .staff_needs import passport_of, works_with

READ_OR_WRITE = ["GET", "HEAD", "POST"]
PAGE = 50
BANK_AND_ID = "FINANCE_AND_ID"


@never_cache
@door(Verb.READ_PASSPORT)
@require_http_methods(READ_OR_WRITE)
def applications(request: Request, prisoner_id: UUID) -> HttpResponse:
    """One person's applications; begun here by who works with the person. Queries: 30, and 40 to begin one."""
    prisoner = prisoner_in_reach(request, prisoner_id)
    writes = works_with(request, prisoner)
    if request.method == "POST" and not writes:
        raise Http404
    begun = UUID(new_id(request.POST.get("application", "")))
    form = said.BeginForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        passport = open_passport(prisoner=prisoner, by=staff(request), at=timezone.now())
        turn: dict[str, Any] = {"passport": passport, "application_id": begun, "by": staff(request)}
        try:
            acts.begin_application(**turn, **form.cleaned_data, at=timezone.now())
        except records.AlreadyOpen:
            form.add_error("kind", _("One is under way already. Write what became of that one first."))
        except records.TooManyApplications:
            form.add_error(None, _("There are forty applications. No more can be written down."))
        except NoArchiveKey:
            form.add_error(None, _("This record was erased. Nothing can be written any more."))
        else:
            messages.success(request, _("The application is written down"))
            return redirect("passport:staff_applications", prisoner_id)
    return _page(request, prisoner, form, begun, writes=writes)


def _page(request: Request, prisoner: Prisoner, form: said.BeginForm, begun: UUID, *, writes: bool) -> HttpResponse:
    """The list, with the form as it was filled in, or with what was told before where that is asked for."""
    passport, at = passport_of(prisoner), timezone.now()
    turn: dict[str, Any] = {"passport": passport, "by": staff(request), "at": at}
    before = told_in(pathway=BANK_AND_ID, **turn) if passport and writes else []
    filled = bool(before) and request.method != "POST" and request.GET.get("told") == "yes"
    if filled:
        form = said.BeginForm(initial={"words": said.as_words(before)})
    found = acts.applications_of(**turn) if passport else records.Record()
    context = about(
        request,
        prisoner,
        rows=[_told(one) for one in sorted(found.applications, key=lambda one: (one.is_over, one.begun_on))],
        form=form if writes else None,
        begun=begun,
        writes=writes,
        before=before,
        filled=filled,
        told_at=max((row.said_at for row in before), default=None),
    )
    return render(request, "passport/staff/applications.html", context)


@never_cache
@door(Verb.READ_PASSPORT)
@require_http_methods(READ_OR_WRITE)
def application(request: Request, prisoner_id: UUID, application_id: UUID) -> HttpResponse:
    """One with its history; moved by who works with the person. Queries: 20, and 40 to move."""
    prisoner = prisoner_in_reach(request, prisoner_id)
    row = get_object_or_404(
        Application.objects.visible_to(request.reach).select_related("passport__prisoner__prison"),
        pk=application_id,
        passport__prisoner=prisoner,
    )
    writes, meanwhile = works_with(request, prisoner), None
    if request.method == "POST" and not writes:
        raise Http404
    one = _one(request, row)
    keeping = request.POST.get("act") == "keep"
    form: Any = said.KeepForm(request.POST) if keeping else said.MoveApplicationForm(request.POST or None, one=one)
    if request.method == "POST" and form.is_valid():
        try:
            if _take(request, row, form, keeping):
                messages.success(request, _("The application is saved"))
                return redirect("passport:staff_application", prisoner_id, application_id)
        except records.ChangedMeanwhile as changed:
            meanwhile, one = _told(changed.now), changed.now
    shown = {"move": said.MoveApplicationForm(one=one), "keep": said.KeepForm(initial={"kept": one.kept})}
    if form.is_bound:
        shown["keep" if keeping else "move"] = form
    context = about(
        request,
        prisoner,
        row=_told(one),
        updates=[_update(one, each) for each in reversed(one.updates)],
        moving=shown["move"] if writes else None,
        keeping=shown["keep"] if writes and one.state == Application.State.ACCEPTED else None,
        form=form if form.is_bound else None,
        meanwhile=meanwhile,
    )
    return render(request, "passport/staff/application.html", context)


@door(Verb.READ_PASSPORT)
@require_http_methods(READ_OR_WRITE)
def applications_late(request: Request) -> HttpResponse:
    """What is overdue, longest first, 50 a page; filters stand in the address and survive Back. Queries: 4."""
    if request.method == "POST":
        given = {name: value for name, value in said.LateFilters(request.POST).said().items() if value}
        return redirect(f"{reverse('passport:applications_late')}?{urlencode(given)}")
    filters = said.LateFilters(request.GET)
    chosen, today = filters.said(), timezone.localdate()
    found = Application.objects.visible_to(request.reach).filter(
        due_on__isnull=False, passport__prisoner__left_at__isnull=True
    )
    if chosen["whose"] == "mine":
        found = found.filter(passport__prisoner__in=caseload(staff(request)).values("pk"))
    if chosen["when"] == "late":
        found = found.late(today)
    ordered = found.select_related("passport__prisoner").order_by(F("due_on").asc(), "pk")
    page = Paginator(ordered, PAGE).get_page(request.GET.get("page"))
    rows = [
        {
            "row": row,
            "name": said.kind_name(row.kind),
            "state": said.state_name(row.kind, row.state),
            "mark": said.MARKS[Application.State(row.state)],
            "until": until(row.due_on, today),
            "late": bool(said.days_late(row.due_on, today)),
        }
        for row in page
    ]
    choices = {name: filters.fields[name].choices for name in chosen}  # type: ignore[attr-defined]
    context = {"page": page, "rows": rows, "said": chosen, "choices": choices}
    return render(request, "passport/staff/applications_late.html", context)


def _take(request: Request, row: Application, form: Any, keeping: bool) -> bool:
    """Make the act that was asked for. Returns whether it was made; else the form says why not."""
    seen = request.POST.get("seen", "")
    turn: dict[str, Any] = {
        "application": row,
        "seen": int(seen) if seen.isdecimal() and len(seen) < 9 else -1,
        "by": staff(request),
        "at": timezone.now(),
    }
    try:
        (acts.keep_application if keeping else acts.move_application)(**turn, **form.cleaned_data)
    except records.WrongDay:
        form.add_error("on", _("Enter a day up to today that is not before what happened earlier"))
    except records.NoReason:
        form.add_error("words", _("Write why it was rejected"))
    except records.NotFromHere:
        form.add_error(None, _("It can not come to that from where it is now."))
    else:
        return True
    return False


def _one(request: Request, row: Application) -> records.Application:
    record = acts.applications_of(passport=row.passport, by=staff(request), at=timezone.now())
    one = record.application(str(row.pk))
    if one is None:
        raise Http404
    return one


def _told(one: records.Application) -> dict[str, Any]:
    """One application for a page of staff. Queries: none."""
    due_on, today = records.due_on(one), timezone.localdate()
    return {
        "one": one,
        "name": said.kind_name(one.kind),
        "state": said.state_name(one.kind, one.state),
        "mark": said.MARKS[Application.State(one.state)],
        "kept": Application.Kept(one.kept).label if one.state == Application.State.ACCEPTED else "",
        "begun_on": parse_date(one.begun_on),
        "sent_on": parse_date(one.sent_on) if one.sent_on else None,
        "answered_on": parse_date(one.answered_on) if one.answered_on else None,
        "kept_on": parse_date(one.kept_on) if one.kept_on else None,
        "due_on": due_on,
        "until": until(due_on, today),
        "late": bool(said.days_late(due_on, today)),
    }


def _update(one: records.Application, each: records.Update) -> dict[str, Any]:
    states: dict[str, Any] = dict(Application.Kept.choices)
    states |= {code: said.state_name(one.kind, code) for code in said.State.values}
    return {
        "what": states.get(each.state, each.state),
        "at": parse_datetime(each.at),
        "by": Role(each.by).label if each.by in Role.values else _("Staff"),
        "on": parse_date(each.on),
        "words": each.words,
    }
