"""A person's own plan in the cell, and what helps."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from education.models import AdditionalNeed, Goal, PlanEvent, Review, Step
from tests.cast import Cast, SignIn
from tests.plans import a_goal, plan_to_show

pytestmark = pytest.mark.django_db
PLAN, ABOUT = "/me/learning/plan/", "/me/learning/about-me/"


@pytest.fixture
def cell(client: Client, cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(client, cast.prisoner)


def said(client: Client, address: str, **data: Any) -> str:
    answer = client.post(address, data, follow=True) if data else client.get(address)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_an_own_goal_is_written_and_its_step_ticked(cell: Client, cast: Cast) -> None:
    assert "You have no goal yet" in said(cell, PLAN)
    assert "Choose a time" in said(cell, f"{PLAN}goal/", title="Read", first="Ask")
    said(cell, f"{PLAN}goal/", title="Read", when="month", first="Ask", second="Begin")
    goal, step = Goal.objects.get(), Step.objects.first()
    assert goal.is_own
    assert goal.target_on == timezone.localdate() + timedelta(days=30)
    assert step is not None
    assert "Well done" in said(cell, PLAN, step=step.pk, done="yes")
    assert "It is not done yet" in said(cell, PLAN, step=step.pk, done="no")
    assert "not on your plan" in said(cell, PLAN, step="9" * 40, done="yes")


def test_nobody_ticks_or_reads_another_s_step(cell: Client, cast: Cast) -> None:
    goal = a_goal(cast.cell_mate.prisoner, cast.tutor, "Theirs")
    assert "not on your plan" in said(cell, PLAN, step=goal.steps.get().pk, done="yes")
    assert goal.steps.get().state == "NOT_STARTED"
    assert "Theirs" not in said(cell, PLAN)


def test_what_got_in_the_way_reaches_staff(cell: Client, cast: Cast, sign_in: SignIn) -> None:
    goal = a_goal(cast.prisoner.prisoner, cast.tutor)
    assert "Write some words first" in said(cell, f"{PLAN}{goal.pk}/", words=" ")
    said(cell, f"{PLAN}{goal.pk}/", words="The library was shut.")
    assert PlanEvent.objects.filter(what="IN_THE_WAY").count() == 1
    staff = sign_in(Client(), cast.tutor)
    address = f"/staff/people/{cast.prisoner.prisoner.pk}/learning/goals/{goal.pk}/"
    assert "The library was shut." in said(staff, address)


def test_what_helps_is_said_and_taken_back(cell: Client, cast: Cast) -> None:
    plan_to_show(cast)
    page = said(cell, ABOUT)
    assert "Large print helps." in page
    assert "<li>English: " in page
    assert page.count('name="end"') == 1  # their own alone
    said(cell, ABOUT, area="SIGHT", words="Big letters.")
    mine = AdditionalNeed.objects.get(area="SIGHT")
    assert mine.source == "PERSON"
    assert "does not count any more" in said(cell, ABOUT, end=mine.pk)
    assert "not on your page" in said(cell, ABOUT, end=mine.pk)
    theirs = AdditionalNeed.objects.get(strategies="Large print helps.")
    assert "not on your page" in said(cell, ABOUT, end=theirs.pk)
    theirs.refresh_from_db()
    assert theirs.ended_at is None


def test_the_next_review_in_words(cell: Client, cast: Cast) -> None:
    a_goal(cast.prisoner.prisoner, cast.tutor)
    today = timezone.localdate()
    Review.objects.all().delete()
    assert "You leave soon" in said(cell, PLAN)
    plan = Goal.objects.get().plan
    review = Review.objects.create(plan=plan, rule="REMAND", from_on=today, until_on=today, made_at=plan.begun_at)
    assert "Staff will talk with you about your plan by" in said(cell, PLAN)
    for change, words in [
        ({"from_on": today - timedelta(days=9), "until_on": today - timedelta(days=1)}, "is late"),
        ({"state": "EXEMPT"}, "has to wait"),
        ({"state": "HELD", "said": "It went well.", "held_on": today}, "It went well."),
    ]:
        Review.objects.filter(pk=review.pk).update(**change)
        assert words in said(cell, PLAN)


def test_the_plan_costs_the_same_however_much_there_is(
    cell: Client, cast: Cast, django_assert_max_num_queries: Any
) -> None:
    plan_to_show(cast)
    for n in range(8):
        a_goal(cast.prisoner.prisoner, cast.tutor, "a", "b", title=f"Goal {n}")
    for address in (PLAN, ABOUT):
        with django_assert_max_num_queries(10):
            said(cell, address)
