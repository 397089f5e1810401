"""Handover meetings for staff: those not held yet, one person's, the notes, a word on them, and onto the plan."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import Verb, can, caseload
from accounts.models import Prisoner
from accounts.views.door import Request, door
from passport.acts import meetings as acts
from passport.acts.sections import open_passport
from passport.forms.meeting import FAULTS, SIDES, MeetingForm
from passport.models import HandoverMeeting, MeetingWord
from passport.plan import TooManyGoals, TooManySteps

from .staff_about import about, prisoner_in_reach, staff, until

PAGE = 50
READ_OR_WRITE = ["GET", "HEAD", "POST"]
MOST = 20  # meetings of one person


@door(Verb.SEE_CASELOADS)
@require_safe
def meetings_due(request: Request) -> HttpResponse:
    """Who leaves within the window and of whom nobody has met, soonest first. Queries: 3."""
    found = acts.without_meeting(request.reach, timezone.localdate())
    mine = request.GET.get("whose") == "mine" and request.reach.may(Verb.TAKE_CASE)
    if mine:
        found = found.filter(pk__in=caseload(staff(request)).values("pk"))
    page = Paginator(found.order_by("release_on", "last_name", "number"), PAGE).get_page(request.GET.get("page"))
    rows = [(person, until(person.release_on, timezone.localdate())) for person in page]
    return render(request, "passport/staff/meetings_due.html", {"page": page, "rows": rows, "mine": mine})


@never_cache
@door(Verb.READ_PASSPORT)
@require_safe
def meetings(request: Request, prisoner_id: UUID) -> HttpResponse:
    """The meetings of one person, the newest first; nothing is opened here. Queries: 7."""
    prisoner = prisoner_in_reach(request, prisoner_id)
    found = HandoverMeeting.objects.visible_to(request.reach).filter(passport__prisoner=prisoner)
    due = acts.without_meeting(request.reach, timezone.localdate()).filter(pk=prisoner.pk).exists()
    context = about(request, prisoner, found=list(found.select_related("changed_by")[:MOST]), due=due)
    context["writes"] = _writes(request, prisoner)
    return render(request, "passport/staff/meetings.html", context)


@never_cache
@door(Verb.WRITE_PLAN)
@require_http_methods(READ_OR_WRITE)
def meeting_new(request: Request, prisoner_id: UUID) -> HttpResponse:
    """Note a meeting. Its id is made with the form, so that a form sent twice makes one. Queries: 6, 15 to write."""
    prisoner = prisoner_in_reach(request, prisoner_id)
    if not _writes(request, prisoner):
        return redirect("passport:meetings", prisoner_id)
    return _edit(request, prisoner, _id(request.POST.get("meeting", "")), MeetingForm(_first(request)), 0)


@never_cache
@door(Verb.WRITE_PLAN)
@require_http_methods(READ_OR_WRITE)
def meeting_edit(request: Request, prisoner_id: UUID, meeting_id: UUID) -> HttpResponse:
    """Change the notes: words that were said of them stay, and count for the notes before. Queries: 14, 9 to write."""
    prisoner = prisoner_in_reach(request, prisoner_id)
    row = _meeting(request, prisoner, meeting_id)
    if not _writes(request, prisoner):
        return redirect("passport:meeting", prisoner_id, meeting_id)
    told = acts.read_meeting(meeting=row, by=staff(request), at=timezone.now())
    if told.notes is None:
        return redirect("passport:meeting", prisoner_id, meeting_id)
    return _edit(request, prisoner, meeting_id, MeetingForm.of(told.notes, row.held_on), row.revision)


def _edit(request: Request, prisoner: Prisoner, meeting_id: UUID, form: MeetingForm, seen: int) -> HttpResponse:
    if request.method == "POST":
        form = MeetingForm(request.POST.dict())
        if form.read() and _wrote(request, prisoner, meeting_id, form):
            return redirect("passport:meeting", prisoner.pk, meeting_id)
        seen = _number(request.POST.get("seen", ""))
    context = about(request, prisoner, form=None, notes=form, meeting_id=meeting_id, seen=seen)
    context["who"] = list(SIDES.items())
    return render(request, "passport/staff/meeting_edit.html", context)


def _wrote(request: Request, prisoner: Prisoner, meeting_id: UUID, form: MeetingForm) -> bool:
    passport = open_passport(prisoner=prisoner, by=staff(request), at=timezone.now())
    assert form.held_on is not None  # `read` has said so
    try:
        acts.write_meeting(
            passport=passport,
            meeting_id=meeting_id,
            held_on=form.held_on,
            notes=form.notes,
            seen=_number(request.POST.get("seen", "")),
            by=staff(request),
            at=timezone.now(),
        )
    except acts.NotesHaveFaults as found:
        form.errors += [str(FAULTS[code]) for code in found.faults]
    except acts.NotHeldYet:
        form.errors.append(_("This day lies ahead: note a meeting once it was held"))
    except acts.ChangedMeanwhile:
        form.errors.append(_("A colleague has changed these notes since you opened them. Yours are below, not saved."))
    else:
        messages.success(request, _("The notes are saved. Those who were there can say that they are right."))
        return True
    return False


@never_cache
@door(Verb.READ_PASSPORT)
@require_http_methods(READ_OR_WRITE)
def meeting(request: Request, prisoner_id: UUID, meeting_id: UUID) -> HttpResponse:
    """The notes, what was said of them, one's own word on them, and onto the plan. Queries: 14; 8 to say, 40 a step."""
    prisoner = prisoner_in_reach(request, prisoner_id)
    row = _meeting(request, prisoner, meeting_id)
    if request.method == "POST":
        _act(request, row)
        return redirect("passport:meeting", prisoner_id, meeting_id)
    told = acts.read_meeting(meeting=row, by=staff(request), at=timezone.now())
    context = about(request, prisoner, told=told, sides=SIDES, shown=shown(told, SIDES))
    context["writes"] = _writes(request, prisoner)
    context["says"] = prisoner.left_at is None and row.changed_by_id != request.user.pk
    return render(request, "passport/staff/meeting.html", context)


def shown(told: acts.Told, sides: Any) -> dict[str, Any]:
    """The notes with codes as words, for a page of staff or of the cell."""
    if told.notes is None:
        return {}
    return {
        "came": [(sides[one.side], one.name) for one in told.notes.people if one.came],
        "stayed": [(sides[one.side], one.name, one.why_not) for one in told.notes.people if not one.came],
        "actions": [(action, sides[action.who], day_of(action.by_on)) for action in told.notes.actions],
    }


def day_of(iso: str) -> Any:
    return date.fromisoformat(iso) if iso else None


def _act(request: Request, row: HandoverMeeting) -> None:
    seen, now = _number(request.POST.get("seen", "")), timezone.now()
    try:
        if request.POST.get("step") == "plan":
            title = _("Agreed at the handover meeting, %(day)s") % {"day": date_format(row.held_on, "j F Y")}
            acts.put_on_plan(meeting=row, title=title, seen=seen, by=staff(request), at=now)
            messages.success(request, _("What was agreed is on the plan. The person can agree to it in the cell."))
        elif request.POST.get("step") in MeetingWord.Says.values:
            words = request.POST.get("words", "")
            acts.say_of_meeting(
                meeting=row, says=request.POST["step"], words=words, seen=seen, by=staff(request), at=now
            )
            messages.success(request, _("Your word is kept"))
        else:
            messages.error(request, _("Choose what to do."))
    except acts.ChangedMeanwhile:
        messages.warning(request, _("The notes have changed since they were shown to you. Read them again."))
    except acts.NotesAreYours:
        messages.info(request, _("You wrote these notes. Somebody else who was there confirms them."))
    except acts.TooLong:
        messages.error(request, _("Write 1,000 characters or fewer"))
    except (acts.NothingToDo, TooManyGoals, TooManySteps):
        messages.warning(request, _("There is nothing to put on the plan, or no room on it"))


def _meeting(request: Request, prisoner: Prisoner, meeting_id: UUID) -> HandoverMeeting:
    ours = HandoverMeeting.objects.visible_to(request.reach).filter(passport__prisoner=prisoner)
    return get_object_or_404(
        ours.select_related("passport__prisoner__prison", "drafted_by", "changed_by"), pk=meeting_id
    )


def _writes(request: Request, prisoner: Prisoner) -> bool:
    return prisoner.left_at is None and can(staff(request), request.reach, Verb.WRITE_PLAN, prisoner)


def _first(request: Request) -> dict[str, str]:
    today = timezone.localdate()
    return {"held_on": f"{today.day} {today.month} {today.year}", "name-1": staff(request).name}


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return uuid4()


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 9 else 0
