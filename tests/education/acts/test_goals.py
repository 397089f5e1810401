"""Goals and steps: who writes them, that nobody overwrites anybody, and that history stays."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from accounts.access import NotAllowed
from accounts.models import AuditEntry
from education.acts import goals
from education.acts.goals import Saying, StepSaying, archive_goal, change_goal, complete_goal, reopen_goal, tick_step
from education.acts.helping import EndedAlready, NotHereAnyMore, NotThatDay, add_need, assess, end_need
from education.models import AdditionalNeed, Assessment, Goal, LearningPlan, PlanEvent, Review, Step
from tests.cast import NOW, Cast
from tests.plans import TARGET, a_goal, a_need, saying

pytestmark = pytest.mark.django_db


def test_the_first_goal_begins_the_plan_and_its_first_review(cast: Cast) -> None:
    him = cast.prisoner.prisoner
    him.release_on = NOW.date() + timedelta(days=150)
    him.save()
    a_goal(him, cast.tutor)
    a_goal(him, cast.tutor, title="Another")
    plan, review = LearningPlan.objects.get(), Review.objects.get()
    assert (plan.rule, review.rule) == ("UP_TO_6_MONTHS",) * 2
    assert review.from_on > NOW.date()


def test_a_person_writes_an_own_goal_and_nobody_elses(cast: Cast) -> None:
    assert a_goal(cast.prisoner.prisoner, cast.prisoner).is_own
    assert not a_goal(cast.prisoner.prisoner, cast.tutor).is_own
    for stranger in (cast.cell_mate, cast.practitioner, cast.officer_elsewhere):
        with pytest.raises(NotAllowed):
            a_goal(cast.prisoner.prisoner, stranger)


@pytest.mark.parametrize(
    ("bad", "fault"),
    [
        (saying(title=" "), goals.NoTitle),
        (saying("Join", ""), goals.NoTitle),
        (saying("x" * 201), goals.NoTitle),
        (Saying("Read", TARGET, []), goals.NoSteps),
        (saying(*"abcdefghijk"), goals.NoSteps),
        (saying(on=NOW.date() - timedelta(days=1)), goals.NotThatDay),
    ],
)
def test_a_goal_that_is_none_is_refused_whole(cast: Cast, bad: Saying, fault: type[Exception]) -> None:
    with pytest.raises(fault):
        goals.add_goal(prisoner=cast.prisoner.prisoner, saying=bad, by=cast.tutor, at=NOW)
    assert not Goal.objects.exists()
    assert not LearningPlan.objects.exists()


def test_nothing_is_written_about_somebody_who_left(cast: Cast) -> None:
    him = cast.prisoner.prisoner
    him.left_at = NOW
    him.save()
    with pytest.raises(NotHereAnyMore):
        a_goal(him, cast.tutor)


def test_the_second_of_two_is_told_and_loses_nothing(cast: Cast) -> None:
    goal = a_goal(cast.prisoner.prisoner, cast.tutor, "One", "Two")
    first, second = list(goal.steps.all())
    mine = Saying("Read two books", TARGET, [StepSaying("One", "ACTIVE", first.pk), StepSaying("Three")])
    change_goal(goal=goal, saying=mine, revision=0, by=cast.tutor, at=NOW)
    with pytest.raises(goals.ChangedMeanwhile) as told:
        change_goal(goal=goal, saying=saying(title="Mine"), revision=0, by=cast.tutor, at=NOW)
    assert (told.value.by, told.value.goal.title) == (cast.tutor, "Read two books")
    assert list(Step.objects.values_list("title", "state", "position")) == [
        ("One", "ACTIVE", 1),
        ("Three", "NOT_STARTED", 2),
    ]
    changed = PlanEvent.objects.get(what="GOAL_CHANGED")
    assert changed.before["title"] == "Read a book"
    assert ["Two", "NOT_STARTED"] in changed.before["steps"]
    assert not Step.objects.filter(pk=second.pk).exists()


def test_a_tick_while_staff_write_is_not_overwritten(cast: Cast) -> None:
    goal = a_goal(cast.prisoner.prisoner, cast.tutor, "One")
    step = goal.steps.get()
    tick_step(step=step, done=True, by=cast.prisoner, at=NOW)
    with pytest.raises(goals.ChangedMeanwhile):
        change_goal(goal=goal, saying=saying(), revision=0, by=cast.tutor, at=NOW)
    assert goal.steps.get().state == "COMPLETE"


def test_ticking_twice_is_ticking_once(cast: Cast) -> None:
    step = a_goal(cast.prisoner.prisoner, cast.tutor).steps.get()
    for done in (True, True, False, False):
        tick_step(step=step, done=done, by=cast.prisoner, at=NOW)
    assert list(PlanEvent.objects.values_list("what", flat=True)[:3]) == ["STEP_UNTICKED", "STEP_TICKED", "GOAL_ADDED"]
    assert Step.objects.get().state == "ACTIVE"
    with pytest.raises(NotAllowed):
        tick_step(step=step, done=True, by=cast.cell_mate, at=NOW)


def test_completed_archived_and_active_again(cast: Cast) -> None:
    goal = a_goal(cast.prisoner.prisoner, cast.tutor)
    complete_goal(goal=goal, revision=0, by=cast.tutor, at=NOW)
    with pytest.raises(goals.NotActive):
        archive_goal(goal=goal, why="OTHER", words="x", revision=1, by=cast.tutor, at=NOW)
    reopen_goal(goal=goal, revision=1, by=cast.tutor, at=NOW)
    with pytest.raises(goals.SaysNothing):
        archive_goal(goal=goal, why="OTHER", words=" ", revision=2, by=cast.tutor, at=NOW)
    held = archive_goal(goal=goal, why="OTHER", words="Moved on", revision=2, by=cast.tutor, at=NOW)
    assert (held.state, held.archived_why, held.ended_at) == ("ARCHIVED", "OTHER", NOW)
    with pytest.raises(goals.NotActive):
        tick_step(step=goal.steps.get(), done=True, by=cast.prisoner, at=NOW)
    with pytest.raises(NotAllowed):
        reopen_goal(goal=goal, revision=3, by=cast.prisoner, at=NOW)


def test_history_and_assessments_can_not_be_rewritten(cast: Cast) -> None:
    a_goal(cast.prisoner.prisoner, cast.tutor)
    assess(prisoner=cast.prisoner.prisoner, subject="MATHS", level="ENTRY_1", on=NOW.date(), by=cast.tutor, at=NOW)
    changes: list[tuple[Any, dict[str, str]]] = [(PlanEvent, {"words": "x"}), (Assessment, {"level": "LEVEL_8"})]
    for model, change in changes:
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            model.objects.update(**change)


def test_goals_are_bounded(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(goals, "MOST_GOALS", 1)
    goal = a_goal(cast.prisoner.prisoner, cast.tutor)
    with pytest.raises(goals.TooManyGoals):
        a_goal(cast.prisoner.prisoner, cast.tutor)
    complete_goal(goal=goal, revision=0, by=cast.tutor, at=NOW)
    a_goal(cast.prisoner.prisoner, cast.tutor)
    with pytest.raises(goals.TooManyGoals):
        reopen_goal(goal=goal, revision=1, by=cast.tutor, at=NOW)


def test_what_helps_is_ended_and_stays(cast: Cast) -> None:
    him = cast.prisoner.prisoner
    found, told = a_need(him, cast.tutor), a_need(him, cast.prisoner)
    assert (found.source, told.source) == ("STAFF", "PERSON")
    with pytest.raises(EndedAlready):
        end_need(need=found, by=cast.prisoner, at=NOW)
    end_need(need=told, by=cast.prisoner, at=NOW)
    with pytest.raises(EndedAlready):
        end_need(need=told, by=cast.tutor, at=NOW)
    assert AdditionalNeed.objects.count() == 2
    assert AuditEntry.objects.filter(verb="end_need").count() == 1
    with pytest.raises(NotAllowed):
        add_need(prisoner=him, area="SIGHT", strategies="x", by=cast.cell_mate, at=NOW, told=True)


def test_an_assessment_is_of_a_day_that_was(cast: Cast) -> None:
    for on in (NOW.date() + timedelta(days=1), cast.prisoner.prisoner.date_of_birth):
        with pytest.raises(NotThatDay):
            assess(prisoner=cast.prisoner.prisoner, subject="MATHS", level="ENTRY_1", on=on, by=cast.tutor, at=NOW)
