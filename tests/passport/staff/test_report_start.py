"""/staff/people/<id>/reports/: a report is started, once."""

import pytest
from django.utils import timezone

from accounts.models import Prisoner
from incell.models import QuestionSet
from passport.models import Passport, Report
from tests.cast import Cast
from tests.passport.staff.conftest import words
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
