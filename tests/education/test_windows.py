"""The windows of reviews are the service's."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from education.windows import ADDED, Exemption, Rule, after_exemption, months_after, next_window

ON = date(2027, 3, 1)
DAYS = st.dates(date(2020, 1, 1), date(2090, 1, 1))


@pytest.mark.parametrize(
    ("release", "status", "rule", "window"),
    [
        (date(2027, 5, 31), "SENTENCED", Rule.UNDER_3_MONTHS, None),
        (date(2027, 6, 1), "SENTENCED", Rule.JUST_OVER_3_MONTHS, (date(2027, 4, 1), date(2027, 5, 25))),
        (date(2027, 6, 8), "SENTENCED", Rule.JUST_OVER_3_MONTHS, (date(2027, 4, 1), date(2027, 6, 1))),
        (date(2027, 6, 9), "SENTENCED", Rule.UP_TO_6_MONTHS, (date(2027, 4, 1), date(2027, 6, 1))),
        (date(2027, 9, 1), "RECALL", Rule.UP_TO_6_MONTHS, (date(2027, 4, 1), date(2027, 6, 1))),
        (date(2027, 9, 2), "SENTENCED", Rule.UP_TO_12_MONTHS, (date(2027, 5, 1), date(2027, 6, 1))),
        (date(2028, 3, 2), "SENTENCED", Rule.UP_TO_60_MONTHS, (date(2027, 7, 1), date(2027, 9, 1))),
        (date(2032, 3, 2), "SENTENCED", Rule.OVER_60_MONTHS, (date(2028, 1, 1), date(2028, 3, 1))),
        (None, "INDETERMINATE_SENTENCE", Rule.INDETERMINATE, (date(2028, 1, 1), date(2028, 3, 1))),
        (date(2027, 9, 2), "INDETERMINATE_SENTENCE", Rule.UP_TO_12_MONTHS, (date(2027, 5, 1), date(2027, 6, 1))),
        (date(2027, 9, 2), "REMAND", Rule.REMAND, (date(2027, 5, 1), date(2027, 6, 1))),
        (None, "CONVICTED_UNSENTENCED", Rule.UNSENTENCED, (date(2027, 5, 1), date(2027, 6, 1))),
        (date(2026, 1, 1), "SENTENCED", Rule.UNSENTENCED, (date(2027, 5, 1), date(2027, 6, 1))),
        (None, "SENTENCED", Rule.UNSENTENCED, (date(2027, 5, 1), date(2027, 6, 1))),
    ],
)
def test_windows(release: date | None, status: str, rule: Rule, window: tuple[date, date] | None) -> None:
    found, made = next_window(on=ON, release_on=release, legal_status=status)
    assert found == rule
    assert (made and (made.from_on, made.until_on)) == window


@pytest.mark.parametrize("arrived", [Rule.TRANSFER, Rule.READMISSION])
def test_who_has_just_come_is_seen_within_ten_days(arrived: Rule) -> None:
    _, window = next_window(on=ON, release_on=date(2027, 4, 1), legal_status="SENTENCED", arrived=arrived)
    assert window is not None
    assert (window.from_on, window.until_on) == (ON, date(2027, 3, 11))


@pytest.mark.parametrize("why", Exemption)
def test_an_exemption_adds_days_and_never_shortens(why: Exemption) -> None:
    days = ADDED[why]
    assert after_exemption(until_on=ON, why=why, on=ON) == ON + timedelta(days=days)
    assert after_exemption(until_on=ON + timedelta(days=days + 1), why=why, on=ON) == ON + timedelta(days=days + 1)


def test_every_exemption_has_its_days() -> None:
    assert set(ADDED) == set(Exemption)
    assert {days: sum(added == days for added in ADDED.values()) for days in (5, 10)} == {5: 5, 10: 5}


@given(DAYS, st.integers(0, 40))
def test_months_keep_the_day_or_take_the_months_last(day: date, months: int) -> None:
    later = months_after(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day == day.day or (later + timedelta(days=1)).month != later.month


@given(DAYS, DAYS)
def test_a_window_ends_after_it_begins_and_a_week_before_release(on: date, release: date) -> None:
    rule, window = next_window(on=on, release_on=release, legal_status="SENTENCED")
    if window is not None:
        assert on < window.from_on < window.until_on
        if rule != Rule.UNSENTENCED:
            assert window.until_on <= release - timedelta(days=7)
