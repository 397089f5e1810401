"""Plans for leaving, for tests."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from passport.acts import planning as acts
from passport.models import Passport
from passport.plan import GoalWords, Plan, StepWords
from tests.cast import NOW, Cast
from tests.reports import his_passport

HOME = UUID(int=1)
RING = UUID(int=2)
WORK = UUID(int=3)


def a_plan(passport: Passport, by: User, at: datetime = NOW) -> Plan:
    """Two goals: a home with a step, and work. A second time it changes nothing."""
    put_goal(passport, by, HOME, GoalWords("Find a room", "ACCOMMODATION", "2027-04-26"), at=at)
    turn: dict[str, Any] = {"passport": passport, "by": by, "at": at}
    acts.write_step(**turn, goal_id=str(HOME), step_id=str(RING), words=StepWords("Ring the council", "PERSON"), seen=0)
    return put_goal(passport, by, WORK, GoalWords("Get a job in a kitchen"), at=at)


def put_goal(passport: Passport, by: User, goal: UUID, words: GoalWords, seen: int = 0, at: datetime = NOW) -> Plan:
    return acts.write_goal(passport=passport, goal_id=str(goal), words=words, seen=seen, by=by, at=at)


def his_plan(cast: Cast) -> dict[str, Any]:
    """For a row of the matrix: his address, with a plan under it."""
    passport = his_passport(cast)
    a_plan(passport, cast.practitioner, at=timezone.now())  # a page reads nothing that is dated ahead
    return {"prisoner_id": passport.prisoner_id}


def queries_of(client: Client, page: str) -> int:
    """How many queries a page costs."""
    with CaptureQueriesContext(connection) as asked:
        assert client.get(page).status_code == 200
    return len(asked)


def his_own_plan(cast: Cast) -> dict[str, Any]:
    """For a row of the cell: a goal on his plan."""
    his_plan(cast)
    return {"plan_goal_id": HOME}
