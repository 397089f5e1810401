"""Staff who plan: goals, what helps, assessments, reviews."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from education.models import AdditionalNeed, Assessment, Goal, Review, Step
from tests.cast import NOW, Cast, PrisonerFactory, SignIn
from tests.plans import a_goal, a_need, plan_to_show

pytestmark = pytest.mark.django_db


@pytest.fixture
def tutor(client: Client, cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(client, cast.tutor)


def page_of(cast: Cast, rest: str = "") -> str:
    return f"/staff/people/{cast.prisoner.prisoner.pk}/learning/{rest}"


def said(client: Client, address: str, **data: Any) -> str:
    answer = client.post(address, data, follow=True) if data else client.get(address)
    assert answer.status_code == 200
    return str(answer.content.decode())


def in_days(days: int) -> str:
    return str(timezone.localdate() + timedelta(days=days))


def goal_rows(*steps: str, **more: Any) -> dict[str, Any]:
    data: dict[str, Any] = {"title": "Read a book", "target_on": in_days(90), "act": "save"}
    for number, step in enumerate(steps, start=1):
        data |= {f"step_{number}": step, f"state_{number}": "NOT_STARTED"}
    return data | more


def test_a_goal_is_written_and_changed(tutor: Client, cast: Cast) -> None:
    assert "The goal is on the plan" in said(
        tutor, page_of(cast, "goals/"), **goal_rows("Join the library", "", "Read")
    )
    goal = Goal.objects.get()
    assert [step.title for step in goal.steps.all()] == ["Join the library", "Read"]
    address = page_of(cast, f"goals/{goal.pk}/")
    steps = {f"pk_{n}": step.pk for n, step in enumerate(goal.steps.all(), start=1)}
    changed = goal_rows("Join the library", "Read it", revision="0", **steps)
    assert "The goal is saved" in said(tutor, address, **changed | {"state_1": "COMPLETE"})
    assert "As it was before" in said(tutor, address)
    assert list(Step.objects.values_list("title", "state")) == [
        ("Join the library", "COMPLETE"),
        ("Read it", "NOT_STARTED"),
    ]


def test_the_second_of_two_sees_both_and_saves_again(tutor: Client, cast: Cast) -> None:
    said(tutor, page_of(cast, "goals/"), **goal_rows("One"))
    goal = Goal.objects.get()
    address = page_of(cast, f"goals/{goal.pk}/")
    said(tutor, address, **goal_rows("Theirs", revision="0", title="Their goal"))
    late = said(tutor, address, **goal_rows("Mine", revision="0", title="My goal"))
    for words in ["has changed this goal since", "Their goal", "Theirs", "My goal", 'value="Mine"', 'value="1"']:
        assert words in late
    assert "The goal is saved" in said(tutor, address, **goal_rows("Mine", revision="1", title="My goal"))
    assert Goal.objects.get().title == "My goal"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"title": ""}, "Write what the goal is"),
        ({"target_on": "soon"}, "Enter a real day, like 27 3 2027"),
        ({"target_on": "2020-01-01"}, "Choose today or a later day"),
        ({"step_1": " "}, "Write one step at least"),
        ({"step_1": "x" * 201}, "Use 200 letters or fewer"),
        ({"state_1": "DANCING"}, "Choose how far this step is"),
    ],
)
def test_what_is_wrong_with_a_goal_is_told(tutor: Client, cast: Cast, change: dict[str, str], words: str) -> None:
    assert words in said(tutor, page_of(cast, "goals/"), **goal_rows("One", **change))
    assert not Goal.objects.exists()


def test_reached_archived_and_active_again(tutor: Client, cast: Cast) -> None:
    goal = a_goal(cast.prisoner.prisoner, cast.tutor)
    address = page_of(cast, f"goals/{goal.pk}/")
    assert "Completed" in said(tutor, address, act="complete", revision="0")
    assert "has changed this goal" in said(tutor, address, act="complete", revision="0")
    assert "has changed this goal" in said(tutor, address, act="reopen", revision="9" * 5000)
    said(tutor, address, act="reopen", revision="1")
    assert "Choose why it is archived" in said(tutor, address, act="archive", revision="2")
    assert "what the other reason is" in said(tutor, address, act="archive", revision="2", why="OTHER")
    said(tutor, address, act="archive", revision="2", why="OTHER", words="Moved on")
    assert (Goal.objects.get().state, Goal.objects.get().revision) == ("ARCHIVED", 3)
    assert "Moved on" in said(tutor, address)


def test_what_helps_and_assessments(tutor: Client, cast: Cast) -> None:
    said(tutor, page_of(cast, "helps/"), area="SIGHT", strategies="Large print.", source="PERSON")
    assert "What helps" in said(tutor, page_of(cast))
    need = AdditionalNeed.objects.get()
    assert "Large print." in said(tutor, page_of(cast))
    assert "It is ended" in said(tutor, page_of(cast, f"helps/{need.pk}/end/"), x="")
    assert "has just ended this" in said(tutor, page_of(cast, f"helps/{need.pk}/end/"), x="")
    assert "Write what helps" in said(tutor, page_of(cast, "helps/"), area="SIGHT", source="PERSON")
    for level, on in [("ENTRY_2", in_days(-30)), ("ENTRY_3", in_days(0))]:
        said(tutor, page_of(cast, "assess/"), subject="MATHS", level=level, on=on)
    page = said(tutor, page_of(cast))
    assert page.index("Entry level 3") < page.index("Before: Entry level 2")
    assert "birth and today" in said(tutor, page_of(cast, "assess/"), subject="MATHS", level="ENTRY_2", on=in_days(1))
    assert Assessment.objects.count() == 2


def test_a_review_is_held_exempted_and_goes_on(tutor: Client, cast: Cast) -> None:
    person = cast.prisoner.prisoner
    person.release_on = timezone.localdate() + timedelta(days=700)
    person.save()
    said(tutor, page_of(cast, "goals/"), **goal_rows("One"))
    address = page_of(cast, "review/")
    assert "Hold it between" in said(tutor, address)
    assert "Choose why it can not be held" in said(tutor, address, act="exempt", revision="0")
    said(tutor, address, act="exempt", revision="0", why="PRISONER_SAFETY_ISSUES")
    assert "The person’s safety" in said(tutor, "/staff/learning/reviews/?list=exempt")
    said(tutor, address, act="end", revision="1")
    assert "Write what was said" in said(tutor, address, act="hold", revision="2")
    late = said(tutor, address, act="hold", revision="1", said="I wrote this.")
    assert "Nothing was saved" in late
    assert "I wrote this." in late
    said(tutor, address, act="hold", revision="2", said="It went well.", changed="More reading.")
    assert list(Review.objects.order_by("pk").values_list("state", flat=True)) == ["HELD", "DUE"]
    assert "It went well." in said(tutor, address)


def test_the_lists_of_reviews(tutor: Client, cast: Cast, django_assert_max_num_queries: Any) -> None:
    today = timezone.localdate()
    for n in range(30):
        a_goal(PrisonerFactory(cell=f"1-1-{n:03}", release_on=NOW.date() + timedelta(days=300)), cast.tutor)
    Review.objects.update(from_on=today - timedelta(days=9), until_on=today - timedelta(days=2))
    with django_assert_max_num_queries(10):
        page = said(tutor, "/staff/learning/reviews/")
    assert page.count("2 days late") == 25
    assert "?list=overdue&amp;page=2" in said(tutor, "/staff/learning/reviews/?list=overdue")
    Review.objects.update(until_on=today)
    assert "None in this list" in said(tutor, "/staff/learning/reviews/?list=nonsense")
    assert "1-1-000" in said(tutor, "/staff/learning/reviews/?list=due")


def test_a_person_s_page_costs_the_same_however_much_there_is(
    tutor: Client, cast: Cast, django_assert_max_num_queries: Any
) -> None:
    plan_to_show(cast)
    for n in range(8):
        a_goal(cast.prisoner.prisoner, cast.tutor, title=f"Goal {n}")
        a_need(cast.prisoner.prisoner, cast.tutor)
    with django_assert_max_num_queries(11):
        assert "Goal 7" in said(tutor, page_of(cast))
