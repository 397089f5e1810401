"""/staff/: what waits for whoever signs in."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.access import give
from accounts.models import Prisoner
from passport.acts.agreements import refer
from passport.acts.handover import hand_over
from passport.acts.readiness import follow_readiness
from passport.models import Acknowledgement, Answer, PlanStanding, ReadinessItem
from tests.cast import NOW, PrisonerFactory
from tests.courses import a_course, placed
from tests.nodes import give_agency_key
from tests.passport.staff.conftest import tree, words
from tests.reports import a_report, agree, complete, his_passport, propose

HOME = "/staff/"


def release_in(days: int, number: int, user) -> Prisoner:
    person = PrisonerFactory(last_name=f"Person{number}", release_on=timezone.localdate() + timedelta(days=days))
    give(user, ["work_with_prisoner"], person)
    return person


def test_the_caseload_stands_by_release_date_with_the_time_in_words(office, cast):
    for number, days in enumerate([-3, 0, 1, 9, 20]):
        release_in(days, number, cast.practitioner)
    shown = [
        " ".join(row.text_content().split()) for row in tree(office.get(HOME)).xpath("//*[@id='caseload']/tbody/tr")
    ]
    waits = ["3 days ago", "today", "tomorrow", "in 9 days", "in 2 weeks", "in 8 weeks"]
    assert [wait for row, wait in zip(shown, waits, strict=True) if wait in row] == waits
    assert "Marlon Ashdown" in shown[-1]
    assert "Monday 26 April 2027" in shown[-1]


def test_who_says_no_to_the_plan_as_it_stands_waits_there(office, cast, node):
    passport, title = his_passport(cast), "Say no to their plan"
    assert title not in words(office.get(HOME))
    standing = PlanStanding.objects.create(
        passport=passport, agreement="UPDATED_DO_NOT_AGREE", agreement_is_current=True, changed_at=NOW
    )
    (link,) = tree(office.get(HOME)).xpath(f"//h2[.='{title}']/following-sibling::ul[1]//a")
    assert link.text_content() == "Marlon Ashdown"
    assert f"/staff/people/{cast.prisoner.prisoner.pk}/plan/" in link.get("href")
    PlanStanding.objects.filter(pk=standing.pk).update(agreement_is_current=False)  # it has changed since
    assert title not in words(office.get(HOME))


def test_what_is_late_stands_beside_each(office, cast):
    on_time = release_in(100, 1, cast.practitioner)
    follow_readiness(by="node:MDI", at=NOW)
    ReadinessItem.objects.update(begin_on=None, due_on=NOW.date())
    his = ReadinessItem.objects.filter(readiness__prisoner=cast.prisoner.prisoner)
    his.filter(code__in=["GP", "HOUSING"]).update(due_on=NOW.date() - timedelta(days=1))
    rows = tree(office.get(HOME)).xpath("//*[@id='caseload']/tbody/tr")
    late = [" ".join(row.xpath("td")[-1].text_content().split()) for row in rows]
    assert late[0].endswith("2 Marlon Ashdown")
    assert late[1].endswith("–")
    assert f"/staff/people/{cast.prisoner.prisoner.pk}/ready/?from=home" in rows[0].xpath("td[last()]//a/@href")
    assert on_time.last_name in rows[1].text_content()


def test_who_allocates_is_told_how_many_have_nobody(as_, cast, head, reader, node):
    page = words(as_(head).get(HOME))
    assert "1 person has nobody yet." in page
    assert "Allocate them" in page
    assert "nobody yet" not in words(as_(reader).get(HOME))
    Prisoner.objects.filter(pk=cast.cell_mate.prisoner.pk).update(left_at=NOW)
    assert "nobody yet" not in words(as_(head).get(HOME))


def test_nobody_elses_people_stand_there(office, cast, reader):
    give(reader, ["work_with_prisoner"], cast.cell_mate.prisoner)
    assert "Okafor" not in words(office.get(HOME))


def test_who_left_or_was_moved_is_out_of_the_caseload(office, cast):
    Prisoner.objects.filter(pk=cast.prisoner.prisoner.pk).update(left_at=timezone.now())
    assert "Your caseload is empty" in words(office.get(HOME))


def test_a_report_in_progress_and_one_ready_to_submit(office, cast):
    report = a_report(cast)
    assert "0 of 1 pathways" in words(office.get(HOME), "//*[@id='reports']")
    complete(report, cast.practitioner)
    assert "Ready to submit" in words(office.get(HOME), "//*[@id='reports']")


def test_a_handover_waits_until_a_worker_has_it_in_hand(office, cast):
    agreement = agree(cast)
    give_agency_key(agreement.agency)
    passport = his_passport(cast)
    refer(passport=passport, agency=agreement.agency, by=cast.practitioner, at=timezone.now())
    made = hand_over(passport=passport, agency=agreement.agency, by=cast.practitioner, at=timezone.now())
    assert "Sheffield Probation" in words(office.get(HOME), "//*[@id='handovers']")
    answer = Answer.objects.create(
        pk=passport.pk, handover=made, kind="ANSWERED", worker=passport.pk, at=timezone.now(), sealed="{}"
    )
    Acknowledgement.objects.create(answer=answer, handover=made, worker_name="Ruth Ellison", at=timezone.now())
    assert "Sheffield Probation" not in words(office.get(HOME))


def test_agreements_wait_for_another_person(as_, cast, head, node):
    propose(cast)
    assert "Supervision after release" in words(as_(head).get(HOME))
    assert "Nothing to decide" in words(as_(cast.administrator).get(HOME))  # the proposer decides nothing
    assert "Agreements to decide" not in words(as_(cast.practitioner).get(HOME))


def test_who_has_neither_cases_nor_decisions_finds_people(as_, cast):
    page = tree(as_(cast.tutor).get(HOME))
    assert page.xpath("//form[@action='/staff/people/']//input[@name='q']")
    assert "Everybody on the roll" in page.text_content()


def test_what_waits_of_learning_stands_there_for_who_does_it(as_, cast, head, node, django_assert_max_num_queries):
    assert "Nothing waits here" in words(as_(cast.tutor).get(HOME))
    course, reviewed = a_course(), a_course(title="Poems", state="IN_REVIEW")
    placed(course, cast.prisoner.prisoner, state="ASKED", placed_at=None)
    placed(course, PrisonerFactory())
    office = as_(cast.tutor)
    with django_assert_max_num_queries(16):
        page = words(office.get(HOME))
    assert "1 person asks to join a course" in page
    assert "1 course waits for review" in page
    assert "to be marked" not in page
    assert "1 course waits for review" in words(as_(head).get(HOME))
    type(reviewed).objects.filter(pk=reviewed.pk).update(made_by=cast.tutor)
    assert "waits for review" not in words(as_(cast.tutor).get(HOME))  # nobody reviews their own
    assert not tree(as_(cast.practitioner).get(HOME)).xpath("//*[@id='learning-waits']")


@pytest.mark.parametrize("many", [1, 30])
def test_it_costs_the_same_however_many_wait(many, office, cast, django_assert_max_num_queries):
    for number in range(many):
        release_in(30, number, cast.practitioner)
    a_report(cast)
    with django_assert_max_num_queries(17):
        answer = office.get(HOME)
    assert len(tree(answer).xpath("//*[@id='caseload']/tbody/tr")) == min(many + 1, 10)
    assert ("All 31 people" in words(answer)) is (many == 30)


def test_the_navigation_shows_what_each_may_open(as_, cast, head, node):
    def links(member):
        return [link.text_content() for link in tree(as_(member).get(HOME)).xpath("//nav[@class='tg-nav']//a")]

    assert links(cast.practitioner) == [
        "Home",
        "People",
        "Coming and going",
        "Caseloads",
        "Due",
        "Prompts",
        "Requests",
        "Learning",
    ]
    assert links(head) == [
        "Home",
        "People",
        "Caseloads",
        "Prompts",
        "Requests",
        "Learning",
        "Agreements",
        "Records",
        "Notices",
        "Limited access",
        "Line",
    ]
    for_all = [
        "Home",
        "People",
        "Coming and going",
        "Learning",
        "Learner records",
        "List keys",
        "Agreements",
        "Records",
        "Notices",
        "Timetables",
        "Limited access",
        "Terminals",
        "Line",
    ]
    assert links(cast.administrator) == for_all
