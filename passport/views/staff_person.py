"""One person, for staff: where the passport stands, what to do next, who has it; and the passport itself, read."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import Verb, can
from accounts.models import Case, Prisoner
from accounts.views.cases import loads_of
from accounts.views.door import Request, door
from passport.acts.caseload import agreement_code
from passport.acts.changes import changes_since, last_read
from passport.acts.reading import Reading, read_passport, whom_to_ask
from passport.acts.report_events import last_return
from passport.forms.caseload import AGREEMENTS
from passport.forms.changes import changed
from passport.forms.naming import section_names
from passport.forms.reports import not_yet
from passport.forms.rights import WhyForm
from passport.models import RESTRICTED, Acknowledgement, Answer, Handover, Passport, Pathway, PlanStanding, Report
from passport.reporting import window

from .staff_about import about, prisoner_in_reach, staff
from .staff_ready import pressing

MOST_REPORTS = 20
MOST_CASES = 20
MOST_DUE = 4


@dataclass(frozen=True)
class NextStep:
    """The one thing that most likely comes next. kind: take, go_on, start or hand_over."""

    kind: str
    report: Report | None = None
    start: str = ""


@door(Verb.SEE_ROLL)
@require_safe
def person(request: Request, prisoner_id: UUID) -> HttpResponse:
    """The overview: nothing sealed is opened here. Queries: 14, 1 for who came back, 3 for who allocates cases."""
    prisoner = prisoner_in_reach(request, prisoner_id)
    works_with = can(staff(request), request.reach, Verb.WRITE_REPORT, prisoner)
    context = about(request, prisoner, works_with=works_with, may_take=request.reach.may(Verb.TAKE_CASE))
    if not (works_with or request.reach.may(Verb.READ_PASSPORT)):  # the roll, and no more
        return render(request, "passport/staff/person.html", context)
    passport = Passport.objects.filter(prisoner=prisoner).first()
    states = {state.pathway: state for state in passport.pathways.all()} if passport else {}
    found = passport.reports.select_related("started_by", "submitted_by") if passport else Report.objects.none()
    reports = list(found[:MOST_REPORTS])
    handovers = handovers_of(passport)
    cases = list(Case.objects.filter(prisoner=prisoner).select_related("worker")[:MOST_CASES])
    standing = _standing(passport, reports)
    context |= {
        "sees_passport": True,
        "passport": passport,
        "pathways": [(pathway, states.get(pathway.value)) for pathway in Pathway],
        "reports": reports,
        **_to_start(prisoner, standing, timezone.localdate()),
        "handovers": handovers,
        "cases": cases,
        **since_read(request, passport),
        "holders": [case for case in cases if case.ended_at is None],
        "loads": loads_of(request.reach) if request.reach.may(Verb.ALLOCATE_CASES) and not prisoner.left_at else [],
        "turn": uuid4(),
        **_to_do(prisoner, passport),
        "next": _next_step(prisoner, works_with, context["may_take"], standing, handovers),
    }
    return render(request, "passport/staff/person.html", context)


def _standing(passport: Passport | None, reports: list[Report]) -> dict[str, Report]:
    """Kind → the report that stands: open, or submitted since the person last came back. Queries: 0-1."""
    rows = sorted(reports, key=lambda report: (report.is_open, report.started_at))
    newest = {report.kind: report for report in rows if report.restarted_at is None}
    came = last_return(passport) if passport and newest else None
    return {
        kind: report
        for kind, report in newest.items()
        if report.is_open or came is None or report.started_at >= came[0]
    }


def _to_start(prisoner: Prisoner, standing: dict[str, Report], on: date) -> dict[str, Any]:
    """The reports that can be begun today, and why another can not be yet. Queries: none."""
    kinds = [kind for kind in Report.Kind if kind not in standing]
    closed = {kind for kind in kinds if not window(kind, release_on=prisoner.release_on, on=on).is_open}
    return {
        "startable": [kind for kind in kinds if kind not in closed],
        "not_yet": [not_yet(prisoner, kind, on) for kind in kinds if kind in closed],
    }


def _to_do(prisoner: Prisoner, passport: Passport | None) -> dict[str, Any]:
    """What is late or due soon, and what the person says of the plan. Queries: 2; 0 for who has left."""
    if prisoner.left_at is not None:
        return {}
    due = pressing(prisoner, timezone.localdate())
    standing = PlanStanding.objects.filter(passport=passport).first() if passport else None
    told = (standing.agreement, standing.agreement_is_current) if standing else (None, None)
    return {
        "due": due[:MOST_DUE],
        "due_in_all": len(due),
        "late": sum(row["late"] for row in due),
        "plan_stands": AGREEMENTS[agreement_code(*told)],
    }


def _next_step(
    prisoner: Prisoner, works_with: bool, may_take: bool, standing: dict[str, Report], handovers: list["InHand"]
) -> NextStep | None:
    if prisoner.left_at is not None:
        return None
    if not works_with:
        return NextStep("take") if may_take else None
    going = next((report for report in standing.values() if report.is_open), None)
    if going is not None:
        return NextStep("go_on", going)
    plan = Report.Kind.RESETTLEMENT_PLAN
    soon = window(plan, release_on=prisoner.release_on, on=timezone.localdate()).is_open
    wanted = plan if soon else Report.Kind.BCST2
    if wanted not in standing:
        return NextStep("start", start=wanted.value)
    if soon and not any(one.handover.withdrawn_at is None for one in handovers):
        return NextStep("hand_over")
    return None


def since_read(request: Request, passport: Passport | None) -> dict[str, Any]:
    """When this reader last read the passport, and what has changed since. Queries: 1-10."""
    by = staff(request)
    read_at = last_read(passport=passport, by=by) if passport else None
    if passport is None or read_at is None:
        return {"read_at": None, "changes": []}
    restricted = can(by, request.reach, Verb.READ_RESTRICTED, passport.prisoner)
    changes = changes_since(passport=passport, since=read_at, by=by, restricted=restricted)
    return {"read_at": read_at, "changes": [changed(change) for change in changes]}


@dataclass(frozen=True)
class InHand:
    """One handover and what came back: when it was first opened, and who said that it is in hand, newest last."""

    handover: Handover
    opened: Answer | None
    receipts: list[Acknowledgement]


def handovers_of(passport: Passport | None) -> list[InHand]:
    """Every handover of a passport with what came back. Queries: 3."""
    if passport is None:
        return []
    found = Handover.objects.filter(rec=passport.pk).select_related("agency")
    return [
        InHand(
            handover,
            next((answer for answer in handover.answers.all() if answer.kind == Answer.Kind.OPENED), None),
            list(handover.acknowledgements.all()),
        )
        for handover in found.prefetch_related("answers", "acknowledgements__answer")
    ]


@door(Verb.READ_PASSPORT)
@require_safe
def read(request: Request, prisoner_id: UUID) -> HttpResponse:
    """The passport, opened for this reader; the person sees that it was read, and why. Queries: 23, whatever it holds.

    Who does not work with the person says why first. Without a reason nothing is opened.
    """
    prisoner = prisoner_in_reach(request, prisoner_id)
    passport = Passport.objects.filter(prisoner=prisoner).select_related("prisoner__prison").first()
    if passport is None:
        return redirect("passport:person", prisoner.pk)
    now, by, why = timezone.now(), staff(request), "review"
    if not can(by, request.reach, Verb.WRITE_REPORT, prisoner):
        form = WhyForm(request.GET if "why" in request.GET else None)
        if not form.is_valid():
            return render(request, "passport/staff/read_why.html", about(request, prisoner, form=form))
        why = form.cleaned_data["why"]
    since = since_read(request, passport)
    reading = read_passport(passport=passport, by=by, at=now, why=why)
    pathways = [
        (pathway, reading[pathway.value], reading[pathway.value + RESTRICTED], _withheld(reading, pathway))
        for pathway in Pathway
    ]
    context = about(request, prisoner, pathways=pathways, words=reading["MY_WORDS"], at=now)
    context |= since
    context["untrusted"] = section_names(reading.untrusted)
    context["earlier"] = [
        (joined, read_passport(passport=Passport(pk=joined.rec, prisoner=prisoner), by=by, at=now, why=why))
        for joined in passport.joined.all()
    ]
    context["ask"] = whom_to_ask(prisoner) if reading.withheld else []
    return render(request, "passport/staff/read.html", context)


def _withheld(reading: Reading, pathway: Pathway) -> bool:
    return pathway.value + RESTRICTED in reading.withheld
