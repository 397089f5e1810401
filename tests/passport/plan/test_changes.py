"""Two people on one plan: neither loses a word."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from passport import plan as plans
from passport.plan import ChangedMeanwhile, GoalWords, NotWhatWasShown, Plan, StepWords

HOME = GoalWords("Find a room", "ACCOMMODATION", "2027-04-26")


def with_home() -> Plan:
    plan = plans.put_goal(Plan(), "g", HOME, seen=0)
    return plans.put_step(plan, "g", "s", StepWords("Ring the council", "PERSON"), seen=0)


def test_different_goals_and_steps_never_meet() -> None:
    plan = with_home()
    plan = plans.put_goal(plan, "g", GoalWords("Find a flat"), seen=1)
    plan = plans.put_step(plan, "g", "t", StepWords("Save for rent", "PERSON"), seen=0)
    plan = plans.move_step(plan, "g", "s", "COMPLETED", seen=1)
    plan = plans.put_goal(plan, "h", GoalWords("Get a bank account"), seen=0)
    assert [goal.title for goal in plan.goals] == ["Find a flat", "Get a bank account"]
    assert [(step.text, step.state) for step in plan.goals[0].steps] == [
        ("Ring the council", "COMPLETED"),
        ("Save for rent", "NOT_STARTED"),
    ]


def test_the_second_of_two_is_told_what_it_says_now() -> None:
    plan = plans.put_goal(with_home(), "g", GoalWords("Find a flat"), seen=1)
    with pytest.raises(ChangedMeanwhile) as told:
        plans.put_goal(plan, "g", GoalWords("Live with my mum"), seen=1)
    assert told.value.now.title == "Find a flat"
    assert plans.put_goal(plan, "g", GoalWords("Live with my mum"), seen=told.value.now.rev).goals[0].title == (
        "Live with my mum"
    )


def test_a_step_that_changed_meanwhile_is_told_too() -> None:
    plan = plans.move_step(with_home(), "g", "s", "IN_PROGRESS", seen=1)
    with pytest.raises(ChangedMeanwhile):
        plans.put_step(plan, "g", "s", StepWords("Write to the council", "PERSON"), seen=1)
    with pytest.raises(ChangedMeanwhile):
        plans.move_step(plan, "g", "s", "COMPLETED", seen=1)
    with pytest.raises(ChangedMeanwhile):
        plans.move_goal(plans.put_goal(plan, "g", GoalWords("Find a flat"), seen=1), "g", "REMOVED", seen=1)


def test_a_form_sent_twice_changes_nothing() -> None:
    plan = with_home()
    assert plans.put_goal(plan, "g", HOME, seen=0) is plan
    assert plans.put_step(plan, "g", "s", StepWords("Ring the council", "PERSON"), seen=0) is plan
    assert plans.move_goal(plan, "g", "ACTIVE", seen=9) is plan


def test_what_is_not_there_is_named() -> None:
    with pytest.raises(plans.NoSuchGoal):
        plans.put_goal(Plan(), "g", HOME, seen=3)
    with pytest.raises(plans.NoSuchGoal):
        plans.put_step(Plan(), "g", "s", StepWords("x", "PERSON"), seen=0)
    with pytest.raises(plans.NoSuchStep):
        plans.move_step(with_home(), "g", "t", "COMPLETED", seen=1)
    with pytest.raises(plans.NoSuchStep):
        plans.put_step(with_home(), "g", "t", StepWords("x", "PERSON"), seen=1)
    with pytest.raises(ValueError, match="GONE"):
        plans.move_goal(with_home(), "g", "GONE", seen=1)


def test_a_plan_has_room_for_forty_open_goals_and_fifteen_steps_each() -> None:
    plan = Plan()
    for number in range(plans.MOST_GOALS):
        plan = plans.put_goal(plan, str(number), GoalWords(f"Goal {number}"), seen=0)
    with pytest.raises(plans.TooManyGoals):
        plans.put_goal(plan, "more", HOME, seen=0)
    plan = plans.move_goal(plan, "0", "ACHIEVED", seen=1)
    plan = plans.put_goal(plan, "more", HOME, seen=0)
    with pytest.raises(plans.TooManyGoals):
        plans.move_goal(plan, "0", "ACTIVE", seen=2)
    for number in range(plans.MOST_STEPS):
        plan = plans.put_step(plan, "more", str(number), StepWords(f"Step {number}", "PERSON"), seen=0)
    with pytest.raises(plans.TooManySteps):
        plans.put_step(plan, "more", "s", StepWords("x", "PERSON"), seen=0)


def test_who_agrees_has_seen_what_is_agreed_to() -> None:
    shown = with_home()
    changed = plans.move_step(shown, "g", "s", "COMPLETED", seen=1)
    with pytest.raises(NotWhatWasShown):
        plans.agree(changed, yes=True, words="", at="now", shown=shown.fingerprint)
    with pytest.raises(NotWhatWasShown):
        plans.sign(changed, by="", at="now", shown=shown.fingerprint)


def test_a_change_makes_an_agreement_and_a_signature_stale_until_given_again() -> None:
    plan = with_home()
    plan = plans.agree(plan, yes=False, words="I want a flat", at="1", shown=plan.fingerprint)
    assert (plan.person.state, plans.is_agreement_current(plan, plan.person)) == ("DO_NOT_AGREE", True)
    plan = plans.sign(plan, by="RESETTLEMENT_PRACTITIONER", at="2", shown=plan.fingerprint)
    plan = plans.put_goal(plan, "g", GoalWords("Find a flat"), seen=1)
    assert not plans.is_agreement_current(plan, plan.person)
    assert not plans.is_agreement_current(plan, plan.staff)
    plan = plans.agree(plan, yes=True, words="", at="3", shown=plan.fingerprint)
    assert (plan.person.state, plans.is_agreement_current(plan, plan.person)) == ("UPDATED_AGREED", True)
    plan = plans.agree(plan, yes=False, words="", at="4", shown=plan.fingerprint)
    assert plan.person.state == "UPDATED_DO_NOT_AGREE"


def test_somebody_who_could_not_answer_answers_for_the_first_time_later() -> None:
    plan = with_home()
    plan = plans.agree(plan, yes=None, words="In hospital", at="1", shown=plan.fingerprint)
    assert plan.person.state == "COULD_NOT_ANSWER"
    assert plans.agree(plan, yes=True, words="", at="2", shown=plan.fingerprint).person.state == "AGREED"


def test_differences_are_told_goal_by_goal() -> None:
    before = with_home()
    after = plans.put_goal(before, "g", GoalWords("Find a flat", "ACCOMMODATION", "2027-05-01"), seen=1)
    after = plans.move_step(after, "g", "s", "COMPLETED", seen=1)
    after = plans.put_step(after, "g", "t", StepWords("Save for rent", "PRISON"), seen=0)
    after = plans.agree(after, yes=True, words="", at="1", shown=after.fingerprint)
    told = [(one.what, one.before, one.after) for one in plans.differences(before, after)]
    assert told == [
        ("GOAL_WORDS", "Find a room", "Find a flat"),
        ("GOAL_DATE", "2027-04-26", "2027-05-01"),
        ("STEP_STATE", "NOT_STARTED", "COMPLETED"),
        ("STEP_ADDED", "", "Save for rent"),
        ("PERSON_SAID", "DRAFT", "AGREED"),
    ]
    assert plans.differences(after, after) == []


words = st.sampled_from(["a", "Find a room", "Dŵr", "\U0001f600", "a\nb", "\u202eright", '"', "0"])
turns = st.lists(
    st.tuples(st.sampled_from(["g", "h"]), st.sampled_from(["s", "t"]), words, st.sampled_from(list(plans.StepState))),
    max_size=12,
)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(turns)
def test_whatever_is_written_is_read_again(steps: list[tuple[str, str, str, str]]) -> None:
    plan = Plan()
    for goal, step, text, state in steps:
        there = plan.goal(goal)
        plan = plans.put_goal(plan, goal, GoalWords(text), seen=there.rev if there else 0)
        mine = next((one for one in plan.goal(goal).steps if one.id == step), None)  # type: ignore[union-attr]
        plan = plans.put_step(plan, goal, step, StepWords(text, "PERSON"), seen=mine.rev if mine else 0)
        mine = next(one for one in plan.goal(goal).steps if one.id == step)  # type: ignore[union-attr]
        plan = plans.move_step(plan, goal, step, state, seen=mine.rev)
    again = plans.read(plans.written(plan, said_at="now"))
    assert again == plan
    assert again.fingerprint == plan.fingerprint


def test_members_of_a_later_version_are_left_out() -> None:
    data = plans.written(with_home(), said_at="now")
    data["mood"], data["goals"][0]["mood"], data["goals"][0]["steps"][0]["mood"] = 1, 2, 3
    assert plans.read(data) == with_home()
