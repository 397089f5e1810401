"""What a form posts becomes answers; a day may be written in more than one way."""

from datetime import date

import pytest

from incell import catalogue
from incell.catalogue import check_all, read_answers
from incell.catalogue.posted import plain_day
from tests.days import BORN, NOT_BORN

KINDS = {kind.code: kind for kind, _ in catalogue.built_in()}
FRIEND, VISIT = KINDS["ADD_SOCIAL_CONTACT"], KINDS["BOOK_VISIT"]


@pytest.mark.parametrize(("said", "kept"), BORN)
def test_a_day_is_read_as_people_write_it(said: str, kept: str) -> None:
    assert read_answers(FRIEND, {"DATE_OF_BIRTH": [said]})["DATE_OF_BIRTH"] == kept


@pytest.mark.parametrize(("said", "fault"), NOT_BORN)
def test_what_is_no_day_is_told_by_its_fault(said: str, fault: str) -> None:
    answers = read_answers(FRIEND, {"DATE_OF_BIRTH": [said]})
    assert check_all(FRIEND, answers, date(2027, 3, 1)).errors["DATE_OF_BIRTH"].code == fault


@pytest.mark.parametrize("said", ["17/4/27", "17 Ebrill 27", "17/4/2027"])
def test_two_digits_of_a_day_to_come_are_of_this_century(said: str) -> None:
    assert read_answers(VISIT, {"DAY": [said]})["DAY"] == "17/4/2027"


def test_every_month_is_known_by_its_first_three_letters_in_both_languages() -> None:
    english = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
    welsh = ["ion", "chw", "maw", "ebr", "mai", "meh", "gor", "aws", "med", "hyd", "tac", "rha"]
    for names in (english, welsh):
        assert [plain_day(f"1 {name} 1990") for name in names] == [f"1/{month}/1990" for month in range(1, 13)]


def test_names_are_left_alone() -> None:
    assert read_answers(FRIEND, {"FIRST_NAME": ["1990-04-17"]})["FIRST_NAME"] == "1990-04-17"
