import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from incell import timetables
from incell.forms.timetable import REASONS

ON = date(2027, 3, 1)
AT = datetime(2027, 3, 1, 9, 30, tzinfo=UTC)
HEAD = "number,start,end,title,place,with\n"
PLAIN = HEAD + "A1234BC,2027-03-05 14:00,15:30,Gym,Sports hall,Dr Shah\n"


def table(text: str, **more: Any) -> timetables.Read:
    return timetables.read_table(text.encode(), on=ON, **more)


def test_a_row_in_full() -> None:
    (entry,) = table(PLAIN).entries
    assert (entry.line, entry.number, entry.title, entry.place, entry.with_whom) == (
        2,
        "A1234BC",
        "Gym",
        "Sports hall",
        "Dr Shah",
    )
    assert entry.starts_at == datetime(2027, 3, 5, 14, tzinfo=UTC)
    assert entry.ends_at == datetime(2027, 3, 5, 15, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "content",
    [
        PLAIN.encode("utf-8-sig"),
        PLAIN.replace("\n", "\r\n").encode(),
        PLAIN.replace(",", ";").encode(),
        PLAIN.replace(",", "\t").encode(),
        PLAIN.replace("2027-03-05 14:00,15:30", "05/03/2027 14:00,05/03/2027 15:30").encode(),
        PLAIN.replace("2027-03-05 14:00", "2027-03-05T14:00:00").encode(),
        PLAIN.replace("number", "Prison Number").replace("A1234BC", " a1234bc ").encode(),
        b"title,with,place,end,start,number\nGym,Dr Shah,Sports hall,15:30,2027-03-05 14:00,A1234BC\n",
    ],
)
def test_the_same_said_otherwise(content: bytes) -> None:
    wanted, found = table(PLAIN), timetables.read_table(content, on=ON)
    assert found.entries == wanted.entries
    assert not found.faults


def test_a_file_as_excel_writes_it() -> None:
    (entry,) = timetables.read_table(PLAIN.replace("Shah", "Müller").encode("cp1252"), on=ON).entries
    assert entry.with_whom == "Dr Müller"


def test_summer_begins_and_ends() -> None:
    rows = [f"A1234BC,{day} {hour},,x{n}" for n, (day, hour) in enumerate(SUMMER)]
    read = table("number,start,end,title\n" + "\n".join(rows))
    assert [entry.starts_at.hour for entry in read.entries] == [0, 1, 0]
    assert [str(fault) for fault in read.faults] == [
        "line 3: start: the clocks leave this hour out: give one earlier or later"
    ]


SUMMER = [("2027-03-28", "00:59"), ("2027-03-28", "01:30"), ("2027-03-28", "02:00"), ("2027-10-31", "01:30")]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("A1234BC,2027-02-30 14:00,,Gym", "start: there is no such day or hour"),
        ("A1234BC,2027-03-05 24:00,,Gym", "start: there is no such day or hour"),
        ("A1234BC,5 March,,Gym", "start: write day and hour like"),
        ("A1234BC,,,Gym", "start: is empty"),
        ("A1234BC,9999-12-31 23:00,,Gym", "start: is more than five years away"),
        ("A1234BC,2027-03-05 14:00,13:00,Gym", "end: is before the start"),
        ("A1234BC,2027-03-05 14:00,,", "title: is empty"),
        ("A1234BC,2027-03-05 14:00,," + "x" * 121, "title: has more than 120 letters"),
        ("A123BC,2027-03-05 14:00,,Gym", "number: write the prison number like A1234BC"),
        (",2027-03-05 14:00,,Gym", "number: write the prison number like A1234BC"),
        ("A1234BC,2027-03-05 14:00,,Gym,,,,more", "row: has more columns than the first line"),
    ],
)
def test_a_bad_row_says_where_and_why_and_the_others_go_in(row: str, said: str) -> None:
    read = table(PLAIN + row)
    assert len(read.entries) == 1
    (fault,) = read.faults
    assert str(fault).startswith(f"line 3: {said}")


def test_the_same_twice_names_the_first() -> None:
    (fault,) = table(PLAIN + PLAIN.split("\n")[1]).faults
    assert str(fault) == "line 3: row: the same person, start and title as in line 2"


def test_a_row_over_two_lines_is_counted_where_it_begins() -> None:
    read = table(HEAD + 'A1234BC,2027-03-05 14:00,,"Gym\nand yoga",,\nA1234BC,no,,Gym,,\n')
    assert read.entries[0].title == "Gym and yoga"
    assert read.faults[0].line == 4


def test_whoever_has_a_bad_row_is_not_sure() -> None:
    read = table(PLAIN + "A9999ZZ,no,,Gym")
    assert (read.unread, read.sure) == ({"A9999ZZ"}, True)
    assert not table(PLAIN + "A1,2027-03-05 14:00,,Gym").sure


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "the first line must name the columns"),
        (b"\n\n", "the first line must name the columns"),
        (b"name,day\nx,y", "the first line must name the columns"),
        (b"number,title\n", "start: the column is missing"),
        (b"start,title\n", "number: the column is missing"),
        (b"number,start,start,title\n", "start: the column stands twice"),
        (b'number,start,title\nA1234BC,2027-03-05 14:00,"Gym\nA5678DE,2027-03-05 14:00,Gym\n', "not CSV from line 3"),
        ("number,start".encode("utf-16"), "neither UTF-8 nor cp1252"),
        (b"number,start,title\n\x81", "neither UTF-8 nor cp1252"),
        (b"number,start,title\n" + b"x" * 200_000, "the file is not CSV from line 2 on"),
        (b" " * (timetables.MOST_BYTES + 1), "more than 5242880 bytes"),
        (HEAD.encode() + b"x,x,x,x\n" * (timetables.MOST_ROWS + 1), "more than 20000 rows"),
    ],
)
def test_a_file_that_is_none(content: bytes, said: str) -> None:
    with pytest.raises(timetables.NotATimetable, match=said):
        timetables.read_table(content, on=ON)


def test_about_one_person_without_a_column() -> None:
    (entry,) = table("start,title\n2027-03-05 14:00,Gym\n", number="A1234BC").entries
    assert entry.number == "A1234BC"


ROW = {
    "type": {"code": "CRSAPT", "description": "Appointment"},
    "dateTime": "2027-07-11T13:58:00+01:00",
    "duration": "PT1H30M",
    "staff": {"name": {"forename": "Bob", "surname": "Example"}},
    "location": {
        "description": "Jobcentre",
        "address": {"buildingName": "", "streetName": "Parc Tawe", "town": "Swansea"},
    },
    "description": "Meeting at the Jobcentre",
}


def appointments(*rows: Any, **head: Any) -> timetables.Read:
    content = json.dumps({"results": rows, **head}).encode()
    return timetables.read_appointments(content, at=AT, number="A1234BC")


def test_an_appointment_in_full() -> None:
    (entry,) = appointments(ROW).entries
    assert entry.starts_at == datetime(2027, 7, 11, 12, 58, tzinfo=UTC)
    assert entry.ends_at == datetime(2027, 7, 11, 14, 28, tzinfo=UTC)
    assert (entry.title, entry.with_whom) == ("Meeting at the Jobcentre", "Bob Example")
    assert entry.place == "Jobcentre, Parc Tawe, Swansea"


def test_two_alike_are_two_and_a_moved_one_is_another() -> None:
    keys = [entry.key for entry in appointments(ROW, ROW, ROW | {"dateTime": "2027-07-12T13:58:00+01:00"}).entries]
    assert len(set(keys)) == 3
    assert keys[:2] == [entry.key for entry in appointments(ROW | {"duration": "PT5M"}, ROW).entries]


def test_what_is_half_there() -> None:
    assert appointments(ROW | {"outcome": {"description": "Rescheduled - Service Request"}}).entries[0].cancelled
    assert not appointments(ROW | {"outcome": {"description": "Failed to Attend"}}).entries[0].cancelled
    assert (
        appointments(ROW | {"staff": {"name": {"forename": "Unallocated", "surname": "Staff"}}}).entries[0].with_whom
        == ""
    )
    read = appointments(ROW | {"duration": "PT2XXXH"})
    assert read.entries[0].ends_at is None
    assert str(read.notes[0]) == "line 1: duration: the duration can't be read, so it goes in without an end"


def test_the_services_own_stub_is_read() -> None:
    stub = "{{now offset='1 days' format='yyyy-MM-dd\\'T\\'HH:mm:ss'}}+01:00"
    content = f'{{"results": [{{"dateTime": "{stub}", "description": "Meeting"}}]}}'
    (entry,) = timetables.read_appointments(content.encode(), at=AT, number="A1234BC").entries
    assert entry.starts_at == datetime(2027, 3, 2, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (ROW | {"dateTime": "2027-02-30T10:00:00Z"}, "dateTime: there is no such day or hour"),
        (ROW | {"dateTime": None}, "dateTime: is empty"),
        (ROW | {"dateTime": "2099-02-01T10:00:00Z"}, "dateTime: is more than five years away"),
        (ROW | {"description": "x" * 121}, "description: has more than 120 letters"),
        ("nonsense", "row: is not an appointment"),
    ],
)
def test_a_bad_appointment(row: Any, said: str) -> None:
    read = appointments(ROW, row)
    assert [str(fault) for fault in read.faults] == [f"line 2: {said}"]
    assert (len(read.entries), read.unread) == (1, {"A1234BC"})


def test_a_page_among_others_is_not_the_whole() -> None:
    assert appointments(ROW, totalPages="1", totalElements="1").sure
    assert not appointments(ROW, totalPages=2).sure
    assert not appointments(ROW, totalElements=50).sure
    assert appointments(ROW, totalPages=float("inf")).sure, "what counts nothing says nothing"


def test_half_a_letter_in_a_code_is_read_over() -> None:
    (entry,) = appointments(ROW | {"type": {"code": "\ud800"}}).entries
    assert entry.title == "Meeting at the Jobcentre"


@pytest.mark.parametrize(
    ("content", "number", "said"),
    [
        (b"{", "A1234BC", "cut off or not JSON from line 1"),
        (b"[" * 100_000, "A1234BC", "not JSON"),
        (b'{"rows": []}', "A1234BC", "no list of appointments"),
        (b"[]", "", "does not say whom"),
        (b"[]", "A1", "write the prison number"),
        (b'{"prisonerNumber": "A9999ZZ", "results": []}', "A1234BC", "somebody else"),
    ],
)
def test_a_json_that_is_none(content: bytes, number: str, said: str) -> None:
    with pytest.raises(timetables.NotATimetable, match=said):
        timetables.read_appointments(content, at=AT, number=number)


def test_every_reason_has_its_words_in_both_languages() -> None:
    assert REASONS == timetables.REASONS
