"""Reports: nothing typed is lost, nothing lies in the clear, and restricted answers stay behind their own key."""

import json
from pathlib import Path

import pytest

from accounts.access import NotAllowed, give, take_back
from accounts.models import AuditEntry, Role
from incell.acts.questionsets import load_question_sets
from incell.models import QuestionSet
from incell.questions import NoSuchPage, parse
from passport.acts.drafts import AnswersHaveErrors, ChangedMeanwhile, answers_so_far, has_restricted, save_page
from passport.acts.reading import read_passport, who_read
from passport.acts.reports import (
    AlreadyStarted,
    AlreadySubmitted,
    NotComplete,
    complete_part,
    start_report,
    submit_report,
)
from passport.acts.sections import open_passport
from passport.models import Draft, Passport, PathwayState, Report, SectionVersion
from tests.cast import NOW, Cast, UserFactory

QUESTIONS = """version: 7
pathway: HEALTH
requireStatusQuestion: false
pages:
  - id: ABOUT
    title: About health
    questions:
      - id: REGISTERED_WITH_GP
        title: Registered with a GP?
        type: RADIO
        validation: {message: Say whether there is a GP}
        options:
          - {id: "YES", displayText: "Yes"}
          - {id: "NO", displayText: "No"}
    nextPageLogic:
      - nextPageId: HARM
  - id: HARM
    title: Harm
    questions:
      - id: VICTIM_OF_DOMESTIC_ABUSE
        title: Victim of domestic abuse?
        type: LONG_TEXT
    nextPageLogic:
      - nextPageId: CHECK_ANSWERS
  - id: CHECK_ANSWERS
"""
SECRET = "he locked me in the cellar"


@pytest.fixture
def report(cast: Cast, node: object, tmp_path: Path) -> Report:
    (tmp_path / "health.yml").write_text(QUESTIONS)
    load_question_sets(folder=tmp_path, by="test", at=NOW)
    passport = open_passport(prisoner=cast.prisoner.prisoner, by=cast.practitioner, at=NOW)
    return start_report(passport=passport, kind="BCST2", by=cast.practitioner, at=NOW)


def fill(report: Report, by) -> None:
    part = report.parts.get()
    part = save_page(
        part=part,
        page_id="ABOUT",
        submitted={"REGISTERED_WITH_GP": "YES"},
        revision=part.revision,
        by=by,
        at=NOW,
    )
    save_page(
        part=part,
        page_id="HARM",
        submitted={"VICTIM_OF_DOMESTIC_ABUSE": SECRET},
        revision=part.revision,
        by=by,
        at=NOW,
    )


def finish(report: Report, by) -> list[SectionVersion]:
    fill(report, by)
    part = report.parts.get()
    complete_part(part=part, revision=part.revision, status="SUPPORT_REQUIRED", by=by, at=NOW)
    return submit_report(report=report, by=by, at=NOW)


def test_what_was_typed_is_there_again_and_lies_nowhere_in_the_clear(cast, report):
    fill(report, cast.practitioner)
    answers = answers_so_far(part=report.parts.get(), by=cast.practitioner)
    assert answers.said == {"REGISTERED_WITH_GP": "YES", "VICTIM_OF_DOMESTIC_ABUSE": SECRET}
    stored = json.dumps(list(Draft.objects.values_list("sealed", "sec", "page")))
    assert SECRET not in stored
    assert {draft.sec for draft in Draft.objects.filter(page="HARM")} >= {"HEALTH_RESTRICTED"}


def test_submitted_answers_become_sections_and_drafts_are_gone(cast, report):
    versions = finish(report, cast.practitioner)
    assert sorted(version.sec for version in versions) == ["HEALTH", "HEALTH_RESTRICTED"]
    assert Draft.objects.count() == 0
    assert PathwayState.objects.get(pathway="HEALTH").status == "SUPPORT_REQUIRED"
    reading = read_passport(passport=report.passport, by=cast.practitioner, at=NOW, why="report")
    health, restricted = reading["HEALTH"], reading["HEALTH_RESTRICTED"]
    assert [row["answer"] for row in health.data["rows"]] == [["Yes"]]
    assert [row["answer"] for row in restricted.data["rows"]] == [[SECRET]]
    assert SECRET not in json.dumps(health.data)


def test_who_may_not_read_restricted_answers_sees_only_that_some_are_withheld(cast, report):
    finish(report, cast.practitioner)
    take_back(cast.practitioner, ["read_restricted"], report.passport.prisoner)
    reading = read_passport(
        passport=report.passport, by=type(cast.practitioner).objects.get(pk=cast.practitioner.pk), at=NOW
    )
    assert reading.withheld == ("HEALTH_RESTRICTED",)
    assert reading["HEALTH_RESTRICTED"] is None


def test_somebody_without_restricted_reading_can_not_wipe_those_answers(cast, report):
    fill(report, cast.practitioner)
    take_back(cast.practitioner, ["read_restricted"], report.passport.prisoner)
    by = type(cast.practitioner).objects.get(pk=cast.practitioner.pk)
    part = report.parts.get()
    with pytest.raises(NotAllowed):
        save_page(part=part, page_id="HARM", submitted={}, revision=part.revision, by=by, at=NOW)
    with pytest.raises(NotAllowed):
        complete_part(part=part, revision=part.revision, status="DONE", by=by, at=NOW)
    assert answers_so_far(part=part, by=by).withheld
    assert Draft.objects.filter(sec="HEALTH_RESTRICTED").count() == 1


@pytest.fixture
def colleague(cast: Cast):
    made = UserFactory(roles=[Role.RESETTLEMENT_PRACTITIONER])
    give(made, ["work_with_prisoner", "read_restricted"], cast.prisoner.prisoner)
    return made


def answer(report: Report, page: str, by, revision: int, **said: str) -> None:
    save_page(part=report.parts.get(), page_id=page, submitted=said, revision=revision, by=by, at=NOW)


def test_two_people_on_one_page_neither_loses_a_word(cast, report, colleague):
    answer(report, "ABOUT", colleague, 0, REGISTERED_WITH_GP="YES")
    for seen in (0, -1):
        with pytest.raises(ChangedMeanwhile):
            answer(report, "ABOUT", cast.practitioner, seen, REGISTERED_WITH_GP="NO")
    assert answers_so_far(part=report.parts.get(), by=cast.practitioner).said == {"REGISTERED_WITH_GP": "YES"}
    answer(report, "ABOUT", cast.practitioner, 1, REGISTERED_WITH_GP="NO")
    assert answers_so_far(part=report.parts.get(), by=cast.practitioner).said == {"REGISTERED_WITH_GP": "NO"}


def test_two_people_on_two_pages_and_one_person_twice_are_in_nobodys_way(cast, report, colleague):
    answer(report, "ABOUT", colleague, 0, REGISTERED_WITH_GP="YES")
    answer(report, "HARM", cast.practitioner, 0, VICTIM_OF_DOMESTIC_ABUSE=SECRET)
    answer(report, "HARM", cast.practitioner, 0, VICTIM_OF_DOMESTIC_ABUSE=SECRET * 2)
    said = answers_so_far(part=report.parts.get(), by=cast.practitioner).said
    assert said == {"REGISTERED_WITH_GP": "YES", "VICTIM_OF_DOMESTIC_ABUSE": SECRET * 2}


def test_a_pathway_is_completed_only_as_it_was_seen(cast, report, colleague):
    fill(report, cast.practitioner)
    seen = report.parts.get()
    answer(report, "ABOUT", colleague, seen.revision, REGISTERED_WITH_GP="NO")
    with pytest.raises(ChangedMeanwhile):
        complete_part(part=seen, revision=seen.revision, status="DONE", by=cast.practitioner, at=NOW)


def test_there_is_no_page_but_those_of_the_set(cast, report):
    with pytest.raises(NoSuchPage):
        answer(report, "ELSEWHERE", cast.practitioner, 0)


OTHER = """version: 8
pathway: DRUGS_AND_ALCOHOL
requireStatusQuestion: false
pages:
  - id: SUPPORT_REQUIREMENTS
    title: Support
    questions:
      - id: SUPPORT_REQUIREMENTS
        title: What is needed?
        type: CHECKBOX
        options:
          - {id: OTHER_SUPPORT_NEEDS, displayText: Other, freeText: true}
"""


def test_words_beside_an_option_may_be_restricted_where_the_question_is_not():
    page = parse(OTHER.encode(), name="other.yml").pages[0]
    assert not page.questions[0].restricted
    assert has_restricted(parse(OTHER.encode(), name="other.yml"), page)
    assert not has_restricted(parse(QUESTIONS.encode(), name="q.yml"), parse(QUESTIONS.encode(), name="q.yml").pages[0])


def test_errors_save_nothing_and_carry_the_questions_own_words(cast, report):
    part = report.parts.get()
    with pytest.raises(AnswersHaveErrors) as refused:
        save_page(part=part, page_id="ABOUT", submitted={}, revision=0, by=cast.practitioner, at=NOW)
    assert str(refused.value.checked.errors["REGISTERED_WITH_GP"]) == "Say whether there is a GP"
    assert Draft.objects.count() == 0


def test_a_report_is_started_once_completed_before_it_is_submitted_and_submitted_once(cast, report):
    with pytest.raises(AlreadyStarted):
        start_report(passport=report.passport, kind="BCST2", by=cast.practitioner, at=NOW)
    part = report.parts.get()
    with pytest.raises(NotComplete):
        submit_report(report=report, by=cast.practitioner, at=NOW)
    with pytest.raises(NotComplete):
        complete_part(part=part, revision=0, status="DONE", by=cast.practitioner, at=NOW)
    finish(report, cast.practitioner)
    with pytest.raises(AlreadySubmitted):
        submit_report(report=Report.objects.get(pk=report.pk), by=cast.practitioner, at=NOW)
    with pytest.raises(AlreadySubmitted):
        save_page(part=report.parts.get(), page_id="ABOUT", submitted={}, revision=4, by=cast.practitioner, at=NOW)


def test_only_who_works_with_the_person_writes_the_report(cast, report):
    for other in (cast.tutor, cast.officer_elsewhere, cast.administrator, cast.prisoner, cast.agency_worker):
        with pytest.raises(NotAllowed):
            start_report(passport=report.passport, kind="RESETTLEMENT_PLAN", by=other, at=NOW)
        with pytest.raises(NotAllowed):
            answers_so_far(part=report.parts.get(), by=other)


def test_the_person_sees_who_has_read_it_and_own_reads_are_left_out(cast, report):
    finish(report, cast.practitioner)
    read_passport(passport=report.passport, by=cast.prisoner, at=NOW, why="own")
    assert who_read(passport=report.passport) == []
    read_passport(passport=report.passport, by=cast.practitioner, at=NOW, why="review")
    assert [read.roles for read in who_read(passport=report.passport)] == [("RESETTLEMENT_PRACTITIONER",)]


def test_the_cell_mate_reads_nothing(cast, report):
    with pytest.raises(NotAllowed):
        read_passport(passport=report.passport, by=cast.cell_mate, at=NOW, why="own")


def test_reading_costs_the_same_however_many_versions_there_are(cast, report, django_assert_max_num_queries):
    finish(report, cast.practitioner)
    with django_assert_max_num_queries(17):
        read_passport(passport=Passport.objects.get(), by=cast.practitioner, at=NOW)


def test_loading_again_changes_nothing_and_a_new_version_retires_the_old(cast, report, tmp_path):
    again = load_question_sets(folder=tmp_path, by="test", at=NOW)
    assert [one.outcome for one in again] == ["unchanged"]
    (tmp_path / "health.yml").write_text(QUESTIONS.replace("version: 7", "version: 8").replace("a GP?", "a doctor?"))
    assert [one.outcome for one in load_question_sets(folder=tmp_path, by="test", at=NOW)] == ["new"]
    assert QuestionSet.objects.current().get().version == 8
    versions = finish(report, cast.practitioner)
    assert versions, "the old report is still answered under its own version"
    reading = read_passport(passport=report.passport, by=cast.practitioner, at=NOW)
    assert reading["HEALTH"].data["rows"][0]["question"] == "Registered with a GP?"


def test_a_section_that_was_changed_on_the_disk_is_named_and_the_others_are_shown(cast, report):
    finish(report, cast.practitioner)
    SectionVersion.objects.filter(sec="HEALTH").update(digest="A" * 43)
    reading = read_passport(passport=report.passport, by=cast.practitioner, at=NOW)
    assert reading.untrusted == ("HEALTH",)
    assert reading["HEALTH_RESTRICTED"] is not None
    assert AuditEntry.objects.get(verb="find_untrusted").why == "HEALTH digest"
