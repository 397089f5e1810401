"""The plan for leaving, as data: goals, their steps, and what both sides said of them. No database, no clock.

A plan is one section (PLAN) and every change of it is a new version, so that nothing that was agreed is ever lost.
"""

from .changes import (
    MOST_GOALS,
    MOST_STEPS,
    ChangedMeanwhile,
    NoSuchGoal,
    NoSuchStep,
    NotWhatWasShown,
    TooManyGoals,
    TooManySteps,
    agree,
    move_goal,
    move_step,
    put_goal,
    put_step,
    sign,
)
from .goals import (
    Agreement,
    Goal,
    GoalState,
    GoalWords,
    Plan,
    Said,
    Step,
    StepState,
    StepWords,
    Who,
    is_agreement_current,
    read,
    written,
)
from .telling import Difference, differences

__all__ = [
    "MOST_GOALS",
    "MOST_STEPS",
    "Agreement",
    "ChangedMeanwhile",
    "Difference",
    "Goal",
    "GoalState",
    "GoalWords",
    "NoSuchGoal",
    "NoSuchStep",
    "NotWhatWasShown",
    "Plan",
    "Said",
    "Step",
    "StepState",
    "StepWords",
    "TooManyGoals",
    "TooManySteps",
    "Who",
    "agree",
    "differences",
    "is_agreement_current",
    "move_goal",
    "move_step",
    "put_goal",
    "put_step",
    "read",
    "sign",
    "written",
]
