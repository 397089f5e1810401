"""Tasks as rows: run once, tried again, never lost with a broker."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from accounts.acts import later
from accounts.acts.sign_in import forget_old_sessions
from accounts.models import Prison, TaskRow
from tests.cast import NOW, PrisonFactory

pytestmark = pytest.mark.django_db
State = TaskRow.State


@pytest.fixture(autouse=True)
def tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(later, "TASKS", {"open": open_prison, "fail": fail})


def open_prison(*, at, code: str) -> None:
    Prison.objects.create(code=code, name=f"opened at {at:%H:%M}")


def fail(*, at) -> None:
    PrisonFactory(code="XXX")
    raise RuntimeError("a person's words")


def test_a_task_is_run_when_it_is_due_and_once() -> None:
    row = later.later(name="open", arguments={"code": "AAA"}, due_at=NOW)
    assert later.drain(at=NOW - timedelta(seconds=1)) == 0
    assert later.drain(at=NOW) == 1
    assert later.drain(at=NOW) == 0
    assert later.run_row(pk=row.pk, at=NOW) is False
    row.refresh_from_db()
    assert (row.state, row.attempts, row.ended_at) == (State.DONE, 1, NOW)
    assert Prison.objects.get().name == "opened at 09:30"


def test_a_task_goes_with_its_act() -> None:
    with transaction.atomic():
        later.later(name="open", arguments={"code": "AAA"}, due_at=NOW)
        transaction.set_rollback(True)
    assert later.drain(at=NOW) == 0


def test_a_task_that_fails_leaves_nothing_is_tried_again_and_given_up(caplog: pytest.LogCaptureFixture) -> None:
    row = later.later(name="fail", arguments={}, due_at=NOW)
    at, waits = NOW, []
    for _ in range(later.MOST_TRIES):
        assert later.drain(at=at) == 1
        row.refresh_from_db()
        waits.append(row.due_at - at)
        at = row.due_at
    assert waits == sorted(waits)
    assert waits[0] == later.FIRST_DELAY
    assert (row.state, row.attempts, row.fault) == (State.FAILED, later.MOST_TRIES, "RuntimeError")
    assert later.drain(at=at + timedelta(days=1)) == 0
    assert not Prison.objects.filter(pk="XXX").exists()
    assert "a person's words" not in caplog.text


def test_one_bad_task_holds_up_no_other() -> None:
    later.later(name="fail", arguments={}, due_at=NOW)
    later.later(name="open", arguments={"code": "AAA"}, due_at=NOW)
    later.later(name="open", arguments={"wrong": 1}, due_at=NOW)
    assert later.drain(at=NOW) == 3
    assert TaskRow.objects.filter(state=State.DONE).count() == 1
    assert set(TaskRow.objects.values_list("fault", flat=True)) == {"RuntimeError", "", "TypeError"}


def test_a_row_whose_worker_died_is_taken_over_after_its_lease() -> None:
    row = later.later(name="open", arguments={"code": "AAA"}, due_at=NOW)
    TaskRow.objects.update(state=State.RUNNING, claimed_at=NOW, attempts=1)
    assert later.drain(at=NOW + later.LEASE) == 0
    assert later.drain(at=NOW + later.LEASE + timedelta(seconds=1)) == 1
    row.refresh_from_db()
    assert (row.state, row.attempts) == (State.DONE, 2)


def test_a_task_that_outlives_its_lease_writes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    row = later.later(name="open", arguments={"code": "AAA"}, due_at=NOW)

    def slow(*, at, code: str) -> None:
        open_prison(at=at, code=code)
        TaskRow.objects.filter(pk=row.pk).update(attempts=2)  # somebody else has claimed it

    monkeypatch.setitem(later.TASKS, "open", slow)
    assert later.drain(at=NOW)
    assert not Prison.objects.exists()


def test_a_name_that_nobody_registered() -> None:
    with pytest.raises(later.UnknownTask):
        later.later(name="none", arguments={}, due_at=NOW)
    TaskRow.objects.create(name="gone", due_at=NOW)
    assert later.drain(at=NOW) == 1
    assert TaskRow.objects.get().fault == "UnknownTask"


def test_the_longest_waiting_come_first_and_no_more_than_asked() -> None:
    for n, code in enumerate(["CCC", "BBB", "AAA"]):
        later.later(name="open", arguments={"code": code}, due_at=NOW - timedelta(minutes=n))
    assert later.drain(at=NOW, limit=2) == 2
    assert set(Prison.objects.values_list("code", flat=True)) == {"AAA", "BBB"}


def test_a_broker_is_told_after_the_commit_and_may_be_away(
    settings, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks
) -> None:
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    told = []
    monkeypatch.setattr(later.current_app, "send_task", lambda *said, **more: told.append(said))
    with django_capture_on_commit_callbacks(execute=True):
        row = later.later(name="open", arguments={"code": "AAA"}, due_at=timezone.now())
        later.later(name="open", arguments={"code": "BBB"}, due_at=timezone.now() + timedelta(hours=1))
        assert not told
    assert told == [("accounts.run_task", [str(row.pk)])]


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_away_fails_no_act(settings) -> None:
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    with transaction.atomic():
        later.later(name="open", arguments={"code": "AAA"}, due_at=timezone.now())
    assert later.drain(at=timezone.now()) == 1


def test_sessions_that_ran_out_are_forgotten(db: None) -> None:
    for name, days in (("old", -1), ("older", -9), ("now", 1)):
        Session.objects.create(session_key=name, session_data="", expire_date=NOW + timedelta(days=days))
    assert forget_old_sessions(at=NOW, limit=1) == 1
    assert forget_old_sessions(at=NOW) == 1
    assert forget_old_sessions(at=NOW) == 0
    assert [session.pk for session in Session.objects.all()] == ["now"]
