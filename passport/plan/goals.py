"""What a plan holds, and how it is written in a section. The codes are those of the service's sentence plan."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from enum import StrEnum
from typing import Any


class GoalState(StrEnum):
    ACTIVE = "ACTIVE"
    FUTURE = "FUTURE"
    ACHIEVED = "ACHIEVED"
    REMOVED = "REMOVED"


class StepState(StrEnum):
    NOT_STARTED = "NOT_STARTED"
    IN_PROGRESS = "IN_PROGRESS"
    COMPLETED = "COMPLETED"
    CANNOT_BE_DONE_YET = "CANNOT_BE_DONE_YET"
    NO_LONGER_NEEDED = "NO_LONGER_NEEDED"


class Who(StrEnum):
    """Who does a step."""

    PERSON = "PERSON"
    PRISON = "PRISON"
    PROBATION = "PROBATION"
    OTHER = "OTHER"


class Agreement(StrEnum):
    DRAFT = "DRAFT"  # the person has not been asked, or not answered yet
    AGREED = "AGREED"
    DO_NOT_AGREE = "DO_NOT_AGREE"
    COULD_NOT_ANSWER = "COULD_NOT_ANSWER"
    UPDATED_AGREED = "UPDATED_AGREED"
    UPDATED_DO_NOT_AGREE = "UPDATED_DO_NOT_AGREE"


@dataclass(frozen=True)
class StepWords:
    """What somebody writes of a step: 1 to 200 characters, and who does it."""

    text: str
    who: str


@dataclass(frozen=True)
class GoalWords:
    """What somebody writes of a goal: 1 to 200 characters, a pathway or "", and the ISO day to reach it by or ""."""

    title: str
    pathway: str = ""
    target_on: str = ""


@dataclass(frozen=True)
class Step:
    """`rev` is one more with each change: who changes a step says which one was seen."""

    id: str
    text: str
    who: str = Who.PERSON
    state: str = StepState.NOT_STARTED
    rev: int = 1

    @property
    def words(self) -> StepWords:
        return StepWords(self.text, self.who)

    @property
    def is_open(self) -> bool:
        return self.state not in {StepState.COMPLETED, StepState.NO_LONGER_NEEDED}


@dataclass(frozen=True)
class Goal:
    """`rev` counts changes of the goal's own words and state, not of its steps."""

    id: str
    title: str
    pathway: str = ""
    target_on: str = ""
    state: str = GoalState.ACTIVE
    rev: int = 1
    steps: tuple[Step, ...] = ()

    @property
    def words(self) -> GoalWords:
        return GoalWords(self.title, self.pathway, self.target_on)

    @property
    def is_open(self) -> bool:
        return self.state in {GoalState.ACTIVE, GoalState.FUTURE}


@dataclass(frozen=True)
class Said:
    """What one side said last. `of` is the fingerprint of the goals it was said of; `by` a role's code, or ""."""

    state: str = Agreement.DRAFT
    words: str = ""
    at: str = ""
    of: str = ""
    by: str = ""


@dataclass(frozen=True)
class Plan:
    goals: tuple[Goal, ...] = ()
    person: Said = field(default_factory=Said)
    staff: Said = field(default_factory=Said)  # AGREED when staff have signed

    @property
    def fingerprint(self) -> str:
        """SHA-256 of all goals and steps as they stand, hex: what a signature is under."""
        told = json.dumps([asdict(goal) for goal in self.goals], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(told.encode()).hexdigest()

    def goal(self, goal_id: str) -> Goal | None:
        return next((goal for goal in self.goals if goal.id == goal_id), None)

    def with_goal(self, changed: Goal) -> "Plan":
        """This plan with one goal in the place of its namesake, or added at the end."""
        if self.goal(changed.id) is None:
            return replace(self, goals=(*self.goals, changed))
        return replace(self, goals=tuple(changed if goal.id == changed.id else goal for goal in self.goals))


def is_agreement_current(plan: Plan, said: Said) -> bool:
    """Whether something was said of the goals as they stand now, and not of an earlier plan."""
    return said.state != Agreement.DRAFT and said.of == plan.fingerprint


def written(plan: Plan, *, said_at: str) -> dict[str, Any]:
    """The plan as section data: {"kind": "plan", "goals", "person", "staff", "said_at"}."""
    told: dict[str, Any] = json.loads(json.dumps(asdict(plan)))  # lists and plain words, as JSON gives them back
    return {"kind": "plan", **told, "said_at": said_at}


def read(data: Mapping[str, Any]) -> Plan:
    """The plan that `written` wrote; members that a later version added are left out."""
    goals = tuple(
        Goal(**{**_known(Goal, goal), "steps": tuple(Step(**_known(Step, step)) for step in goal.get("steps", []))})
        for goal in data.get("goals", [])
    )
    return Plan(goals, Said(**_known(Said, data.get("person", {}))), Said(**_known(Said, data.get("staff", {}))))


def _known(kind: Any, row: Mapping[str, Any]) -> dict[str, Any]:
    return {each.name: row[each.name] for each in fields(kind) if each.name in row}
