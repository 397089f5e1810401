"""How hard words are: beside what the reading-age tests measure, and at the edges."""

import pytest

from accounts.reading import Reading, reading, reading_of_welsh
from tests.reading import grade, lix

EASY = "You weigh the rice. Then you cook it. Ask your tutor if you are stuck."
HARD = "Establishing quantitative proportionality necessitates considerable mathematical familiarity."


def test_easy_and_hard() -> None:
    assert reading(EASY).level == "easy"
    assert (reading(HARD).level, reading(HARD).words_a_sentence) == ("hard", 7)
    assert "Establishing" in reading(HARD).long_words
    assert reading(EASY).age < 10 < reading(HARD).age


@pytest.mark.parametrize("words", [EASY, HARD, "The plan is on the wall by the door. You can look at it every day."])
def test_the_grade_is_near_what_the_tests_measure(words: str) -> None:
    assert abs(reading(words).age - max(5, round(grade(words)) + 5)) <= 2


def test_nothing_is_easy() -> None:
    for words in ("", "  \n ", "1 2 3", "…"):
        assert reading(words) == reading_of_welsh(words) == Reading("easy", 0, ())


def test_a_line_is_a_sentence() -> None:
    assert reading("Weigh it\nCook it\nEat it now").words_a_sentence == 3


def test_welsh_by_lix() -> None:
    plain, hard = "Rwyt ti yma. Dyma dy le di.", "Cynllunio gweithgareddau mathemategol angenrheidiol cymhleth iawn."
    assert (reading_of_welsh(plain).level, reading_of_welsh(hard).level) == ("easy", "hard")
    assert lix([plain]) <= 35 < 45 < lix([hard])
    assert reading_of_welsh(hard).age == 0
