"""Changes of a plan, each a pure step from one plan to the next. Who changes a thing says which state of it was seen.

Two people at once: changes of different goals and steps never meet. Of the same one, the second is told what it says
now (`ChangedMeanwhile`), keeps the own words on the page and decides.
"""

from dataclasses import replace

from .goals import Agreement, Goal, GoalState, GoalWords, Plan, Said, Step, StepState, StepWords

MOST_GOALS = 40  # that are open
MOST_EVER = 80  # those that were reached or removed among them: a plan is sealed whole, and fits
MOST_STEPS = 15


class NoSuchGoal(LookupError):
    """The plan has no such goal."""


class NoSuchStep(LookupError):
    """The goal has no such step."""


class TooManyGoals(ValueError):
    """A plan holds at most forty open goals, and eighty in all."""


class TooManySteps(ValueError):
    """A goal holds at most fifteen steps."""


class ChangedMeanwhile(Exception):
    """Somebody changed it after it was shown. `now` is the Goal or Step as it stands."""

    def __init__(self, now: Goal | Step) -> None:
        super().__init__("changed meanwhile")
        self.now = now


class NotWhatWasShown(Exception):
    """The plan changed after it was shown: who agrees must have seen what is agreed to."""


def put_goal(plan: Plan, goal_id: str, words: GoalWords, *, seen: int, state: str = GoalState.ACTIVE) -> Plan:
    """Write a goal: a new one with `seen` 0, else the one that was seen at that `rev`. The same words change nothing.

    Raises NoSuchGoal, ChangedMeanwhile, TooManyGoals.
    """
    there = plan.goal(goal_id)
    if there is None:
        if seen:
            raise NoSuchGoal
        if len(plan.goals) >= MOST_EVER:
            raise TooManyGoals
        _room(plan)
        return plan.with_goal(Goal(goal_id, words.title, words.pathway, words.target_on, GoalState(state)))
    if there.words == words:
        return plan
    if there.rev != seen:
        raise ChangedMeanwhile(there)
    changed = replace(there, title=words.title, pathway=words.pathway, target_on=words.target_on, rev=there.rev + 1)
    return plan.with_goal(changed)


def move_goal(plan: Plan, goal_id: str, state: str, *, seen: int) -> Plan:
    """Say where a goal stands; taking back is moving again. Raises NoSuchGoal, ChangedMeanwhile, TooManyGoals."""
    there, state = _goal(plan, goal_id), GoalState(state)
    if there.state == state:
        return plan
    if there.rev != seen:
        raise ChangedMeanwhile(there)
    moved = replace(there, state=state, rev=there.rev + 1)
    if moved.is_open and not there.is_open:
        _room(plan)
    return plan.with_goal(moved)


def put_step(plan: Plan, goal_id: str, step_id: str, words: StepWords, *, seen: int) -> Plan:
    """Write a step of a goal, as `put_goal` does. Raises NoSuchGoal, NoSuchStep, ChangedMeanwhile, TooManySteps."""
    goal = _goal(plan, goal_id)
    there = next((step for step in goal.steps if step.id == step_id), None)
    if there is None:
        if seen:
            raise NoSuchStep
        if len(goal.steps) >= MOST_STEPS:
            raise TooManySteps
        return plan.with_goal(replace(goal, steps=(*goal.steps, Step(step_id, words.text, words.who))))
    if there.words == words:
        return plan
    if there.rev != seen:
        raise ChangedMeanwhile(there)
    return _with_step(plan, goal, replace(there, text=words.text, who=words.who, rev=there.rev + 1))


def move_step(plan: Plan, goal_id: str, step_id: str, state: str, *, seen: int) -> Plan:
    """Say where a step stands. Raises NoSuchGoal, NoSuchStep, ChangedMeanwhile."""
    goal, state = _goal(plan, goal_id), StepState(state)
    there = next((step for step in goal.steps if step.id == step_id), None)
    if there is None:
        raise NoSuchStep
    if there.state == state:
        return plan
    if there.rev != seen:
        raise ChangedMeanwhile(there)
    return _with_step(plan, goal, replace(there, state=state, rev=there.rev + 1))


def agree(plan: Plan, *, yes: bool | None, words: str, at: str, shown: str) -> Plan:
    """Keep the person's word on the plan as it was shown: yes, no, or None for who could not answer.

    shown    the fingerprint of the plan on the page. at: ISO moment.
    Raises   NotWhatWasShown.
    """
    if plan.fingerprint != shown:
        raise NotWhatWasShown
    again = plan.person.state not in {Agreement.DRAFT, Agreement.COULD_NOT_ANSWER}
    if yes is None:
        state = Agreement.COULD_NOT_ANSWER
    elif yes:
        state = Agreement.UPDATED_AGREED if again else Agreement.AGREED
    else:
        state = Agreement.UPDATED_DO_NOT_AGREE if again else Agreement.DO_NOT_AGREE
    return replace(plan, person=Said(state, words, at, shown))


def sign(plan: Plan, *, by: str, at: str, shown: str) -> Plan:
    """Keep that staff stand by the plan as it was shown. by: a role's code. Raises NotWhatWasShown."""
    if plan.fingerprint != shown:
        raise NotWhatWasShown
    return replace(plan, staff=Said(Agreement.AGREED, "", at, shown, by))


def _goal(plan: Plan, goal_id: str) -> Goal:
    found = plan.goal(goal_id)
    if found is None:
        raise NoSuchGoal
    return found


def _room(plan: Plan) -> None:
    if sum(goal.is_open for goal in plan.goals) >= MOST_GOALS:
        raise TooManyGoals


def _with_step(plan: Plan, goal: Goal, changed: Step) -> Plan:
    steps = tuple(changed if step.id == changed.id else step for step in goal.steps)
    return plan.with_goal(replace(goal, steps=steps))
