"""Writing a plan for leaving: every change is a new sealed version of PLAN, by the person or by who works with them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from accounts import access, audit
from accounts.access import Verb
from accounts.keys import signers_of
from accounts.models import Audience, RoleHeld, User
from accounts.seal import ReadingKey
from passport import plan as plans
from passport.models import Passport, PlanStanding, SectionVersion
from passport.plan import GoalWords, Plan, StepWords

from .handover import readers_of, renew_handovers
from .reading import READ
from .sections import hold, keys_of, open_version, write_section

SEC = "PLAN"
MOST_VERSIONS = 50  # a page of the plan's history


class ErasedPlan(Exception):
    """The keys of this record were destroyed: nothing can be read or written any more."""


def write_goal(
    *,
    passport: Passport,
    goal_id: str,
    words: GoalWords,
    seen: int,
    by: User,
    at: datetime,
    state: str = plans.GoalState.ACTIVE,
) -> Plan:
    """Write a goal, new (`seen` 0) or as it was seen. The same words a second time change nothing.

    goal_id  made with the form, so that a form sent twice makes one goal.
    Queries  about 30, more where agencies hold the passport; 10 when nothing changes.
    Raises   NotAllowed, plan.NoSuchGoal, plan.ChangedMeanwhile, plan.TooManyGoals.
    """
    return _change(
        passport, "write_goal", by, at, lambda plan: plans.put_goal(plan, goal_id, words, seen=seen, state=state)
    )


def move_goal(*, passport: Passport, goal_id: str, state: str, seen: int, by: User, at: datetime) -> Plan:
    """Say where a goal stands, or take that back. Queries and errors as `write_goal`; ValueError for no state."""
    return _change(passport, "move_goal", by, at, lambda plan: plans.move_goal(plan, goal_id, state, seen=seen))


def write_step(
    *, passport: Passport, goal_id: str, step_id: str, words: StepWords, seen: int, by: User, at: datetime
) -> Plan:
    """Write a step of a goal, as `write_goal` does. Raises plan.NoSuchStep and plan.TooManySteps too."""
    return _change(
        passport, "write_step", by, at, lambda plan: plans.put_step(plan, goal_id, step_id, words, seen=seen)
    )


def move_step(*, passport: Passport, goal_id: str, step_id: str, state: str, seen: int, by: User, at: datetime) -> Plan:
    """Say where a step stands. Queries and errors as `write_step`; ValueError for no state."""
    return _change(
        passport, "move_step", by, at, lambda plan: plans.move_step(plan, goal_id, step_id, state, seen=seen)
    )


def agree_plan(*, passport: Passport, yes: bool, words: str, shown: str, by: User, at: datetime) -> Plan:
    """Keep the person's own yes or no to the plan that was shown, with their words (0-1,000 characters).

    shown    the fingerprint of the plan on the page. Raises NotAllowed (only the person), plan.NotWhatWasShown.
    """
    access.require(by, Verb.OWN_PASSPORT, passport.prisoner)
    return _change(
        passport,
        "agree_plan" if yes else "disagree_with_plan",
        by,
        at,
        lambda plan: plans.agree(plan, yes=yes, words=words, at=at.isoformat(), shown=shown),
    )


def note_no_answer(*, passport: Passport, words: str, shown: str, by: User, at: datetime) -> Plan:
    """Write down that the person could not answer, and why. Raises NotAllowed (staff), plan.NotWhatWasShown."""
    access.require(by, Verb.WRITE_PLAN, passport.prisoner)
    return _change(
        passport,
        "note_no_answer",
        by,
        at,
        lambda plan: plans.agree(plan, yes=None, words=words, at=at.isoformat(), shown=shown),
    )


def sign_plan(*, passport: Passport, shown: str, by: User, at: datetime) -> Plan:
    """Stand by the plan as it was shown, for the prison. Raises NotAllowed (staff), plan.NotWhatWasShown."""
    access.require(by, Verb.WRITE_PLAN, passport.prisoner)
    role = RoleHeld.objects.filter(user=by).order_by("role").values_list("role", flat=True).first() or ""
    return _change(
        passport, "sign_plan", by, at, lambda plan: plans.sign(plan, by=role, at=at.isoformat(), shown=shown)
    )


@dataclass(frozen=True)
class Written:
    """One version of a plan, and what it changed. `ver` from 1; `at` when."""

    ver: int
    at: datetime
    plan: Plan
    differences: list[plans.Difference]


@transaction.atomic
def plan_of(*, passport: Passport, by: User, at: datetime) -> Plan:
    """The plan as it stands, for the person or who may read the passport, who is written down. Queries: about 11.

    Raises NotAllowed, ErasedPlan, Unreadable.
    """
    _read(passport, by, at)
    return _newest(passport, at)


@transaction.atomic
def history_of(*, passport: Passport, by: User, at: datetime, before: int | None = None) -> list[Written]:
    """The newest 50 versions, or those before one, newest first, each with what it changed. Queries: about 11.

    A version that was written before the oldest shown is opened too, to tell the differences.
    Raises NotAllowed, ErasedPlan, Unreadable.
    """
    _read(passport, by, at)
    rows = SectionVersion.objects.of(passport.pk).filter(sec=SEC).order_by("-ver").prefetch_related("wraps")
    if before is not None:
        rows = rows.filter(ver__lt=before)
    keys = keys_of(passport.pk)
    found = list(rows[: MOST_VERSIONS + 1])
    signers = {iss: signers_of(iss) for iss in {row.iss for row in found}}
    opened = [_open(row, keys, at, signers[row.iss]) for row in found]
    earlier = [*opened[1:], Plan()]
    return [
        Written(row.ver, row.sealed_at, plan, plans.differences(was, plan))
        for row, plan, was in zip(found[:MOST_VERSIONS], opened, earlier, strict=False)
    ]


def _read(passport: Passport, by: User, at: datetime) -> None:
    """Let who may read go on, and write down that it was read: the person sees that."""
    own = by.audience == Audience.PRISONER
    access.require(by, Verb.OWN_PASSPORT if own else Verb.READ_PASSPORT, passport.prisoner)
    audit.write(by=by, verb=READ, what="passport.Passport", whom=passport.pk, at=at, why="own" if own else "plan")


@transaction.atomic
def _change(passport: Passport, verb: str, by: User, at: datetime, change: Callable[[Plan], Plan]) -> Plan:
    """One locked turn from the newest version to the next. What changes nothing writes nothing."""
    own = by.audience == Audience.PRISONER
    access.require(by, Verb.OWN_PASSPORT if own else Verb.WRITE_PLAN, passport.prisoner)
    hold(passport)
    before = _newest(passport, at)
    after = change(before)
    if after == before:
        return before
    write_section(
        passport=passport,
        sec=SEC,
        data=plans.written(after, said_at=at.isoformat()),
        by=by,
        at=at,
        readers=readers_of(passport=passport, sec=SEC, on=localdate(at)),
    )
    renew_handovers(passport=passport, secs=[SEC], by=by, at=at)
    _stand(passport, after, own, at)
    audit.write(by=by, verb=verb, what="passport.Passport", whom=passport.pk, at=at)
    return after


def _newest(passport: Passport, at: datetime) -> Plan:
    row = SectionVersion.objects.of(passport.pk).filter(sec=SEC).order_by("-ver").prefetch_related("wraps").first()
    return _open(row, keys_of(passport.pk), at) if row else Plan()


def _open(row: SectionVersion, keys: Mapping[str, ReadingKey], at: datetime, signers: Any = None) -> Plan:
    if not row.core:
        raise ErasedPlan
    return plans.read(open_version(version=row, keys=keys, at=at, signers=signers).data)


def _stand(passport: Passport, plan: Plan, own: bool, at: datetime) -> None:
    open_goals = [goal for goal in plan.goals if goal.is_open]
    targets = [date.fromisoformat(goal.target_on) for goal in open_goals if goal.target_on]
    PlanStanding.objects.update_or_create(
        passport=passport,
        defaults={
            "agreement": plan.person.state,
            "agreement_is_current": plans.is_agreement_current(plan, plan.person),
            "signed_is_current": plans.is_agreement_current(plan, plan.staff),
            "goals_open": len(open_goals),
            "steps_open": sum(step.is_open for goal in open_goals for step in goal.steps),
            "next_target_on": min(targets, default=None),
            "changed_at": at,
            "changed_by_person": own,
        },
    )
