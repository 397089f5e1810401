"""One course in the cell: what it is, where one stands, asking to join, taking that back, leaving."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import Verb
from accounts.models import Prisoner
from accounts.views.door import Request, door
from education.acts import joining
from education.acts.suiting import asker, bars, needs_of
from education.forms import plain
from education.forms.joining import Join
from education.models import Attendance, Course, Enrolment, Feedback, Pace, Progress, Session, Unit
from education.views.steps import MOST, path

from .learning import Mine, Offer

SAID = 10  # words of tutors on the page
COMING, CAME = 6, 12  # classes that the page names, to come and over
OPEN_FIRST = ("PLACED", "WAITING", "ASKED")


@never_cache
@door(Verb.STUDY)
@require_safe
def course(request: Request, course_id: UUID) -> HttpResponse:
    """What the course is, its steps and where one stands; opening an answer marks it as seen.

    Queries: 3 for one who studies it, 6 for others, 2 more where it has set times, 1 where a tutor has said something;
    8 to see what is new.
    """
    mine = _mine(request, course_id)
    held = mine.course if mine else _course(request, course_id)
    at, since = timezone.now(), mine.news_at if mine else None
    was_new = mine is not None and mine.decided_at is not None and mine.seen_at is None
    if mine is not None and mine.has_news and request.method == "GET":
        joining.see_answer(enrolment=mine, by=request.user, at=at)
    units = list(Unit.objects.current().filter(course=held)[:MOST])
    states = dict(Progress.objects.filter(enrolment=mine).values_list("unit", "state")) if mine else {}
    steps = path(mine, units, states)
    context = {
        **_about(held),
        "mine": Mine(mine, steps) if mine else None,
        "was_new": was_new,
        "steps": steps,
        "offer": None if _is_open(mine) else _offer(request, held),
        "before": _before(mine),
        **_classes(held, mine, at, since),
        "told": _told(mine, since),
    }
    return render(request, "education/prisoner/course.html", context)


def _classes(held: Course, mine: Enrolment | None, at: datetime, since: datetime | None) -> dict[str, Any]:
    """When it meets, and how one came to it. Queries: 1 where it has set times, 1 more for who studies it."""
    if held.pace != Pace.TIMETABLED:
        return {}
    coming = Session.objects.filter(course=held).to_come(at).select_related("tutor")
    studies = mine is not None and mine.state == Enrolment.State.PLACED
    if not studies:
        coming = coming.on()
    marks = Attendance.objects.current().filter(enrolment=mine).order_by("-session__starts_at")
    came = list(marks.select_related("session")[:CAME]) if mine else []
    return {
        "coming": [(one, since is not None and _is_new(one, since)) for one in coming[:COMING]],
        "came": [(one.session, *plain.ATTENDED[one.code]) for one in came],
        "there": sum(one.was_there for one in came),
    }


def _told(mine: Any, since: datetime | None) -> list[tuple[Feedback, bool]]:
    """What a tutor has said, the last first, and whether it is new. Queries: 1, none where nothing was said."""
    if mine is None or not mine.is_told:
        return []
    said = Feedback.objects.standing().filter(enrolment=mine).select_related("by", "unit")
    return [(one, since is not None and one.at >= since) for one in said[:SAID]]


def _is_new(session: Session, since: datetime) -> bool:
    return session.changed_at is not None and session.changed_at >= since


@never_cache
@door(Verb.STUDY)
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: Request, course_id: UUID) -> HttpResponse:
    """Ask to join, with words why. Queries: 5, and 11 to ask."""
    held = _course(request, course_id)
    form = Join(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            joining.ask_to_join(course=held, words=form.cleaned_data["words"], by=request.user, at=timezone.now())
        except joining.NotOpenToYou:
            messages.warning(request, _("You can not ask for this now. This page says why."))
        except joining.TooManyOpen:
            messages.warning(request, _("You have a lot on now. End one first."))
        else:
            messages.success(request, _("You asked to join. A tutor will read it."))
        return redirect("education:course", held.pk)
    if request.method != "POST" and (_is_open(_mine(request, held.pk)) or _offer(request, held).reasons):
        return redirect("education:course", held.pk)
    return render(request, "education/prisoner/join.html", {"course": held, "form": form})


@never_cache
@door(Verb.STUDY)
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: Request, course_id: UUID) -> HttpResponse:
    """Leave the course or take the asking back, asked once more. Queries: 3, and about 12 to do it."""
    mine = _mine(request, course_id)
    held = mine.course if mine else _course(request, course_id)
    if mine is None or not _is_open(mine):
        return redirect("education:course", held.pk)
    studies = mine.state == Enrolment.State.PLACED
    if request.method == "POST":
        try:
            if "leave" in request.POST:
                joining.leave(enrolment=mine, by=request.user, at=timezone.now())
                messages.success(request, _("You have left. What you did is kept."))
            else:
                joining.take_back(enrolment=mine, by=request.user, at=timezone.now())
                messages.success(request, _("You took it back."))
        except joining.NotYours:
            messages.warning(request, _("This has changed. Look at it again."))
        return redirect("education:course", held.pk)
    return render(request, "education/prisoner/leave.html", {"course": held, "studies": studies})


def _course(request: Request, course_id: UUID) -> Course:
    """Queries: 1. Raises Http404 for what the person can't see."""
    return get_object_or_404(Course.objects.visible_to(request.reach), pk=course_id)


def _mine(request: Request, course_id: UUID) -> Enrolment | None:
    """The person's enrolment, and its course with it: the open one, else the newest. Queries: 1.

    Who has one sees the course, whatever has become of it since, as `Course.objects.visible_to` says.
    """
    own = Enrolment.objects.visible_to(request.reach).filter(course=course_id).with_feedback().select_related("course")
    theirs = sorted(own[:50], key=lambda one: one.state not in OPEN_FIRST)
    return theirs[0] if theirs else None


def _is_open(mine: Enrolment | None) -> bool:
    return mine is not None and mine.state in OPEN_FIRST


def _offer(request: Request, held: Course) -> Offer:
    """Queries: 3."""
    person = get_object_or_404(Prisoner.objects.visible_to(request.reach))
    person.user = request.user
    return Offer(held, bars(held, asker(person, on=timezone.localdate()), needs_of([held])))


def _before(mine: Enrolment | None) -> int:
    """How many stand before one on the waiting list. Queries: 1, or none."""
    if mine is None or mine.state != Enrolment.State.WAITING:
        return 0
    return Enrolment.objects.filter(course_id=mine.course_id, asked_at__lt=mine.asked_at).waiting().count()


def _about(held: Course) -> dict[str, Any]:
    return {
        "course": held,
        "level": plain.LEVELS[held.level],
        "language": plain.language_name(held.language),
        "other_language": held.language != "en",
    }
