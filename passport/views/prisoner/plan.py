"""A person's own plan for leaving: read, written, changed, agreed to or not, with every earlier version."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import Verb
from accounts.views.door import Request, door
from passport.acts import planning as acts
from passport.acts.sections import open_passport
from passport.forms import plan as said
from passport.models import Passport
from passport.plan import Agreement, Goal, NotWhatWasShown, Plan, is_agreement_current
from passport.views.plan_turns import Turn, new_id, step_rows

from .person import passport_here, person_here
from .plain import name_of

READ_OR_WRITE = ["GET", "HEAD", "POST"]


@never_cache
@door(Verb.OWN_PASSPORT)
@require_safe
def plan(request: Request) -> HttpResponse:
    """The plan as it stands, and what the person said of it. Queries: 9."""
    passport = passport_here(request)
    now = _plan(request, passport)
    return render(request, "passport/prisoner/plan.html", {"plan": now, "goals": _told(now), **_agreed(now)})


@never_cache
@door(Verb.OWN_PASSPORT)
@require_http_methods(READ_OR_WRITE)
def plan_new(request: Request) -> HttpResponse:
    """Write a new goal. Its id is made with the form, so that a form sent twice makes one. Queries: 2, 45 to write."""
    turn, goal_id, person = None, new_id(request.POST.get("goal", "")), person_here(request)
    goal_form = partial(said.OwnGoalForm, leaves_on=person.release_on)
    if request.method == "POST":
        passport = open_passport(prisoner=person, by=request.user, at=timezone.now())
        turn = Turn(passport, goal_id, request.user, request.POST, goal_form, said.OwnStepForm)
        if turn.take(None):
            messages.success(request, _("Your plan is saved."))
            return redirect("passport:plan_goal", goal_id)
    form = (turn.forms.get("goal") if turn else None) or goal_form()
    context = {"goal": None, "goal_id": goal_id, "form": form, "turn": turn}
    return render(request, "passport/prisoner/plan_goal.html", context)


@never_cache
@door(Verb.OWN_PASSPORT)
@require_http_methods(READ_OR_WRITE)
def plan_goal(request: Request, plan_goal_id: UUID) -> HttpResponse:
    """One goal of the own plan with its steps. Queries: 15, and about 30 to write."""
    passport, turn = passport_here(request), None
    goal = _plan(request, passport).goal(str(plan_goal_id))
    if passport is None or goal is None:
        raise Http404
    goal_form = partial(said.OwnGoalForm, leaves_on=passport.prisoner.release_on)
    if request.method == "POST":
        turn = Turn(passport, goal.id, request.user, request.POST, goal_form, said.OwnStepForm)
        if turn.take(goal):
            messages.success(request, _("Your plan is saved."))
            moved = request.POST.get("act") == "state"
            return redirect("passport:plan") if moved else redirect("passport:plan_goal", plan_goal_id)
        goal = _plan(request, passport).goal(goal.id)
        assert goal is not None  # a goal never leaves its plan
    context = {
        "goal": goal,
        "form": (turn.forms.get("goal") if turn else None) or goal_form(words=goal.words),
        "rows": step_rows(turn, goal, said.OwnStepForm),
        "turn": turn,
        "told": _goal(goal),
    }
    return render(request, "passport/prisoner/plan_goal.html", context)


@never_cache
@door(Verb.OWN_PASSPORT)
@require_http_methods(READ_OR_WRITE)
def plan_agree(request: Request) -> HttpResponse:
    """Say yes or no to the plan that is shown. Without a plan it leads there. Queries: 9, and about 30 to say."""
    passport = passport_here(request)
    now = _plan(request, passport)
    if passport is None or not any(goal.is_open for goal in now.goals):
        return redirect("passport:plan")
    form, changed = said.AgreeForm(request.POST or None), False
    if form.is_valid():
        given = {"yes": form.cleaned_data["agree"] == "yes", "words": form.cleaned_data["words"]}
        shown = request.POST.get("shown", "")
        try:
            acts.agree_plan(passport=passport, **given, shown=shown, by=request.user, at=timezone.now())
        except NotWhatWasShown:
            now, changed = _plan(request, passport), True
        else:
            messages.success(request, _("Thank you. Staff will see what you said."))
            return redirect("passport:plan")
    context = {"plan": now, "goals": _told(now), "form": form, "changed": changed}
    return render(request, "passport/prisoner/plan_agree.html", context)


@never_cache
@door(Verb.OWN_PASSPORT)
@require_safe
def plan_before(request: Request) -> HttpResponse:
    """How the plan was before: each change, newest first. Queries: 9."""
    passport = passport_here(request)
    if passport is None:
        raise Http404
    from_ver = request.GET.get("before", "")
    before = int(from_ver) if from_ver.isdecimal() and len(from_ver) < 9 else None
    versions = acts.history_of(passport=passport, by=request.user, at=timezone.now(), before=before)
    more = versions[-1].ver if versions and versions[-1].ver > 1 else None
    return render(request, "passport/prisoner/plan_before.html", {"versions": versions, "more": more})


def _plan(request: Request, passport: Passport | None) -> Plan:
    return acts.plan_of(passport=passport, by=request.user, at=timezone.now()) if passport else Plan()


def _told(now: Plan) -> list[dict[str, Any]]:
    """The goals for the page: open ones first, by day; each with its steps in plain words."""
    order = sorted(now.goals, key=lambda goal: (not goal.is_open, goal.state, goal.target_on or "9999"))
    return [_goal(goal) for goal in order]


def _goal(goal: Goal) -> dict[str, Any]:
    mark, words = said.OWN_GOALS[goal.state]
    steps = [
        {
            "step": step,
            "mark": said.OWN_STATES[step.state][0],
            "words": said.OWN_STATES[step.state][1],
            "who": said.OWN_WHO[step.who],
        }
        for step in goal.steps
    ]
    return {
        "goal": goal,
        "mark": mark,
        "words": words,
        "steps": steps,
        "about": name_of(goal.pathway) if goal.pathway else None,
        "on": parse_date(goal.target_on) if goal.target_on else None,
    }


def _agreed(now: Plan) -> dict[str, Any]:
    """What the person said last: yes, no or nothing; and whether the plan has changed since."""
    state = now.person.state
    return {
        "said_yes": state in {Agreement.AGREED, Agreement.UPDATED_AGREED},
        "said_no": state in {Agreement.DO_NOT_AGREE, Agreement.UPDATED_DO_NOT_AGREE},
        "stands": is_agreement_current(now, now.person),
        "signed": is_agreement_current(now, now.staff),
    }
