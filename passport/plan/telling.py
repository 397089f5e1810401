"""What changed from one version of a plan to the next, goal by goal."""

from collections.abc import Iterator
from dataclasses import dataclass

from .goals import Goal, Plan


@dataclass(frozen=True)
class Difference:
    """One change. `what` is a code: GOAL_ADDED, GOAL_WORDS, GOAL_DATE, GOAL_STATE, STEP_ADDED, STEP_WORDS,
    STEP_WHO, STEP_STATE, PERSON_SAID, STAFF_SIGNED. `before` and `after` are words, days or codes, as `what` says.
    """

    what: str
    goal: str = ""  # its title now
    before: str = ""
    after: str = ""
    step: str = ""  # its text now


def differences(before: Plan, after: Plan) -> list[Difference]:
    """What a reader of `after` should be told who knows `before`, in the plan's order."""
    found = [one for goal in after.goals for one in _of_goal(before.goal(goal.id), goal)]
    if after.person != before.person:
        found.append(Difference("PERSON_SAID", before=before.person.state, after=after.person.state))
    if after.staff != before.staff:
        found.append(Difference("STAFF_SIGNED", before=before.staff.state, after=after.staff.state))
    return found


def _of_goal(before: Goal | None, after: Goal) -> Iterator[Difference]:
    if before is None:
        yield Difference("GOAL_ADDED", after.title, after=after.title)
        before = Goal(after.id, after.title, after.pathway, after.target_on, after.state)
    for what, was, now in (
        ("GOAL_WORDS", before.title, after.title),
        ("GOAL_DATE", before.target_on, after.target_on),
        ("GOAL_STATE", before.state, after.state),
    ):
        if was != now:
            yield Difference(what, after.title, was, now)
    known = {step.id: step for step in before.steps}
    for step in after.steps:
        earlier = known.get(step.id)
        if earlier is None:
            yield Difference("STEP_ADDED", after.title, after=step.text, step=step.text)
            continue
        for what, was, now in (
            ("STEP_WORDS", earlier.text, step.text),
            ("STEP_WHO", earlier.who, step.who),
            ("STEP_STATE", earlier.state, step.state),
        ):
            if was != now:
                yield Difference(what, after.title, was, now, step.text)
