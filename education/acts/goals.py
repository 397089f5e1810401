"""Goals of a learning plan and their steps. Whatever is changed, what was there before is kept in its history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.access import NotAllowed, Verb
from accounts.models import Audience, Prisoner, User
from education.models import Goal, LearningPlan, PlanEvent, Step

from .helping import may_write
from .reviewing import begin

MOST_GOALS = 20  # active at once
MOST_STEPS = 10
LONGEST = 200  # characters of a title
LONGEST_WORDS = 500
FARTHEST = timedelta(days=3660)
What = PlanEvent.What


class TooManyGoals(ValueError):
    """MOST_GOALS are active: one is completed or archived first."""


class NoTitle(ValueError):
    """A goal and each of its steps has words, at most LONGEST characters."""


class NoSteps(ValueError):
    """A goal has one step at least, and MOST_STEPS at most."""


class NotThatDay(ValueError):
    """A goal is for today or later, and within ten years."""


class ChangedMeanwhile(ValueError):
    """Somebody else has changed the goal since it was shown. `goal` is as it stands now; `by` who, None if unknown."""

    def __init__(self, goal: Goal) -> None:
        super().__init__("changed meanwhile")
        self.goal = goal
        last = goal.events.select_related("by").first()
        self.by = last.by if last else None


class NotActive(ChangedMeanwhile):
    """The goal is completed or archived: it is made active again first."""


class SaysNothing(ValueError):
    """No words, or more than LONGEST_WORDS characters."""


@dataclass(frozen=True)
class StepSaying:
    """A step as it is to be; `pk` None for a new one."""

    title: str
    state: str = Step.State.NOT_STARTED
    pk: int | None = None


@dataclass(frozen=True)
class Saying:
    """A goal as it is to be. Steps stand in order; one that is left out is taken off (its history keeps it)."""

    title: str
    target_on: date
    steps: Sequence[StepSaying]


@transaction.atomic
def add_goal(*, prisoner: Prisoner, saying: Saying, by: User, at: datetime) -> Goal:
    """Write a goal down; the first begins the plan and its first review. A person in the cell writes their own.

    Queries: 14, and 4 for the first. Raises NotAllowed, NotHereAnyMore, NoTitle, NoSteps, NotThatDay, TooManyGoals.
    """
    may_write(prisoner, by)
    _check(saying, timezone.localdate(at), None)
    held = Prisoner.objects.select_for_update(no_key=True).get(pk=prisoner.pk)
    plan = LearningPlan.objects.filter(prisoner=held).first() or begin(held, by, at)
    if plan.goals.filter(state=Goal.State.ACTIVE).count() >= MOST_GOALS:
        raise TooManyGoals
    goal = Goal.objects.create(
        plan=plan,
        title=saying.title.strip(),
        target_on=saying.target_on,
        is_own=by.audience == Audience.PRISONER,
        made_at=at,
        made_by=by,
    )
    _set_steps(goal, saying.steps)
    _note(goal, What.GOAL_ADDED, by, at)
    return goal


@transaction.atomic
def change_goal(*, goal: Goal, saying: Saying, revision: int, by: User, at: datetime) -> Goal:
    """Put a goal and its steps as staff say. Queries: 12 and one a step.

    revision   as it was shown. Raises NotAllowed, NotHereAnyMore, ChangedMeanwhile, NotActive, NoTitle, NoSteps,
               NotThatDay.
    """
    held = _hold(goal, by, revision)
    if held.state != Goal.State.ACTIVE:
        raise NotActive(held)
    _check(saying, timezone.localdate(at), held.target_on)
    before = as_it_was(held)
    held.title, held.target_on = saying.title.strip(), saying.target_on
    _set_steps(held, saying.steps)
    if as_it_was(held) != before:
        _save(held, "title", "target_on")
        _note(held, What.GOAL_CHANGED, by, at, before=before)
    return held


@transaction.atomic
def complete_goal(*, goal: Goal, revision: int, by: User, at: datetime) -> Goal:
    """It is reached. Queries: 9. Raises NotAllowed, NotHereAnyMore, ChangedMeanwhile, NotActive."""
    return _end(_hold(goal, by, revision), Goal.State.COMPLETED, "", "", by, at)


@transaction.atomic
def archive_goal(*, goal: Goal, why: str, words: str, revision: int, by: User, at: datetime) -> Goal:
    """It is given up, for a reason; `words` say more, "" for none, and are needed for another reason.

    Queries: 9. Raises NotAllowed, NotHereAnyMore, ChangedMeanwhile, NotActive, SaysNothing.
    """
    if len(words) > LONGEST_WORDS or (why == Goal.Archived.OTHER and not words.strip()):
        raise SaysNothing
    return _end(_hold(goal, by, revision), Goal.State.ARCHIVED, why, words.strip(), by, at)


@transaction.atomic
def reopen_goal(*, goal: Goal, revision: int, by: User, at: datetime) -> Goal:
    """Make a goal active again that was completed or archived.

    Queries: 9. Raises NotAllowed, NotHereAnyMore, ChangedMeanwhile, TooManyGoals.
    """
    held = _hold(goal, by, revision)
    if held.state == Goal.State.ACTIVE:
        raise ChangedMeanwhile(held)
    if held.plan.goals.filter(state=Goal.State.ACTIVE).count() >= MOST_GOALS:
        raise TooManyGoals
    before = as_it_was(held)
    held.state, held.archived_why, held.ended_at = Goal.State.ACTIVE, "", None
    _save(held, "state", "archived_why", "ended_at")
    _note(held, What.GOAL_REOPENED, by, at, before=before)
    return held


@transaction.atomic
def tick_step(*, step: Step, done: bool, by: User, at: datetime) -> None:
    """The person says that a step is done, or takes that back. Again the same changes nothing.

    Queries: 9. Raises NotAllowed, NotHereAnyMore, NotActive.
    """
    held = _hold(step.goal, by, None)
    if held.state != Goal.State.ACTIVE:
        raise NotActive(held)
    state = Step.State.COMPLETE if done else Step.State.ACTIVE
    changed = held.steps.filter(pk=step.pk)
    changed = changed.exclude(state=state) if done else changed.filter(state=Step.State.COMPLETE)
    before = as_it_was(held)
    if changed.update(state=state):
        _save(held)
        _note(held, What.STEP_TICKED if done else What.STEP_UNTICKED, by, at, words=step.title, before=before)


@transaction.atomic
def say_in_the_way(*, goal: Goal, words: str, by: User, at: datetime) -> None:
    """The person says what got in the way of a goal. Queries: 7. Raises NotAllowed, NotHereAnyMore, SaysNothing."""
    if not words.strip() or len(words) > LONGEST_WORDS:
        raise SaysNothing
    held = _hold(goal, by, None)
    _note(held, What.IN_THE_WAY, by, at, words=words.strip())


def as_it_was(goal: Goal) -> dict[str, Any]:
    """A goal with its steps, as JSON, for the history. Queries: 1."""
    steps = [[step.title, step.state] for step in goal.steps.all()]
    return {"title": goal.title, "target_on": goal.target_on.isoformat(), "state": goal.state, "steps": steps}


def _hold(goal: Goal, by: User, revision: int | None) -> Goal:
    """The goal as it is now, locked. Queries: 3. A person in the cell only gives no revision (ticks and words)."""
    held = Goal.objects.select_for_update(of=("self",)).select_related("plan__prisoner").get(pk=goal.pk)
    may_write(held.plan.prisoner, by)
    if revision is not None and by.audience == Audience.PRISONER:
        raise NotAllowed(Verb.PLAN_LEARNING.value)
    if revision is not None and held.revision != revision:
        raise ChangedMeanwhile(held)
    return held


def _check(saying: Saying, today: date, target_was: date | None) -> None:
    titles = [saying.title, *(step.title for step in saying.steps)]
    if not 1 <= len(saying.steps) <= MOST_STEPS:
        raise NoSteps
    if not all(title.strip() and len(title) <= LONGEST for title in titles):
        raise NoTitle
    if saying.target_on != target_was and not today <= saying.target_on <= today + FARTHEST:
        raise NotThatDay


def _set_steps(goal: Goal, said: Sequence[StepSaying]) -> None:
    """Put the steps as said. A `pk` that is not of this goal makes a new step."""
    there = {step.pk: step for step in goal.steps.all()}
    for position, one in enumerate(said, start=1):
        step = there.pop(one.pk, None) if one.pk is not None else None
        step = step or Step(goal=goal)
        step.title, step.state, step.position = one.title.strip(), one.state, position
        step.save()
    goal.steps.filter(pk__in=there).delete()


def _end(held: Goal, state: str, why: str, words: str, by: User, at: datetime) -> Goal:
    if held.state != Goal.State.ACTIVE:
        raise NotActive(held)
    before = as_it_was(held)
    held.state, held.archived_why, held.ended_at = state, why, at
    _save(held, "state", "archived_why", "ended_at")
    what = What.GOAL_COMPLETED if state == Goal.State.COMPLETED else What.GOAL_ARCHIVED
    _note(held, what, by, at, words=words, before=before)
    return held


def _save(goal: Goal, *fields: str) -> None:
    goal.revision += 1
    goal.save(update_fields=[*fields, "revision"])


def _note(goal: Goal, what: str, by: User, at: datetime, words: str = "", before: dict[str, Any] | None = None) -> None:
    PlanEvent.objects.create(plan_id=goal.plan_id, goal=goal, at=at, by=by, what=what, words=words, before=before or {})
    audit.write(by=by, verb=what.lower(), what="education.Goal", whom=goal.pk, at=at)
