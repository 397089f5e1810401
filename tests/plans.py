"""Learning plans, for tests."""

from datetime import date, timedelta
from typing import Any

from accounts.models import Prisoner, User
from education.acts.goals import Saying, StepSaying, add_goal, say_in_the_way, tick_step
from education.acts.helping import add_need, assess
from education.models import AdditionalNeed, Goal
from tests.cast import NOW, Cast

TARGET = NOW.date() + timedelta(days=60)


def saying(*steps: str, title: str = "Read a book", on: date = TARGET) -> Saying:
    return Saying(title, on, [StepSaying(step) for step in steps or ("Join the library",)])


def a_goal(person: Prisoner, by: User, *steps: str, **more: Any) -> Goal:
    return add_goal(prisoner=person, saying=saying(*steps, **more), by=by, at=NOW)


def a_need(person: Prisoner, by: User, **more: Any) -> AdditionalNeed:
    said = {"area": "READING", "strategies": "Large print helps.", "told": False}
    return add_need(prisoner=person, by=by, at=NOW, **said | more)


def plan_to_show(cast: Cast) -> Goal:
    """What the pages show when there is something to show. Returns the goal."""
    him = cast.prisoner.prisoner
    him.user = cast.prisoner
    goal = a_goal(him, cast.tutor, "Join the library", "Read for ten minutes a day", "Say what it was about")
    a_goal(him, cast.prisoner, "Ask the gym staff", title="Be a gym helper")
    tick_step(step=goal.steps.first(), done=True, by=cast.prisoner, at=NOW)  # type: ignore[arg-type]
    say_in_the_way(goal=goal, words="The library was shut.", by=cast.prisoner, at=NOW)
    a_need(him, cast.tutor)
    a_need(him, cast.prisoner, area="MEMORY", strategies="Say it twice.")
    assess(prisoner=him, subject="ENGLISH", level="ENTRY_3", on=NOW.date(), by=cast.tutor, at=NOW)
    return goal


def shown_goal() -> int:
    """Which of them stands for an address of the cell."""
    found = Goal.objects.filter(is_own=False).order_by("pk").first()
    return found.pk if found else 0
