"""A person's appointments before and after release, for staff."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime, parse_time
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import Verb
from accounts.models import Prisoner, Role
from accounts.views.door import Request, door
from passport import appointments as diaries
from passport.acts import appointments as acts
from passport.acts.sections import NoArchiveKey, open_passport
from passport.appointments import Appointment as Meeting
from passport.appointments import misplaced
from passport.forms import appointments as said
from passport.models import Appointment

from .plan_turns import new_id
from .staff_about import about, prisoner_in_reach, staff
from .staff_needs import passport_of, works_with

READ_OR_WRITE = ["GET", "HEAD", "POST"]
MOST_BEFORE = 6


@never_cache
@door(Verb.READ_PASSPORT)
@require_safe
def appointments(request: Request, prisoner_id: UUID) -> HttpResponse:
    """What is planned before and after release, and what is over. Queries: 19, however many appointments."""
    prisoner = prisoner_in_reach(request, prisoner_id)
    passport = passport_of(prisoner)
    diary = acts.diary_of(passport=passport, by=staff(request), at=timezone.now()) if passport else diaries.Diary()
    rows = [told(one, prisoner) for one in diary.appointments]
    planned = [row for row in rows if row["one"].is_planned and not row["late"]]
    context = about(
        request,
        prisoner,
        parts=[
            (_("Before release"), [row for row in planned if not row["one"].slot.outside]),
            (_("After release"), [row for row in planned if row["one"].slot.outside]),
            (_("To be written up"), [row for row in rows if row["late"]]),
            (_("Over"), [row for row in reversed(rows) if not row["one"].is_planned]),
        ],
        there=bool(rows),
        writes=works_with(request, prisoner),
    )
    return render(request, "passport/staff/appointments.html", context)


@never_cache
@door(Verb.WRITE_PLAN)
@require_http_methods(READ_OR_WRITE)
def appointment_new(request: Request, prisoner_id: UUID) -> HttpResponse:
    """Book one. Its id is made with the form, so that a form sent twice makes one. Queries: 19, 40 to write."""
    prisoner = prisoner_in_reach(request, prisoner_id)
    if not works_with(request, prisoner):
        raise Http404
    booked = UUID(new_id(request.POST.get("appointment", "")))
    before, doubts = _met_before(request, prisoner), None
    again = next((one for one in before if one.id == request.GET.get("as")), None)
    form = said.BookForm(request.POST or None, again=again, release_on=prisoner.release_on)
    if form.is_valid():
        passport = open_passport(prisoner=prisoner, by=staff(request), at=timezone.now())
        given = {name: form.cleaned_data[name] for name in ("restricted", "anyway")}
        turn: dict[str, Any] = {"passport": passport, "appointment_id": booked, "by": staff(request)}
        try:
            acts.book(**turn, **given, at=timezone.now(), slot=form.slot(), details=form.details())
        except acts.Doubts as found:
            doubts = _doubts(found, prisoner)
        except diaries.TooManyAppointments:
            form.add_error(None, _("The calendar is full: sixty that are planned, 120 in all."))
        except acts.InThePast:
            form.add_error("on", _("That day or time is over. Enter one that comes."))
        except NoArchiveKey:
            form.add_error(None, _("This record was erased. Nothing can be written any more."))
        else:
            messages.success(request, _("The appointment is booked"))
            return redirect("passport:staff_appointments", prisoner_id)
    rows = [(one, said.kind_name(one.details.kind), parse_date(one.slot.on)) for one in before]
    context = about(request, prisoner, form=form, booked=booked, doubts=doubts, before=rows, again=again)
    context["again_on"] = parse_date(again.slot.on) if again else None
    return render(request, "passport/staff/appointment_new.html", context)


def _met_before(request: Request, prisoner: Prisoner) -> list[diaries.Appointment]:
    """With whom appointments were, as far as this reader may know: the newest of each office. Queries: 1, or 12."""
    passport = passport_of(prisoner)
    if passport is None or request.method == "POST":
        return []
    diary = acts.diary_of(passport=passport, by=staff(request), at=timezone.now())
    told = [
        one for one in sorted(diary.appointments, key=lambda one: one.order) if one.details.who or one.details.where
    ]
    newest = {(one.details.kind, one.details.who, one.details.where): one for one in told if not one.withheld}
    return list(newest.values())[-MOST_BEFORE:]


@never_cache
@door(Verb.READ_PASSPORT)
@require_http_methods(READ_OR_WRITE)
def appointment(request: Request, prisoner_id: UUID, appointment_id: UUID) -> HttpResponse:
    """One with its history; moved, cancelled or written up by who works with the person. Queries: 21, 40 to write."""
    prisoner = prisoner_in_reach(request, prisoner_id)
    row = get_object_or_404(
        Appointment.objects.visible_to(request.reach).select_related("passport__prisoner__prison"),
        pk=appointment_id,
        passport__prisoner=prisoner,
    )
    writes, doubts, meanwhile = works_with(request, prisoner), None, None
    if request.method == "POST" and not writes:
        raise Http404
    form = said.SlotForm(request.POST, release_on=prisoner.release_on) if request.POST.get("act") == "move" else None
    if request.method == "POST":
        try:
            if _take(request, row, form):
                messages.success(request, _("The appointment is saved"))
                return redirect("passport:staff_appointments", prisoner_id)
        except acts.Doubts as found:
            doubts = _doubts(found, prisoner)
        except diaries.ChangedMeanwhile as changed:
            meanwhile = told(changed.now, prisoner)
    diary = acts.diary_of(passport=row.passport, by=staff(request), at=timezone.now())
    one = diary.appointment(str(appointment_id))
    if one is None:
        raise Http404
    context = about(
        request,
        prisoner,
        row=told(one, prisoner),
        happened=[_happened(each) for each in reversed(one.happened)],
        form=(form or said.SlotForm(one=one, release_on=prisoner.release_on)) if writes else None,
        doubts=doubts,
        meanwhile=meanwhile,
        writes=writes,
    )
    return render(request, "passport/staff/appointment.html", context)


def _take(request: Request, row: Appointment, form: said.SlotForm | None) -> bool:
    """Make the act that was asked for. Returns whether it was made; else a form or a message says why not."""
    seen = request.POST.get("seen", "")
    turn: dict[str, Any] = {
        "appointment": row,
        "seen": int(seen) if seen.isdecimal() and len(seen) < 9 else -1,
        "by": staff(request),
        "at": timezone.now(),
    }
    if form is not None:
        if not form.is_valid():
            return False
        try:
            acts.move(**turn, slot=form.slot(), anyway=form.cleaned_data["anyway"])
        except acts.InThePast:
            form.add_error("on", _("That day or time is over. Enter one that comes."))
            return False
        return True
    ending = said.EndForm(request.POST)
    if not ending.is_valid():
        messages.warning(request, _("Nothing was saved. Choose from the page, and use 300 letters or fewer."))
        return False
    try:
        acts.end(**turn, **ending.cleaned_data)
    except acts.NotYet:
        messages.warning(request, _("It has not begun yet. Write it up when it is over."))
        return False
    return True


def told(one: Meeting, prisoner: Prisoner) -> dict[str, Any]:
    """One appointment for a page of staff. Queries: none."""
    state, on = Appointment.State(one.state), parse_date(one.slot.on)
    assert on is not None  # sealed data that this version wrote
    return {
        "one": one,
        "name": said.kind_name(one.details.kind) if one.details.kind else "",
        "on": on,
        "time": parse_time(one.slot.at) if one.slot.at else None,
        "state": state.label,
        "mark": said.MARKS[one.state],  # type: ignore[index]
        "late": one.is_planned and on < timezone.localdate(),
        "misplaced": one.is_planned and misplaced(one.slot, prisoner.release_on),
        "withheld": bool(one.withheld) and not one.details.kind,
    }


def _doubts(found: acts.Doubts, prisoner: Prisoner) -> dict[str, Any]:
    return {"clashes": [told(one, prisoner) for one in found.clashes], "misplaced": found.misplaced}


def _happened(each: diaries.Happened) -> dict[str, Any]:
    return {
        "what": said.HAPPENED.get(each.what, each.what),
        "at": parse_datetime(each.at),
        "by": Role(each.by).label if each.by in Role.values else _("Staff"),
        "on": parse_date(each.on) if each.on else None,
        "time": parse_time(each.time) if each.time else None,
    }
