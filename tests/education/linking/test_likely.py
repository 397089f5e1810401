"""Who is likely the same person, and that nobody unlikely is offered."""

from datetime import date

from education.linking import Evidence, Known, likely

BORN = date(1990, 4, 17)
ROLL = [
    Known("marlon", "Marlon", "Ashdown", BORN),
    Known("aled", "Aled", "Ap-Rhys", date(1985, 1, 2)),
    Known("jose", "José", "Núñez", date(1979, 12, 31)),
    *(Known(f"other{n}", f"Name{n}", f"Family{n}", date(1980, 1, 1 + n % 28)) for n in range(200)),
]


def names(*sent: Known) -> list[tuple[str, str]]:
    return [(pair.sent, pair.known) for pair in likely(sent, ROLL)]


def test_a_name_spelt_otherwise_with_the_same_birthday_is_likely() -> None:
    (pair,) = likely([Known("s", "Marlon", "Ashdowne", BORN)], ROLL)
    assert (pair.known, pair.given_name, pair.family_name, pair.born_on) == (
        "marlon",
        Evidence.SAME,
        Evidence.NEARLY,
        Evidence.SAME,
    )
    assert 0.9 < pair.probability < 1


def test_case_accents_and_hyphens_count_for_nothing() -> None:
    assert names(Known("a", "ALED", "AP RHYS", date(1985, 1, 2)), Known("j", "jose", "nunez", date(1979, 12, 31))) == [
        ("a", "aled"),
        ("j", "jose"),
    ]


def test_two_digits_of_a_birthday_the_wrong_way_round_are_near() -> None:
    (pair,) = likely([Known("s", "Marlon", "Ashdown", date(1990, 4, 71 - 60))], ROLL)
    assert (pair.known, pair.born_on) == ("marlon", Evidence.NEARLY)


def test_a_birthday_alone_or_a_given_name_alone_is_nobody() -> None:
    assert names(Known("s", "Peter", "Quill", BORN), Known("t", "Marlon", "Brandt", date(1960, 2, 3))) == []


def test_nothing_said_finds_nobody() -> None:
    assert names(Known("s", "", "", None), Known("t", "Marlon", "Ashdown", None)) == []
    assert likely([Known("s", "Marlon", "Ashdown", BORN)], []) == []


def test_the_order_of_the_roll_changes_nothing() -> None:
    sent = [Known("s", "Marlon", "Ashdown", BORN)]
    assert likely(sent, ROLL) == likely(sent, ROLL[::-1])
