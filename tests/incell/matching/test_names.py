"""Names that may be one person's, and names that may not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incell.matching import alike, keys

NAMES = st.text(alphabet="abcdeilmnorstyÀéøß'’- ", max_size=20)


@pytest.mark.parametrize(
    ("one", "other", "least"),
    [
        (("José", "García"), ("Jose", "Garcia"), 100),
        (("Sean", "O'Brien"), ("SEAN", "OBrien"), 100),
        (("Seán", "O’Brien"), ("Sean", "O Brien"), 100),
        (("Ann-Marie", "Smith"), ("Ann Marie", "Smith"), 100),
        (("Ann-Marie", "Smith"), ("Annmarie", "Smith"), 100),
        (("Łukasz", "Wiśniewski"), ("Lukasz", "Wisniewski"), 100),
        (("Mohammed", "Khan"), ("Muhammad", "Khan"), 95),
        (("Stephen", "Jones"), ("Steven", "Jones"), 95),
        (("Bob", "Taylor"), ("Robert", "Taylor"), 95),
        (("Liz", "Taylor"), ("Betty", "Taylor"), 95),
        (("Kathryn", "Hughes"), ("Catherine", "Hughes"), 95),
        (("Jane", "Smith-Jones"), ("Jane", "Jones"), 90),
        (("Jane", "Smith"), ("Jane", "Smyth"), 85),
        (("J", "Smith"), ("Jane", "Smith"), 85),
        (("\u0420\u0430tri\u0441ia", "\u0410shd\u03bfwn"), ("Patricia", "Ashdown"), 100),  # Cyrillic and Greek letters
        (("Shelagh", "Macdonald"), ("Shelagh", "McDonald"), 90),
    ],
)
def test_the_same_name_written_otherwise(one: tuple[str, str], other: tuple[str, str], least: int) -> None:
    percents, swapped = alike(*one, *other)
    assert percents >= least
    assert not swapped


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Jane", "Smith"), ("Peter", "Smith")),
        (("Jane", "Smith"), ("Jane", "Okafor")),
        (("Mary", "Jones"), ("Marlon", "Johnson")),
        (("", "Smith"), ("Jane", "Smith")),
        (("", ""), ("", "")),
        (("🙂", "?"), ("🙂", "?")),
    ],
)
def test_other_names(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert alike(*one, *other)[0] < 70


def test_first_and_last_name_swapped() -> None:
    percents, swapped = alike("Li", "Wei", "Wei", "Li")
    assert swapped
    assert percents >= 95


@given(NAMES, NAMES, NAMES, NAMES)
def test_it_is_the_same_either_way_round_and_never_out_of_range(a: str, b: str, c: str, d: str) -> None:
    percents, swapped = alike(a, b, c, d)
    assert (percents, swapped) == alike(c, d, a, b)
    assert 0 <= percents <= 100


@given(NAMES, NAMES)
def test_keys_are_few_short_and_the_same_for_plain_spelling(first: str, last: str) -> None:
    found = keys(first, last)
    assert found == keys(first.upper(), last.upper())
    assert len(found) <= 24
    assert all(3 <= len(key) <= 12 for key in found)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Mohammed", "Iqbal"), ("Muhammad", "Ikbal")),
        (("Bob", "Smith-Jones"), ("Robert", "Jones")),
        (("Li", "Wei"), ("Wei", "Li")),
        (("Steven", "Philips"), ("Stephen", "Fillips")),
        (("Ann-Marie", "O’Dowd"), ("Annmarie", "ODowd")),
    ],
)
def test_an_index_finds_the_name_written_otherwise(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert set(keys(*one)) & set(keys(*other))
