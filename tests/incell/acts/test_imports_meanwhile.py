"""Who asks for something while the prison's own files come in: neither waits for the other, and neither fails."""

import json
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from accounts.acts.import_roll import import_roll
from accounts.models import Prison, Prisoner
from accounts.roll.pages import read
from incell import timetables
from incell.acts.kinds import load_kinds
from incell.acts.timetable import import_timetable
from incell.models import Request, RequestKind, TimetableEntry
from tests.accounts.roll.test_pages import row
from tests.cast import NOW, Cast
from tests.kinds import ask

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
LONGEST = 20  # seconds that an act may take on a busy machine


def both(held: Callable[[], Any], meanwhile: Callable[[], Any]) -> Any:
    """Do `held`, and before it is committed `meanwhile`, which has to end; what that returned or raised."""
    said: list[Any] = []

    def run() -> None:
        try:
            said.append(meanwhile())
        except Exception as fault:  # noqa: BLE001 (what it is, the test says)
            said.append(fault)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    with transaction.atomic():
        held()
        thread.start()
        thread.join(LONGEST)
        assert said, "it waits for the import to end"
    thread.join()
    return said[0]


def test_a_request_while_the_timetable_comes_in(cast: Cast) -> None:
    load_kinds(by="node:MDI", at=NOW)
    kind, prison = RequestKind.objects.current().get(code="LIBRARY"), Prison.objects.get(pk="MDI")
    file = b"number,start,title\nA1234BC,2027-03-05 14:00,Gym\n"

    def bring() -> None:
        said = timetables.read_table(file, on=NOW.date())
        import_timetable(prison=prison, source=TimetableEntry.Source.PRISON, read=said, by="node:MDI", at=NOW)

    sent = both(bring, lambda: ask(cast.prisoner, kind))
    assert isinstance(sent, Request), sent
    assert (TimetableEntry.objects.count(), Request.objects.count()) == (1, 1)


def test_a_request_while_the_roll_comes_in(cast: Cast) -> None:
    load_kinds(by="node:MDI", at=NOW)
    kind, prison = RequestKind.objects.current().get(code="LIBRARY"), Prison.objects.get(pk="MDI")
    roll = read([json.dumps([row("A7777BC")]).encode()], prison="MDI", on=NOW.date())
    roll.complete = False  # nobody else is touched

    sent = both(lambda: import_roll(prison=prison, roll=roll, by="node:MDI", at=NOW), lambda: ask(cast.prisoner, kind))
    assert isinstance(sent, Request), sent
    assert Prisoner.objects.filter(number="A7777BC").exists()
