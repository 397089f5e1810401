"""/staff/reports/<id>/skip/, /again/ and /as-submitted/: left out, begun again, read as it was."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.access import take_back
from accounts.models import AuditEntry, Prisoner
from incell.models import QuestionSet
from passport.models import Draft, Passport, Report, ReportEvent, SectionVersion, Stay
from tests.cast import Cast
from tests.passport.staff.conftest import tree, words
from tests.reports import HEALTH, a_report, complete, question_set, save, submitted

MONEY = HEALTH.replace("HEALTH", "FINANCE_AND_ID").replace("VICTIM_OF_DOMESTIC_ABUSE", "BANK")
SECRET = "he locked me in the cellar"


@pytest.fixture
def report(cast: Cast, node: object) -> Report:
    question_set(MONEY)
    return a_report(cast)


def at(report: Report, page: str = "") -> str:
    return f"/staff/reports/{report.pk}/{page}"


def values(answer, name: str) -> dict[str, bool]:
    found = tree(answer).xpath(f"//main//input[@name='{name}']")
    return {one.get("value"): one.get("checked") is not None for one in found}


def test_pathways_are_left_out_with_a_reason_that_the_report_shows(office, report):
    page = office.get(at(report, "skip/"))
    assert values(page, "pathways") == {"FINANCE_AND_ID.0": False, "HEALTH.0": False}
    assert set(values(page, "reason")) == {
        *("COMPLETED_IN_OASYS", "COMPLETED_IN_ANOTHER_PRISON", "EARLY_RELEASE", "TRANSFER", "OTHER")
    }
    sent = {"pathways": ["HEALTH.0", "FINANCE_AND_ID.0"], "reason": "OTHER", "words": "<b>Too ill</b>"}
    answer = office.post(at(report, "skip/"), sent, follow=True)
    said = words(answer)
    assert "It can be asked after all" in said
    assert "Pathways complete: 2 of 2. 2 of them are left out." in said
    assert "Health: Left out Another reason <b>Too ill</b>" in said
    assert b"<b>Too ill" not in answer.content
    assert words(answer, "//*[@id='HEALTH-status']").startswith("Left out")
    assert not tree(answer).xpath("//a[contains(@href, '/HEALTH/')]")
    office.post(at(report, "skip/"), {"ask": "HEALTH"})
    assert report.parts.get(pathway="HEALTH").status == "NOT_STARTED"
    assert "Asked after all" in words(office.get(at(report)))


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Select what to leave out"),
        ({"reason": "TRANSFER"}, "Select what to leave out"),
        ({"pathways": "HEALTH.0"}, "Select a reason"),
        ({"pathways": "HEALTH.0", "reason": "BECAUSE"}, "Select a reason"),
        ({"pathways": "HEALTH.0", "reason": "OTHER"}, "Write the reason"),
        ({"pathways": "HEALTH.0", "reason": "OTHER", "words": "x" * 501}, "Use 500 characters or fewer"),
        ({"pathways": "HEALTH.4", "reason": "TRANSFER"}, "A colleague has changed one of these pathways"),
        ({"pathways": "HEALTH", "reason": "TRANSFER"}, "A colleague has changed one of these pathways"),
        ({"pathways": "HEALTH.²", "reason": "TRANSFER"}, "A colleague has changed one of these pathways"),
        ({"pathways": f"{'A' * 900}.0", "reason": "TRANSFER"}, "A colleague has changed one of these pathways"),
        ({"pathways": ["HEALTH.0"] * 900 + [".1"], "reason": "BECAUSE"}, "Select a reason"),
    ],
)
def test_a_form_that_says_too_little_or_odd_things_leaves_nothing_out(sent, said, office, report):
    answer = office.post(at(report, "skip/"), sent)
    assert said in words(answer)
    assert not ReportEvent.objects.exists()
    if sent.get("words"):
        assert sent["words"] in answer.content.decode()
    if sent.get("reason") == "TRANSFER":
        assert values(answer, "reason")["TRANSFER"]


def test_an_error_leads_to_its_field(office, report):
    answer = office.post(at(report, "skip/"), {"pathways": "HEALTH.0"})
    link = tree(answer).xpath("//*[contains(@class, 'govuk-error-summary')]//a")[0].get("href")
    assert tree(answer).xpath(f"//input[@id='{link.removeprefix('#')}']")


def test_a_pathway_that_is_complete_is_not_left_out(office, cast, node):
    report = a_report(cast)
    complete(report, cast.practitioner)
    assert "Every pathway is complete or left out" in words(office.get(at(report, "skip/")))
    assert office.post(at(report, "skip/"), {"ask": "ELSEWHERE"}).status_code == 404


def test_the_pages_of_a_pathway_left_out_lead_back_and_words_sent_meanwhile_are_kept(office, cast, report):
    office.post(at(report, "skip/"), {"pathways": ["HEALTH.0"], "reason": "TRANSFER"})
    for page in ("HEALTH/", "HEALTH/check/", "HEALTH/pages/ABOUT/"):
        assert office.get(at(report, page))["Location"] == at(report)
    office.post(at(report, "HEALTH/pages/ABOUT/"), {"revision": "0", "REGISTERED_WITH_GP": "YES"})
    assert report.parts.get(pathway="HEALTH").status == "IN_PROGRESS"
    assert Draft.objects.exists()


def test_a_report_with_a_pathway_left_out_is_submitted_without_it(office, cast, report):
    office.post(at(report, "skip/"), {"pathways": ["HEALTH.0", "FINANCE_AND_ID.0"], "reason": "COMPLETED_IN_OASYS"})
    assert "Left out" in words(office.get(at(report, "submit/")))
    assert office.post(at(report, "submit/"))["Location"].endswith(f"/people/{cast.prisoner.prisoner.pk}/")
    assert not SectionVersion.objects.filter(sec__in=["HEALTH", "FINANCE_AND_ID"]).exists()
    read = words(office.get(at(report, "as-submitted/")))
    assert "as it was submitted" in read
    assert read.count("It is completed in OASys") == 2


def test_a_report_is_begun_again_and_the_old_one_says_so(office, cast, report):
    save_first(report, cast)
    again = office.get(at(report, "again/"))
    assert "is not submitted. What was answered stays sealed and can be read" in words(again)
    assert "Write the reason" in words(office.post(at(report, "again/"), {"reason": "OTHER"}))
    answer = office.post(at(report, "again/"), {"reason": "OTHER", "words": "It was the wrong man"})
    new = Report.objects.get(instead_of=report)
    assert answer["Location"] == at(new)
    old = words(office.get(at(report)))
    assert "A newer report stands in its place" in old
    assert "Another reason It was the wrong man" in old
    read = office.get(at(report, "as-submitted/"))
    assert "as it was left" in words(read)
    assert "It was never submitted: no agency has seen it" in words(read)
    assert "Answered, and not submitted: Registered with a GP? Yes" in words(read)
    person = office.get(f"/staff/people/{cast.prisoner.prisoner.pk}/")
    assert "Begun again" in words(person)
    assert "Go on with the immediate needs report" in words(person)
    for page in ("skip/", "again/", "submit/", "HEALTH/", "HEALTH/check/", "HEALTH/pages/ABOUT/"):
        assert office.get(at(report, page))["Location"] == at(report)
    late = office.post(at(report, "HEALTH/pages/ABOUT/"), {"REGISTERED_WITH_GP": "NO"}, follow=True)
    assert "A colleague has begun this report again. Nothing was saved in the old one" in words(late)
    assert "begun again already" in words(office.post(at(report, "again/"), {"reason": "OTHER"}, follow=True))


def save_first(report: Report, cast: Cast) -> None:
    part = report.parts.get(pathway="HEALTH")
    part.report.parts.exclude(pk=part.pk).delete()
    save(report, "ABOUT", cast.practitioner, REGISTERED_WITH_GP="YES")


def test_a_submitted_report_is_not_started_anew_without_a_reason(office, cast, node):
    done = submitted(cast)
    person = f"/staff/people/{cast.prisoner.prisoner.pk}/"
    page = tree(office.get(person))
    assert not page.xpath("//form[contains(@action, '/reports/')]//button[@value='BCST2']")
    assert page.xpath(f"//a[@href='{at(done, 'again/')}']")
    assert office.post(f"{person}reports/", {"kind": "BCST2"})["Location"] == at(done, "again/")


def came_back(cast: Cast, began: str) -> None:
    at = timezone.now() + timedelta(seconds=1)
    Stay.objects.create(prisoner=cast.prisoner.prisoner, began=began, began_at=at)
    Passport.objects.update(to_confirm_since=at)


def test_who_was_recalled_is_asked_anew_at_once(office, cast, node):
    done = submitted(cast)
    him = cast.prisoner.prisoner
    came_back(cast, "RECALL")
    Prisoner.objects.update(legal_status="RECALL", release_on=None)
    page = office.get(f"/staff/people/{him.pk}/")
    assert "Start an immediate needs report" in words(page)
    office.post(f"/staff/people/{him.pk}/reports/", {"kind": "BCST2"})
    assert Report.objects.get(instead_of=done).is_open
    assert done.events.get().reason == "RECALL_TO_PRISON"


def test_a_report_from_before_a_recall_says_so_and_the_reason_is_chosen_already(office, cast, report):
    came_back(cast, "NEW_SENTENCE")
    page = office.get(at(report))
    assert "From before the person came back" in words(page)
    assert values(office.get(at(report, "again/")), "reason")["RETURN_ON_NEW_SENTENCE"]


def test_a_plan_whose_window_is_closed_is_not_begun_again(office, cast, node):
    done = submitted(cast, kind="RESETTLEMENT_PLAN")
    Prisoner.objects.update(release_on=timezone.localdate() + timedelta(days=400))
    for answer in (office.get(at(done, "again/")), office.post(at(done, "again/"), {"reason": "RECALL_TO_PRISON"})):
        assert "can be started from" in words(answer)
        assert not values(answer, "reason")
    assert Report.objects.count() == 1


def test_without_question_sets_the_old_report_stays(office, cast, report):
    QuestionSet.objects.update(retired_at=timezone.now())
    answer = office.post(at(report, "again/"), {"reason": "RECALL_TO_PRISON"}, follow=True)
    assert "Ask your administrator to load the question sets" in words(answer)
    assert Report.objects.get().is_open
    assert not ReportEvent.objects.exists()


def test_nothing_is_begun_again_for_who_has_left(office, cast, report):
    Prisoner.objects.update(left_at=timezone.now())
    answer = office.post(at(report, "again/"), {"reason": "RECALL_TO_PRISON"}, follow=True)
    assert "This person has left" in words(answer)
    assert Report.objects.count() == 1


def test_it_is_read_as_it_was_submitted_under_its_own_version(office, cast, node):
    done = submitted(cast)
    question_set(HEALTH.replace("version: 7", "version: 8").replace("a GP?", "a doctor?"))
    SectionVersion.objects.filter(sec="HEALTH").get()
    page = words(office.get(at(done, "as-submitted/")))
    assert "Version 7 of the questions" in page
    assert "Registered with a GP? Yes" in page
    assert f"Victim of domestic abuse? {SECRET}" in page
    assert AuditEntry.objects.filter(verb="read_passport", why="report").count() == 1


def test_restricted_answers_are_withheld_from_who_has_no_key(office, cast, node):
    done = submitted(cast)
    take_back(cast.practitioner, ["read_restricted"], cast.prisoner.prisoner)
    answer = office.get(at(done, "as-submitted/"))
    assert "Some answers are withheld from you" in words(answer)
    assert SECRET not in answer.content.decode()


def test_a_reader_says_why_first_and_never_sees_what_was_not_submitted(as_, reader, cast, report):
    save_first(report, cast)
    browser = as_(reader)
    person = f"/staff/people/{cast.prisoner.prisoner.pk}/"
    assert browser.get(at(report, "as-submitted/"))["Location"] == person
    as_(cast.practitioner).post(at(report, "again/"), {"reason": "RECALL_TO_PRISON"})
    assert "Why do you read this passport?" in words(browser.get(at(report, "as-submitted/")))
    assert not AuditEntry.objects.filter(verb="read_passport").exists()
    answer = browser.get(at(report, "as-submitted/"), {"why": "support"})
    assert "Some answers are withheld from you" in words(answer)
    assert "Registered with a GP" not in words(answer)
    assert AuditEntry.objects.get(verb="read_passport").why == "support"
    for page in ("skip/", "again/"):
        assert browser.get(at(report, page)).status_code == 403


def test_a_part_that_was_changed_on_the_disk_is_not_shown(office, cast, node):
    done = submitted(cast)
    SectionVersion.objects.filter(sec="HEALTH").update(core="{}")
    said = words(office.get(at(done, "as-submitted/")))
    assert "A part of this report can not be opened" in said
    assert "Registered with a GP" not in said


def test_reading_costs_the_same_whatever_it_holds(office, cast, report, django_assert_max_num_queries):
    office.post(at(report, "skip/"), {"pathways": ["HEALTH.0", "FINANCE_AND_ID.0"], "reason": "OTHER", "words": "x"})
    with django_assert_max_num_queries(20):
        office.get(at(report))
    office.post(at(report, "submit/"))
    with django_assert_max_num_queries(36):
        office.get(at(report, "as-submitted/"))


def test_a_report_that_is_over_leads_to_each_pathway_as_it_was(office, cast, node):
    done = submitted(cast)
    link = tree(office.get(at(done))).xpath("//main//li[contains(@class, 'task-list')]//a")[0].get("href")
    address, _hash, anchor = link.partition("#")
    assert address == at(done, "as-submitted/")
    assert tree(office.get(address)).xpath(f"//h2[@id='{anchor}']")
    assert tree(office.get(address)).xpath("//nav//a[@aria-current and contains(., 'Needs and reports')]")
