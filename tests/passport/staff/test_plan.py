"""The plan for leaving, for staff."""

from uuid import uuid4

import pytest
from django.test import Client

from accounts.models import User
from passport.acts import planning as acts
from passport.acts.reading import who_read
from passport.models import PlanStanding
from passport.plan import GoalWords
from tests.cast import NOW, Cast
from tests.passport.plans import HOME, RING, a_plan, put_goal, queries_of
from tests.reports import his_passport

from .conftest import As, values, words


@pytest.fixture
def person(cast: Cast, node: object) -> str:
    a_plan(his_passport(cast), cast.practitioner)
    return f"/staff/people/{cast.prisoner.prisoner.pk}/plan/"


def test_without_a_plan(office: Client, cast: Cast) -> None:
    assert "No plan yet" in words(office.get(f"/staff/people/{cast.prisoner.prisoner.pk}/plan/"))


def test_the_first_goal_is_written_once_however_often_it_is_sent(office: Client, cast: Cast) -> None:
    plan = f"/staff/people/{cast.prisoner.prisoner.pk}/plan/"
    sent = values(office.get(f"{plan}new/")) | {"title": ["Find a room"], "pathway": ["ACCOMMODATION"]}
    for _ in range(2):
        assert office.post(f"{plan}new/", sent).status_code == 302
    assert words(office.get(plan)).count("Find a room") == 2  # the goal, and the words of its link


def test_who_reads_it_is_told_to_the_person_and_may_not_write(person: str, as_: As, reader: User, cast: Cast) -> None:
    client = as_(reader)
    shown = words(client.get(person))
    assert "Ring the council" in shown
    assert "Sign this plan" not in shown
    assert client.get(f"{person}goals/{HOME}/").status_code == 403
    assert len(who_read(passport=his_passport(cast))) == 1


def test_signed_and_then_changed(person: str, office: Client, cast: Cast) -> None:
    shown = acts.plan_of(passport=his_passport(cast), by=cast.practitioner, at=NOW).fingerprint
    office.post(f"{person}sign/", {"act": "sign", "shown": shown})
    assert "Signed" in words(office.get(person))
    assert "Sign this plan" not in words(office.get(person))
    put_goal(his_passport(cast), cast.prisoner, uuid4(), GoalWords("Get a dog"))
    assert "The plan has changed since it was signed" in words(office.get(person))
    answer = office.post(f"{person}sign/", {"act": "sign", "shown": shown}, follow=True)
    assert "The plan has changed since it was shown to you." in answer.content.decode()
    assert not PlanStanding.objects.get().signed_is_current


def test_who_could_not_answer_needs_a_reason(person: str, office: Client, cast: Cast) -> None:
    shown = acts.plan_of(passport=his_passport(cast), by=cast.practitioner, at=NOW).fingerprint
    answer = office.post(f"{person}sign/", {"act": "no_answer", "shown": shown, "words": ""})
    assert "Write why the person could not answer" in words(answer, "//body")
    office.post(f"{person}sign/", {"act": "no_answer", "shown": shown, "words": "In hospital"})
    assert "Could not answer" in words(office.get(person))
    assert "In hospital" in words(office.get(person))


def test_two_of_staff_on_one_goal_lose_no_word(person: str, office: Client, as_: As, colleague: User) -> None:
    address, second = f"{person}goals/{HOME}/", as_(colleague)
    mine, theirs = values(office.get(address)), values(second.get(address))
    first = {name: mine[name][0] for name in ("act", "seen")} | {"title": "Find a flat", "pathway": "", "target_on": ""}
    other = {name: theirs[name][0] for name in ("act", "seen")} | {
        "title": "Live with mum",
        "pathway": "",
        "target_on": "",
    }
    assert office.post(address, first).status_code == 302
    answer = second.post(address, other)
    assert "It now says: Find a flat" in words(answer, "//body")
    assert b'value="Live with mum"' in answer.content


def test_a_step_is_changed_and_moved(person: str, office: Client) -> None:
    address = f"{person}goals/{HOME}/"
    office.post(address, {"act": "step", "step": str(RING), "seen": "1", "text": "Write to them", "who": "PRISON"})
    office.post(address, {"act": "step_state", "step": str(RING), "seen": "2", "state": "CANNOT_BE_DONE_YET"})
    shown = words(office.get(person))
    assert "Write to them , The prison Cannot be done yet" in shown
    told = words(office.get(f"{person}before/"))
    assert "Not started → Cannot be done yet" in told
    assert "Before: Ring the council . Now: Write to them" in told


def test_a_day_out_of_reach_is_named(person: str, office: Client) -> None:
    said = {"act": "goal", "seen": "1", "title": "x", "pathway": "", "target_on": "2999-01-01"}
    assert "Enter a day within ten years" in words(office.post(f"{person}goals/{HOME}/", said), "//body")
    said["target_on"] = "31/02/2027"
    assert "Enter a real day, like 27 3 2027" in words(office.post(f"{person}goals/{HOME}/", said), "//body")


def test_queries_do_not_grow(person: str, office: Client, cast: Cast) -> None:
    pages = [person, f"{person}goals/{HOME}/", f"{person}before/"]
    before = [queries_of(office, page) for page in pages]
    for number in range(10):
        put_goal(his_passport(cast), cast.prisoner, uuid4(), GoalWords(f"Goal {number}"))
    assert [queries_of(office, page) for page in pages] == before
    assert max(before) <= 22
