"""/staff/people/<id>/reports/: a report is started, once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Prisoner
from incell.models import QuestionSet
from passport.models import Passport, Report
from tests.cast import Cast
from tests.passport.staff.conftest import tree, words
from tests.reports import HEALTH, question_set


@pytest.fixture
def door(cast: Cast) -> str:
    return f"/staff/people/{cast.prisoner.prisoner.pk}/reports/"


def test_a_report_begins_with_the_passport_and_asks_the_sets_in_force(office, door, cast):
    question_set(HEALTH)
    answer = office.post(door, {"kind": "BCST2"})
    report = Report.objects.get()
    assert answer["Location"] == f"/staff/reports/{report.pk}/"
    assert [part.pathway for part in report.parts.all()] == ["HEALTH"]
    assert Passport.objects.get().prisoner_id == cast.prisoner.prisoner.pk


def test_starting_again_goes_on_with_the_open_one(office, door):
    question_set(HEALTH)
    first = office.post(door, {"kind": "BCST2"})["Location"]
    assert office.post(door, {"kind": "BCST2"})["Location"] == first
    assert Report.objects.count() == 1


@pytest.mark.parametrize("kind", ["", "EVERYTHING"])
def test_an_unknown_kind_starts_nothing(kind, office, door):
    question_set(HEALTH)
    assert "Choose which report to start" in words(office.post(door, {"kind": kind}, follow=True))
    assert not Report.objects.exists()


def test_without_question_sets_it_says_whom_to_ask(office, door):
    assert not QuestionSet.objects.exists()
    assert "Ask your administrator to load the question sets" in words(
        office.post(door, {"kind": "BCST2"}, follow=True)
    )


def test_nothing_is_started_for_who_has_left(office, door):
    question_set(HEALTH)
    Prisoner.objects.update(left_at=timezone.now())
    assert office.post(door, {"kind": "BCST2"}).status_code == 404


def test_the_case_comes_first(office, cast):
    question_set(HEALTH)
    mate = f"/staff/people/{cast.cell_mate.prisoner.pk}/reports/"
    assert office.post(mate, {"kind": "BCST2"}).status_code == 403
    assert not Passport.objects.exists()


def person(cast: Cast) -> str:
    return f"/staff/people/{cast.prisoner.prisoner.pk}/"


def offered(answer) -> set[str]:
    return {one.get("value") for one in tree(answer).xpath("//form[contains(@action, '/reports/')]//button")}


@pytest.mark.parametrize(("days", "is_open"), [(84, True), (85, False)])
def test_the_pre_release_report_begins_twelve_weeks_before_and_no_day_earlier(days, is_open, office, cast, door):
    question_set(HEALTH)
    Prisoner.objects.update(release_on=timezone.localdate() + timedelta(days=days))
    page = office.get(person(cast))
    assert ("RESETTLEMENT_PLAN" in offered(page)) == is_open
    assert ("can be started from 2 March 2027, 12 weeks before release" in words(page)) != is_open
    answer = office.post(door, {"kind": "RESETTLEMENT_PLAN"}, follow=True)
    assert Report.objects.exists() == is_open
    assert ("can be started from 2 March 2027" in words(answer)) != is_open


@pytest.mark.parametrize(
    ("legal_status", "said"),
    [
        ("REMAND", "This person is on remand. Use the immediate needs report"),
        ("RECALL", "This person was recalled. Use the immediate needs report"),
        ("SENTENCED", "Use the immediate needs report, and ask the offender management unit about the date"),
        ("", "Use the immediate needs report, and ask"),
        ("<b>", "Use the immediate needs report, and ask"),
    ],
)
def test_without_a_release_date_it_says_what_to_do(legal_status, said, office, cast, door):
    question_set(HEALTH)
    Prisoner.objects.update(release_on=None, legal_status=legal_status)
    assert offered(office.get(person(cast))) == {"BCST2"}
    for answer in (office.get(person(cast)), office.post(door, {"kind": "RESETTLEMENT_PLAN"}, follow=True)):
        assert f"from 12 weeks before it. {said}" in words(answer)
    assert not Report.objects.exists()
    assert office.post(door, {"kind": "BCST2"}).status_code == 302
    assert Report.objects.get().kind == "BCST2"


def test_a_date_that_moves_away_does_not_close_a_report_that_is_begun(office, cast, door):
    question_set(HEALTH)
    first = office.post(door, {"kind": "RESETTLEMENT_PLAN"})["Location"]
    Prisoner.objects.update(release_on=timezone.localdate() + timedelta(days=400))
    assert office.post(door, {"kind": "RESETTLEMENT_PLAN"})["Location"] == first
    page = office.get(person(cast))
    assert "can be started from" not in words(page)
    assert "Go on with the pre-release report" in words(page)


def test_a_recalled_person_with_a_date_soon_may_have_both(office, cast):
    question_set(HEALTH)
    Prisoner.objects.update(
        legal_status="RECALL", release_kind="POST_RECALL", release_on=timezone.localdate() + timedelta(days=14)
    )
    assert offered(office.get(person(cast))) == {"BCST2", "RESETTLEMENT_PLAN"}
