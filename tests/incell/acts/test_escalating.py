"""What is late is marked once: in its history, in the audit, and for those who oversee."""

from datetime import date, timedelta

import pytest

from accounts.models import AuditEntry
from incell.acts import escalating
from incell.acts.escalating import escalate_late
from incell.models import Request
from tests.cast import NOW, Cast
from tests.incell.handled import a_request

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


def test_open_requests_past_their_day_are_marked_once(cast: Cast) -> None:
    person = cast.prisoner.prisoner
    late = a_request(person, due_on=date(2027, 2, 27))
    taken = a_request(person, due_on=date(2027, 2, 28), state="IN_PROGRESS")
    others = [a_request(person, due_on=TODAY)]
    others += [a_request(person, due_on=date(2027, 2, 1), state=state) for state in ("APPROVED", "WITHDRAWN")]
    assert escalate_late(at=NOW) == 2
    assert escalate_late(at=NOW + timedelta(minutes=1)) == 0
    assert set(Request.objects.filter(escalated_at=NOW)) == {late, taken}
    line = late.events.last()
    assert (line.verb, line.by, line.audience) == ("ESCALATED", None, "STAFF_ONLY")
    assert AuditEntry.objects.filter(verb="request_escalated").count() == 2
    assert not any(one.events.filter(verb="ESCALATED").exists() for one in others)
    assert escalate_late(at=NOW + timedelta(days=1)) == 1


def test_many_are_marked_in_batches(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(escalating, "MOST_AT_ONCE", 3)
    for _ in range(7):
        a_request(cast.prisoner.prisoner, due_on=date(2027, 2, 1))
    assert [escalate_late(at=NOW) for _ in range(4)] == [3, 3, 1, 0]


def test_nothing_late_costs_one_query(cast: Cast, django_assert_num_queries) -> None:
    a_request(cast.prisoner.prisoner, due_on=TODAY)
    with django_assert_num_queries(1):
        assert escalate_late(at=NOW) == 0
