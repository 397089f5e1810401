"""A person's plan for leaving, for staff: who may read the passport reads it, who works with the person writes it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import Verb, can
from accounts.models import Prisoner, Role
from accounts.views.door import Request, door
from passport.acts import planning as acts
from passport.acts.sections import open_passport
from passport.forms import plan as said
from passport.models import Passport, Pathway, PlanStanding
from passport.plan import Goal, NotWhatWasShown, Plan, is_agreement_current

from .plan_turns import Turn, new_id, step_rows
from .staff_about import about, prisoner_in_reach, staff

READ_OR_WRITE = ["GET", "HEAD", "POST"]
PATHWAYS = dict(Pathway.choices)


@never_cache
@door(Verb.READ_PASSPORT)
@require_safe
def plan(request: Request, prisoner_id: UUID) -> HttpResponse:
    """The plan, who stands by it, and the doors to change it. Queries: 13."""
    prisoner = prisoner_in_reach(request, prisoner_id)
    now = _plan(request, _passport(prisoner))
    context = about(request, prisoner, **_page(request, prisoner, now), no_answer=said.NoAnswerForm())
    return render(request, "passport/staff/plan.html", context)


@never_cache
@door(Verb.WRITE_PLAN)
@require_http_methods(READ_OR_WRITE)
def plan_new(request: Request, prisoner_id: UUID) -> HttpResponse:
    """Write a new goal. Its id is made with the form, so that a form sent twice makes one. Queries: 6, 50 to write."""
    prisoner, turn = _worked_with(request, prisoner_id), None
    goal_id = new_id(request.POST.get("goal", ""))
    if request.method == "POST":
        passport = open_passport(prisoner=prisoner, by=staff(request), at=timezone.now())
        turn = Turn(passport, goal_id, staff(request), request.POST, said.GoalForm, said.StepForm)
        if turn.take(None):
            messages.success(request, _("The plan is saved"))
            return redirect("passport:staff_plan_goal", prisoner_id, goal_id)
    form = (turn.forms.get("goal") if turn else None) or said.GoalForm()
    context = about(request, prisoner, goal=None, goal_id=goal_id, form=form, turn=turn)
    return render(request, "passport/staff/plan_goal.html", context)


@never_cache
@door(Verb.WRITE_PLAN)
@require_http_methods(READ_OR_WRITE)
def plan_goal(request: Request, prisoner_id: UUID, plan_goal_id: UUID) -> HttpResponse:
    """One goal with its steps. Queries: 20, and about 30 to write."""
    prisoner = _worked_with(request, prisoner_id)
    passport, turn = _passport(prisoner), None
    goal = _plan(request, passport).goal(str(plan_goal_id))
    if passport is None or goal is None:
        raise Http404
    if request.method == "POST":
        turn = Turn(passport, goal.id, staff(request), request.POST, said.GoalForm, said.StepForm)
        if turn.take(goal):
            messages.success(request, _("The plan is saved"))
            return redirect("passport:staff_plan_goal", prisoner_id, plan_goal_id)
        goal = _plan(request, passport).goal(goal.id)
        assert goal is not None  # a goal never leaves its plan
    context = about(
        request,
        prisoner,
        goal=goal,
        form=(turn.forms.get("goal") if turn else None) or said.GoalForm(words=goal.words),
        rows=step_rows(turn, goal, said.StepForm),
        turn=turn,
        told=_goal(goal),
        states=[(code, words) for code, (_mark, words) in said.STATES.items()],
    )
    return render(request, "passport/staff/plan_goal.html", context)


@never_cache
@door(Verb.WRITE_PLAN)
@require_POST
def plan_sign(request: Request, prisoner_id: UUID) -> HttpResponse:
    """Sign the plan that was shown, or write down that the person could not answer. Queries: about 40."""
    prisoner = _worked_with(request, prisoner_id)
    passport = _passport(prisoner)
    if passport is None:
        raise Http404
    turn: dict[str, Any] = {
        "passport": passport,
        "shown": request.POST.get("shown", ""),
        "by": staff(request),
        "at": timezone.now(),
    }
    form = said.NoAnswerForm(request.POST) if request.POST.get("act") == "no_answer" else None
    try:
        if form is None:
            acts.sign_plan(**turn)
            messages.success(request, _("You have signed the plan for the prison"))
        elif form.is_valid():
            acts.note_no_answer(**turn, words=form.cleaned_data["words"])
            messages.success(request, _("It is written down that the person could not answer"))
        else:
            context = about(request, prisoner, **_page(request, prisoner, _plan(request, passport)), no_answer=form)
            return render(request, "passport/staff/plan.html", context)
    except NotWhatWasShown:
        messages.warning(request, _("The plan has changed since it was shown to you. Read it again, then sign."))
    return redirect("passport:staff_plan", prisoner_id)


@never_cache
@door(Verb.READ_PASSPORT)
@require_safe
def plan_before(request: Request, prisoner_id: UUID) -> HttpResponse:
    """Every version of the plan and what it changed, newest first. Queries: 13."""
    prisoner = prisoner_in_reach(request, prisoner_id)
    passport = _passport(prisoner)
    if passport is None:
        raise Http404
    from_ver = request.GET.get("before", "")
    before = int(from_ver) if from_ver.isdecimal() and len(from_ver) < 9 else None
    versions = acts.history_of(passport=passport, by=staff(request), at=timezone.now(), before=before)
    context = about(
        request,
        prisoner,
        versions=versions,
        more=versions[-1].ver if versions and versions[-1].ver > 1 else None,
    )
    return render(request, "passport/staff/plan_before.html", context)


def _worked_with(request: Request, prisoner_id: UUID) -> Prisoner:
    """The person, for who works with them; 404 for everybody else. Queries: 2-3."""
    prisoner = prisoner_in_reach(request, prisoner_id)
    if prisoner.left_at is not None or not can(staff(request), request.reach, Verb.WRITE_PLAN, prisoner):
        raise Http404
    return prisoner


def _passport(prisoner: Prisoner) -> Passport | None:
    return Passport.objects.filter(prisoner=prisoner).select_related("prisoner__prison").first()


def _plan(request: Request, passport: Passport | None) -> Plan:
    return acts.plan_of(passport=passport, by=staff(request), at=timezone.now()) if passport else Plan()


def _page(request: Request, prisoner: Prisoner, now: Plan) -> dict[str, Any]:
    order = sorted(now.goals, key=lambda goal: (not goal.is_open, goal.state, goal.target_on or "9999"))
    return {
        "plan": now,
        "goals": [_goal(goal) for goal in order],
        "agreement": dict(PlanStanding.Agreement.choices)[now.person.state],
        "stands": is_agreement_current(now, now.person),
        "signed": is_agreement_current(now, now.staff),
        "person_at": parse_datetime(now.person.at),
        "staff_at": parse_datetime(now.staff.at),
        "signed_by": Role(now.staff.by).label if now.staff.by in Role.values else "",
        "writes": prisoner.left_at is None and can(staff(request), request.reach, Verb.WRITE_PLAN, prisoner),
    }


def _goal(goal: Goal) -> dict[str, Any]:
    steps = [(step, *said.STATES[step.state], said.WHO[step.who]) for step in goal.steps]
    return {
        "goal": goal,
        "mark": said.GOALS[goal.state][0],
        "words": said.GOALS[goal.state][1],
        "pathway": PATHWAYS.get(goal.pathway, ""),
        "on": parse_date(goal.target_on) if goal.target_on else None,
        "steps": steps,
    }
