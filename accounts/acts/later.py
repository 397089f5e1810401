"""Work for after the request: a row written with the act, run once, by a Celery worker or by the courier.

The row is the work; a broker only says "now". Losing it loses nothing: `drain` finds every row that is due.
"""

import traceback
from collections.abc import Callable
from datetime import datetime, timedelta
from types import TracebackType
from typing import Any
from uuid import UUID

import structlog
from celery import current_app
from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from accounts.models import TaskRow

log = structlog.get_logger("throughgate.tasks")
Task = Callable[..., object]
TASKS: dict[str, Task] = {}

MOST_TRIES = 8
LEASE = timedelta(minutes=10)  # after this a claimed row is taken to be somebody's who died
FIRST_DELAY = timedelta(seconds=30)  # doubled with every try: the last is an hour after the one before


class UnknownTask(LookupError):
    """No task of this name was registered; its module `tasks` was not loaded."""


def task(name: str) -> Callable[[Task], Task]:
    """Register a task in an app's `tasks` module. It is called with the row's arguments and `at`, in a transaction.

    Its writes and the row's end are committed together, so that they happen once however often it is tried.
    """

    def register(run: Task) -> Task:
        TASKS[name] = run
        return run

    return register


def later(*, name: str, arguments: dict[str, Any], due_at: datetime) -> TaskRow:
    """Write a task in the act's transaction; with a broker, tell a worker once that is committed.

    arguments  JSON: opaque ids, never names or words of a person. Queries: 1. Raises UnknownTask.
    """
    if name not in TASKS:
        raise UnknownTask(name)
    row = TaskRow.objects.create(name=name, arguments=arguments, due_at=due_at)
    if settings.CELERY_BROKER_URL and due_at <= timezone.now():
        transaction.on_commit(lambda: _tell_a_worker(row.pk), robust=True)  # a broker that is away fails nothing
    return row


def _tell_a_worker(pk: UUID) -> None:
    current_app.send_task("accounts.run_task", [str(pk)], retry=False, ignore_result=True)


def drain(*, at: datetime, limit: int = 100) -> int:
    """Run tasks that are due, the longest waiting first, up to `limit`. Returns how many were run, well or not.

    Queries: 1 + 3 a task and its own.
    """
    ready = TaskRow.objects.filter(_claimable(at)).order_by("due_at")[:limit]
    return sum(run_row(pk=pk, at=at) for pk in list(ready.values_list("pk", flat=True)))


def run_row(*, pk: UUID | str, at: datetime) -> bool:
    """Run one task, if nobody else has claimed it. Returns whether it was ours. Queries: 3 and the task's own.

    A task that fails is tried again later; after the last try it is FAILED, with the error's class and no words.
    """
    claimed = TaskRow.objects.filter(_claimable(at), pk=pk).update(
        state=TaskRow.State.RUNNING, claimed_at=at, attempts=models.F("attempts") + 1
    )
    if not claimed:
        return False
    row = TaskRow.objects.get(pk=pk)
    mine = TaskRow.objects.filter(pk=pk, state=TaskRow.State.RUNNING, attempts=row.attempts)
    with _Caught() as caught, transaction.atomic():
        if row.name not in TASKS:
            raise UnknownTask(row.name)
        TASKS[row.name](at=at, **row.arguments)
        if not mine.update(state=TaskRow.State.DONE, ended_at=at, fault=""):
            raise _TakenOver
    if caught.fault and caught.fault != "_TakenOver":
        is_last = row.attempts >= MOST_TRIES
        mine.update(
            state=TaskRow.State.FAILED if is_last else TaskRow.State.WAITING,
            due_at=at + FIRST_DELAY * 2 ** (row.attempts - 1),
            ended_at=at if is_last else None,
            fault=caught.fault[:120],
        )
        log.warning("task_failed", task=row.name, row=str(pk), fault=caught.fault, where=caught.where, last=is_last)
    return True


def _claimable(at: datetime) -> models.Q:
    waiting = models.Q(state=TaskRow.State.WAITING, due_at__lte=at)
    abandoned = models.Q(state=TaskRow.State.RUNNING, claimed_at__lt=at - LEASE)
    return waiting | abandoned


class _TakenOver(RuntimeError):
    """The task ran longer than its lease and somebody else has it: what it wrote is rolled back."""


class _Caught:
    """Holds what a task raised. Any error may come out of one, and the next must run all the same."""

    fault = ""
    where = ""

    def __enter__(self) -> "_Caught":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> bool:
        if kind is None or not issubclass(kind, Exception):
            return False
        self.fault = kind.__name__
        last = traceback.extract_tb(at)[-1]  # file and line, never the error's words: they may hold a person's data
        self.where = f"{last.name}:{last.lineno}"
        return True
