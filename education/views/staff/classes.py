"""The class of a course, for tutors: how each learner stands, who is stuck and why; one learner; a file."""

import csv
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import Verb
from accounts.views.door import Request, door
from accounts.views.sign_in import own
from education.acts import deciding, standing
from education.acts.standing import Standing
from education.forms.deciding import Why
from education.forms.reasons import stuck_words
from education.models import Attendance, Course, Enrolment, EnrolmentQuerySet, Pace, Progress, Unit

from . import batch
from .feedback import told
from .who import course_of

PAGE = 200
ENDED = (Enrolment.State.COMPLETED, Enrolment.State.LEFT, Enrolment.State.WITHDRAWN)


@never_cache
@door(Verb.TEACH)
@require_safe
def class_page(request: Request, course_id: UUID) -> HttpResponse:
    """Everybody who studies it, 200 a page; with `stuck` in the address only who does not get on. Queries: 6.

    With `ended`: who has completed it, left or lost the place, the last first. Queries: 3.
    """
    held = course_of(request, course_id)
    ended = Enrolment.objects.visible_to(request.reach).filter(course=held, state__in=ENDED)
    if request.GET.get("ended"):
        return _ended(request, held, ended)
    units, everybody = standing.class_of(held, timezone.now())
    stuck = [one for one in everybody if one.whys]
    shown = stuck if request.GET.get("stuck") else everybody
    page = Paginator(shown, PAGE).get_page(request.GET.get("page"))
    context = {
        "course": held,
        "units": units,
        "page": page,
        "rows": [_row(one) for one in page],
        "all": len(everybody),
        "stuck": len(stuck),
        "only_stuck": bool(request.GET.get("stuck")),
        "ended": ended.count(),
    }
    return render(request, "education/staff/class.html", context)


def _ended(request: Request, held: Course, ended: EnrolmentQuerySet) -> HttpResponse:
    theirs = ended.exclude(learner_id=request.user.pk).select_related("prisoner", "learner")
    page = Paginator(theirs.order_by("-ended_at", "pk"), PAGE).get_page(request.GET.get("page"))
    return render(request, "education/staff/class_ended.html", {"course": held, "page": page})


def _row(one: Standing) -> dict[str, Any]:
    return {
        "one": one,
        "steps": [SHORT[step.state if step else ""] for step in one.steps],
        "whys": [stuck_words(why) for why in one.whys],
    }


SHORT = {
    "": "–",
    Progress.State.IN_PROGRESS: "…",
    Progress.State.HANDED_IN: "?",
    Progress.State.COMPLETED: "✓",
    Progress.State.PASSED: "✓",
    Progress.State.FAILED: "✗",
}


@never_cache
@door(Verb.TEACH)
@require_http_methods(["GET", "HEAD", "POST"])
def learner(request: Request, enrolment_id: UUID) -> HttpResponse:
    """One learner on one course: each unit, and taking the place away with the reason. Queries: 7, 10 to take it."""
    ours = Enrolment.objects.visible_to(request.reach).exclude(learner_id=request.user.pk)
    held = get_object_or_404(ours.select_related("course", "prisoner", "learner", "decided_by"), pk=enrolment_id)
    form = Why(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            deciding.remove(enrolment=held, reason=form.cleaned_data["reason"], by=own(request), at=timezone.now())
        except deciding.NothingSaid:
            form.add_error("reason", _("Say why: they read it"))
        except deciding.DecidedAlready as fault:
            form.add_error(None, _("Not done: %(why)s") % {"why": batch.why(fault)})
        else:
            messages.success(request, _("The place is taken away. The next who waits has it"))
            return redirect("education:class", held.course_id)
    return render(request, "education/staff/learner.html", _about(held) | {"form": form})


@never_cache
@door(Verb.TEACH)
@require_POST
def learner_paper(request: Request, enrolment_id: UUID) -> HttpResponse:
    """The same on paper: by POST, since it is written down who printed it. Queries: 13."""
    ours = Enrolment.objects.visible_to(request.reach).exclude(learner_id=request.user.pk)
    held = get_object_or_404(ours.select_related("course", "prisoner", "learner"), pk=enrolment_id)
    at = timezone.now()
    standing.take_learner(enrolment=held, by=own(request), at=at)
    return render(request, "education/staff/learner_paper.html", _about(held) | {"at": at})


def _about(held: Enrolment) -> dict[str, Any]:
    """Queries: 6."""
    units = list(Unit.objects.current().filter(course=held.course))
    stands = standing.standings_of([held], units, timezone.now())[0]
    studies = held.state == Enrolment.State.PLACED
    return {
        "held": held,
        "stands": stands,
        "units": list(zip(units, stands.steps, strict=True)),
        "whys": [stuck_words(why) for why in stands.whys] if studies else [],
        "studies": studies,
        "came": _came(held),
        "told": told(held),
    }


def _came(held: Enrolment) -> list[Attendance]:
    """How they came to each class, corrections and what stood before among it. Queries: 1, none for other courses."""
    if held.course.pace != Pace.TIMETABLED:
        return []
    rows = Attendance.objects.filter(enrolment=held).select_related("session", "by")
    return list(rows.order_by("-session__starts_at", "-at", "-pk")[:PAGE])


@door(Verb.TEACH)
@require_POST
def class_csv(request: Request, course_id: UUID) -> Any:
    """The class as CSV: by POST, since it is written down who took it. Queries: 10."""
    held, at = course_of(request, course_id), timezone.now()
    units, everybody = standing.take_class(course=held, by=own(request), at=at)
    answer = StreamingHttpResponse(_lines(units, everybody), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="class-{at:%Y-%m-%d}.csv"'
    return answer


@never_cache
@door(Verb.TEACH)
@require_POST
def class_paper(request: Request, course_id: UUID) -> HttpResponse:
    """The class on paper: by POST, as the file. Queries: 10."""
    held, at = course_of(request, course_id), timezone.now()
    units, everybody = standing.take_class(course=held, by=own(request), at=at)
    context = {"course": held, "units": units, "rows": [_row(one) for one in everybody[:PAGE]], "at": at}
    return render(request, "education/staff/class_paper.html", context)


class _Line:
    """What csv writes to: gives the line back."""

    def write(self, line: str) -> str:
        return line


def _lines(units: list[Unit], everybody: list[Standing]) -> Iterator[str]:
    write = csv.writer(_Line()).writerow
    yield "\ufeff"  # a spreadsheet reads UTF-8 only when it is told so
    heads = [_("Prison number"), _("Name"), _("Cell"), *(unit.title for unit in units), _("Came"), _("Stuck")]
    yield write([harmless(str(head)) for head in heads])
    for one in everybody:
        person = one.enrolment.prisoner
        about = [person.number, person.name, person.cell] if person else ["", one.name, ""]
        states = [step.get_state_display() if step else "" for step in one.steps]
        came = f"{one.attended.there}/{one.attended.of}" if one.attended.of else ""
        yield write([harmless(str(each)) for each in [*about, *states, came, "; ".join(map(stuck_words, one.whys))]])


def harmless(value: str) -> str:
    """A value that no spreadsheet takes for a formula: an apostrophe goes before what could begin one."""
    return f"'{value}" if value.lstrip()[:1] in ("=", "+", "-", "@") or value[:1] in ("\t", "\r", "\n") else value
