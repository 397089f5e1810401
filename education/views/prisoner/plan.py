"""A person's own plan: goals and steps, ticks, an own goal, what got in the way, and when the next review is."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import Verb
from accounts.models import Prisoner
from accounts.views.door import Request, door
from education.acts import goals as acts
from education.forms.own_plan import OVER, STEPS, InTheWay, OwnGoal
from education.forms.plain import Words
from education.models import Goal, PlanEvent, Review, Step

MOST = 60  # goals, those that are over among them
MOST_SAID = 20  # of what got in the way of one goal


@dataclass(frozen=True)
class Row:
    """One step of a goal."""

    step: Step

    @property
    def mark(self) -> str:
        return STEPS[self.step.state][0]

    @property
    def words(self) -> Words:
        return STEPS[self.step.state][1]


@never_cache
@door(Verb.STUDY)
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: Request) -> HttpResponse:
    """One's goals with their steps, and the next review; a step is ticked here. Queries: 8, and 12 to tick."""
    if request.method == "POST":
        return _tick(request)
    goals = list(Goal.objects.visible_to(request.reach).prefetch_related("steps").order_by("-pk")[:MOST])
    active = sorted((goal for goal in goals if goal.state == Goal.State.ACTIVE), key=lambda goal: goal.target_on)
    reviews = list(Review.objects.visible_to(request.reach).exclude(state=Review.State.DROPPED).order_by("-pk")[:2])
    context = {
        "goals": [(goal, [Row(step) for step in goal.steps.all()]) for goal in active],
        "over": [(goal, *OVER[goal.state]) for goal in goals if goal.state != Goal.State.ACTIVE],
        "own_words": [words for goal in active for words in goal.own_words],
        "has_plan": bool(goals),
        "review": next((one for one in reviews if one.state in ("DUE", "EXEMPT")), None),
        "last": next((one for one in reviews if one.state == Review.State.HELD), None),
        "today": timezone.localdate(),
    }
    return render(request, "education/prisoner/plan.html", context)


@never_cache
@door(Verb.STUDY)
@require_http_methods(["GET", "HEAD", "POST"])
def own_goal(request: Request) -> HttpResponse:
    """Write an own goal. Queries: 4, and 15-19 to write."""
    at = timezone.now()
    form = OwnGoal(request.POST or None)
    if form.is_valid():
        person = get_object_or_404(Prisoner.objects.visible_to(request.reach))
        try:
            acts.add_goal(prisoner=person, saying=form.saying(timezone.localdate(at)), by=request.user, at=at)
        except acts.TooManyGoals:
            form.add_error("title", _("You have many goals now. Do one of them first."))
        else:
            messages.success(request, _("Your goal is on your plan."))
            return redirect("education:plan")
    return render(request, "education/prisoner/own_goal.html", {"form": form})


@never_cache
@door(Verb.STUDY)
@require_http_methods(["GET", "HEAD", "POST"])
def in_the_way(request: Request, goal_id: int) -> HttpResponse:
    """Say what got in the way of a goal, and read what was said before. Queries: 6, and 9 to write."""
    goal = get_object_or_404(Goal.objects.visible_to(request.reach), pk=goal_id)
    form = InTheWay(request.POST or None)
    if form.is_valid():
        acts.say_in_the_way(goal=goal, words=form.cleaned_data["words"], by=request.user, at=timezone.now())
        messages.success(request, _("Your words are saved. Staff can read them."))
        return redirect("education:in_the_way", goal.pk)
    said = list(goal.events.filter(what=PlanEvent.What.IN_THE_WAY)[:MOST_SAID])
    context = {"goal": goal, "form": form, "said": said, "words": [one.words for one in said]}
    return render(request, "education/prisoner/in_the_way.html", context)


def _tick(request: Request) -> HttpResponse:
    """Tick a step, or take the tick back. What is none of one's own steps is told so."""
    number = request.POST.get("step", "")
    mine = Step.objects.filter(goal__in=Goal.objects.visible_to(request.reach)).select_related("goal")
    step = mine.filter(pk=int(number) if number.isdecimal() and len(number) < 18 else 0).first()
    if step is None:
        messages.info(request, _("That step is not on your plan now."))
        return redirect("education:plan")
    done = request.POST.get("done") == "yes"
    try:
        acts.tick_step(step=step, done=done, by=request.user, at=timezone.now())
    except acts.NotActive:
        messages.info(request, _("That goal is over now."))
    else:
        messages.success(request, _("Well done. Your step is done.") if done else _("It is not done yet."))
    return redirect("education:plan")
