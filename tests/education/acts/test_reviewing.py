"""Reviews: their windows, exemptions, and that they follow the roll."""

from datetime import date, timedelta
from typing import Any

import pytest

from accounts.access import NotAllowed
from accounts.models import AuditEntry, Prisoner
from education.acts.reviewing import NoReviewOpen, SaysNothing, end_exemption, exempt_review, follow_roll, hold_review
from education.models import LearningPlan, PlanEvent, Review
from education.windows import Rule, Window, after_move
from tests.cast import NOW, Cast, PrisonFactory, UserFactory
from tests.plans import a_goal

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


def planned(cast: Cast, days: int | None, **more: Any) -> Prisoner:
    """He, with a plan that begins today, so many days before release."""
    him = cast.prisoner.prisoner
    moved(him, release_on=TODAY + timedelta(days=days) if days is not None else None, **more)
    a_goal(him, cast.tutor)
    return him


def moved(person: Prisoner, **more: Any) -> None:
    for name, value in more.items():
        setattr(person, name, value)
    person.save()


def follow(days: int = 0) -> int:
    return follow_roll(by="node:MDI", at=NOW + timedelta(days=days))


def test_who_leaves_within_three_months_has_a_plan_and_no_review(cast: Cast) -> None:
    planned(cast, 50)
    assert LearningPlan.objects.get().rule == Rule.UNDER_3_MONTHS
    assert not Review.objects.exists()


def test_a_review_that_is_held_opens_the_next(cast: Cast) -> None:
    planned(cast, 700)
    first = Review.objects.get()
    with pytest.raises(SaysNothing):
        hold_review(review=first, said=" ", changed="", revision=0, by=cast.tutor, at=NOW)
    later = NOW + timedelta(days=120)
    second = hold_review(review=first, said="Well.", changed="", revision=0, by=cast.tutor, at=later)
    assert second is not None
    assert (second.rule, second.from_on) == (Rule.UP_TO_60_MONTHS, date(2027, 10, 29))
    with pytest.raises(NoReviewOpen):
        hold_review(review=first, said="Again.", changed="", revision=0, by=cast.tutor, at=later)
    assert Review.objects.filter(state="HELD").get().said == "Well."


def test_exempting_and_its_added_days(cast: Cast) -> None:
    planned(cast, 700)
    review = Review.objects.get()
    was = review.until_on
    exempt_review(review=review, why="PRISON_STAFF_REDEPLOYMENT", revision=0, by=cast.tutor, at=NOW)
    with pytest.raises(NoReviewOpen):
        exempt_review(review=review, why="PRISON_STAFF_REDEPLOYMENT", revision=1, by=cast.tutor, at=NOW)
    late = NOW + timedelta(days=(was - TODAY).days + 3)
    end_exemption(review=review, revision=1, by=cast.tutor, at=late)
    review.refresh_from_db()
    assert (review.state, review.until_on) == ("DUE", late.date() + timedelta(days=5))
    assert list(PlanEvent.objects.values_list("what", flat=True)[:2]) == ["EXEMPTION_ENDED", "EXEMPTED"]


def test_only_who_plans_there_holds_a_review(cast: Cast) -> None:
    planned(cast, 700)
    elsewhere = UserFactory(prison=PrisonFactory(code="BXI", name="Brixton (HMP)"), roles=["TUTOR"])
    for stranger in (cast.prisoner, cast.practitioner, elsewhere):
        with pytest.raises(NotAllowed):
            hold_review(review=Review.objects.get(), said="x", changed="", revision=0, by=stranger, at=NOW)


def test_nothing_moves_while_the_roll_stands(cast: Cast) -> None:
    planned(cast, None, received_on=None)
    audited = AuditEntry.objects.count()
    assert follow() == follow(3) == 0
    assert AuditEntry.objects.count() == audited


def test_a_release_date_that_moves_moves_the_window(cast: Cast) -> None:
    him = planned(cast, 300)
    assert Review.objects.get().rule == Rule.UP_TO_12_MONTHS
    moved(him, release_on=TODAY + timedelta(days=150))
    assert (follow(), follow()) == (1, 0)
    review = Review.objects.get()
    assert (review.rule, review.from_on, review.revision) == (Rule.UP_TO_6_MONTHS, date(2027, 4, 1), 1)
    event = PlanEvent.objects.get(what="WINDOW_MOVED")
    assert (event.by, event.before["rule"]) == (None, Rule.UP_TO_12_MONTHS)


def test_who_leaves_soon_after_all_has_no_review_and_gets_one_back(cast: Cast) -> None:
    him = planned(cast, 300)
    moved(him, release_on=TODAY + timedelta(days=20))
    follow()
    assert Review.objects.get().state == "DROPPED"
    moved(him, release_on=TODAY + timedelta(days=300))
    follow()
    assert list(Review.objects.order_by("pk").values_list("state", flat=True)) == ["DROPPED", "DUE"]


def test_who_comes_back_is_seen_within_ten_days(cast: Cast) -> None:
    him = planned(cast, 700)
    moved(him, left_at=NOW)
    moved(him, received_on=TODAY + timedelta(days=40))
    assert follow(40) == 0  # still away
    moved(him, left_at=None)
    assert follow(40) == 1
    review = Review.objects.get()
    assert (review.rule, review.until_on) == (Rule.READMISSION, TODAY + timedelta(days=50))
    moved(him, release_on=TODAY + timedelta(days=600))
    follow(41)
    review.refresh_from_db()
    assert (review.rule, review.until_on) == (Rule.READMISSION, TODAY + timedelta(days=50))


def test_a_transfer_too(cast: Cast) -> None:
    him = planned(cast, 700)
    moved(him, prison=PrisonFactory(code="LEI"), received_on=TODAY + timedelta(days=5))
    follow(5)
    assert Review.objects.get().rule == Rule.TRANSFER


def test_an_exemption_stays_while_the_window_moves(cast: Cast) -> None:
    him = planned(cast, 300)
    exempt_review(review=Review.objects.get(), why="SYSTEM_TECHNICAL_ISSUE", revision=0, by=cast.tutor, at=NOW)
    moved(him, release_on=TODAY + timedelta(days=900))
    follow()
    assert (Review.objects.get().state, Review.objects.get().rule) == ("EXEMPT", Rule.UP_TO_60_MONTHS)


def days(from_: int, until: int) -> Window:
    return Window(Rule.UP_TO_6_MONTHS, TODAY + timedelta(days=from_), TODAY + timedelta(days=until))


@pytest.mark.parametrize(
    ("held", "new", "release", "wanted"),
    [
        (days(30, 60), days(10, 40), 200, days(10, 40)),  # still to come
        (days(30, 60), days(-60, -20), 200, days(-60, 10)),  # nobody becomes late by a change
        (days(30, 60), days(-60, -20), 12, days(-60, 5)),  # and all is done before the last week
        (days(30, 60), days(10, 40), 5, None),  # in their last week
        (days(-60, -3), days(-50, -20), 200, days(-50, -3)),  # who was late stays late
        (days(-60, -3), days(10, 40), 200, days(10, 40)),
        (None, days(-60, -20), None, days(-60, 10)),
        (days(30, 60), None, 60, None),
    ],
)
def test_after_a_move(held: Window | None, new: Window | None, release: int | None, wanted: Window | None) -> None:
    release_on = TODAY + timedelta(days=release) if release is not None else None
    assert after_move(held=held, new=new, release_on=release_on, on=TODAY) == wanted
