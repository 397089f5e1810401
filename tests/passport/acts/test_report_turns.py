"""A pathway is left out, a report is begun again: with a reason, and nothing that was said is lost."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone

from accounts.access import NotAllowed, take_back
from accounts.models import AuditEntry, Prisoner, User
from passport.acts.drafts import AlreadySubmitted, BegunAgain, ChangedMeanwhile, save_page
from passport.acts.leaving import release, return_to_prison
from passport.acts.report_events import (
    AlreadyRestarted,
    NoSuchReason,
    TooLong,
    Why,
    WordsNeeded,
    history_of,
    reason_of_return,
)
from passport.acts.report_history import StillOpen, read_report
from passport.acts.report_turns import NothingChosen, ask_after_all, restart_report, skip_parts
from passport.acts.reports import (
    AlreadyStarted,
    NoReleaseDate,
    NotComplete,
    SubmittedAlready,
    TooEarly,
    complete_part,
    start_report,
    submit_report,
)
from passport.models import Draft, Passport, Report, ReportEvent, ReportPart, SectionVersion, Stay
from tests.cast import NOW, Cast
from tests.reports import HEALTH, a_report, complete, question_set, save, submitted

LATER = NOW + timedelta(hours=1)
OASYS = Why("COMPLETED_IN_OASYS")
SECRET = "he locked me in the cellar"
FINANCE = HEALTH.replace("HEALTH", "FINANCE_AND_ID").replace("VICTIM_OF_DOMESTIC_ABUSE", "BANK")


@pytest.fixture
def report(cast: Cast, node: object) -> Report:
    """Two pathways: FINANCE_AND_ID and HEALTH."""
    question_set(FINANCE)
    return a_report(cast)


def skip(report: Report, by: User, *pathways: str, why: Why = OASYS) -> list[ReportEvent]:
    seen = {part.pathway: part.revision for part in report.parts.filter(pathway__in=pathways)}
    return skip_parts(report=report, seen=seen, why=why, by=by, at=NOW)


def answer(report: Report, by: User, secret: str = SECRET) -> ReportPart:
    """Answer HEALTH; not completed."""
    for page, said in (("ABOUT", {"REGISTERED_WITH_GP": "YES"}), ("HARM", {"VICTIM_OF_DOMESTIC_ABUSE": secret})):
        part = report.parts.get(pathway="HEALTH")
        part = save_page(part=part, page_id=page, submitted=said, revision=part.revision, by=by, at=NOW)
    return part


def status_of(report: Report, pathway: str) -> str:
    return report.parts.get(pathway=pathway).status


def test_a_pathway_that_is_left_out_is_not_asked_and_the_report_can_be_submitted(cast, report):
    skip(report, cast.practitioner, "FINANCE_AND_ID", why=Why("OTHER", "  He said it\r\nall in March.  "))
    part = answer(report, cast.practitioner)
    complete_part(part=part, revision=part.revision, status="DONE", by=cast.practitioner, at=NOW)
    versions = submit_report(report=report, by=cast.practitioner, at=NOW)
    assert {version.sec for version in versions} == {"HEALTH", "HEALTH_RESTRICTED"}
    assert status_of(report, "FINANCE_AND_ID") == Report.Status.SKIPPED
    report.refresh_from_db()
    assert report.written == {"HEALTH": 1, "HEALTH_RESTRICTED": 1}
    told = history_of(report)
    assert [(one.event.what, one.event.pathway, one.event.reason, one.words) for one in told] == [
        ("SKIPPED", "FINANCE_AND_ID", "OTHER", "He said it\nall in March.")
    ]
    assert AuditEntry.objects.get(verb="skip_part").why == "FINANCE_AND_ID OTHER"


def test_the_words_lie_sealed_and_open_for_their_own_event_alone(cast, report):
    first, second = skip(report, cast.practitioner, "FINANCE_AND_ID", "HEALTH", why=Why("OTHER", "It rained."))
    assert "It rained" not in first.sealed
    ReportEvent.objects.filter(pk=first.pk).update(sealed=second.sealed)
    words = {one.event.pk: one.words for one in history_of(report)}
    assert words == {first.pk: None, second.pk: "It rained."}


@pytest.mark.parametrize(
    ("why", "refusal"),
    [
        (Why(""), NoSuchReason),
        (Why("BECAUSE"), NoSuchReason),
        (Why("RECALL_TO_PRISON"), NoSuchReason),  # why one is begun again, not why a part is left out
        (Why("completed_in_oasys"), NoSuchReason),
        (Why("OTHER"), WordsNeeded),
        (Why("OTHER", " \x00\r\n "), WordsNeeded),
        (Why("OTHER", "x" * 501), TooLong),
        (Why("TRANSFER", "x" * 501), TooLong),
    ],
)
def test_a_reason_that_says_nothing_leaves_nothing_out(why, refusal, cast, report):
    with pytest.raises(refusal):
        skip(report, cast.practitioner, "HEALTH", why=why)
    assert status_of(report, "HEALTH") == Report.Status.NOT_STARTED
    assert not ReportEvent.objects.exists()


def test_five_hundred_characters_with_line_ends_of_a_browser_fit(cast, report):
    words = "\r\n".join(["x"] * 250) + "x"
    skip(report, cast.practitioner, "HEALTH", why=Why("OTHER", words))
    assert len(history_of(report)[0].words or "") == 500


def test_all_are_left_out_or_none(cast, report):
    by = cast.practitioner
    for seen, refusal in [
        ({}, NothingChosen),
        ({"HEALTH": 0, "FINANCE_AND_ID": 3}, ChangedMeanwhile),
        ({"HEALTH": 0, "ELSEWHERE": 0}, ChangedMeanwhile),
        ({"HEALTH": 0, "ACCOMMODATION": -1}, ChangedMeanwhile),
    ]:
        with pytest.raises(refusal):
            skip_parts(report=report, seen=seen, why=OASYS, by=by, at=NOW)
    part = answer(report, by)
    complete_part(part=part, revision=part.revision, status="DONE", by=by, at=NOW)
    with pytest.raises(ChangedMeanwhile):
        skip(report, by, "HEALTH", "FINANCE_AND_ID")
    assert not ReportEvent.objects.exists()


def test_two_people_leave_out_the_same_and_one_is_told(cast, report):
    seen = {"HEALTH": 0}
    skip_parts(report=report, seen=seen, why=OASYS, by=cast.practitioner, at=NOW)
    with pytest.raises(ChangedMeanwhile):
        skip_parts(report=report, seen=seen, why=OASYS, by=cast.practitioner, at=NOW)
    assert ReportEvent.objects.count() == 1


def test_what_was_answered_before_stays_through_the_submission(cast, report):
    by = cast.practitioner
    answer(report, by)
    skip(report, by, "HEALTH", "FINANCE_AND_ID")
    assert submit_report(report=report, by=by, at=NOW) == []
    assert Draft.objects.filter(part__pathway="HEALTH").count() == 3
    report.refresh_from_db()
    left = read_report(report=report, by=by, at=NOW, why="report")[1].left
    assert left is not None
    assert left.said == {"REGISTERED_WITH_GP": "YES", "VICTIM_OF_DOMESTIC_ABUSE": SECRET}
    assert not SectionVersion.objects.filter(sec="HEALTH").exists()


def test_it_is_asked_after_all_where_it_was_left(cast, report):
    by = cast.practitioner
    answer(report, by)
    skip(report, by, "HEALTH", "FINANCE_AND_ID")
    for pathway, status in (("HEALTH", "IN_PROGRESS"), ("FINANCE_AND_ID", "NOT_STARTED")):
        ask_after_all(report=report, pathway=pathway, by=by, at=LATER)
        ask_after_all(report=report, pathway=pathway, by=by, at=LATER)  # pressed twice
        assert status_of(report, pathway) == status
    assert ReportEvent.objects.filter(what="ASKED").count() == 2
    with pytest.raises(ReportPart.DoesNotExist):
        ask_after_all(report=report, pathway="ELSEWHERE", by=by, at=LATER)


def test_a_page_that_was_being_written_meanwhile_is_taken_and_asked_after_all(cast, report):
    skip(report, cast.practitioner, "HEALTH")
    answer(report, cast.practitioner)
    assert status_of(report, "HEALTH") == Report.Status.IN_PROGRESS
    assert [one.event.what for one in history_of(report)] in (["SKIPPED", "ASKED"], ["ASKED", "SKIPPED"])


def test_a_pathway_left_out_is_not_completed(cast, report):
    part = answer(report, cast.practitioner)
    skip(report, cast.practitioner, "HEALTH")
    for revision in (part.revision, part.revision + 1):
        with pytest.raises(ChangedMeanwhile):
            complete_part(part=part, revision=revision, status="DONE", by=cast.practitioner, at=NOW)
    with pytest.raises(NotComplete):
        submit_report(report=report, by=cast.practitioner, at=NOW)


def test_an_open_report_is_begun_again_under_todays_questions_and_stays_readable(cast, report):
    by = cast.practitioner
    answer(report, by)
    question_set(HEALTH.replace("version: 7", "version: 8").replace("a GP?", "a doctor?"))
    new = restart_report(report=report, why=Why("RECALL_TO_PRISON"), by=by, at=LATER)
    assert (new.kind, new.instead_of_id, new.is_open) == ("BCST2", report.pk, True)
    assert new.parts.get(pathway="HEALTH").question_set.version == 8
    report.refresh_from_db()
    assert (report.restarted_at, report.submitted_at, report.is_open) == (LATER, None, False)
    health = next(one for one in read_report(report=report, by=by, at=LATER, why="report") if one.pathway == "HEALTH")
    assert health.version == 7
    assert health.left is not None
    assert health.left.said["VICTIM_OF_DOMESTIC_ABUSE"] == SECRET
    assert AuditEntry.objects.get(verb="restart_report").why == "RECALL_TO_PRISON"


def test_nothing_more_is_written_in_the_old_one(cast, report):
    by = cast.practitioner
    part = answer(report, by)
    restart_report(report=report, why=Why("RECALL_TO_PRISON"), by=by, at=LATER)
    with pytest.raises(BegunAgain):
        answer(report, by)
    with pytest.raises(BegunAgain):
        submit_report(report=report, by=by, at=LATER)
    with pytest.raises(BegunAgain):
        skip(report, by, "HEALTH")
    with pytest.raises(BegunAgain):
        ask_after_all(report=report, pathway="HEALTH", by=by, at=LATER)
    with pytest.raises(AlreadySubmitted):
        complete_part(part=part, revision=part.revision, status="DONE", by=by, at=LATER)
    with pytest.raises(AlreadyRestarted):
        restart_report(report=report, why=Why("RECALL_TO_PRISON"), by=by, at=LATER)
    assert Report.objects.count() == 2


def test_a_submitted_report_is_begun_again_only_with_a_reason(cast, node):
    done, by = submitted(cast), cast.practitioner
    told = {"passport": done.passport, "kind": "BCST2", "by": by, "at": NOW}
    with pytest.raises(SubmittedAlready) as there:
        start_report(**told)
    assert there.value.report == done
    for why, refusal in [(Why("OTHER"), WordsNeeded), (Why("TRANSFER"), NoSuchReason)]:
        with pytest.raises(refusal):
            restart_report(report=done, why=why, by=by, at=NOW)
    restart_report(report=done, why=Why("OTHER", "Much has changed."), by=by, at=NOW)
    with pytest.raises(AlreadyStarted):
        start_report(**told)
    done.refresh_from_db()
    assert history_of(done)[0].words == "Much has changed."
    assert read_report(report=done, by=by, at=NOW, why="report")[0].section is not None


@pytest.mark.parametrize(
    ("began", "reason"), [("RECALL", "RECALL_TO_PRISON"), ("NEW_SENTENCE", "RETURN_ON_NEW_SENTENCE")]
)
def test_who_comes_back_begins_anew_and_the_return_is_the_reason(began, reason, cast, node):
    done, by = submitted(cast), cast.practitioner
    assert reason_of_return(done) == ""
    came, went_on = done.started_at + timedelta(days=90), done.started_at + timedelta(days=99)
    stay = {"prisoner": done.passport.prisoner}
    done.passport.to_confirm_since = came
    done.passport.save()
    Stay.objects.create(**stay, began=began, began_at=came, ended_at=went_on, ended="TRANSFERRED")
    Stay.objects.create(**stay, began="TRANSFER", began_at=went_on)  # to another prison and back: still that return
    assert reason_of_return(done) == reason
    new = start_report(passport=done.passport, kind="BCST2", by=by, at=went_on)
    assert new.instead_of == done
    assert reason_of_return(new) == ""
    assert [one.event.reason for one in history_of(done)] == [reason]


def test_a_plan_is_begun_again_only_in_its_window(cast, node):
    him = cast.prisoner.prisoner
    him.release_on = timezone.localdate() + timedelta(days=20)
    him.save()
    done, by = submitted(cast, kind="RESETTLEMENT_PLAN"), cast.practitioner
    for release_on, refusal in [(None, NoReleaseDate), (NOW.date() + timedelta(days=400), TooEarly)]:
        Prisoner.objects.update(release_on=release_on)
        found = Report.objects.get(pk=done.pk)
        with pytest.raises(refusal):
            restart_report(report=found, why=Why("RECALL_TO_PRISON"), by=by, at=NOW)
        assert Report.objects.get().restarted_at is None


def test_only_who_works_with_the_person_decides(cast, report):
    for other in (cast.tutor, cast.officer_elsewhere, cast.administrator, cast.prisoner, cast.agency_worker):
        with pytest.raises(NotAllowed):
            skip(report, other, "HEALTH")
        with pytest.raises(NotAllowed):
            ask_after_all(report=report, pathway="HEALTH", by=other, at=NOW)
        with pytest.raises(NotAllowed):
            restart_report(report=report, why=Why("RECALL_TO_PRISON"), by=other, at=NOW)
        with pytest.raises((NotAllowed, StillOpen)):
            read_report(report=report, by=other, at=NOW, why="report")


def test_restricted_answers_of_an_old_report_stay_withheld(cast, node):
    done, by = submitted(cast), cast.practitioner
    again = restart_report(report=done, why=Why("OTHER", "Once more"), by=by, at=LATER)
    save(again, "HARM", by, VICTIM_OF_DOMESTIC_ABUSE=SECRET)
    restart_report(report=again, why=Why("OTHER", "And again"), by=by, at=LATER)
    take_back(by, ["read_restricted"], done.passport.prisoner)
    fewer = User.objects.get(pk=by.pk)
    for report in (done, again):
        report.refresh_from_db()
        part = read_report(report=report, by=fewer, at=LATER, why="report")[0]
        assert part.withheld
        assert SECRET not in repr(part)
    reader = AuditEntry.objects.filter(verb="read_passport", who=str(by.pk))
    assert [line.why for line in reader] == ["report", "report"]


def test_a_version_that_was_changed_on_the_disk_is_named_and_written_down(cast, node):
    done, by = submitted(cast), cast.practitioner
    SectionVersion.objects.filter(sec="HEALTH").update(digest="A" * 43)
    part = read_report(report=Report.objects.get(), by=by, at=NOW, why="report")[0]
    assert (part.untrusted, part.section) == (True, None)
    assert part.restricted is not None
    SectionVersion.objects.filter(sec="HEALTH_RESTRICTED").update(ver=9)
    assert read_report(report=Report.objects.get(), by=by, at=NOW, why="report")[0].restricted is None
    assert AuditEntry.objects.filter(verb="find_untrusted", whom=str(done.passport_id)).count() == 3


def test_an_old_report_says_what_it_said_then_whatever_came_later(cast, node, django_assert_max_num_queries):
    first, by = submitted(cast), cast.practitioner
    second = a_report(cast, HEALTH.replace("version: 7", "version: 8").replace("a GP?", "a doctor?"))
    save(second, "ABOUT", by, REGISTERED_WITH_GP="NO")
    save(second, "HARM", by, VICTIM_OF_DOMESTIC_ABUSE="none any more")
    part = second.parts.get()
    complete_part(part=part, revision=part.revision, status="DONE", by=by, at=NOW)
    submit_report(report=second, by=by, at=LATER)
    said = []
    for report in (first, second):
        report.refresh_from_db()
        with django_assert_max_num_queries(22):
            one = read_report(report=report, by=by, at=LATER, why="report")[0]
        assert one.section is not None
        said.append(
            (one.version, one.section.ver, [(row["question"], row["answer"]) for row in one.section.data["rows"]])
        )
    assert said == [
        (7, 1, [("Registered with a GP?", ["Yes"])]),
        (8, 2, [("Registered with a doctor?", ["No"])]),
    ]


def test_reports_from_before_versions_were_written_down_find_theirs(cast, node):
    done = submitted(cast)
    written = Report.objects.get().written
    assert written == {"HEALTH": 1, "HEALTH_RESTRICTED": 1}
    Report.objects.update(written={})
    a_report(cast, HEALTH.replace("version: 7", "version: 8"))  # open: it has none
    migration = import_module("passport.migrations.0030_report_written")
    migration.find_versions(apps, None)
    assert Report.objects.get(pk=done.pk).written == written
    assert Report.objects.open().get().written == {}


def test_a_person_who_returns_by_the_roll_is_asked_anew(cast, node):
    done, him = submitted(cast), cast.prisoner.prisoner
    left, back = done.started_at + timedelta(days=1), done.started_at + timedelta(days=90)
    release(prisoner=him, by="node:MDI", at=left)
    him.refresh_from_db()
    him.legal_status = "RECALL"
    him.save()
    return_to_prison(prisoner=him, by="node:MDI", at=back)
    passport = Passport.objects.get()
    new = start_report(passport=passport, kind="BCST2", by=cast.practitioner, at=back)
    assert (new.instead_of, history_of(done)[0].event.reason) == (done, "RECALL_TO_PRISON")


def test_a_report_begun_before_a_new_version_came_is_submitted_under_its_own(cast, node):
    report, by = a_report(cast), cast.practitioner
    text = HEALTH.replace("version: 7", "version: 8")
    lost = text[: text.index("  - id: HARM")].replace("nextPageId: HARM", "nextPageId: CHECK_ANSWERS")
    question_set(lost + "  - id: CHECK_ANSWERS\n")  # version 8 does not ask about harm
    complete(report, by)
    submit_report(report=report, by=by, at=NOW)
    report.refresh_from_db()
    one = read_report(report=report, by=by, at=NOW, why="report")[0]
    assert one.version == 7
    assert one.restricted is not None
    assert one.restricted.data["rows"][0]["question"] == "Victim of domestic abuse?"
    assert one.restricted.data["questions"]["version"] == 7
