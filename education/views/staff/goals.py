"""Doors for staff to a person's goals: adding, changing, completing, archiving, and what happened."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import Verb
from accounts.views.door import Request, door
from education.acts import goals as acts
from education.acts.helping import NotHereAnyMore
from education.forms.planning import ArchiveForm, GoalForm
from education.models import Goal

from .person import READ_OR_WRITE, about, in_reach, not_here
from .who import revision_of

MOST_EVENTS = 50  # of one goal's history


@never_cache
@door(Verb.PLAN_LEARNING)
@require_http_methods(READ_OR_WRITE)
def goal_add(request: Request, prisoner_id: UUID) -> HttpResponse:
    """Write a goal down with its steps; the first begins the plan. Queries: 5, and 15-19 to write."""
    person = in_reach(request, prisoner_id)
    form = GoalForm(request.POST or None, goal=None, steps=[])
    if form.is_valid():
        try:
            acts.add_goal(prisoner=person, saying=form.saying(), by=request.user, at=timezone.now())
        except (ValueError, NotHereAnyMore) as fault:
            _tell(form, fault)
        else:
            messages.success(request, _("The goal is on the plan"))
            return redirect("education:learning_of", prisoner_id)
    return render(request, "education/staff/goal.html", about(request, person) | {"form": form})


@never_cache
@door(Verb.PLAN_LEARNING)
@require_http_methods(READ_OR_WRITE)
def goal(request: Request, prisoner_id: UUID, goal_id: int) -> HttpResponse:
    """One goal: changed, completed, archived, made active again; and its history. Queries: 8, and the act's."""
    mine = Goal.objects.visible_to(request.reach).select_related("plan__prisoner", "made_by")
    found = get_object_or_404(mine, pk=goal_id, plan__prisoner_id=prisoner_id)
    steps = list(found.steps.all())
    act = request.POST.get("act", "")
    form = GoalForm(request.POST if act == "save" else None, goal=found, steps=steps)
    archive = ArchiveForm(request.POST if act == "archive" else None)
    context = about(request, found.plan.prisoner) | {"goal": found, "form": form, "archive": archive}
    if request.method == "POST":
        asked = {"archive": archive, "save": form}.get(act)
        try:
            if asked is None or asked.is_valid():
                _do(request, act, found, form, archive)
                messages.success(request, _("The goal is saved"))
                return redirect("education:goal", prisoner_id, goal_id)
        except acts.ChangedMeanwhile as fault:
            found, context["changed_by"] = fault.goal, fault.by
            context |= {"goal": found, "theirs": list(found.steps.all())}
        except (ValueError, NotHereAnyMore) as fault:
            _tell(asked or form, fault)
    context["events"] = list(found.events.select_related("by")[:MOST_EVENTS])
    return render(request, "education/staff/goal.html", context)


def _do(request: Request, act: str, goal: Goal, form: GoalForm, archive: ArchiveForm) -> None:
    """Make the one act that a form asks for. Raises what it raises."""
    said: dict[str, Any] = {"goal": goal, "by": request.user, "at": timezone.now()}
    said["revision"] = revision_of(request)  # a form without one has seen nothing
    if act == "complete":
        acts.complete_goal(**said)
    elif act == "reopen":
        acts.reopen_goal(**said)
    elif act == "archive":
        acts.archive_goal(**said, **archive.cleaned_data)
    elif act == "save":
        acts.change_goal(**said, saying=form.saying())
    else:
        raise acts.ChangedMeanwhile(goal)


def _tell(form: Form, fault: Exception) -> None:
    """Put what stands in the way beside the field that mends it. Raises `fault` if it is none of the goal's."""
    told: dict[type[Exception], tuple[str | None, str]] = {
        acts.NoSteps: ("step_1", _("Write one step at least, and %(n)d at most") % {"n": acts.MOST_STEPS}),
        acts.NoTitle: ("title", _("Write what the goal is")),
        acts.NotThatDay: ("target_on", _("Choose today or a later day, within ten years")),
        acts.TooManyGoals: (None, _("%(n)d goals are active: end one first") % {"n": acts.MOST_GOALS}),
        acts.SaysNothing: ("words", _("Write what the other reason is")),
        NotHereAnyMore: (None, not_here()),
    }
    if type(fault) not in told:
        raise fault
    form.add_error(*told[type(fault)])
