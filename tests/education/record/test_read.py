"""Reading a learner record: what a row says, which rows can't go in, and that a fault never quotes a value."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from education.record import Status, read, uln_is_valid
from education.record.learned import NotARecord

SERVICE = Path(__file__).resolve().parents[4] / "shared" / "hmpps"
ROW: dict[str, Any] = {
    "prn": "A8731DY",
    "establishmentId": "MDI",
    "establishmentName": "MOORLAND (HMP & YOI)",
    "courseName": "Food hygiene",
    "courseCode": "008FOO",
    "isAccredited": True,
    "aimSequenceNumber": 1,
    "learningStartDate": "2021-06-01",
    "learningPlannedEndDate": "2021-08-06",
    "learningActualEndDate": "2021-07-30",
    "miNotionalNVQLevelV2": "Level 2",
    "sectorSubjectAreaTier1": "Retail",
    "actualGLH": 100,
    "completionStatus": "The learner has completed the learning activities leading to the learning aim",
    "prisonWithdrawalReason": "Significant ill health",
}


def file(*rows: Any) -> bytes:
    return json.dumps({"content": rows}).encode()


def test_a_row_is_read() -> None:
    (found,) = read([file(ROW)]).learned
    assert (found.course_name, found.level, found.hours, found.status) == (
        "Food hygiene",
        "LEVEL_2",
        100,
        Status.COMPLETED,
    )
    assert (found.started_on, found.ended_on, found.subject_area) == (date(2021, 6, 1), date(2021, 7, 30), "Retail")
    assert "ill health" not in repr(found)


@pytest.mark.parametrize(
    ("said", "level"),
    [
        ("Entry Level 3", "ENTRY_3"),
        ("Entry Level", ""),
        ("Level 8", "LEVEL_8"),
        ("entry 4", ""),
        ("Other", ""),
        (None, ""),
    ],
)
def test_levels(said: str | None, level: str) -> None:
    assert read([file(ROW | {"miNotionalNVQLevelV2": said})]).learned[0].level == level


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        ({"prn": "8731DY"}, "row 1: prn: not a prison number"),
        ({"prn": None}, "row 1: prn: missing"),
        ({"establishmentId": "MOOR"}, "row 1: establishmentId: not a prison id"),
        ({"courseName": " "}, "row 1: courseName: missing"),
        ({"courseName": "x" * 241}, "row 1: courseName: longer than 240 characters"),
        ({"learningStartDate": None}, "row 1: learningStartDate: missing"),
        ({"learningStartDate": "2021-02-30"}, "row 1: learningStartDate: no such day"),
        ({"learningActualEndDate": "2020-01-01"}, "row 1: learningActualEndDate: before learningStartDate"),
        ({"actualGLH": -1}, "row 1: actualGLH: not a number between 0 and 20000"),
        ({"actualGLH": True}, "row 1: actualGLH: not a number between 0 and 20000"),
        ({"isAccredited": "yes"}, "row 1: isAccredited: neither true nor false"),
        ({"uln": "1234567890"}, "row 1: uln: not a unique learner number"),
    ],
)
def test_a_bad_row_is_named_and_the_others_go_in(wrong: dict[str, Any], fault: str) -> None:
    record = read([file(ROW | wrong, ROW)])
    assert [str(one) for one in record.faults] == [fault]
    assert len(record.learned) == 1


def test_the_same_row_twice_is_named() -> None:
    record = read([file(ROW), file(ROW)])
    assert [str(fault) for fault in record.faults] == ["row 2: courseCode: already in row 1"]


@pytest.mark.parametrize("content", [b"", b"{", b"[1", b"{}", b'"x"', b'{"content": 3}', b"\xff\xfe", b"[" * 100_000])
def test_a_file_of_another_shape_is_refused_whole(content: bytes) -> None:
    with pytest.raises(NotARecord, match="file 2: "):
        read([file(ROW), content])


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(), lambda x: st.lists(x)))
def test_whatever_a_field_holds_it_is_a_fault_or_a_row(value: Any) -> None:
    for name in ROW:
        record = read([file(ROW | {name: value}, value)])
        assert len(record.learned) + len(record.faults) == 2


@pytest.mark.parametrize(
    ("uln", "valid"), [("1000000108", True), ("1000000007", False), ("", False), ("0000000000", False)]
)
def test_learner_numbers(uln: str, valid: bool) -> None:
    assert uln_is_valid(uln) is valid


def test_exactly_one_check_digit_is_right_for_most_learner_numbers() -> None:
    """Weights 10 … 1: of the ten last digits at most one leaves 10, and ten of eleven beginnings have one."""
    right = [sum(uln_is_valid(f"{begins}{digit}") for digit in range(10)) for begins in range(100_000_000, 100_001_100)]
    assert set(right) == {0, 1}
    assert sum(right) == 1000


def test_the_services_own_record_is_read_whole() -> None:
    """Where it lies beside the repository, which does not carry it; its shape is ROW's."""
    files = sorted(SERVICE.glob("curious-learner-education-*.json"))
    for file_of_one in files:
        record = read([file_of_one.read_bytes()])
        assert record.faults == []
        assert len(record.learned) == record.rows > 0
        assert {one.status for one in record.learned} <= {Status.CONTINUING, Status.WITHDRAWN}
    assert bool(files) == SERVICE.exists()
