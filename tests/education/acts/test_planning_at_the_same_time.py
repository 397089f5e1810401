"""Two at one plan at the same moment, in real threads: neither loses a word, and a plan is begun once."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from education.acts.goals import ChangedMeanwhile, change_goal, tick_step
from education.acts.reviewing import NoReviewOpen, hold_review
from education.models import Goal, LearningPlan, PlanEvent, Review, Step
from tests.cast import NOW, Cast, UserFactory
from tests.plans import a_goal, saying

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """Each work in a thread of its own, all let go at one moment; what each returned, or what refused it."""
    ready, said = threading.Barrier(len(works)), [None] * len(works)

    def run(place: int) -> None:
        try:
            ready.wait()
            said[place] = works[place]()
        except (ChangedMeanwhile, NoReviewOpen) as refusal:
            said[place] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said


def test_a_plan_is_begun_once_and_has_everybody_s_goal(cast: Cast) -> None:
    him = cast.prisoner.prisoner
    him.release_on = NOW.date() + timedelta(days=700)
    him.save()
    at_once(*(lambda by=by: a_goal(him, by) for by in (cast.tutor, cast.prisoner, cast.tutor)))  # type: ignore[misc]
    assert (LearningPlan.objects.count(), Review.objects.count(), Goal.objects.count()) == (1, 1, 3)
    review, tutors = Review.objects.get(), [UserFactory(roles=["TUTOR"]) for _ in range(2)]

    def holding(by: Any) -> Any:
        return hold_review(review=review, said="Well.", changed="", revision=0, by=by, at=NOW)

    said = at_once(*(lambda by=by: holding(by) for by in tutors))  # type: ignore[misc]
    assert sum(isinstance(one, NoReviewOpen) for one in said) == 1
    assert sorted(Review.objects.values_list("state", flat=True)) == ["DUE", "HELD"]


def test_of_two_who_change_a_goal_one_is_told_and_a_tick_counts(cast: Cast) -> None:
    goal = a_goal(cast.prisoner.prisoner, cast.tutor)
    step = goal.steps.get()
    tutors = [UserFactory(roles=["TUTOR"]) for _ in range(2)]

    def changing(by: Any, title: str) -> Any:
        return change_goal(goal=goal, saying=saying(title=title), revision=0, by=by, at=NOW)

    said = at_once(
        lambda: changing(tutors[0], "First"),
        lambda: changing(tutors[1], "Second"),
    )
    (told,) = [one for one in said if isinstance(one, ChangedMeanwhile)]
    (won,) = [one for one in said if isinstance(one, Goal)]
    assert told.goal.title == won.title == Goal.objects.get().title
    assert PlanEvent.objects.filter(what="GOAL_CHANGED").count() == 1
    again = Step.objects.get()
    assert again.pk != step.pk  # the form that was saved had a step of its own
    at_once(*[lambda: tick_step(step=again, done=True, by=cast.prisoner, at=NOW)] * 3)
    assert PlanEvent.objects.filter(what="STEP_TICKED").count() == 1
