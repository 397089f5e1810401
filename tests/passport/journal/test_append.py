"""What an act can count on when it appends."""

import json
import threading
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest
import rfc8785
from django.db import connection, connections, transaction

from passport import journal
from passport.journal import Entry, NodeHasNoName, NotAnEntry
from passport.models import JournalEntry, JournalTip, Lane

NOON = datetime(2027, 3, 1, 12, 0, 0, 987_654, tzinfo=UTC)


def append(**other):
    said = {"destination": "CENTRAL", "lane": Lane.URGENT, "kind": "erasure", "body": {"rec": "r"}, "at": NOON}
    with transaction.atomic():
        return journal.append(**{**said, **other})


@pytest.mark.django_db
def test_entries_hang_on_each_other_from_a_root_of_their_own_lane():
    first, second = append(), append(body={"rec": "s"})
    assert (first.seq, second.seq) == (1, 2)
    assert first.prev == journal.root("MDI", "CENTRAL", "urgent")
    assert second.prev == first.digest
    tip = JournalTip.objects.get(origin="MDI", destination="CENTRAL", lane=Lane.URGENT)
    assert (tip.seq, tip.digest, tip.acknowledged_seq) == (2, second.digest, 0)


@pytest.mark.django_db
def test_each_destination_and_lane_is_a_chain_of_its_own():
    rows = [append(), append(lane=Lane.BULK), append(destination="LEI")]
    assert [row.seq for row in rows] == [1, 1, 1]
    assert len({row.prev for row in rows}) == 3


@pytest.mark.django_db
def test_the_text_is_canonical_json_of_the_six_members():
    row = append(body={"b": 'ö\n"', "a": [1, None, True]})
    entry = journal.entry_of(JournalEntry.objects.get(pk=row.pk))
    assert entry.text.encode() == rfc8785.dumps(json.loads(entry.text))
    assert set(json.loads(entry.text)) == {"seq", "id", "kind", "at", "body", "prev"}
    assert entry.digest == row.digest
    assert journal.from_members(json.loads(entry.text)) == entry


@pytest.mark.django_db
def test_at_is_kept_in_whole_seconds_of_utc():
    zone = timezone(timedelta(hours=1))
    assert append(at=NOON.astimezone(zone)).at == NOON.replace(microsecond=0)
    with pytest.raises(NotAnEntry):
        append(at=NOON.replace(tzinfo=None))


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_appended():
    with pytest.raises(transaction.TransactionManagementError):
        journal.append(destination="CENTRAL", lane=Lane.BULK, kind="erasure", body={}, at=NOON)
    assert not JournalTip.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_act_that_fails_leaves_no_gap():
    append()

    @transaction.atomic
    def act():
        journal.append(destination="CENTRAL", lane=Lane.URGENT, kind="erasure", body={}, at=NOON)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        act()
    assert append().seq == 2


@pytest.mark.django_db
def test_queries_are_three_however_long_the_journal(django_assert_num_queries):
    append()
    with transaction.atomic(), django_assert_num_queries(3):
        journal.append(destination="CENTRAL", lane=Lane.URGENT, kind="erasure", body={}, at=NOON)


@pytest.mark.django_db
@pytest.mark.parametrize("body", [{"n": float("nan")}, {"n": 2**60}, {"n": object()}, {"n": "\ud800"}, {1: 2}])
def test_what_json_cannot_say_is_not_an_entry(body):
    with pytest.raises(NotAnEntry):
        append(body=body)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["", "Head", "head\n", "a" * 31, 'x"', "é"])
def test_a_kind_is_a_short_plain_word(kind):
    with pytest.raises(NotAnEntry):
        append(kind=kind)


@pytest.mark.django_db
def test_a_node_without_a_name_writes_no_journal(settings):
    settings.NODE_NAME = ""
    with pytest.raises(NodeHasNoName):
        append()


GOOD = Entry(1, UUID(int=7), "head", 1_800_000_000, "{}", "0" * 64)


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("seq", 0),
        ("seq", True),
        ("seq", 1.0),
        ("seq", 2**53),
        ("id", "00000000000000000000000000000007"),
        ("id", GOOD.id.hex.upper()),
        ("id", 7),
        ("kind", "HEAD"),
        ("kind", None),
        ("at", -1),
        ("at", 10**12),
        ("at", "2027"),
        ("body", []),
        ("body", "{}"),
        ("prev", "0" * 63),
        ("prev", "A" * 64),
        ("extra", 1),
    ],
)
def test_a_member_that_is_wrong_makes_it_no_entry(member, value):
    with pytest.raises(NotAnEntry):
        journal.from_members({**json.loads(GOOD.text), member: value})


@pytest.mark.django_db(transaction=True)
def test_writers_at_once_leave_one_whole_chain():
    """Threads append to both lanes at once: every seq once, every digest on the one before."""
    each, faults = 15, []

    def write(lane):
        try:
            for _ in range(each):
                append(lane=lane)
        except Exception as error:  # noqa: BLE001 (a thread's failure is the test's failure)
            faults.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write, args=(lane,)) for lane in (Lane.BULK, Lane.URGENT) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    for lane in (Lane.BULK, Lane.URGENT):
        expected = journal.root("MDI", "CENTRAL", lane)
        rows = JournalEntry.objects.filter(lane=lane).order_by("seq")
        assert [row.seq for row in rows] == list(range(1, 4 * each + 1))
        for row in rows:
            assert row.prev == expected
            expected = journal.entry_of(row).digest
    assert connection.vendor in {"sqlite", "postgresql"}
