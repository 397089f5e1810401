"""The person's own plan for leaving, at a terminal."""

import re
from uuid import uuid4

import pytest
from django.test import Client
from lxml import html

from accounts.models import Prisoner
from passport.acts import planning as acts
from passport.models import PlanStanding, SectionVersion
from passport.plan import GoalWords
from tests.cast import Cast
from tests.passport.plans import HOME, RING, a_plan, put_goal, queries_of
from tests.told import TODAY, Told

from .conftest import Says

PLAN, AGREE = "/me/plan/", "/me/plan/agree/"
GOAL = f"/me/plan/goals/{HOME}/"


@pytest.fixture
def planned(told: Told, cast: Cast) -> Told:
    a_plan(told.passport, cast.practitioner)
    return told


def titles(told: Told, cast: Cast) -> list[str]:
    return [goal.title for goal in acts.plan_of(passport=told.passport, by=cast.prisoner, at=TODAY).goals]


def test_there_is_no_plan_yet(newcomer: Client, says: Says) -> None:
    assert "There is no plan yet" in says(newcomer.get(PLAN))
    assert newcomer.get(AGREE).headers["Location"] == PLAN


def test_the_first_goal_opens_the_passport(newcomer: Client, says: Says) -> None:
    goal = str(uuid4())
    said = {"act": "goal", "seen": "0", "goal": goal, "title": "See my mum", "when": "month"}
    for _ in range(2):  # pressed twice
        assert newcomer.post(f"{PLAN}new/", said).headers["Location"] == f"{PLAN}goals/{goal}/"
    assert "See my mum" in says(newcomer.get(PLAN))
    assert SectionVersion.objects.filter(sec="PLAN").count() == 1


def test_a_form_of_something_new_keeps_its_id_and_its_words(newcomer: Client, says: Says) -> None:
    goal = str(uuid4())
    answer = newcomer.post(f"{PLAN}new/", {"act": "goal", "seen": "0", "goal": goal, "title": "See my mum"})
    assert "Choose a time" in says(answer)
    assert goal in answer.content.decode()
    assert b'value="See my mum"' in answer.content
    assert newcomer.post(f"{PLAN}new/", {"act": "goal", "goal": "../x"}).status_code == 200


def test_shows_goals_steps_and_who_does_them(at_terminal: Client, planned: Told, says: Says) -> None:
    shown = says(at_terminal.get(PLAN))
    for words in ("Find a room", "Where you will live", "By Monday 26 April 2027", "Ring the council", "Me"):
        assert words in shown


def test_asks_for_a_yes_and_keeps_a_no_with_its_words(
    at_terminal: Client, planned: Told, cast: Cast, says: Says
) -> None:
    assert "Staff changed your plan" in says(at_terminal.get("/me/"))
    plan = acts.plan_of(passport=planned.passport, by=cast.prisoner, at=TODAY)
    said = {"agree": "no", "words": "I want a flat", "shown": plan.fingerprint}
    assert at_terminal.post(AGREE, said).headers["Location"] == PLAN
    assert "You said no to this plan" in says(at_terminal.get(PLAN))
    assert "Staff changed your plan" not in says(at_terminal.get("/me/"))
    standing = PlanStanding.objects.get()
    assert (standing.agreement, standing.agreement_is_current) == ("DO_NOT_AGREE", True)


def test_what_changed_while_it_was_read_is_not_agreed_to(
    at_terminal: Client, planned: Told, cast: Cast, says: Says
) -> None:
    shown = acts.plan_of(passport=planned.passport, by=cast.prisoner, at=TODAY).fingerprint
    put_goal(planned.passport, cast.practitioner, uuid4(), GoalWords("Stop drinking"))
    answer = at_terminal.post(AGREE, {"agree": "yes", "words": "My own words", "shown": shown})
    page = says(answer)
    assert "Your plan changed just now." in page
    assert "Stop drinking" in page
    assert b"My own words</textarea>" in answer.content
    assert PlanStanding.objects.get().agreement == "DRAFT"


def test_what_the_person_wrote_to_a_no_is_shown_to_the_person(at_terminal: Client, planned: Told, says: Says) -> None:
    fingerprint = html.fromstring(at_terminal.get(AGREE).content.decode()).xpath("//input[@name='shown']/@value")[0]
    at_terminal.post(AGREE, {"agree": "no", "words": "I want to live\nwith my mum <b>", "shown": fingerprint})
    page = says(at_terminal.get(PLAN))
    assert "You said no to this plan" in page
    assert "You wrote: I want to live with my mum <b>" in page


def test_a_goal_can_be_for_before_the_person_leaves(at_terminal: Client, planned: Told, cast: Cast) -> None:
    leaves_on = cast.prisoner.prisoner.release_on
    at_terminal.post(GOAL, {"act": "goal", "seen": "1", "title": "Find a room", "when": "leave"})
    plan = acts.plan_of(passport=planned.passport, by=cast.prisoner, at=TODAY)
    assert plan.goals[0].target_on == f"{leaves_on}"


def test_without_a_day_to_leave_there_is_no_before_it(newcomer: Client, planned: Told, cast: Cast, says: Says) -> None:
    assert "Before I leave" in says(newcomer.get(f"{PLAN}new/"))
    Prisoner.objects.update(release_on=None)
    assert "Before I leave" not in says(newcomer.get(f"{PLAN}new/"))
    said = {"act": "goal", "seen": "0", "goal": str(uuid4()), "title": "See my mum", "when": "leave"}
    assert "Choose a time" in says(newcomer.post(f"{PLAN}new/", said))


@pytest.mark.parametrize("agree", ["", "perhaps"])
def test_neither_yes_nor_no_is_asked_again(at_terminal: Client, planned: Told, says: Says, agree: str) -> None:
    assert says(at_terminal.post(AGREE, {"agree": agree})).count("Choose yes or no.") == 2, says(
        at_terminal.post(AGREE, {"agree": agree})
    )


def test_a_step_is_ticked_and_taken_back(at_terminal: Client, planned: Told, says: Says) -> None:
    at_terminal.post(GOAL, {"act": "step_state", "step": str(RING), "state": "COMPLETED", "seen": "1"})
    page = says(at_terminal.get(GOAL))
    assert "It is not done yet" in page
    at_terminal.post(GOAL, {"act": "step_state", "step": str(RING), "state": "IN_PROGRESS", "seen": "2"})
    assert "This is done" in says(at_terminal.get(GOAL))


def test_words_that_meet_another_change_stay_on_the_page(
    at_terminal: Client, planned: Told, cast: Cast, says: Says
) -> None:
    put_goal(planned.passport, cast.practitioner, HOME, GoalWords("Find a flat", "ACCOMMODATION"), seen=1)
    answer = at_terminal.post(GOAL, {"act": "goal", "seen": "1", "title": "Live with mum", "when": "year"})
    page = says(answer)
    assert "Someone changed it while you wrote." in page
    assert "Find a flat" in page
    assert b'value="Live with mum"' in answer.content
    assert titles(planned, cast)[0] == "Find a flat"
    again = at_terminal.post(GOAL, {"act": "goal", "seen": "2", "title": "Live with mum", "when": "year"})
    assert again.status_code == 302
    assert titles(planned, cast)[0] == "Live with mum"


def test_a_goal_is_taken_off_and_put_back(at_terminal: Client, planned: Told, says: Says) -> None:
    assert at_terminal.post(GOAL, {"act": "state", "state": "REMOVED", "seen": "1"}).status_code == 302
    assert "Off the plan" in says(at_terminal.get(PLAN))
    at_terminal.post(GOAL, {"act": "state", "state": "ACTIVE", "seen": "2"})
    assert "Off the plan" not in says(at_terminal.get(PLAN))


@pytest.mark.parametrize(
    "said",
    [
        {"act": "state", "state": "GONE", "seen": "1"},
        {"act": "step_state", "step": "none", "state": "COMPLETED", "seen": "1"},
        {"act": "step", "step": "none", "seen": "0", "text": "x", "who": "PERSON"},
        {"act": "elsewhere"},
        {},
    ],
)
def test_what_is_not_there_is_said(at_terminal: Client, planned: Told, says: Says, said: dict[str, str]) -> None:
    assert "It is not on your plan now." in says(at_terminal.post(GOAL, said))
    assert SectionVersion.objects.filter(sec="PLAN").count() == 3


def test_too_much_is_said_and_kept_on_the_page(at_terminal: Client, planned: Told, says: Says) -> None:
    long = "a" * 201
    answer = at_terminal.post(GOAL, {"act": "step", "step": str(uuid4()), "seen": "0", "text": long, "who": "PERSON"})
    assert "You wrote too much. Use 200 letters or less." in says(answer)
    assert long.encode() in answer.content


def test_how_it_was_before(at_terminal: Client, planned: Told, says: Says) -> None:
    at_terminal.post(GOAL, {"act": "goal", "seen": "1", "title": "Live with mum", "when": "keep"})
    page = says(at_terminal.get("/me/plan/before/"))
    assert "A goal has new words. It was: Find a room. It is now: Live with mum" in page
    assert at_terminal.get("/me/plan/before/?before=1").status_code == 200
    assert at_terminal.get("/me/plan/before/?before=x").status_code == 200


def test_queries_do_not_grow(at_terminal: Client, planned: Told, cast: Cast) -> None:
    at_terminal.get(PLAN)  # the first line of the day makes the audit's tip
    before = [queries_of(at_terminal, page) for page in (PLAN, GOAL, AGREE, f"{PLAN}before/")]
    for number in range(10):
        put_goal(planned.passport, cast.practitioner, uuid4(), GoalWords(f"Goal {number}"))
    assert [queries_of(at_terminal, page) for page in (PLAN, GOAL, AGREE, f"{PLAN}before/")] == before
    assert max(before) <= 17


def test_a_goal_without_a_day_is_changed_without_choosing_one(at_terminal: Client, told: Told, cast: Cast) -> None:
    goal = uuid4()
    put_goal(told.passport, cast.practitioner, goal, GoalWords("Get a job"))
    page = at_terminal.get(f"/me/plan/goals/{goal}/").content.decode()
    (box,) = re.findall(r'<input[^>]*name="when"[^>]*value="none"[^>]*>', page)
    assert " checked" in box
