"""What may be answered: up to 500 letters, days that exist, numbers that can be called."""

from datetime import date
from typing import Any

import pytest

from incell import catalogue
from incell.catalogue import LONGEST, MESSAGES, check_all
from incell.matching import NumberFault

TODAY = date(2027, 3, 1)
KINDS = {kind.code: kind for kind, _ in catalogue.built_in()}
FRIEND: dict[str, Any] = {
    "FIRST_NAME": "Ann",
    "LAST_NAME": "Lee",
    "RELATIONSHIP": "FRIEND",
    "AGE": "ADULT",
    "PHONE": "0114 496 0123",
}
VISIT: dict[str, Any] = {"HOW": "VIDEO", "CONTACT": "Ann Lee", "DAY": "17/4/2027", "TIME": "ANY"}


def faults(code: str, answers: dict[str, Any]) -> dict[str, str]:
    return {name: fault.code for name, fault in check_all(KINDS[code], answers, TODAY).errors.items()}


def test_good_answers_pass_as_they_are() -> None:
    checked = check_all(KINDS["ADD_SOCIAL_CONTACT"], FRIEND, TODAY)
    assert (checked.errors, checked.answers) == ({}, FRIEND)


@pytest.mark.parametrize(
    ("born", "fault"),
    [
        ("31/2/1990", "no_such_day"),
        ("29/2/2023", "no_such_day"),
        ("31/04/1999", "no_such_day"),
        ("2/3/2027", "day_to_come"),
        ("1/1/2099", "day_to_come"),
        ("5/3/1790", "day_long_ago"),
        ("1990-04-17", "pattern"),
        ("17/4/90", "pattern"),
        ("0/1/1990", "pattern"),
    ],
)
def test_a_day_of_birth_that_can_not_be(born: str, fault: str) -> None:
    assert faults("ADD_SOCIAL_CONTACT", FRIEND | {"DATE_OF_BIRTH": born}) == {"DATE_OF_BIRTH": fault}


@pytest.mark.parametrize("born", ["1/3/2027", "29/2/2024", "17/04/1990", ""])
def test_a_day_of_birth_that_can_be(born: str) -> None:
    assert faults("ADD_SOCIAL_CONTACT", FRIEND | {"DATE_OF_BIRTH": born}) == {}


@pytest.mark.parametrize("name", ["🙂", "🙂 🙂", "...", "-", "!?", "12", "é" * 81])
def test_a_name_that_can_not_be(name: str) -> None:
    fault = "name_too_long" if name[0] == "é" else "name_without_letters"
    assert faults("ADD_SOCIAL_CONTACT", FRIEND | {"FIRST_NAME": name}) == {"FIRST_NAME": fault}
    assert faults("ADD_SOCIAL_CONTACT", FRIEND | {"LAST_NAME": name}) == {"LAST_NAME": fault}


@pytest.mark.parametrize("name", ["é" * 80, "O’Dowd", "李", "محمد", "J.", "Ann 🙂", "Ng"])
def test_a_name_that_can_be(name: str) -> None:
    assert faults("ADD_SOCIAL_CONTACT", FRIEND | {"FIRST_NAME": name, "LAST_NAME": name}) == {}


@pytest.mark.parametrize("office", ["☎", "x" * 121])
def test_an_office_that_can_not_be(office: str) -> None:
    lawyer = {"ROLE": "LAWYER", "ORGANISATION": office, "PHONE": "0113 496 0000"}
    assert set(faults("ADD_OFFICIAL_CONTACT", lawyer)) == {"ORGANISATION"}
    assert set(faults("BOOK_VISIT", VISIT | {"CONTACT": office})) == {"CONTACT"}


def test_an_id_from_a_list_may_be_all_digits() -> None:
    assert faults("BOOK_VISIT", VISIT | {"CONTACT": "12345678-1234-4234-8234-123456789012"}) == {}


@pytest.mark.parametrize(
    ("number", "fault"),
    [
        ("12", "too_short"),
        ("phone", "not_a_number"),
        ("☎️", "not_a_number"),
        ("999", "emergency"),
        ("0909 8790123", "premium"),
        ("07700900123456", "too_long"),
        ("0114 496 0123/0114 496 0124", "two_numbers"),
        ("+999 123456", "unknown_country"),
    ],
)
def test_a_number_that_can_not_be_called(number: str, fault: str) -> None:
    assert faults("ADD_SOCIAL_CONTACT", FRIEND | {"PHONE": number}) == {"PHONE": f"number_{fault}"}


def test_every_fault_of_a_number_has_its_words() -> None:
    assert {f"number_{fault.lower()}" for fault in NumberFault} <= set(MESSAGES)


@pytest.mark.parametrize("number", ["07700 900123", "+44 114 496 0123", "+1 212 555 0100", "(0114) 496-0123"])
def test_a_number_that_can_be_called(number: str) -> None:
    assert faults("ADD_SOCIAL_CONTACT", FRIEND | {"PHONE": number, "SECOND_PHONE": number}) == {}


@pytest.mark.parametrize(
    ("day", "fault"), [("28/2/2027", "day_gone"), ("31/2/2028", "no_such_day"), ("3/3/2028", "day_far")]
)
def test_a_day_to_come_that_can_not_be(day: str, fault: str) -> None:
    assert faults("BOOK_VISIT", VISIT | {"DAY": day}) == {"DAY": fault}


@pytest.mark.parametrize("day", ["1/3/2027", "01/03/2028"])
def test_a_day_to_come_lies_between_today_and_a_year_from_now(day: str) -> None:
    assert faults("BOOK_VISIT", VISIT | {"DAY": day}) == {}


def test_without_a_clock_a_day_only_has_to_exist() -> None:
    assert not check_all(KINDS["BOOK_VISIT"], VISIT | {"DAY": "1/1/2001"}).errors
    assert check_all(KINDS["BOOK_VISIT"], VISIT | {"DAY": "31/6/2027"}).errors


@pytest.mark.parametrize(("letters", "fault"), [(LONGEST, {}), (LONGEST + 1, {"MORE": "too_long"})])
def test_an_answer_has_500_letters(letters: int, fault: dict[str, str]) -> None:
    answers = {"WHAT": "TEETH", "MORE": "é" * letters}
    assert faults("HEALTHCARE", answers) == fault
    assert ("MORE" in check_all(KINDS["HEALTHCARE"], answers).answers) == (not fault)


@pytest.mark.parametrize("words", ["👩‍🚀 help", "שלום עולם", "<script>alert(1)</script>", "{{ 7|add:7 }}", "a\r\nb"])
def test_any_words_of_any_script_are_words(words: str) -> None:
    assert faults("HEALTHCARE", {"WHAT": "TEETH", "MORE": words}) == {}


@pytest.mark.parametrize("words", ["a\x00b", "abc\u202edcba", "bell \x07"])
def test_letters_that_nobody_can_see_are_refused(words: str) -> None:
    assert faults("HEALTHCARE", {"WHAT": "TEETH", "MORE": words}) == {"MORE": "characters"}


@pytest.mark.parametrize("submitted", [None, [], "x", 7, {"PHONE": ["a"]}, {"PHONE": {"a": 1}}, {1: 2}])
def test_any_json_is_checked_and_never_raises(submitted: object) -> None:
    assert check_all(KINDS["ADD_SOCIAL_CONTACT"], submitted, TODAY).errors
