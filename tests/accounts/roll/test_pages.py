"""Whole files: what is read, what is refused, and that nothing in a file can do worse than be reported."""

import json
from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.roll.faults import NotARoll
from accounts.roll.pages import Roll, read

ON = date(2027, 3, 1)


def row(number: str = "A1234BC", **more: Any) -> dict[str, Any]:
    return {
        "prisonerNumber": number,
        "firstName": "MARLON",
        "middleNames": " ",
        "lastName": " ASHDOWN",
        "dateOfBirth": "1990-04-17",
        "status": "ACTIVE IN",
        "prisonId": "MDI",
        "prisonName": "Moorland (HMP & YOI)",
        **more,
    }


def roll_of(*pages: Any) -> Roll:
    return read([json.dumps(page).encode() for page in pages], prison="MDI", on=ON)


def test_a_person_is_read_and_tidied() -> None:
    roll = roll_of({"content": [row(alerts=[{"alertType": "H", "alertCode": "HA", "active": True, "expired": False}])]})
    person = roll.people[0]
    assert (person.first_name, person.middle_names, person.last_name) == ("Marlon", "", "Ashdown")
    assert (person.cell, person.legal_status, person.alerts, person.release_on) == ("", "", ["HA"], None)
    assert roll.complete
    assert not roll.faults


def test_an_alert_or_a_prison_name_of_another_shape_is_none() -> None:
    odd = [{"alertCode": ["HA"], "active": True}, {"alertCode": {"HA": 1}, "active": True}]
    roll = roll_of([row(alerts=odd, prisonName={"a": "\u0000"})])
    assert ([person.alerts for person in roll.people], roll.prison_name) == ([[]], "")


def test_a_plain_list_and_a_byte_order_mark_are_read() -> None:
    assert len(read([b"\xef\xbb\xbf" + json.dumps([row()]).encode()], prison="MDI", on=ON).people) == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"prisonerNumber": None}, "prisonerNumber"),
        ({"prisonerNumber": "A123BC"}, "prisonerNumber"),
        ({"prisonerNumber": 12}, "prisonerNumber"),
        ({"prisonerNumber": "A\u0661234BC"}, "prisonerNumber"),
        ({"firstName": None}, "firstName"),
        ({"firstName": "  "}, "firstName"),
        ({"lastName": ["X"]}, "lastName"),
        ({"lastName": "X" * 81}, "lastName"),
        ({"dateOfBirth": None}, "dateOfBirth"),
        ({"dateOfBirth": "1990-02-31"}, "dateOfBirth"),
        ({"dateOfBirth": "2028-01-01"}, "dateOfBirth"),
        ({"dateOfBirth": "1890-01-01"}, "dateOfBirth"),
        ({"prisonId": None}, "prisonId"),
        ({"prisonId": 3}, "prisonId"),
        ({"status": ""}, "status"),
        ({"cellLocation": "1" * 41}, "cellLocation"),
        ({"receptionDate": "yesterday"}, "receptionDate"),
        ({"alerts": "HA"}, "alerts"),
        ({"alerts": [1]}, "alerts"),
        ({"conditionalReleaseDate": "soon"}, "conditionalReleaseDate"),
    ],
)
def test_a_bad_row_is_reported_by_position_and_field_and_the_others_go_in(change: dict, field: str) -> None:
    roll = roll_of([row("A1111AA"), row("A2222AA", **change), row("A3333AA")])
    assert [(fault.row, fault.field) for fault in roll.faults] == [(2, field)]
    assert [person.number for person in roll.people] == ["A1111AA", "A3333AA"]
    said = str(roll.faults[0])
    assert not any(isinstance(v, str) and len(v) > 3 and v in said for v in change.values())
    assert roll.unread == (set() if field == "prisonerNumber" else {"A2222AA"})


@pytest.mark.parametrize("bad", [None, 7, "row", [], True])
def test_a_row_that_is_no_object(bad: object) -> None:
    assert roll_of([row(), bad]).faults[0].row == 2


def test_somebody_twice_goes_in_once() -> None:
    roll = roll_of([row(), row(lastName="OTHER")])
    assert [person.last_name for person in roll.people] == ["Ashdown"]
    assert str(roll.faults[0]) == "row 2: prisonerNumber: already in row 1"


def test_people_out_in_transit_or_elsewhere_are_not_here() -> None:
    roll = roll_of(
        [
            row("A1111AA"),
            row("A5555AA"),
            row("A2222AA", prisonId="OUT"),
            row("A3333AA", prisonId="TRN"),
            row("A6666AA", status="INACTIVE OUT"),
            row("A4444AA", prisonId="LEI"),
        ]
    )
    assert [person.number for person in roll.people] == ["A1111AA", "A5555AA"]
    assert roll.gone == 3
    assert [(f.row, f.reason) for f in roll.faults] == [(6, "of another prison")]
    assert not roll.unread


def test_somebody_at_court_is_still_here() -> None:
    assert roll_of([row(status="ACTIVE OUT", inOutStatus="OUT", cellLocation="COURT")]).people[0].status == "ACTIVE OUT"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "line 1, column 1"),
        (b'{"content": [', "cut off"),
        (json.dumps({"content": [row()]}).encode()[:-20], "cut off"),
        (b"<html>", "not JSON"),
        (b"\xff\xfe\x00", "not UTF-8"),
        (b'{"people": []}', "neither a list"),
        (b'{"content": {"0": {}}}', "neither a list"),
        (b'"roll"', "neither a list"),
        (b"7", "neither a list"),
        (b"[" * 100_000, "nested"),
        (b'[{"prisonerNumber": ' + b"9" * 5_000 + b"}]", "a number in the file is longer"),
    ],
)
def test_a_file_that_is_no_roll(content: bytes, says: str) -> None:
    with pytest.raises(NotARoll, match=says):
        read([content], prison="MDI", on=ON)


def test_the_roll_of_another_prison_is_refused() -> None:
    with pytest.raises(NotARoll, match="not the roll of MDI: 2 rows of 3"):
        roll_of([row(), row("A2222AA", prisonId="LEI"), row("A3333AA", prisonId="LEI")])


def page(number: int, last: bool, *rows: dict, **more: Any) -> dict[str, Any]:
    return {"content": list(rows), "number": number, "last": last, "totalElements": 2, **more}


def test_pages_make_a_whole_in_any_order() -> None:
    roll = roll_of(page(1, True, row("A2222AA")), page(0, False, row("A1111AA")))
    assert roll.complete
    assert len(roll.people) == 2
    assert not roll.notes


@pytest.mark.parametrize("pages", [[page(0, False, row())], [page(1, True, row())], [page(0, False), page(2, True)]])
def test_a_missing_page_is_noticed(pages: list[dict]) -> None:
    roll = roll_of(*pages)
    assert not roll.complete
    assert "missing" in roll.notes[0]


def test_a_count_that_does_not_fit_is_noted() -> None:
    assert roll_of(page(0, True, row())).notes == ["the file counts 2 people and holds 1"]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)
broken_rows = st.builds(
    lambda changes: {**row(), **changes},
    st.dictionaries(
        st.sampled_from(
            [
                *row(),
                "alerts",
                "cellLocation",
                "legalStatus",
                "recall",
                "receptionDate",
                "releaseDate",
                "confirmedReleaseDate",
                "conditionalReleaseDate",
            ]
        ),
        json_values,
        max_size=4,
    ),
)


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(broken_rows | json_values, max_size=5))
def test_every_row_is_a_person_a_fault_or_gone(rows: list[Any]) -> None:
    try:
        roll = roll_of(rows)
    except NotARoll:
        return
    assert len(roll.people) + len(roll.faults) + roll.gone == len(rows)


@settings(max_examples=200)
@given(st.binary(max_size=60))
def test_bytes_are_a_roll_or_no_roll(content: bytes) -> None:
    with suppress(NotARoll):
        assert isinstance(read([content], prison="MDI", on=ON), Roll)


def test_of_several_files_the_broken_one_is_named() -> None:
    whole = json.dumps({"content": [row()]}).encode()
    with pytest.raises(NotARoll, match=r"^file 2 of 3: the file is cut off or not JSON"):
        read([whole, whole[:-20], whole], prison="MDI", on=ON)
    with pytest.raises(NotARoll, match=r"^the file is cut off"):
        read([whole[:-20]], prison="MDI", on=ON)
