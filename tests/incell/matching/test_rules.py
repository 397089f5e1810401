"""What blocks an approval, and what takes two people."""

from datetime import date

import pytest

from incell.matching import PROTECTED_ALERTS, Facts, is_child, weigh


@pytest.mark.parametrize("kind", ["BAN", "NONCON"])
@pytest.mark.parametrize("level", ["CONTACT", "PAIR", "PRISONER"])
def test_a_ban_and_no_contact_block_at_every_level(kind: str, level: str) -> None:
    weighed = weigh(Facts(restrictions=((level, kind),)))
    assert weighed.blocked_by == (f"{kind}_{level}",)
    assert weighed.two == ()


@pytest.mark.parametrize("kind", ["CLOSED", "CCTV", "ACC", "PREINF", "DIHCON", "RESTRICTED"])
def test_every_other_restriction_takes_two_people(kind: str) -> None:
    weighed = weigh(Facts(restrictions=(("PAIR", kind),), child=False))
    assert weighed.blocked_by == ()
    assert weighed.two == (f"{kind}_PAIR",)


@pytest.mark.parametrize(("child", "two"), [(True, True), (None, True), (False, False)])
def test_children_are_vetted_and_so_is_whoever_may_be_one(child: bool | None, two: bool) -> None:
    assert bool(weigh(Facts(restrictions=(("PRISONER", "CHILD"),), child=child)).two) is two


@pytest.mark.parametrize("alert", sorted(PROTECTED_ALERTS))
def test_alerts_of_public_protection_take_two_people(alert: str) -> None:
    assert weigh(Facts(alerts=(alert, "PEEP"))).two == (f"ALERT_{alert}",)


def test_other_alerts_do_not() -> None:
    assert weigh(Facts(alerts=("PEEP", "HA", "RCON", "VI"), child=False)).two == ()


def test_somebody_new_who_looks_like_somebody_banned_takes_two_people() -> None:
    assert weigh(Facts(like_stopped=True)).two == ("LIKE_STOPPED",)


def test_an_official_contact_is_blocked_by_what_stands_between_the_two_alone() -> None:
    facts = Facts(restrictions=(("PRISONER", "NONCON"), ("CONTACT", "CCTV")), alerts=("SOR",), official=True)
    assert (weigh(facts).blocked_by, weigh(facts).two) == ((), ())
    assert weigh(Facts(restrictions=(("PAIR", "BAN"),), official=True)).blocked_by == ("BAN_PAIR",)


@pytest.mark.parametrize(
    ("born_on", "says_child", "on", "child"),
    [
        (date(2009, 3, 2), False, date(2027, 3, 1), True),  # 18 tomorrow
        (date(2009, 3, 1), True, date(2027, 3, 1), False),  # the day counts, whatever is said
        (date(2008, 2, 29), False, date(2026, 2, 28), True),
        (date(2008, 2, 29), False, date(2026, 3, 1), False),
        (None, True, date(2027, 3, 1), True),
        (None, False, date(2027, 3, 1), None),
    ],
)
def test_who_is_a_child(born_on: date | None, says_child: bool, on: date, child: bool | None) -> None:
    assert is_child(born_on, says_child, on) is child
