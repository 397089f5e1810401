"""What agrees between somebody asked for and somebody known, and how strong it is."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incell.matching import LIKELY, STRONG, Evidence, Named, compare, ranked

BORN = date(1961, 5, 4)
MUM = Named("Patricia", "Ashdown", frozenset({"+441142345678"}), BORN)


def says(asked: Named, known: Named = MUM) -> list[Evidence]:
    return list(compare(asked, known, "mum").evidence)


def test_all_agrees() -> None:
    match = compare(Named("Pat", "Ashdown", frozenset({"+441142345678"}), BORN), MUM, "mum")
    assert [each.code for each in match.evidence] == ["SAME_NUMBER", "NAMES", "SAME_DAY"]
    assert match.evidence[0].value == "+441142345678"
    assert match.evidence[1].value == "97"
    assert match.score == 100
    assert match.is_strong


@pytest.mark.parametrize(
    ("born_on", "code"),
    [
        (BORN, "SAME_DAY"),
        (date(1961, 4, 5), "DAY_MONTH_SWAPPED"),
        (date(1962, 5, 4), "NEAR_DAY"),
        (date(1961, 5, 14), "NEAR_DAY"),
        (date(1989, 12, 30), "OTHER_DAY"),
    ],
)
def test_days_of_birth(born_on: date, code: str) -> None:
    assert Evidence(code) in says(Named("Patricia", "Ashdown", born_on=born_on))


@pytest.mark.parametrize(
    ("age", "on", "code"),
    [
        (65, date(2027, 3, 1), "AGE_AGREES"),
        (66, date(2027, 3, 1), "AGE_AGREES"),  # off by one
        (67, date(2027, 3, 1), "OTHER_AGE"),  # by two
        (40, date(2027, 3, 1), "OTHER_AGE"),
        (66, date(2028, 2, 29), "AGE_AGREES"),
    ],
)
def test_ages(age: int, on: date, code: str) -> None:
    assert Evidence(code) in says(Named("Patricia", "Ashdown", age=age, age_on=on))


def test_two_ages_written_at_different_times() -> None:
    then, now = Named("A", "B", age=30, age_on=date(2020, 1, 1)), Named("A", "B", age=37, age_on=date(2027, 1, 1))
    assert Evidence("AGE_AGREES") in compare(then, now, 1).evidence
    assert Evidence("OTHER_AGE") in compare(then, Named("A", "B", age=30, age_on=date(2027, 1, 1)), 1).evidence


def test_a_number_with_two_digits_swapped_is_only_a_hint() -> None:
    match = compare(Named("Someone", "Else", frozenset({"+441142345687"})), MUM, "mum")
    assert [each.code for each in match.evidence] == ["NEAR_NUMBER"]
    assert match.score < LIKELY


def test_a_number_alone_is_strong_and_a_name_alone_is_likely() -> None:
    assert compare(Named("Someone", "Else", frozenset({"+441142345678"})), MUM, "mum").is_strong
    name = compare(Named("Patricia", "Ashdown"), MUM, "mum")
    assert LIKELY <= name.score < STRONG


def test_namesakes_born_on_another_day_are_nobody() -> None:
    assert ranked(Named("Patricia", "Ashdown", born_on=date(1999, 12, 31)), [("mum", MUM)]) == []


def test_the_best_come_first_and_no_more_than_asked_for() -> None:
    known = [(n, Named("Patricia", "Ashdown")) for n in range(30)] + [("mum", MUM)]
    found = ranked(Named("Patricia", "Ashdown", born_on=BORN), known, most=5)
    assert found[0].key == "mum"
    assert len(found) == 5


PEOPLE = st.builds(
    Named,
    st.sampled_from(["Ann", "José", "", "Mohammed", "Li"]),
    st.sampled_from(["O'Brien", "Smith-Jones", "Wei", "", "García"]),
    st.frozensets(st.sampled_from(["+441142345678", "+441142345687", "+447911123456"])),
    st.none() | st.dates(date(1900, 1, 1), date(2026, 1, 1)),
    st.none() | st.integers(0, 110),
    st.none() | st.dates(date(2020, 1, 1), date(2027, 1, 1)),
)


@given(PEOPLE, PEOPLE)
def test_a_score_is_out_of_a_hundred_and_the_same_either_way_round(one: Named, other: Named) -> None:
    here, there = compare(one, other, None), compare(other, one, None)
    assert 0 <= here.score <= 100
    assert here.score == there.score
    assert [each.code for each in here.evidence] == [each.code for each in there.evidence]
