"""What has changed since somebody last read a passport."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from accounts.models import Prisoner, User
from passport.acts.case_notes import write_case_note
from passport.acts.changes import changes_since, last_read
from passport.acts.needs import answer_need, move_need, needs_of
from passport.acts.planning import plan_of
from passport.acts.readiness import follow_readiness, move_item
from passport.forms.needs import name_of
from passport.models import DateMoved, ReadinessItem, SupportNeed
from tests.cast import NOW, Cast
from tests.passport.needed import BANK, SAFE, SECRET, two_needs, write
from tests.passport.plans import a_plan
from tests.passport.staff.conftest import words
from tests.reports import his_passport, submitted

LATER = NOW + timedelta(minutes=5)


def person(cast: Cast, rest: str = "") -> str:
    return f"/staff/people/{cast.prisoner.prisoner.pk}/{rest}"


def test_who_never_read_it_is_told_nothing_and_reading_begins_it(office: Client, cast: Cast) -> None:
    his_passport(cast)
    assert "since you last read" not in words(office.get(person(cast)))
    office.get(person(cast, "passport/"))
    assert "Nothing has changed since you last read it" in words(office.get(person(cast)))


def test_each_kind_of_change_by_others_is_told(office: Client, cast: Cast, colleague: User) -> None:
    passport = his_passport(cast)
    follow_readiness(by="node:MDI", at=NOW)
    office.get(person(cast, "passport/"))
    with time_machine.travel(LATER):
        a_plan(passport, colleague, at=LATER)
        said = {"type": "RESET", "subtype": "ACCOM", "text": "A sofa.", "happened_at": NOW}
        write_case_note(passport=passport, note_id=uuid4(), by=colleague, at=LATER, **said)
        item = ReadinessItem.objects.get(readiness__prisoner=passport.prisoner, code="GP")
        move_item(item=item, status="DONE", owner="PRISON", revision=0, by=colleague, at=LATER)
        Prisoner.objects.filter(pk=passport.prisoner_id).update(release_on=NOW.date() + timedelta(days=90))
        follow_readiness(by="node:MDI", at=LATER)
        shown = words(office.get(person(cast)))
        for told in (
            "Changed since you last read it",
            "Plan",
            "Case note: Resettlement: Accommodation",
            "Registered with a GP: Done",
            "Release date moved: 26 April 2027 → 30 May 2027",
        ):
            assert told in shown
        assert "Plan" in words(office.get(person(cast, "passport/")))
    with time_machine.travel(LATER + timedelta(minutes=1)):
        assert "Nothing has changed" in words(office.get(person(cast)))
    assert DateMoved.objects.count() == 1


def test_a_need_that_was_opened_moved_spoken_of_and_closed(office: Client, cast: Cast, colleague: User) -> None:
    passport = his_passport(cast)
    office.get(person(cast, "passport/"))
    with time_machine.travel(LATER):
        write(passport, colleague, at=LATER)
        write(passport, colleague, SAFE, LATER, code="SAFE_FROM_THREAT", what=SECRET, owner="BOTH")
        need = SupportNeed.objects.get(pk=BANK)
        move_need(need=need, owner="BOTH", status="IN_PROGRESS", words="", seen=1, by=colleague, at=LATER)
        answer_need(need=need, says="STILL_NEEDED", words="", by=cast.prisoner, at=LATER)
        stands = needs_of(passport=passport, by=colleague, at=LATER).need(BANK)
        assert stands is not None
        seen = stands[1].rev
        move_need(need=need, owner="BOTH", status="MET", words="", seen=seen, by=colleague, at=LATER)
        shown = words(office.get(person(cast)))
    name = name_of("BANK_ACCOUNT")
    for told in (
        f"Need written down: {name}",
        f"Need moved: {name}. In progress, The prison and probation",
        f"The person said of a need: {name}. Still needs this",
        f"Need closed: {name}. Met",
    ):
        assert told in shown, told
    assert SECRET not in shown


def test_needs_that_are_restricted_are_told_to_who_reads_them(cast: Cast, node: object, colleague: User) -> None:
    passport = his_passport(cast)
    two_needs(passport, colleague, at=LATER)
    for restricted, many in ((True, 2), (False, 1)):
        found = changes_since(passport=passport, since=NOW, by=cast.practitioner, restricted=restricted)
        assert sum(change.what == "need" for change in found) == many


def test_what_is_restricted_is_told_to_who_may_read_it(cast: Cast, node: object, reader: User) -> None:
    passport = his_passport(cast)
    plan_of(passport=passport, by=reader, at=NOW - timedelta(days=1))
    since = last_read(passport=passport, by=reader)
    assert since == NOW - timedelta(days=1)
    submitted(cast)
    for restricted in (True, False):
        found = changes_since(passport=passport, since=since, by=reader, restricted=restricted)
        told = {change.detail for change in found if change.what == "section"}
        assert ("HEALTH_RESTRICTED" in told) is restricted
        assert "HEALTH" in told
    assert last_read(passport=passport, by=cast.tutor) is None


@pytest.mark.parametrize("many", [1, 30])
def test_it_costs_the_same_however_much_has_changed(
    office: Client, cast: Cast, colleague: User, many: int, django_assert_max_num_queries
) -> None:
    passport = his_passport(cast)
    office.get(person(cast, "passport/"))
    with time_machine.travel(LATER):
        for _ in range(many):
            said = {"type": "RESET", "subtype": "ACCOM", "text": "A sofa.", "happened_at": NOW}
            write_case_note(passport=passport, note_id=uuid4(), by=colleague, at=LATER, **said)
        with django_assert_max_num_queries(30):
            office.get(person(cast))
