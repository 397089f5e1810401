"""Numbers as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incell.matching import BadNumber, NumberFault, is_in_use, nearly, read_number, spoken


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("0114 234 5678", "+441142345678"),
        ("(0114) 234-5678", "+441142345678"),
        ("+44 (0) 114 234 5678", "+441142345678"),
        ("0044 114 234 5678", "+441142345678"),
        ("  07911.123.456 ", "+447911123456"),
        ("07911\u00a0123\u2013456", "+447911123456"),
        ("٠٧٩١١ ١٢٣٤٥٦", "+447911123456"),
        ("+353 1 234 5678", "+35312345678"),
        ("0300 123 4567", "+443001234567"),
        ("0845 123 4567", "+448451234567"),  # a surgery's: the library calls it premium
    ],
)
def test_one_number_has_one_form(written: str, kept: str) -> None:
    assert read_number(written) == kept


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ("", "NOT_A_NUMBER"),
        ("ask my mum", "NOT_A_NUMBER"),
        ("0800 FLOWERS", "NOT_A_NUMBER"),
        ("0114 234 5678 ext 5", "NOT_A_NUMBER"),
        ("<script>0114</script>", "NOT_A_NUMBER"),
        ("1" * 500, "NOT_A_NUMBER"),
        ("0114 23", "TOO_SHORT"),
        ("101", "TOO_SHORT"),
        ("0114 234 5678 9012", "TOO_LONG"),
        ("07911 123456 / 07911 123457", "TWO_NUMBERS"),
        ("999", "EMERGENCY"),
        ("1 1 2", "EMERGENCY"),
        ("0906 123 4567", "PREMIUM"),
        ("+44 909 123 4567", "PREMIUM"),
        ("44 909 123 4567", "PREMIUM"),
        ("-0909 123 4567", "PREMIUM"),
        ("./0909 123 4567", "PREMIUM"),
        ("٠٩٠٩ ١٢٣ ٤٥٦٧", "PREMIUM"),
        ("+1 900 555 1234", "PREMIUM"),
        ("+999 1234 5678", "UNKNOWN_COUNTRY"),
    ],
)
def test_what_is_none_says_what_is_wrong(written: str, fault: str) -> None:
    with pytest.raises(BadNumber) as bad:
        read_number(written)
    assert bad.value.fault == NumberFault(fault)


@given(st.text(max_size=60))
def test_any_text_is_a_number_or_a_bad_one(written: str) -> None:
    try:
        number = read_number(written)
    except BadNumber:
        return
    assert read_number(number) == number, "what is kept is read again as itself"
    assert 8 <= len(number) <= 16


def test_a_number_that_nobody_has_is_taken_and_named() -> None:
    number = read_number("07700 900123")  # kept free for films
    assert not is_in_use(number)
    assert is_in_use("+441142345678")


def test_a_number_is_shown_as_people_write_it_here() -> None:
    assert spoken("+441142345678") == "0114 234 5678"
    assert spoken("+35312345678") == "+353 1 234 5678"


@pytest.mark.parametrize(
    ("other", "near"),
    [
        ("+441142345687", True),  # two neighbours swapped
        ("+441142345679", True),  # one digit
        ("+441142345678", False),  # the same
        ("+441142345788", False),
        ("+441142346578", True),
        ("+441148345672", False),  # swapped, not neighbours
        ("+4411423456789", False),
    ],
)
def test_a_slip_of_the_pen(other: str, near: bool) -> None:
    assert nearly("+441142345678", other) is near
