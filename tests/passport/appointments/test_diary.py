"""A diary as data."""

import json
from datetime import date

import pytest

from passport import appointments as diaries
from passport.appointments import (
    ChangedMeanwhile,
    Details,
    Diary,
    NoSuchAppointment,
    Slot,
    TooManyAppointments,
    is_day_one,
    misplaced,
    overlapping,
)

AT = "2027-03-01T09:30:00+00:00"
TEN = Slot("2027-04-26", "10:00", 30)
WHO = Details("BANK", "Ann", "1 High Street", "Bring your card")
OUT = date(2027, 4, 26)


def booked(diary: Diary | None = None, pk: str = "1", slot: Slot = TEN, withheld: str = "") -> Diary:
    return diaries.book(diary or Diary(), pk, slot, WHO, at=AT, by="X", withheld=withheld)


def test_written_and_read_is_the_same() -> None:
    diary = diaries.end(booked(), "1", "CANCELLED", why="Ill", seen=1, at=AT, by="X")
    assert diaries.read(json.loads(json.dumps(diaries.written(diary, said_at=AT)))) == diary
    data = diaries.written(diary, said_at=AT)
    data["appointments"][0]["colour"] = "red"
    assert diaries.read(data) == diary
    assert diaries.read({}) == Diary()


def test_days_stand_in_their_order() -> None:
    diary = booked(booked(), "2", Slot("2027-04-02"))
    diary = booked(diary, "3", Slot("2027-04-26", "09:00"))
    assert [one.id for one in diary.appointments] == ["2", "3", "1"]


def test_the_same_again_changes_nothing() -> None:
    diary = booked()
    assert booked(diary) == diary
    assert diaries.move(diary, "1", TEN, seen=9, at=AT, by="X") == diary
    ended = diaries.end(diary, "1", "ATTENDED", why="", seen=1, at=AT, by="X")
    assert diaries.end(ended, "1", "ATTENDED", why="", seen=1, at=AT, by="X") == ended
    assert diaries.reword(diary, "1", WHO, seen=9, at=AT, by="X") == diary


def test_who_saw_an_earlier_state_is_told() -> None:
    moved = diaries.move(booked(), "1", Slot("2027-04-27"), seen=1, at=AT, by="X")
    for again in (
        lambda: diaries.move(moved, "1", TEN, seen=1, at=AT, by="X"),
        lambda: diaries.end(moved, "1", "ATTENDED", why="", seen=1, at=AT, by="X"),
        lambda: diaries.reword(moved, "1", Details("GP"), seen=1, at=AT, by="X"),
    ):
        with pytest.raises(ChangedMeanwhile) as told:
            again()
        assert told.value.now.slot.on == "2027-04-27"


def test_what_is_withheld_lies_elsewhere_and_is_put_back_for_who_has_it() -> None:
    diary = booked(withheld="HEALTH_RESTRICTED")
    assert "High Street" not in repr(diary)
    ended = diaries.end(diary, "1", "CANCELLED", why="Ill", seen=1, at=AT, by="X")
    assert ended.appointment("1").why == ""  # type: ignore[union-attr]
    row = {"id": "1", "kind": "GP", "who": "Dr Ng", "where": "x", "note": "", "why": "Ill", "later": 1}
    assert diaries.joined(ended, {"1": row}).appointment("1").details.who == "Dr Ng"  # type: ignore[union-attr]
    assert diaries.joined(ended, {}) == ended
    reworded = diaries.reword(diary, "1", WHO, seen=1, at=AT, by="X")
    assert "High Street" not in repr(reworded)


def test_moving_plans_it_again() -> None:
    ended = diaries.end(booked(), "1", "CANCELLED", why="Ill", seen=1, at=AT, by="X")
    again = diaries.move(ended, "1", TEN, seen=2, at=AT, by="X").appointment("1")
    assert again is not None
    assert (again.state, again.why) == ("PLANNED", "")
    assert [one.what for one in again.happened] == ["BOOKED", "CANCELLED", "MOVED"]


@pytest.mark.parametrize(
    ("slot", "meets"),
    [
        (Slot("2027-04-26", "10:29"), True),
        (Slot("2027-04-26", "10:30"), False),
        (Slot("2027-04-26", "09:31", 30), True),
        (Slot("2027-04-26", "09:30", 30), False),
        (Slot("2027-04-27", "10:00"), False),
        (Slot("2027-04-26"), False),
    ],
)
def test_what_meets_what(slot: Slot, meets: bool) -> None:
    assert bool(overlapping(booked(), slot, but="2")) is meets
    assert overlapping(booked(), slot, but="1") == []


def test_what_is_off_meets_nothing() -> None:
    ended = diaries.end(booked(), "1", "CANCELLED", why="", seen=1, at=AT, by="X")
    assert overlapping(ended, TEN, but="2") == []


@pytest.mark.parametrize(
    ("slot", "first", "wrong"),
    [
        (Slot("2027-04-26"), True, False),
        (Slot("2027-04-27"), True, False),
        (Slot("2027-04-28"), False, False),
        (Slot("2027-04-25"), False, True),
        (Slot("2027-04-25", outside=False), False, False),
        (Slot("2027-04-27", outside=False), False, True),
    ],
)
def test_days_against_the_release_date(slot: Slot, first: bool, wrong: bool) -> None:
    assert is_day_one(slot, OUT) is first
    assert misplaced(slot, OUT) is wrong
    assert (is_day_one(slot, None), misplaced(slot, None)) == (False, False)


def test_a_full_diary() -> None:
    diary = Diary()
    for number in range(diaries.MOST_PLANNED):
        diary = booked(diary, str(number))
    with pytest.raises(TooManyAppointments):
        booked(diary, "x")


def test_no_appointment_and_no_state() -> None:
    with pytest.raises(NoSuchAppointment):
        diaries.move(Diary(), "1", TEN, seen=1, at=AT, by="X")
    with pytest.raises(ValueError, match="is not a valid"):
        diaries.end(booked(), "1", "GONE", why="", seen=1, at=AT, by="X")


def test_the_newest_twenty_happenings_stay() -> None:
    diary = booked()
    for number in range(25):
        diary = diaries.move(diary, "1", Slot("2027-05-01", minutes=10 + number), seen=number + 1, at=AT, by="X")
    assert len(diary.appointments[0].happened) == diaries.MOST_HAPPENED
