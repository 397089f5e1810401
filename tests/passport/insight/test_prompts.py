"""Prompts are raised once a reason, answered by people, counted by rule, and shown to nobody outside."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.access import NotAllowed
from accounts.models import Prisoner, Role, User
from education.models import Course, Enrolment
from passport.acts import insight
from passport.acts.insight import ChangedMeanwhile, SnoozeTooLong, answer_prompt, follow_insight, how_often_right
from passport.acts.readiness import follow_readiness
from passport.forms.insight import RULES
from passport.insight import FACTS
from passport.models import Prompt
from tests.cast import NOW, Cast, PrisonerFactory, SignIn, UserFactory
from tests.kinds import Kinds

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def the_day() -> Iterator[None]:
    with time_machine.travel(NOW):
        yield


def follow(days: int = 0) -> int:
    return follow_insight(by="node:MDI", at=NOW + timedelta(days=days))


def of(person: Prisoner, **more: Any) -> list[str]:
    return sorted(Prompt.objects.filter(prisoner=person, **more).values_list("rule", flat=True))


def him(cast: Cast) -> Prisoner:
    return cast.prisoner.prisoner


def the_prompt(cast: Cast, rule: str = "NO_CONTACT") -> Prompt:
    return Prompt.objects.select_related("prisoner").get(prisoner=him(cast), rule=rule)


def answer(prompt: Prompt, state: str, by: User, revision: int = 0, **more: Any) -> Prompt:
    return answer_prompt(prompt=prompt, state=state, revision=revision, by=by, at=NOW, **more)


def test_everybody_is_looked_at_once_a_day(cast: Cast) -> None:
    PrisonerFactory(left_at=NOW)
    assert follow() == 4
    assert of(him(cast)) == ["NOBODY_OUTSIDE", "NO_CONTACT"]
    assert follow() == 0
    assert follow(days=1) == 0


def test_what_is_over_goes_by_itself_and_comes_back_with_a_new_reason(cast: Cast, kinds: Kinds) -> None:
    follow()
    course = Course.objects.create(prison_id="MDI", title="Bricks", made_by=cast.tutor, made_at=NOW)
    said = {"prison_id": "MDI", "course": course, "prisoner": him(cast), "asked_at": NOW, "stood_at": NOW}
    Enrolment.objects.create(**said, state="LEFT", ended_at=NOW)
    follow(days=1)
    assert "COURSE_DROPPED" in of(him(cast), state="OPEN")
    follow(days=40)
    assert "COURSE_DROPPED" in of(him(cast), state="OVER")
    Enrolment.objects.create(**said, state="LEFT", ended_at=NOW + timedelta(days=41))
    follow(days=41)
    assert "COURSE_DROPPED" in of(him(cast), state="OPEN")


def test_release_within_six_weeks_without_an_address(cast: Cast) -> None:
    Prisoner.objects.filter(pk=him(cast).pk).update(release_on=NOW.date() + timedelta(days=20))
    follow_readiness(by="node:MDI", at=NOW)
    follow()
    assert the_prompt(cast, "NO_ADDRESS").evidence == [(NOW.date() + timedelta(days=20)).isoformat()]


def test_a_reason_that_was_not_right_is_not_raised_again(cast: Cast) -> None:
    follow()
    answer(the_prompt(cast), "NOT_RIGHT", cast.practitioner)
    assert follow(days=1) == 0
    assert "NO_CONTACT" in of(him(cast), state="NOT_RIGHT")


def test_only_who_works_with_the_person_answers(cast: Cast) -> None:
    follow()
    for other in (cast.tutor, cast.officer_elsewhere, cast.administrator, cast.prisoner, cast.agency_worker):
        with pytest.raises(NotAllowed):
            answer(the_prompt(cast), "SETTLED", other)


def test_two_who_answer_at_once(cast: Cast) -> None:
    follow()
    prompt = the_prompt(cast)
    answer(prompt, "SETTLED", cast.practitioner)
    with pytest.raises(ChangedMeanwhile):
        answer(prompt, "NOT_RIGHT", cast.practitioner)
    assert the_prompt(cast).state == "SETTLED"
    answer(prompt, "OPEN", cast.practitioner, revision=1)
    assert the_prompt(cast).state == "OPEN"


@pytest.mark.parametrize("days", [None, 0, 91])
def test_later_is_tomorrow_to_ninety_days(cast: Cast, days: int | None) -> None:
    follow()
    until = None if days is None else NOW.date() + timedelta(days=days)
    with pytest.raises(SnoozeTooLong):
        answer(the_prompt(cast), "SNOOZED", cast.practitioner, until_on=until)


def test_what_is_put_off_waits_again_on_its_day(cast: Cast) -> None:
    follow()
    until = NOW.date() + timedelta(days=7)
    answer(the_prompt(cast), "SNOOZED", cast.practitioner, until_on=until)
    mine = Prompt.objects.filter(rule="NO_CONTACT", prisoner=him(cast))
    assert not mine.waiting(until - timedelta(days=1)).exists()
    assert mine.waiting(until).exists()


def test_how_often_each_rule_was_right_is_counted(cast: Cast) -> None:
    follow()
    answer(the_prompt(cast), "NOT_RIGHT", cast.practitioner)
    answer(the_prompt(cast, "NOBODY_OUTSIDE"), "SETTLED", cast.practitioner)
    counted = how_often_right(Prompt.objects.all())
    assert (counted["NO_CONTACT"].not_right, counted["NO_CONTACT"].open) == (1, 1)
    assert (counted["NOBODY_OUTSIDE"].settled, counted["NOBODY_OUTSIDE"].percent_right) == (1, None)


def test_health_and_flagged_words_are_for_readers_of_restricted_answers(
    cast: Cast, kinds: Kinds, sign_in: SignIn
) -> None:
    Prompt.objects.create(prisoner=him(cast), rule="OWN_WORDS_FLAGGED", mark="x", days=14, found_on=NOW.date())
    page = f"/staff/people/{him(cast).pk}/prompts/"
    title = str(RULES["OWN_WORDS_FLAGGED"].title)
    key_worker, safer = UserFactory(roles=[Role.KEY_WORKER]), UserFactory(roles=[Role.SAFER_CUSTODY])
    assert title not in sign_in(Client(), key_worker).get(page).content.decode()
    assert title in sign_in(Client(), safer).get(page).content.decode()


def test_it_costs_the_same_however_many_people(cast: Cast) -> None:
    follow(days=-1)
    with CaptureQueriesContext(
        connection,
    ) as few:
        follow()
    for _ in range(20):
        PrisonerFactory()
    with CaptureQueriesContext(connection) as many:
        follow(days=1)
    assert len(many) <= len(few) + 5  # what is new is kept, and said
    assert len(few) <= 22


def test_a_round_looks_at_so_many_and_the_next_goes_on(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(insight, "MOST", 1)
    assert follow() == 2
    assert follow() == 2
    assert follow() == 0


def test_every_rule_has_words_for_staff_and_for_the_person() -> None:
    assert set(RULES) == set(FACTS)


def test_the_page_shows_the_reason_and_takes_an_answer_back(cast: Cast, sign_in: SignIn) -> None:
    follow()
    page = f"/staff/people/{him(cast).pk}/prompts/"
    client = sign_in(Client(), cast.practitioner)
    said = client.get(page).content.decode()
    assert "No report, plan, answer or handover for 30 days or more" in said
    prompt = the_prompt(cast)
    data = {"prompt": prompt.pk, "revision": 0, "state": "NOT_RIGHT"}
    assert "Saved." in client.post(page, data, follow=True).content.decode()
    assert "A colleague answered this before you" in client.post(page, data, follow=True).content.decode()
    assert "Take it back" in client.get(page).content.decode()
    assert "Nothing was saved" in client.post(page, {"state": "SCORE"}, follow=True).content.decode()


def test_lists_and_rules_are_pages_of_staff(cast: Cast, sign_in: SignIn) -> None:
    follow()
    client = sign_in(Client(), cast.practitioner)
    mine = client.get("/staff/prompts/").content.decode()
    assert him(cast).name in mine
    assert "Okafor" not in mine
    assert "Okafor" in client.get("/staff/prompts/?whose=all").content.decode()
    assert "how often" in client.get("/staff/prompts/").content.decode()
    assert "Nobody has been in touch" in client.get("/staff/prompts/rules/").content.decode()


def test_the_person_reads_the_rules(cast: Cast, sign_in: SignIn) -> None:
    said = sign_in(Client(), cast.prisoner).get("/me/looking/").content.decode()
    assert "You leave soon and have no place to live yet." in said
    assert "It gives you no marks." in said
