"""A report's pathways left out, a report begun again, and one that is over read as it was submitted or left."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import Verb, can
from accounts.models import Prisoner
from accounts.views.door import Request, door
from incell import questions
from incell.acts.questionsets import parsed
from incell.forms import answering
from passport.acts import report_events as events
from passport.acts import report_turns as turns
from passport.acts.drafts import AlreadySubmitted, ChangedMeanwhile
from passport.acts.reading import whom_to_ask
from passport.acts.report_history import PartRead, read_report
from passport.acts.reports import AlreadyStarted, NoQuestions, NoReleaseDate, TooEarly
from passport.forms.reports import Chosen, decided, is_over, not_yet, restart_reasons, skip_reasons
from passport.forms.rights import WhyForm
from passport.models import Report, ReportPart

from .staff_about import about, staff
from .staff_report import report_in_reach

READ_OR_WRITE = ["GET", "HEAD", "POST"]
REFUSED = (turns.NothingChosen, events.NoSuchReason, events.WordsNeeded, events.TooLong)


@never_cache
@door(Verb.WRITE_REPORT)
@require_http_methods(READ_OR_WRITE)
def skip(request: Request, report_id: UUID) -> HttpResponse:
    """Leave pathways out for a reason, or ask one after all. Queries: 9, leaving out 12 and 6 a pathway."""
    shown = report_in_reach(request, report_id)
    if not shown.is_open:
        return _over(request, shown)
    if "ask" in request.POST:
        return _ask(request, shown)
    chosen = Chosen.of(request.POST)
    if request.method == "POST":
        try:
            turns.skip_parts(report=shown, seen=chosen.seen, why=chosen.why, by=staff(request), at=timezone.now())
        except REFUSED as refused:
            chosen = chosen.refused(refused)
        except ChangedMeanwhile:
            messages.error(
                request, _("A colleague has changed one of these pathways. Nothing was left out: look again.")
            )
        except AlreadySubmitted as over:
            messages.error(request, is_over(over))
            return redirect("passport:report", report_id)
        else:
            messages.success(request, _("Left out. It can be asked after all until the report is submitted."))
            return redirect("passport:report", report_id)
    parts = [part for part in shown.parts.all() if part.status in turns.SKIPPABLE]
    context = about(request, shown.passport.prisoner, report=shown, chosen=chosen, most=events.LONGEST)
    context |= {"parts": [_choice(part, chosen) for part in parts], "reasons": skip_reasons()}
    return render(request, "passport/staff/report_skip.html", context)


def _choice(part: ReportPart, chosen: Chosen) -> dict[str, Any]:
    begun = part.status == Report.Status.IN_PROGRESS
    return {
        "value": f"{part.pathway}.{part.revision}",
        "label": part.get_pathway_display(),
        "hint": _("What was answered stays sealed here and is not submitted.") if begun else "",
        "checked": part.pathway in chosen.seen,
    }


def _ask(request: Request, shown: Report) -> HttpResponse:
    try:
        turns.ask_after_all(report=shown, pathway=request.POST["ask"], by=staff(request), at=timezone.now())
    except ReportPart.DoesNotExist as error:
        raise Http404 from error
    except AlreadySubmitted as over:
        messages.error(request, is_over(over))
    return redirect("passport:report", shown.pk)


@never_cache
@door(Verb.WRITE_REPORT)
@require_http_methods(READ_OR_WRITE)
def again(request: Request, report_id: UUID) -> HttpResponse:
    """Begin a report again, for a reason. Queries: 9, beginning again about 30."""
    shown = report_in_reach(request, report_id)
    prisoner = shown.passport.prisoner
    if shown.restarted_at is not None:
        return _over(request, shown)
    if prisoner.left_at is not None:
        messages.error(request, _("This person has left. Nothing new is started."))
        return redirect("passport:person", prisoner.pk)
    chosen = Chosen.of(request.POST)
    if request.method == "POST":
        try:
            made = turns.restart_report(report=shown, why=chosen.why, by=staff(request), at=timezone.now())
        except REFUSED as refused:
            chosen = chosen.refused(refused)
        except (events.AlreadyRestarted, AlreadyStarted):
            messages.error(request, _("A colleague has begun this report again already. Go on with the new one."))
            return redirect("passport:person", prisoner.pk)
        except NoQuestions:
            messages.error(request, _("There are no questions yet. Ask your administrator to load the question sets."))
            return redirect("passport:report", report_id)
        except (NoReleaseDate, TooEarly):
            pass  # the page says so
        else:
            messages.success(request, _("The report is begun again. What was answered before can still be read."))
            return redirect("passport:report", made.pk)
    chosen = chosen.with_reason(events.reason_of_return(shown))
    context = about(request, prisoner, report=shown, chosen=chosen, most=events.LONGEST, reasons=restart_reasons())
    context["not_yet"] = not_yet(prisoner, shown.kind, timezone.localdate())
    return render(request, "passport/staff/report_again.html", context)


def _over(request: Request, shown: Report) -> HttpResponse:
    messages.info(
        request,
        _("This report was begun again already.") if shown.restarted_at else _("This report was submitted already."),
    )
    return redirect("passport:report", shown.pk)


@never_cache
@door(Verb.READ_PASSPORT)
@require_safe
def as_submitted(request: Request, report_id: UUID) -> HttpResponse:
    """A report that is over, as it was submitted or left. The person sees that it was read, and why.

    Who does not work with the person says why first. Queries: about 24, whatever it holds.
    """
    seen = Report.objects.filter(passport__prisoner__in=Prisoner.objects.visible_to(request.reach))
    related = seen.select_related("passport__prisoner__prison", "started_by", "submitted_by", "instead_of")
    shown = get_object_or_404(related, pk=report_id)
    prisoner, by = shown.passport.prisoner, staff(request)
    if shown.is_open:
        return redirect("passport:person", prisoner.pk)
    why = "report"
    if not can(by, request.reach, Verb.WRITE_REPORT, prisoner):
        form = WhyForm(request.GET if "why" in request.GET else None)
        if not form.is_valid():
            return render(request, "passport/staff/read_why.html", about(request, prisoner, form=form))
        why = form.cleaned_data["why"]
    parts = read_report(report=shown, by=by, at=timezone.now(), why=why)
    context = about(request, prisoner, report=shown, at=timezone.now(), parts=[_told(one) for one in parts])
    context["untrusted"] = any(one.untrusted for one in parts)
    context["ask"] = whom_to_ask(prisoner) if any(one.withheld for one in parts) else []
    context |= decided(events.history_of(shown))
    context["newer"] = Report.objects.filter(instead_of=shown).first()
    return render(request, "passport/staff/report_read.html", context)


def _told(one: PartRead) -> dict[str, Any]:
    """One pathway for the page; answers that were not submitted in the words of their own version's questions."""
    rows: list[answering.Told] = []
    if one.left is not None and one.part is not None:
        asked = questions.translated(parsed(one.part.question_set), (get_language() or "en")[:2])
        pages = [page for page in asked.pages if page.id in one.left.pages]
        rows = [row for page in pages for row in answering.told_of(page, one.left.said)]
    skipped = one.part is not None and one.part.status == Report.Status.SKIPPED
    return {"read": one, "rows": rows, "skipped": skipped}
