"""When a course meets, for tutors: the sessions and what is in their way; one session; a tutor's own week."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import models
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import Verb
from accounts.templatetags.house import moment
from accounts.views.door import Request, door
from accounts.views.sign_in import own
from education.acts import timetabling as acts
from education.acts.clashing import clashes_of
from education.acts.registering import EARLY
from education.forms.reasons import clash_words
from education.forms.timetable import MoveForm, SessionsForm, SlotForm
from education.models import Course, Pace, Session

from .who import course_of, revision_of

PAGE = 25
MOST_CLASHES = 50
FEW = 60  # sessions of a tutor that one page shows


@never_cache
@door(Verb.TEACH)
@require_http_methods(["GET", "HEAD", "POST"])
def sessions(request: Request, course_id: UUID) -> HttpResponse:
    """When the course meets, 25 a page, what is over with `?over=yes`; putting up more. Queries: 8, and 10 to add."""
    held, at = course_of(request, course_id), timezone.now()
    tutors = list(acts.who_teach(held.prison_id))
    form = SessionsForm(request.POST if request.method == "POST" else None, tutors=tutors, initial=_begin(request))
    if form.is_valid() and _add(request, held, form):
        return redirect("education:sessions", held.pk)
    over = bool(request.GET.get("over"))
    found = Session.objects.filter(course=held).select_related("tutor")
    found = found.over(at) if over else found.filter(starts_at__gt=at).order_by("starts_at", "pk")
    clashes = clashes_of(held, at)
    context = {
        "course": held,
        "form": form,
        "timetabled": held.pace == Pace.TIMETABLED,
        "over": over,
        "page": Paginator(_with_marks(found), PAGE).get_page(request.GET.get("page")),
        "clashes": [(one, clash_words(one)) for one in clashes[:MOST_CLASHES]],
        "more_clashes": max(len(clashes) - MOST_CLASHES, 0),
        "may_mark_before": at + EARLY,
    }
    return render(request, "education/staff/sessions.html", context)


def _with_marks(found: "models.QuerySet[Session]") -> "models.QuerySet[Session]":
    """Add `marked`: how many its register has."""
    current = models.Q(register__is_current=True)
    return found.annotate(marked=models.Count("register", filter=current))


def _begin(request: Request) -> dict[str, Any]:
    return {"on": timezone.localdate(), "tutor": str(request.user.pk)}


def _add(request: Request, held: Course, form: SessionsForm) -> bool:
    said = form.cleaned_data
    try:
        made = acts.add_sessions(
            course=held, slot=form.slot(), until=said["until"], but=said["but"], by=own(request), at=timezone.now()
        )
    except acts.NotTimetabled:
        form.add_error(None, _("This course has no set times. Change how it is taught first"))
    except acts.TooManySessions:
        form.add_error("until", _("At most %(n)d sessions at once. Choose an earlier day") % {"n": acts.MOST})
    except SLOT_FAULTS as fault:
        _say_fault(form, fault)
    else:
        n = len(made)
        messages.success(request, ngettext("%(n)d session is up", "%(n)d sessions are up", n) % {"n": n})
        return True
    return False


SLOT_FAULTS = (acts.NotThoseHours, acts.NotThoseDays, acts.NoTutorHere, acts.NeedsARoom, acts.MeetsAlready)


def _say_fault(form: SlotForm, fault: Exception) -> None:
    if isinstance(fault, acts.NotThoseHours):
        form.add_error("ends", _("Enter a time after it begins, at most 8 hours later"))
    elif isinstance(fault, acts.NotThoseDays):
        form.add_error("on", _("Choose a day from today on, within 400 days, with a last day after it"))
    elif isinstance(fault, acts.MeetsAlready):
        when = {"when": moment(fault.session.starts_at)} if fault.session else {"when": _("that time")}
        form.add_error("on", _("The course meets then already: %(when)s") % when)
    elif isinstance(fault, acts.NeedsARoom):
        form.add_error("room", _("Enter the room"))
    else:
        form.add_error("tutor", _("This person does not teach here. Choose another"))


@never_cache
@door(Verb.TEACH)
@require_http_methods(["GET", "HEAD", "POST"])
def session(request: Request, session_id: UUID) -> HttpResponse:
    """One session: moved, cancelled with the reason, put on again. Queries: 3, about 12 to change it."""
    ours = Session.objects.visible_to(request.reach).select_related("course", "tutor")
    held = get_object_or_404(ours, pk=session_id)
    tutors = list(acts.who_teach(held.prison_id))
    step, form = request.POST.get("step", ""), MoveForm.of(held, tutors=tutors)
    if step == "again":
        return _again(request, held)
    if request.method == "POST":
        form = MoveForm(request.POST, tutors=tutors)
        if _said_well(form, step) and _change(request, held, form, step):
            return redirect("education:sessions", held.course_id)
    context = {"session": held, "form": form, "over": held.starts_at <= timezone.now()}
    return render(request, "education/staff/session.html", context)


def _said_well(form: MoveForm, step: str) -> bool:
    """Whether the form is whole; for who cancels the words alone count."""
    if step == "cancel":
        for name in ("on", "starts", "ends", "room", "tutor"):
            form.fields[name].required = False
    return form.is_valid()


def _change(request: Request, held: Session, form: MoveForm, step: str) -> bool:
    said = form.cleaned_data
    how: dict[str, Any] = {"session": held, "why": said["why"], "rest": said["rest"], "revision": said["revision"]}
    how |= {"by": own(request), "at": timezone.now()}
    try:
        changed = acts.cancel_session(**how) if step == "cancel" else acts.move_session(slot=form.slot(), **how)
    except acts.NothingSaid:
        form.add_error("why", _("Say why: the learners read it"))
    except acts.ChangedMeanwhile:
        form.add_error(None, _("Somebody has changed it meanwhile. Look at it again"))
    except acts.IsOver:
        form.add_error(None, _("It has begun already, so it is not moved"))
    except acts.RegisterIsTaken:
        form.add_error(None, _("Its register is taken, so it took place"))
    except SLOT_FAULTS as fault:
        _say_fault(form, fault)
    else:
        n = len(changed)
        many = ngettext("%(n)d session is changed", "%(n)d sessions are changed", n) % {"n": n}
        messages.success(request, _("%(many)s. The learners see it") % {"many": many})
        return True
    return False


def _again(request: Request, held: Session) -> HttpResponse:
    try:
        acts.put_on_again(session=held, revision=revision_of(request), by=own(request), at=timezone.now())
    except acts.ChangedMeanwhile:
        messages.warning(request, _("Somebody has changed it meanwhile. Look at it again"))
    except acts.IsOver:
        messages.warning(request, _("Its time is over"))
    except acts.MeetsAlready:
        messages.warning(request, _("The course meets then already"))
    else:
        messages.success(request, _("It is on again. The learners see it"))
    return redirect("education:session", held.pk)


@never_cache
@door(Verb.TEACH)
@require_safe
def my_sessions(request: Request) -> HttpResponse:
    """What one teaches: registers not taken yet, and what is to come; the prison's with `?all=yes`. Queries: 2 (+4)."""
    at, everybody = timezone.now(), bool(request.GET.get("all"))
    found = Session.objects.visible_to(request.reach).on().select_related("course", "tutor")
    if not everybody:
        found = found.filter(tutor_id=request.user.pk)
    context = {
        "everybody": everybody,
        "to_mark": found.unmarked().filter(starts_at__lte=at + EARLY).order_by("-starts_at")[:FEW],
        "to_come": found.filter(starts_at__gt=at + EARLY).order_by("starts_at")[:FEW],
    }
    return render(request, "education/staff/my_sessions.html", context)
