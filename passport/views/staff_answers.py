"""The questions of one pathway of a report: a page at a time, then check your answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import NotAllowed, Verb, can, require
from accounts.models import Prisoner
from accounts.views.door import Request, door
from incell import questions
from incell.acts.questionsets import parsed
from incell.forms import answering
from passport.acts.drafts import (
    AlreadySubmitted,
    Answers,
    AnswersHaveErrors,
    BegunAgain,
    ChangedMeanwhile,
    answers_so_far,
    has_restricted,
    save_page,
)
from passport.acts.reading import whom_to_ask
from passport.acts.reports import NotComplete, complete_part
from passport.acts.told import Before, told_before
from passport.forms.reports import is_over
from passport.models import PathwayState, Report, ReportPart

from .staff_about import about, staff

STATUSES = [pair for pair in PathwayState.Status.choices if pair[0] != PathwayState.Status.NOT_STARTED]


@dataclass(frozen=True)
class Asking:
    """One part as a request finds it: its questions in the reader's language, and what was answered so far."""

    part: ReportPart
    asked: questions.QuestionSet
    said: Answers
    sees_restricted: bool

    @property
    def kind(self) -> str:
        return str(self.part.report.kind)

    @property
    def is_left_out(self) -> bool:
        return self.part.status == Report.Status.SKIPPED

    def way(self) -> list[questions.Page]:
        """The pages that these answers lead through, those without questions left out."""
        return [page for page in questions.path(self.asked, self.said.said, report=self.kind) if page.questions]

    def after(self, page_id: str, said: Mapping[str, Any]) -> questions.Page | None:
        """The page that follows; None at the end, and while the answer that decides is missing."""
        following = questions.next_page(self.asked, page_id, said, report=self.kind)
        page = self.asked.page(following) if following else None
        return page if page and page.questions else None

    def hides(self, page: questions.Page) -> bool:
        return not self.sees_restricted and has_restricted(self.asked, page)


@door(Verb.WRITE_REPORT)
@require_safe
def part(request: Request, report_id: UUID, pathway: str) -> HttpResponse:
    """Go on where this pathway was left: the first page that was not saved, or check your answers. Queries: 11."""
    asking = _asking(request, report_id, pathway)
    if asking.is_left_out or not asking.part.report.is_open:
        return redirect("passport:report", report_id)
    left = next((page for page in asking.way() if page.id not in asking.said.pages), None)
    return _to_page(asking.part, left)


@door(Verb.WRITE_REPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: Request, report_id: UUID, pathway: str, page_id: str) -> HttpResponse:
    """One page of questions; saved, it leads to the next that these answers call for. Queries: 11, 24 while it was not
    saved and the person has told some of it before; saving 27.
    """
    asking = _asking(request, report_id, pathway)
    shown = asking.asked.page(page_id)
    if shown is None:
        raise Http404("no such page")
    if not asking.part.report.is_open:
        if request.method == "POST":
            messages.error(request, is_over(BegunAgain() if asking.part.report.restarted_at else AlreadySubmitted()))
        return redirect("passport:report", report_id)
    if asking.is_left_out and request.method != "POST":  # what somebody was writing meanwhile is taken
        return redirect("passport:report", report_id)
    if not shown.questions:
        return redirect("passport:report_check", report_id, pathway)
    if asking.hides(shown):
        return _withheld(request, asking, shown)
    if request.method == "POST":
        return _save(request, asking, shown)
    if shown.id not in {one.id for one in asking.way()}:  # other answers lead past it now
        return redirect("passport:report_part", report_id, pathway)
    if shown.id in asking.said.pages:
        return _draw(request, asking, shown, asking.said.said, {}, asking.part.revision)
    before = told_before(part=asking.part, page=shown, by=staff(request), at=timezone.now())
    filled = request.GET.get("told") == "yes"
    given = {**asking.said.said, **before.answers} if filled else asking.said.said
    return _draw(request, asking, shown, given, {}, asking.part.revision, before=before, filled=filled)


def _save(request: Request, asking: Asking, shown: questions.Page) -> HttpResponse:
    part = asking.part
    given = questions.from_form(shown, dict(request.POST.lists()))
    revision = _number(request.POST.get("revision"))
    try:
        save_page(part=part, page_id=shown.id, submitted=given, revision=revision, by=staff(request), at=timezone.now())
    except AnswersHaveErrors as refused:
        return _draw(request, asking, shown, given, refused.checked.errors, revision)
    except ChangedMeanwhile:
        theirs = answers_so_far(part=part, by=staff(request)).said
        part.refresh_from_db(fields=["revision"])
        mine = questions.check(shown, given).answers
        if mine != questions.check(shown, theirs).answers:
            return _draw(request, asking, shown, given, {}, part.revision, theirs=theirs)
    except AlreadySubmitted as over:
        messages.error(request, is_over(over))
        return redirect("passport:report", part.report_id)
    said = {**asking.said.said, **questions.check(shown, given).answers}
    if request.GET.get("to") == "check":
        return redirect(reverse("passport:report_check", args=[part.report_id, part.pathway]) + f"#{shown.id}")
    return _to_page(part, asking.after(shown.id, said))


@door(Verb.WRITE_REPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: Request, report_id: UUID, pathway: str) -> HttpResponse:
    """Check your answers for one pathway, and say where it stands. Queries: 12, completing 25."""
    asking = _asking(request, report_id, pathway)
    if asking.is_left_out or not asking.part.report.is_open:
        return redirect("passport:report", report_id)
    hidden = asking.said.withheld or any(asking.hides(page) for page in asking.way())
    missing = questions.unfinished(asking.asked, asking.said.said, report=asking.kind)
    if missing is not None and not hidden:
        return _to_page(asking.part, missing)
    if request.method == "POST" and hidden:
        raise NotAllowed(Verb.READ_RESTRICTED.value)
    status, told = _status(request, asking)
    error = ""
    if request.method == "POST":
        if status in dict(STATUSES):
            return _complete(request, asking.part, status)
        error = _("Select where this pathway stands")
    return render(
        request,
        "passport/staff/report_check.html",
        about(
            request,
            asking.part.report.passport.prisoner,
            part=asking.part,
            report=asking.part.report,
            pages=answering.told(asking.asked, asking.said.said, asking.kind, hides=asking.hides),
            hidden=hidden,
            statuses=STATUSES,
            status=status,
            told=told,
            errors=[(f"status-{STATUSES[0][0]}", error)] if error else [],
            error=error,
        ),
    )


def _status(request: Request, asking: Asking) -> tuple[str, bool]:
    """Where the pathway stands, and whether a question of the set has already said it (versions 1 to 3)."""
    answered = asking.said.said.get(questions.STATUS_QUESTION[asking.kind])
    if answered in dict(STATUSES):
        return str(answered), True
    if request.method == "POST":
        return request.POST.get("status", ""), False
    state = PathwayState.objects.filter(passport_id=asking.part.report.passport_id, pathway=asking.part.pathway).first()
    return (state.status if state else ""), False


def _complete(request: Request, part: ReportPart, status: str) -> HttpResponse:
    revision = _number(request.POST.get("revision"))
    try:
        complete_part(part=part, revision=revision, status=status, by=staff(request), at=timezone.now())
    except ChangedMeanwhile:
        messages.warning(request, _("These answers were changed since you saw them. Check them again."))
        return redirect("passport:report_check", part.report_id, part.pathway)
    except (NotComplete, AlreadySubmitted, NotAllowed):
        messages.warning(request, _("This report was changed meanwhile. Look at it again."))
    return redirect("passport:report", part.report_id)


def _draw(
    request: Request,
    asking: Asking,
    shown: questions.Page,
    given: Mapping[str, Any],
    errors: Mapping[str, questions.Message],
    revision: int,
    theirs: Mapping[str, Any] | None = None,
    before: Before | None = None,
    filled: bool = False,
) -> HttpResponse:
    drawn = answering.fields(shown, given, errors)
    numbers = {page.id: number for number, page in enumerate(asking.way(), 1)}
    return render(
        request,
        "passport/staff/report_page.html",
        about(
            request,
            asking.part.report.passport.prisoner,
            part=asking.part,
            report=asking.part.report,
            heading=answering.heading(shown, str(asking.part.get_pathway_display())),
            fields=drawn,
            errors=answering.summary(drawn),
            revision=revision,
            theirs=answering.told_of(shown, theirs) if theirs is not None else None,
            before=answering.told_of(shown, before.answers) if before else (),
            told_at=before.last if before else None,
            filled=filled,
            changing=request.GET.get("to") == "check",
            stage=numbers.get(shown.id, 1),
            of=max(len(numbers), 1),
        ),
    )


def _withheld(request: Request, asking: Asking, shown: questions.Page) -> HttpResponse:
    """What stands instead of a page with questions for fewer readers. A POST is refused: 403."""
    if request.method == "POST":
        raise NotAllowed(Verb.READ_RESTRICTED.value)
    part = asking.part
    return render(
        request,
        "passport/staff/report_withheld.html",
        about(
            request,
            part.report.passport.prisoner,
            part=part,
            report=part.report,
            heading=answering.heading(shown, str(part.get_pathway_display())),
            onward=asking.after(shown.id, asking.said.said),
            ask=whom_to_ask(part.report.passport.prisoner),
        ),
    )


def _to_page(part: ReportPart, to: questions.Page | None) -> HttpResponse:
    if to is None:
        return redirect("passport:report_check", part.report_id, part.pathway)
    return redirect("passport:report_page", part.report_id, part.pathway, to.id)


def _asking(request: Request, report_id: UUID, pathway: str) -> Asking:
    """The part with its answers, or 404 out of reach. Raises NotAllowed. Queries: 11."""
    found = get_object_or_404(
        ReportPart.objects.filter(
            report__passport__prisoner__in=Prisoner.objects.visible_to(request.reach)
        ).select_related("question_set", "report__passport__prisoner__prison"),
        report_id=report_id,
        pathway=pathway,
    )
    prisoner = found.report.passport.prisoner
    require(request.user, Verb.WRITE_REPORT, prisoner)
    asked = questions.translated(parsed(found.question_set), (get_language() or "en")[:2])
    said = answers_so_far(part=found, by=staff(request))
    return Asking(found, asked, said, can(staff(request), request.reach, Verb.READ_RESTRICTED, prisoner))


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else -1
