"""Needs as data: each change a step that says what it saw."""

import json

import pytest

from passport import needs
from passport.needs import AlreadyThere, ChangedMeanwhile, Kind, NoSuchNeed, Record, TooManyNeeds, built_in

AT = "2027-03-01T09:30:00+00:00"


def kind(code: str = "BANK_ACCOUNT") -> Kind:
    found = built_in().kind(code)
    assert found is not None
    return found


def a_need(record: Record | None = None, need_id: str = "1", code: str = "BANK_ACCOUNT") -> Record:
    return needs.add(record or Record(), need_id, kind(code), what="Barclays", owner="PRISON", at=AT)


def moved(record: Record, seen: int = 1, status: str = "IN_PROGRESS", words: str = "", by: str = "X") -> Record:
    return needs.move(record, "1", owner="BOTH", status=status, words=words, seen=seen, at=AT, by=by)


def test_written_and_read_is_the_same() -> None:
    record = moved(a_need(), words="The form is sent")
    record = needs.answer(record, "1", says="STILL_NEEDED", words="I have none", at=AT)
    record = needs.put_by(record, "DEBTS", of=AT, at=AT, by="KEY_WORKER")
    assert needs.read(json.loads(json.dumps(needs.written(record)))) == record
    assert needs.read(needs.written(record)) == record


def test_what_a_later_version_added_is_left_out() -> None:
    data = needs.written(a_need())
    data["needs"][0]["colour"] = "red"
    assert needs.read(data) == a_need()
    assert needs.read({}) == Record()
    assert needs.written(Record()) == {}


def test_the_same_again_changes_nothing() -> None:
    record = a_need()
    assert a_need(record) == record
    once = moved(record, words="Sent")
    assert moved(once, words="Sent") == once
    assert moved(moved(record)) == moved(record)


def test_who_saw_an_earlier_state_is_told() -> None:
    record = moved(a_need())
    with pytest.raises(ChangedMeanwhile) as told:
        moved(record, status="MET")
    assert told.value.now.status == "IN_PROGRESS"
    assert moved(record, seen=2, status="MET").need("1").is_open is False  # type: ignore[union-attr]


def test_one_open_need_of_a_kind_but_several_of_what_is_not_listed() -> None:
    with pytest.raises(AlreadyThere):
        a_need(a_need(), "2")
    ended = moved(a_need(), status="MET")
    assert len(a_need(ended, "2").needs) == 2
    other = a_need(a_need(code="OTHER_FINANCE_AND_ID"), "2", "OTHER_FINANCE_AND_ID")
    assert len(other.needs) == 2


def test_a_section_has_room_for_forty() -> None:
    record = Record()
    for number in range(needs.MOST_NEEDS):
        record = a_need(record, str(number), "OTHER_FINANCE_AND_ID")
    with pytest.raises(TooManyNeeds):
        a_need(record, "x", "OTHER_FINANCE_AND_ID")


def test_the_newest_thirty_updates_stay() -> None:
    record = a_need()
    for number in range(needs.MOST_UPDATES + 2):
        record = moved(record, seen=number + 1, words=f"Word {number}")
    need = record.need("1")
    assert need is not None
    assert len(need.updates) == needs.MOST_UPDATES
    assert need.updates[0].words == "Word 2"


@pytest.mark.parametrize(("owner", "status"), [("ME", "MET"), ("BOTH", "GONE")])
def test_no_owner_and_no_status(owner: str, status: str) -> None:
    with pytest.raises(ValueError, match="is not a valid"):
        needs.move(a_need(), "1", owner=owner, status=status, words="", seen=1, at=AT, by="X")


def test_no_need() -> None:
    with pytest.raises(NoSuchNeed):
        needs.answer(Record(), "1", says="NOT_RIGHT", words="", at=AT)


def test_the_persons_word_does_not_stand_in_staffs_way() -> None:
    record = needs.answer(a_need(), "1", says="NOT_RIGHT", words="", at=AT)
    assert moved(record).need("1").person.says == "NOT_RIGHT"  # type: ignore[union-attr]
    assert needs.answer(record, "1", says="NOT_RIGHT", words="", at="later") == record
