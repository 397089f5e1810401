"""Applications as data: what can follow what, and by when."""

import json
from datetime import date, timedelta

import pytest

from passport import applications as records
from passport.applications import (
    NEXT,
    AlreadyOpen,
    ChangedMeanwhile,
    NoReason,
    NoSuchApplication,
    NotFromHere,
    Record,
    State,
    TooManyApplications,
    WrongDay,
    due_on,
    kind_of,
)

AT, TODAY = "2027-03-01T09:30:00+00:00", date(2027, 3, 1)


def begun(record: Record | None = None, pk: str = "1", kind: str = "BANK_ACCOUNT", on: date = TODAY) -> Record:
    found = kind_of(kind)
    assert found is not None
    return records.begin(record or Record(), pk, found, on=on, words="", at=AT, by="X")


def moved(record: Record, *states: str, on: date = TODAY, words: str = "No address", seen: int | None = None) -> Record:
    for state in states:
        rev = record.applications[0].rev if seen is None else seen
        record = records.move(record, "1", state, on=on, words=words, seen=rev, today=TODAY, at=AT, by="X")
    return record


def kept(record: Record, kept: str = "IN_PROPERTY", on: date = TODAY) -> Record:
    seen = record.applications[0].rev
    return records.keep(record, "1", kept, on=on, seen=seen, today=TODAY, at=AT, by="X")


def test_written_and_read_is_the_same() -> None:
    record = kept(moved(begun(), "SUBMITTED", "ACCEPTED"))
    assert records.read(json.loads(json.dumps(records.written(record)))) == record
    data = records.written(record)
    data["applications"][0]["colour"] = "red"
    assert records.read(data) == record
    assert records.read({}) == Record()
    assert records.written(Record()) == {}


@pytest.mark.parametrize("state", list(State))
def test_every_state_leads_somewhere_and_none_to_itself(state: State) -> None:
    assert NEXT[state]
    assert state not in NEXT[state]


def test_only_what_can_follow_follows() -> None:
    with pytest.raises(NotFromHere):
        moved(begun(), "ACCEPTED")
    with pytest.raises(NotFromHere):
        moved(begun(), "SUBMITTED", "REJECTED", "ACCEPTED")
    with pytest.raises(NotFromHere):  # a registrar returns nothing
        moved(begun(kind="BIRTH_CERTIFICATE"), "SUBMITTED", "RETURNED_INCOMPLETE")
    with pytest.raises(NotFromHere):
        kept(moved(begun(), "SUBMITTED"))
    with pytest.raises(ValueError, match="is not a valid"):
        moved(begun(), "LOST")


def test_what_was_returned_is_sent_again() -> None:
    earlier = TODAY - timedelta(days=9)
    record = moved(moved(begun(on=earlier), "SUBMITTED", on=earlier), "RETURNED_INCOMPLETE")
    one = moved(record, "SUBMITTED").applications[0]
    assert (one.sent_on, one.answered_on) == ("2027-03-01", "")


def test_a_mistake_is_taken_back_with_its_days() -> None:
    record = moved(begun(), "SUBMITTED", "ACCEPTED")
    one = moved(kept(record), "SUBMITTED").applications[0]
    assert (one.state, one.sent_on, one.answered_on, one.kept) == ("SUBMITTED", "2027-03-01", "", "")
    assert kept(kept(record), "").applications[0].kept_on == ""


def test_a_rejection_says_why() -> None:
    with pytest.raises(NoReason):
        moved(moved(begun(), "SUBMITTED"), "REJECTED", words=" ")


def test_days_stand_in_their_order() -> None:
    tomorrow, yesterday = TODAY + timedelta(days=1), TODAY - timedelta(days=1)
    for day in (tomorrow, yesterday):
        with pytest.raises(WrongDay):
            moved(begun(), "SUBMITTED", on=day)
    with pytest.raises(WrongDay):
        moved(moved(begun(on=yesterday), "SUBMITTED"), "ACCEPTED", on=yesterday)
    with pytest.raises(WrongDay):
        kept(moved(begun(), "SUBMITTED", "ACCEPTED"), on=yesterday)


def test_the_same_again_changes_nothing() -> None:
    record = moved(begun(), "SUBMITTED")
    assert begun(record) == record
    assert moved(record, "SUBMITTED", seen=99) == record
    done = kept(moved(record, "ACCEPTED"))
    assert kept(done) == done


def test_who_saw_an_earlier_state_is_told() -> None:
    with pytest.raises(ChangedMeanwhile) as told:
        moved(moved(begun(), "SUBMITTED"), "ACCEPTED", seen=1)
    assert told.value.now.state == "SUBMITTED"


def test_one_of_a_kind_under_way() -> None:
    with pytest.raises(AlreadyOpen):
        begun(begun(), "2")
    assert len(begun(begun(), "2", "PASSPORT").applications) == 2
    assert len(begun(moved(begun(), "WITHDRAWN"), "2").applications) == 2


def test_a_record_has_room_for_forty() -> None:
    record = Record()
    for number in range(records.MOST_APPLICATIONS):
        record = Record((*record.applications, *moved(begun(), "WITHDRAWN").applications))
        assert len(record.applications) == number + 1
    with pytest.raises(TooManyApplications):
        begun(record, "x")


def test_no_application() -> None:
    with pytest.raises(NoSuchApplication):
        moved(Record((*begun(pk="2").applications,)), "SUBMITTED")


@pytest.mark.parametrize(
    ("states", "days"),
    [
        ((), 7),
        (("SUBMITTED",), 28),
        (("SUBMITTED", "RETURNED_INACCURATE"), 7),
        (("SUBMITTED", "ACCEPTED"), 14),
        (("SUBMITTED", "REJECTED"), None),
        (("WITHDRAWN",), None),
    ],
)
def test_by_when_something_has_to_happen(states: tuple[str, ...], days: int | None) -> None:
    one = moved(begun(), *states).applications[0]
    assert due_on(one) == (TODAY + timedelta(days=days) if days else None)


def test_what_is_in_the_property_waits_for_nothing() -> None:
    assert due_on(kept(moved(begun(), "SUBMITTED", "ACCEPTED")).applications[0]) is None
