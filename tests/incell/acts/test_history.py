"""What happened to a request stays as it happened: the database itself refuses to change it."""

import contextlib
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from incell.acts import deciding
from incell.acts.history import Happened, as_it_was, bring_back, note
from incell.models import RequestEvent
from tests.cast import NOW, Cast
from tests.incell.handled import a_request, clerk

pytestmark = pytest.mark.django_db


def test_no_line_is_ever_changed(cast: Cast) -> None:
    line = a_request(cast.prisoner.prisoner).events.get()
    line.words = "rewritten"
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        line.save()
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        RequestEvent.objects.update(at=NOW + timedelta(hours=1))
    with (
        pytest.raises(IntegrityError, match="never changed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE incell_requestevent SET words = 'rewritten'")
    line.refresh_from_db()
    assert line.words == ""


def test_a_line_and_its_audit_come_together_or_not_at_all(cast: Cast) -> None:
    asked = a_request(cast.prisoner.prisoner)
    with contextlib.suppress(ZeroDivisionError), transaction.atomic():
        note(asked, Happened.SAID, by=clerk(), at=NOW, words="x")
        1 / 0  # noqa: B018
    assert asked.events.count() == 1
    with pytest.raises(transaction.TransactionManagementError):
        with_no_transaction(asked)


def with_no_transaction(asked) -> None:
    """As if the act had forgotten its transaction."""
    connection.in_atomic_block, kept = False, connection.in_atomic_block
    try:
        note(asked, Happened.SAID, by=None, at=NOW, words="x")
    finally:
        connection.in_atomic_block = kept


def test_what_undoing_needs_survives_being_json(cast: Cast) -> None:
    anita = clerk()
    asked = a_request(cast.prisoner.prisoner, assigned_to=anita)
    before = as_it_was(asked)
    deciding.decide(request=asked, state="DECLINED", reply="No.", by=anita, at=NOW)
    line = asked.events.last()
    assert line.before == before
    asked.refresh_from_db()
    bring_back(asked, line.before)
    asked.save()
    asked.refresh_from_db()
    assert as_it_was(asked) == before
