"""A report as a whole: started, its pathways listed, submitted. Its questions are in staff_answers."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import NotAllowed, Verb, require
from accounts.models import Prisoner
from accounts.views.door import Request, door
from passport.acts.drafts import AlreadySubmitted, BegunAgain
from passport.acts.report_events import history_of, reason_of_return
from passport.acts.reports import (
    AlreadyStarted,
    NoQuestions,
    NoReleaseDate,
    NotComplete,
    SubmittedAlready,
    TooEarly,
    start_report,
    submit_report,
)
from passport.acts.sections import open_passport
from passport.forms.reports import decided, is_over, not_yet
from passport.models import PathwayState, Report

from .staff_about import about, staff

DONE = (Report.Status.COMPLETE, Report.Status.SUBMITTED, Report.Status.SKIPPED)


@door(Verb.WRITE_REPORT)
@require_POST
def start(request: Request, prisoner_id: UUID) -> HttpResponse:
    """Start a report of the kind that was asked for, or go on with the one that is open."""
    prisoner = get_object_or_404(Prisoner.objects.visible_to(request.reach).here(), pk=prisoner_id)
    require(request.user, Verb.WRITE_REPORT, prisoner)
    kind = request.POST.get("kind", "")
    if kind not in Report.Kind.values:
        messages.error(request, _("Choose which report to start."))
        return redirect("passport:person", prisoner.pk)
    now = timezone.now()
    passport = open_passport(prisoner=prisoner, by=staff(request), at=now)
    try:
        report = start_report(passport=passport, kind=kind, by=staff(request), at=now)
    except AlreadyStarted:
        report = passport.reports.open().get(kind=kind)
    except SubmittedAlready as there:
        return redirect("passport:report_again", there.report.pk)
    except (NoReleaseDate, TooEarly):
        messages.error(request, not_yet(prisoner, kind, timezone.localdate(now)))
        return redirect("passport:person", prisoner.pk)
    except NoQuestions:
        messages.error(request, _("There are no questions yet. Ask your administrator to load the question sets."))
        return redirect("passport:person", prisoner.pk)
    return redirect("passport:report", report.pk)


@door(Verb.WRITE_REPORT)
@require_safe
def report(request: Request, report_id: UUID) -> HttpResponse:
    """The pathways of one report, how far each is, and what was decided about it. Queries: 13."""
    shown = report_in_reach(request, report_id)
    context = _standing(request, shown) | decided(history_of(shown))
    context["came_back"] = reason_of_return(shown) if shown.restarted_at is None else ""
    context["newer"] = Report.objects.filter(instead_of=shown).first() if shown.restarted_at else None
    return render(request, "passport/staff/report.html", context)


@door(Verb.WRITE_REPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def submit(request: Request, report_id: UUID) -> HttpResponse:
    """Ask once more, then seal the whole report. Queries: 9, submitting about 30 + 12 a section."""
    shown = report_in_reach(request, report_id)
    if request.method != "POST":
        context = _standing(request, shown)
        if not shown.is_open or context["done"] < context["of"]:
            return redirect("passport:report", report_id)
        return render(request, "passport/staff/report_submit.html", context)
    try:
        submit_report(report=shown, by=staff(request), at=timezone.now())
        messages.success(request, _("The report is submitted and sealed into the passport."))
    except NotComplete:
        messages.error(request, _("Complete every pathway first."))
        return redirect("passport:report", report_id)
    except BegunAgain as over:
        messages.error(request, is_over(over))
    except AlreadySubmitted:
        messages.info(request, _("This report was submitted already."))
    except NotAllowed:  # the report holds answers that are sealed from this person
        messages.error(
            request,
            _("Some answers are withheld from you, so you can not submit. Ask a colleague who can see them."),
        )
        return redirect("passport:report", report_id)
    return redirect("passport:person", shown.passport.prisoner_id)


def _standing(request: Request, shown: Report) -> dict[str, Any]:
    states = {state.pathway: state.status for state in PathwayState.objects.filter(passport_id=shown.passport_id)}
    parts = list(shown.parts.all())
    done = sum(part.status in DONE for part in parts)
    first = next((part for part in parts if part.status == Report.Status.IN_PROGRESS), None)
    return about(
        request,
        shown.passport.prisoner,
        report=shown,
        parts=[(part, states.get(part.pathway, "")) for part in parts],
        going=first or next((part for part in parts if part.status == Report.Status.NOT_STARTED), None),
        done=done,
        of=len(parts),
        left_out=sum(part.status == Report.Status.SKIPPED for part in parts),
    )


def report_in_reach(request: Request, report_id: UUID) -> Report:
    """The report, or 404 out of reach. Raises NotAllowed for who does not work with the person. Queries: 4."""
    found = get_object_or_404(
        Report.objects.filter(passport__prisoner__in=Prisoner.objects.visible_to(request.reach)).select_related(
            "passport__prisoner__prison", "started_by", "submitted_by"
        ),
        pk=report_id,
    )
    require(request.user, Verb.WRITE_REPORT, found.passport.prisoner)
    return found
