"""When a report can be begun."""

from datetime import date, timedelta

import pytest

from passport.reporting import Window, window

RELEASE = date(2027, 4, 26)
OPENS = date(2027, 2, 1)


@pytest.mark.parametrize("release_on", [None, RELEASE, date(2060, 1, 1)])
def test_immediate_needs_are_asked_from_the_first_day(release_on):
    assert window("BCST2", release_on=release_on, on=date(2026, 1, 12)) == Window(True)


@pytest.mark.parametrize(
    ("on", "is_open"),
    [
        (OPENS - timedelta(days=1), False),
        (OPENS, True),
        (RELEASE, True),
        (RELEASE + timedelta(days=9), True),  # overdue, and still here
    ],
)
def test_the_pre_release_report_opens_twelve_weeks_before(on, is_open):
    assert window("RESETTLEMENT_PLAN", release_on=RELEASE, on=on) == Window(is_open, OPENS)


def test_without_a_release_date_it_does_not_open():
    assert window("RESETTLEMENT_PLAN", release_on=None, on=OPENS) == Window(False)
