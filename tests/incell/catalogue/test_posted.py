"""What a form posts becomes answers; a day may be written in more than one way."""

import pytest

from incell import catalogue
from incell.catalogue import read_answers

FRIEND = next(kind for kind, _ in catalogue.built_in() if kind.code == "ADD_SOCIAL_CONTACT")


@pytest.mark.parametrize(
    "said",
    ["17/4/1990", "17.4.1990", "17-4-1990", " 17 4 1990 ", "17 April 1990", "17th apr 1990", "17 Ebrill, 1990"],
)
def test_a_day_is_read_as_people_write_it(said: str) -> None:
    assert read_answers(FRIEND, {"DATE_OF_BIRTH": [said]})["DATE_OF_BIRTH"] == "17/4/1990"


def test_the_year_may_come_first() -> None:
    assert read_answers(FRIEND, {"DATE_OF_BIRTH": ["1990-04-17"]})["DATE_OF_BIRTH"] == "17/04/1990"


@pytest.mark.parametrize("said", ["17.4.60", "17 Smarch 1990", "April 1990", "yesterday", "17/4/1990 or so", "🙂"])
def test_what_is_no_day_stays_as_it_was_typed(said: str) -> None:
    assert read_answers(FRIEND, {"DATE_OF_BIRTH": [said]})["DATE_OF_BIRTH"] == said


def test_names_are_left_alone() -> None:
    assert read_answers(FRIEND, {"FIRST_NAME": ["1990-04-17"]})["FIRST_NAME"] == "1990-04-17"
