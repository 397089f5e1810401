"""The next segment is made ready while the one before is on the line, and only goes if nothing came between."""

from concurrent.futures import Future

import pytest
from django.db import IntegrityError

from passport.models import JournalEntry, Lane, Shipment
from passport.models.bulk import insert_rows
from passport.sync import courier as couriers
from passport.sync import cut as cutting
from passport.sync import reception, stages
from passport.sync.transport import Unreachable
from tests.passport.sync.test_round import same_on_both_sides
from tests.two_nodes import CENTRAL, NOW, PRISON


class AtOnce:
    """A pool whose work is done when it is given: both nodes live in this thread."""

    def __init__(self, workers):
        self.workers = workers

    def __enter__(self):
        return self

    def __exit__(self, *error):
        return None

    def submit(self, work, *given):
        done = Future()
        try:
            done.set_result(work(*given))
        except Unreachable as error:
            done.set_exception(error)
        return done


@pytest.fixture
def cuts(monkeypatch):
    """Where each cut began, by lane."""
    found = []
    real = cutting.cut

    def cut(**given):
        if given["origin"] == PRISON:
            found.append((given["lane"], given["after"]))
        return real(**given)

    monkeypatch.setattr(couriers, "ThreadPoolExecutor", AtOnce)
    monkeypatch.setattr(couriers.cutting, "cut", cut)
    return found


def ahead(line, post=None):
    courier = line.courier(post)
    courier.ahead, courier.most = True, 20_000
    return courier


def test_each_segment_is_cut_once_and_goes_once(line, cuts):
    for number in range(5):
        line.write(words=f"{number}" * 9_000)
    done = ahead(line).round()
    assert (done.fault, done.sent, done.exchanges) == ("", 8, 6)
    assert cuts == [("bulk", after) for after in (0, 3, 4, 5, 6, 7, 8)]
    same_on_both_sides(line)
    assert [row.stage for row in Shipment.objects.all()] == [stages.DONE]


def test_what_is_urgent_goes_before_what_was_made_ready(line, cuts):
    agency, key = line.agency()
    for number in range(3):
        line.write(words=f"{number}" * 9_000)

    def post(raw):
        reply = line.post(raw)
        if line.exchanges == 1:
            line.hand_over(agency, key, "MY_WORDS")
        return reply

    done = ahead(line, post).round()
    assert done.fault == ""
    lanes = [lane for lane, _ in cuts]
    assert lanes[:3] == ["bulk", "bulk", "urgent"]
    assert cuts.count(("bulk", 3)) == 2  # made ready, left, and cut again with its reader
    same_on_both_sides(line)


def test_what_was_made_ready_is_left_when_the_line_is_cut(line, cuts):
    for number in range(3):
        line.write(words=f"{number}" * 9_000)
    line.down = True
    courier = ahead(line)
    assert courier.round().fault == "unreachable"
    line.down = False
    line.later(minutes=1)
    assert courier.round().fault == ""
    same_on_both_sides(line)


def test_rows_in_bulk_are_the_rows(line):
    line.write()
    wanted = list(JournalEntry.objects.order_by("seq").values_list(*reception.ENTRY))
    JournalEntry.objects.all().delete()
    insert_rows(JournalEntry, reception.ENTRY, wanted)
    assert list(JournalEntry.objects.order_by("seq").values_list(*reception.ENTRY)) == wanted
    insert_rows(JournalEntry, reception.ENTRY, wanted, ignore_conflicts=True)
    assert JournalEntry.objects.count() == len(wanted) == 4
    insert_rows(JournalEntry, reception.ENTRY, [])


def test_rows_in_bulk_hold_to_what_the_table_holds_to(line):
    row = (
        PRISON,
        CENTRAL,
        Lane.BULK.value,
        1,
        "c0ffee00-0000-4000-8000-000000000000",
        "x",
        NOW,
        "{}",
        "",
        "",
        "",
        False,
    )
    insert_rows(JournalEntry, reception.ENTRY, [row])
    with pytest.raises(IntegrityError):
        insert_rows(JournalEntry, reception.ENTRY, [row])
    with pytest.raises(ValueError, match="has the columns origin, destination"):
        insert_rows(JournalEntry, ("seq",), [(1,)])
