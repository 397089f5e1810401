"""Cut off at any step, on either side, and started again: all arrives, once. tests/journeys does it by SIGKILL."""

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from django.db import connections

from passport.models import JournalEntry, Shipment
from passport.sync import courier, cut, exchange, reception, segment, stages
from passport.sync.stages import MovedByAnother, NoSuchMove
from passport.sync.transport import Unreachable
from tests.two_nodes import CENTRAL, PRISON, Cut, journal_of, stored, tip

STEPS = [
    (cut, "cut"),
    (stages, "start"),
    (stages, "move CUT SIGNED"),
    (stages, "move SIGNED SENT"),
    (stages, "move SENT ACKNOWLEDGED"),
    (stages, "move ACKNOWLEDGED DONE"),
    (courier, "hear"),
    (reception, "fresh_of"),
    (reception, "check"),
    (reception, "apply"),
    (reception.received, "record_segment"),
    (segment, "write"),
    (segment, "read"),
    (exchange, "count"),
    (exchange, "reply_to"),
]


class Fall:
    """Falls at one step of the whole run, before or after it is done, once."""

    def __init__(self, step: str, after: bool, monkeypatch: pytest.MonkeyPatch, module: Any) -> None:
        name, *stage = step.split()
        self.fell, self.stage, self.after = False, stage, after
        self.real: Callable[..., Any] = getattr(module, name)
        monkeypatch.setattr(module, name, self)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        here = not self.fell and (not self.stage or [args[0].stage, args[1]] == self.stage)
        if here and not self.after:
            self.fell = True
            raise Cut
        done = self.real(*args, **kwargs)
        if here:
            self.fell = True
            raise Cut
        return done


def central_may_fall(line) -> Callable[[bytes], bytes]:
    """When central falls, the prison sees a line that went dead."""

    def post(raw: bytes) -> bytes:
        try:
            return line.post(raw)
        except Cut as error:
            raise Unreachable("central was killed") from error

    return post


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize(("module", "step"), STEPS, ids=[step for _, step in STEPS])
def test_nothing_is_lost_and_nothing_repeated_wherever_it_falls(line, monkeypatch, module, step, after):
    agency, key = line.agency()
    line.write("MY_WORDS")
    line.hand_over(agency, key, "IDENTITY", "MY_WORDS")
    line.write("HEALTH_RESTRICTED")
    fall = Fall(step, after, monkeypatch, module)
    for _ in range(4):
        with suppress(Cut):  # the courier was killed; the next is a new one
            line.courier(central_may_fall(line)).round()
        line.later(minutes=5)
    assert fall.fell
    line.write("SKILLS")
    line.courier().round()
    here, chain = stored(), journal_of(PRISON, CENTRAL)
    assert len(chain) == 9
    assert {row.stage for row in Shipment.objects.all()} == {stages.DONE}
    with line.at_central():
        assert stored() == here
        assert journal_of(PRISON, CENTRAL) == chain
        assert [tip(PRISON, CENTRAL, lane).seq for lane in ("urgent", "bulk")] == [3, 6]


def test_stages_are_walked_in_order(line):
    line.write()
    shipment = stages.start(tip=tip(PRISON, CENTRAL), last=1, at=line.now)
    with pytest.raises(NoSuchMove):
        stages.move(shipment, stages.SENT, line.now)
    stages.move(shipment, stages.SIGNED, line.now)
    with pytest.raises(NoSuchMove):
        stages.move(shipment, stages.CUT, line.now)


def test_a_row_that_another_moved_is_not_moved_again(line):
    line.write()
    mine = stages.start(tip=tip(PRISON, CENTRAL), last=1, at=line.now)
    theirs = Shipment.objects.get()
    stages.move(theirs, stages.SIGNED, line.now)
    with pytest.raises(MovedByAnother):
        stages.move(mine, stages.SIGNED, line.now)


def test_one_segment_of_a_lane_is_on_its_way_at_a_time(line):
    line.write()
    stages.start(tip=tip(PRISON, CENTRAL), last=1, at=line.now)
    with pytest.raises(MovedByAnother):
        stages.start(tip=tip(PRISON, CENTRAL), last=1, at=line.now)


def test_two_couriers_at_once_do_no_work_twice(line):
    """One is in the middle of its exchange when the other starts: the other leaves at once."""
    line.write()
    posts: list[int] = []
    others: list[courier.Round] = []

    def run_another() -> None:
        try:
            others.append(line.courier(lambda raw: posts.append(0) or raw).round())
        finally:
            connections.close_all()

    def post(raw: bytes) -> bytes:
        posts.append(len(raw))
        thread = threading.Thread(target=run_another)
        thread.start()
        thread.join()
        return line.post(raw)

    assert line.courier(post).round().sent == 4
    assert [other.skipped for other in others] == ["turn"]
    assert len(posts) == 1
    assert JournalEntry.objects.count() == 4


def test_a_courier_that_was_told_to_stop_ends_after_its_exchange(line, monkeypatch):
    agency, key = line.agency()
    line.write("MY_WORDS")
    line.hand_over(agency, key, "MY_WORDS")
    walker = line.courier()
    walker.stop = lambda: True
    assert walker.round().exchanges == 1
    assert line.courier().round().exchanges == 1
