"""What a page about a plan posts, for both sides: which act it asks for, and what stands in its way."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.forms import Form
from django.http import QueryDict
from django.utils import timezone

from accounts.models import User
from passport import plan as plans
from passport.acts import planning as acts
from passport.models import Passport
from passport.plan import ChangedMeanwhile, Goal, Step


@dataclass
class Turn:
    """One POST of a goal's page, and its forms as they are shown again.

    now      the goal or step as it stands, when somebody else changed it meanwhile: nothing was saved.
    full     the plan or the goal has no more room. gone: what was asked about is not there.
    """

    passport: Passport
    goal_id: str
    by: User
    data: QueryDict
    goal_form: Callable[..., Any]
    step_form: Callable[..., Any]
    now: Goal | Step | None = None
    full: bool = False
    gone: bool = False
    forms: dict[str, Form] = field(default_factory=dict)

    def take(self, there: Goal | None) -> bool:
        """Make the act that was asked for, of the goal as the page shows it.

        Returns  True when it is made; else the reason stands here or in a form.
        """
        made = {"goal": self._goal, "state": self._state, "step": self._step, "step_state": self._step_state}
        try:
            return made.get(self.data.get("act", ""), self._nothing)(there)
        except ChangedMeanwhile as meanwhile:
            self.now = meanwhile.now
        except (plans.TooManyGoals, plans.TooManySteps):
            self.full = True
        except (plans.NoSuchGoal, plans.NoSuchStep, ValueError):
            self.gone = True
        return False

    @property
    def _said(self) -> dict[str, Any]:
        seen = self.data.get("seen", "")
        return {
            "passport": self.passport,
            "goal_id": self.goal_id,
            "seen": int(seen) if seen.isdecimal() and len(seen) < 9 else -1,  # who sends none has seen nothing
            "by": self.by,
            "at": timezone.now(),
        }

    def _goal(self, there: Goal | None) -> bool:
        form = self.forms["goal"] = self.goal_form(self.data, words=there.words if there else None)
        if not form.is_valid():
            return False
        acts.write_goal(**self._said, words=form.words(timezone.localdate()))
        return True

    def _state(self, there: Goal | None) -> bool:
        acts.move_goal(**self._said, state=self.data.get("state", ""))
        return True

    def _step(self, there: Goal | None) -> bool:
        step_id = str(UUID(self.data.get("step", "")))
        form = self.forms[step_id] = self.step_form(self.data, auto_id=f"id_{step_id}_%s")
        if not form.is_valid():
            return False
        acts.write_step(**self._said, step_id=step_id, words=form.step())
        return True

    def _step_state(self, there: Goal | None) -> bool:
        acts.move_step(**self._said, step_id=self.data.get("step", ""), state=self.data.get("state", ""))
        return True

    def _nothing(self, there: Goal | None) -> bool:
        raise plans.NoSuchGoal


def new_id(given: str) -> str:
    """The id that a form of something new carried, or a new one for a new form or an id that is none."""
    try:
        return str(UUID(given))
    except ValueError:
        return str(uuid4())


@dataclass(frozen=True)
class StepRow:
    """One step on a goal's page: what it says, its form, and the `seen` that the form carries."""

    id: str
    step: Step | None
    form: Form
    seen: int
    is_open: bool  # the form is shown, not folded


def step_rows(turn: Turn | None, goal: Goal, step_form: Callable[..., Any]) -> list[StepRow]:
    """The steps with their forms, and an empty one for a new step, last. Words that were not saved stay in the form."""
    posted = turn.forms if turn else {}
    rows = []
    for step in goal.steps:
        form = posted.get(step.id)
        unsaved = form is not None
        shown = form or step_form(words=step.words, auto_id=f"id_{step.id}_%s")
        rows.append(StepRow(step.id, step, shown, step.rev, unsaved))
    known = {row.id for row in rows}
    new = next((one for one in posted if one not in known and one != "goal"), None)
    new_id = new or str(uuid4())
    form = posted[new] if new else step_form(auto_id=f"id_{new_id}_%s")
    return [*rows, StepRow(new_id, None, form, 0, new is not None)]
