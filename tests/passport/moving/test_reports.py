"""Reports on a transfer: submitted, begun, left out and begun again, each with its reason and its questions."""

import json

import pytest

from accounts.access import give
from accounts.models import ArchiveKey, Role
from incell.models import QuestionSet
from passport.acts.carried_reports import apply_reports, gather_reports
from passport.acts.drafts import save_page
from passport.acts.report_events import Why, history_of
from passport.acts.report_history import read_report
from passport.acts.report_turns import restart_report, skip_parts
from passport.acts.reports import complete_part, start_report, submit_report
from passport.models import Draft, Passport, Report, ReportEvent
from tests.cast import UserFactory
from tests.reports import HEALTH, question_set
from tests.two_prisons import LEEDS, Road

pytestmark = pytest.mark.django_db(transaction=True)
MONEY = HEALTH.replace("HEALTH", "FINANCE_AND_ID").replace("VICTIM_OF_DOMESTIC_ABUSE", "BANK")
PAGES = (("ABOUT", {"REGISTERED_WITH_GP": "YES"}), ("HARM", {"VICTIM_OF_DOMESTIC_ABUSE": "he locked me in"}))


def worker(prisoner):
    by = UserFactory(roles=[Role.RESETTLEMENT_PRACTITIONER], prison=prisoner.prison)
    give(by, ["work_with_prisoner", "read_restricted"], prisoner)
    return by


def answer(report: Report, by, at) -> None:
    for page, said in PAGES:
        part = report.parts.get(pathway="HEALTH")
        save_page(part=part, page_id=page, submitted=said, revision=part.revision, by=by, at=at)


def three(road: Road, prisoner, by) -> list[Report]:
    """One submitted with a pathway left out, one left half way, one open and begun."""
    passport, at, again = Passport.objects.get(prisoner=prisoner), road.now, Why("OTHER", "He asked for it.")
    question_set(MONEY)
    question_set(HEALTH)
    first = start_report(passport=passport, kind="BCST2", by=by, at=at)
    skip_parts(report=first, seen={"FINANCE_AND_ID": 0}, why=Why("OTHER", "All is known."), by=by, at=at)
    answer(first, by, at)
    part = first.parts.get(pathway="HEALTH")
    complete_part(part=part, revision=part.revision, status="DONE", by=by, at=at)
    submit_report(report=first, by=by, at=at)
    road.later(minutes=1)
    second = restart_report(report=first, why=again, by=by, at=road.now)
    answer(second, by, road.now)
    road.later(minutes=1)
    third = restart_report(report=second, why=Why("RECALL_TO_PRISON"), by=by, at=road.now)
    answer(third, by, road.now)
    return [Report.objects.get(pk=one.pk) for one in (first, second, third)]


def test_all_of_it_goes_along_and_opens_there(road: Road):
    him = road.person()
    first, second, third = three(road, him, worker(him))
    road.send(him)
    road.rounds(2)
    with road.at(LEEDS):
        there = road.comes()
    road.rounds(2)
    with road.at(LEEDS):
        by = worker(there)
        assert not QuestionSet.objects.current().exists()  # what came along is not put into force
        done, left, going = (Report.objects.get(pk=one.pk) for one in (first, second, third))
        assert (left.instead_of_id, going.instead_of_id) == (done.pk, left.pk)
        assert [one.is_open for one in (done, left, going)] == [False, False, True]
        told = history_of(done)
        assert {(one.event.what, one.event.reason, one.words) for one in told} == {
            ("SKIPPED", "OTHER", "All is known."),
            ("RESTARTED", "OTHER", "He asked for it."),
        }
        health = read_report(report=done, by=by, at=road.now, why="report")[-1]
        assert health.section is not None
        assert health.section.data["rows"][0]["question"] == "Registered with a GP?"
        was = read_report(report=left, by=by, at=road.now, why="report")[-1].left
        assert was is not None
        assert was.said["VICTIM_OF_DOMESTIC_ABUSE"] == "he locked me in"
        part = going.parts.get(pathway="HEALTH")
        complete_part(part=part, revision=part.revision, status="DONE", by=by, at=road.now)
        skip_parts(report=going, seen={"FINANCE_AND_ID": 0}, why=Why("TRANSFER"), by=by, at=road.now)
        assert submit_report(report=going, by=by, at=road.now)


def test_applied_twice_or_with_rows_of_before_it_changes_nothing(road: Road):
    him = road.person()
    by = worker(him)
    three(road, him, by)
    passport = Passport.objects.get()
    rows = json.loads(json.dumps(gather_reports(passport)))
    before = [list(model.objects.order_by("pk").values_list("pk")) for model in (Report, ReportEvent, QuestionSet)]
    for _ in range(2):
        apply_reports(passport, rows, by, road.now)
    after = [list(model.objects.order_by("pk").values_list("pk")) for model in (Report, ReportEvent, QuestionSet)]
    assert after == before
    assert Report.objects.open().count() == 1
    assert Draft.objects.count() == 6
    old = {"id": "00000000-0000-4000-8000-000000000001", "kind": "BCST2", "started_at": road.now.isoformat()}
    apply_reports(passport, {"reports": [old | {"submitted_at": None}]}, by, road.now)
    assert not Report.objects.filter(pk=old["id"]).exists()  # open, and nothing to go on with
    apply_reports(passport, {"reports": [old | {"submitted_at": road.now.isoformat()}]}, by, road.now)
    assert Report.objects.get(pk=old["id"]).written == {}


def test_questions_that_can_not_be_read_or_lie_about_themselves_are_left_out(road: Road):
    him = road.person()
    by = worker(him)
    three(road, him, by)
    passport = Passport.objects.get()
    rows = json.loads(json.dumps(gather_reports(passport)))
    ReportEvent.objects.all().delete()
    Draft.objects.all().delete()
    for report in Report.objects.order_by("-started_at"):
        report.parts.all().delete()
        report.delete()
    QuestionSet.objects.all().delete()
    for row in rows["question_sets"]:
        row.update({"text": "pages: ["} if row["pathway"] == "HEALTH" else {"version": 99})
    apply_reports(passport, rows, by, road.now)
    assert not QuestionSet.objects.exists()
    assert Report.objects.count() == 2  # the open one had nothing left to go on with
    assert {one.event.reason for report in Report.objects.all() for one in history_of(report)} == {
        *("OTHER", "RECALL_TO_PRISON")
    }


def test_one_that_comes_where_another_is_open_is_history_beside_it(road: Road):
    him = road.person()
    by = worker(him)
    three(road, him, by)
    passport = Passport.objects.get()
    rows = json.loads(json.dumps(gather_reports(passport)))
    other = dict(rows["reports"][2], id="00000000-0000-4000-8000-000000000002", events=[], instead_of=None)
    apply_reports(passport, rows | {"reports": [other]}, by, road.now)
    assert Report.objects.open().count() == 1
    assert Report.objects.get(pk=other["id"]).restarted_at == road.now
    assert ArchiveKey.objects.exists()
