"""What several do at the same moment: tries at a PIN, drainers of tasks, imports of one roll, cases taken."""

import json
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import RequestFactory

from accounts.acts import cases, later
from accounts.acts.import_roll import import_roll
from accounts.acts.terminals import UnknownCode, enrol_terminal, register_terminal
from accounts.lockout import FREE_TRIES, take_a_try
from accounts.models import Lockout, Prison, Prisoner, TaskRow
from accounts.roll.pages import read
from tests.accounts.roll.test_pages import row
from tests.cast import NOW, Cast, PrisonFactory

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(work: Callable[[int], Any], times: int = 6) -> list[Any]:
    """Run `work(0…)` in as many threads, all let go at one moment; what each returned, or the fault it raised."""
    ready, said = threading.Barrier(times), [None] * times

    def run(place: int) -> None:
        try:
            ready.wait()
            said[place] = work(place)
        except (ValueError, LookupError) as fault:  # an act's own refusal is an answer
            said[place] = fault
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said


def test_a_burst_of_tries_gets_no_more_looks_than_tries_in_a_row(cast: Cast) -> None:
    def guess(place: int) -> bool:
        request = RequestFactory().post("/")
        request.terminal = cast.terminal
        return take_a_try(request, "A1234BC", NOW)

    assert sorted(at_once(guess, 9)) == [False] * (8 - FREE_TRIES) + [True] * (FREE_TRIES + 1)
    assert Lockout.objects.get().tries == FREE_TRIES + 1


def test_several_drainers_run_each_task_once(monkeypatch: pytest.MonkeyPatch) -> None:
    ran = []
    monkeypatch.setattr(later, "TASKS", {"note": lambda *, at, number: ran.append(number)})
    for number in range(20):
        later.later(name="note", arguments={"number": number}, due_at=NOW)
    assert sum(at_once(lambda place: later.drain(at=NOW), 4)) == 20
    assert sorted(ran) == list(range(20))
    assert set(TaskRow.objects.values_list("state", "attempts")) == {("DONE", 1)}


def test_one_roll_imported_twice_at_once_makes_each_person_once() -> None:
    prison = PrisonFactory()
    rows = [row(f"A{n:04}AA") for n in range(40)]

    def bring(place: int) -> int:
        roll = read([json.dumps(rows).encode()], prison="MDI", on=NOW.date())
        return import_roll(prison=Prison.objects.get(pk=prison.pk), roll=roll, by="node:MDI", at=NOW).added

    assert sorted(at_once(bring, 3)) == [0, 0, 40]
    assert Prisoner.objects.count() == 40


def test_a_code_makes_one_terminal(cast: Cast) -> None:
    _, code = register_terminal(kind="CELL", location="1", by=cast.administrator, at=NOW)
    said = at_once(lambda place: enrol_terminal(code=code, at=NOW + timedelta(minutes=1)), 4)
    assert sum(isinstance(each, UnknownCode) for each in said) == 3


def test_a_case_is_taken_once(cast: Cast) -> None:
    def take(place: int) -> None:
        cases.allocate(prisoner=cast.cell_mate.prisoner, to=cast.practitioner, by=cast.practitioner, at=NOW)

    assert sum(isinstance(each, cases.AlreadyYourCase) for each in at_once(take, 3)) == 2
