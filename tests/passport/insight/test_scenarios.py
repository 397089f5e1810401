"""Each rule by what people do: a prompt with its reason and days where it should be, and none beside it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
import time_machine
from django.test import Client

from accounts.models import Prisoner, Role
from education.acts.joining import leave
from education.models import Course, Enrolment
from incell.acts.contacts import remove_tie
from incell.acts.flags import flag_words
from passport.acts import appointments, planning
from passport.acts.insight import answer_prompt, follow_insight
from passport.acts.readiness import follow_readiness, settle_item
from passport.forms.insight import words_of
from passport.models import Prompt
from tests.cast import NOW, Cast, SignIn, UserFactory
from tests.contacts import MUM, a_contact, a_tie, clerk
from tests.kinds import Kinds, ask
from tests.passport.met import book, row
from tests.passport.needed import write
from tests.passport.plans import HOME, RING, a_plan
from tests.passport.staff.conftest import words
from tests.reports import his_passport

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def the_day() -> Iterator[None]:
    with time_machine.travel(NOW):
        yield


def follow(days: int = 0) -> None:
    follow_insight(by="node:MDI", at=NOW + timedelta(days=days))


def told(cast: Cast, rule: str) -> tuple[str, list[date]] | None:
    """The reason and the days as staff read them; None where nothing waits."""
    found = Prompt.objects.filter(prisoner=cast.prisoner.prisoner, rule=rule, state="OPEN").first()
    if found is None:
        return None
    said = words_of(found)
    return str(said["why"]), said["days"]


def test_nobody_in_touch_for_thirty_days(cast: Cast, node: object) -> None:
    write(his_passport(cast), cast.practitioner)  # a need written down is being in touch
    follow(29)
    assert told(cast, "NO_CONTACT") is None
    follow(30)
    why, days = told(cast, "NO_CONTACT") or ("", [])
    assert "for 30 days or more" in why
    assert days == [NOW.date()]


def test_what_the_person_does_alone_is_no_contact(cast: Cast, node: object) -> None:
    passport = his_passport(cast)
    a_plan(passport, cast.practitioner)
    later = NOW + timedelta(days=20)
    by = cast.prisoner
    planning.move_step(
        passport=passport, goal_id=str(HOME), step_id=str(RING), state="COMPLETED", seen=1, by=by, at=later
    )
    follow(30)
    assert told(cast, "NO_CONTACT") is not None


def test_two_talks_that_were_missed(cast: Cast, node: object) -> None:
    passport = his_passport(cast)
    for n, pk in enumerate((UUID(int=41), UUID(int=42)), 1):
        on = NOW.date() + timedelta(days=n)
        book(passport, cast.practitioner, pk, "MENTAL_HEALTH", on, "09:15", outside=False)
    for n, pk in enumerate((UUID(int=41), UUID(int=42)), 1):
        follow(n + 1)
        assert told(cast, "MISSED_COUNSELLING") is None
        after = NOW + timedelta(days=n + 1)
        appointments.end(appointment=row(pk), state="DID_NOT_ATTEND", why="", seen=1, by=cast.practitioner, at=after)
    follow(4)
    why, days = told(cast, "MISSED_COUNSELLING") or ("", [])
    assert "2 times or more" in why
    assert days == [NOW.date() + timedelta(days=2), NOW.date() + timedelta(days=1)]


def test_a_course_that_was_dropped(cast: Cast) -> None:
    course = Course.objects.create(prison_id="MDI", title="Bricks", made_by=cast.tutor, made_at=NOW)
    said = {"prison_id": "MDI", "course": course, "prisoner": cast.prisoner.prisoner, "asked_at": NOW, "stood_at": NOW}
    placed = Enrolment.objects.create(**said, state="PLACED")
    follow()
    assert told(cast, "COURSE_DROPPED") is None
    leave(enrolment=placed, by=cast.prisoner, at=NOW)
    follow(1)
    assert told(cast, "COURSE_DROPPED") == ("Left within the last 28 days, on:", [NOW.date()])


@pytest.mark.parametrize("weeks", [6, 7])
def test_release_is_near_and_there_is_no_address(cast: Cast, weeks: int) -> None:
    him = cast.prisoner.prisoner
    leaves = NOW.date() + timedelta(weeks=weeks)
    Prisoner.objects.filter(pk=him.pk).update(release_on=leaves)
    follow_readiness(by="node:MDI", at=NOW)
    follow()
    if weeks > 6:
        assert told(cast, "NO_ADDRESS") is None
        return
    why, days = told(cast, "NO_ADDRESS") or ("", [])
    assert "42 days or less before release" in why
    assert days == [leaves]
    settle_item(prisoner=him, code="HOUSING", status="DONE", by=cast.practitioner, at=NOW)
    follow(1)
    assert told(cast, "NO_ADDRESS") is None


def test_somebody_of_the_family_is_gone_and_a_lawyer_is_no_family(cast: Cast) -> None:
    him, gwen = cast.prisoner.prisoner, clerk()
    lawyer = a_contact()
    lawyer.kind = "O"
    lawyer.save(update_fields=["kind"])
    remove_tie(tie=a_tie(him, lawyer, gwen), by=gwen, at=NOW)
    follow()
    assert told(cast, "FAMILY_LOST") is None
    assert told(cast, "NOBODY_OUTSIDE") is not None
    mum = a_tie(him, a_contact(replace(MUM, first_name="Rita", numbers=())), gwen)
    remove_tie(tie=mum, by=gwen, at=NOW)
    follow(1)
    why, days = told(cast, "FAMILY_LOST") or ("", [])
    assert "Taken off the contact list" in why
    assert days == [NOW.date()]


def test_health_by_the_persons_own_words(cast: Cast, kinds: Kinds) -> None:
    him = cast.prisoner.prisoner
    flag_words(prisoner=him, kind="SELF_HARM", by=cast.tutor, at=NOW, excerpt="read by somebody else")
    for n in range(2):
        ask(cast.prisoner, kinds["HEALTHCARE"], at=NOW + timedelta(days=n))
    follow(2)
    assert told(cast, "HEALTH_ASKED") is None
    assert told(cast, "OWN_WORDS_FLAGGED") is None
    ask(cast.prisoner, kinds["HEALTHCARE"], at=NOW + timedelta(days=3))
    flag_words(prisoner=him, kind="SELF_HARM", by=cast.prisoner, at=NOW + timedelta(days=3), excerpt="I am not well")
    follow(3)
    assert told(cast, "HEALTH_ASKED") == (
        "Asked for 3 times or more, on:",
        [NOW.date() + timedelta(days=n) for n in (3, 1, 0)],
    )
    assert told(cast, "OWN_WORDS_FLAGGED") is not None
    assert "I am not well" not in str(Prompt.objects.values())


def test_not_right_is_counted_where_who_keeps_the_rules_sees_it(cast: Cast, sign_in: SignIn) -> None:
    follow()
    prompt = Prompt.objects.select_related("prisoner").get(prisoner=cast.prisoner.prisoner, rule="NO_CONTACT")
    answer_prompt(prompt=prompt, state="NOT_RIGHT", revision=0, by=cast.practitioner, at=NOW)
    head = UserFactory(roles=[Role.HEAD_OF_REDUCING_REOFFENDING])
    page = words(sign_in(Client(), head).get("/staff/prompts/rules/"))
    assert "Nobody has been in touch 30 days 2 0 1 1" in page
