"""/staff/people/<id>/: one person at a glance. Nothing sealed is opened."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.access import holds
from accounts.models import AuditEntry, Prisoner
from passport.acts.agreements import refer
from passport.acts.handover import hand_over, withdraw_handover
from passport.models import Acknowledgement, Answer, Handover, Passport
from tests.cast import Cast, PrisonerFactory, PrisonFactory
from tests.nodes import give_agency_key
from tests.passport.staff.conftest import tree, words
from tests.reports import a_report, agree, his_passport, submitted


def at(prisoner: Prisoner) -> str:
    return f"/staff/people/{prisoner.pk}/"


@pytest.fixture
def his_page(cast: Cast) -> str:
    return at(cast.prisoner.prisoner)


def main_button(answer) -> str:
    found = tree(answer).xpath("//main//*[contains(concat(' ', @class, ' '), ' govuk-button ')]")
    primary = [one for one in found if "secondary" not in one.get("class")]
    assert len(primary) <= 1, "one main action a page"
    return primary[0].text_content().strip() if primary else ""


def test_a_person_of_another_prison_does_not_exist(office):
    assert office.get(at(PrisonerFactory(prison=PrisonFactory(code="LEI")))).status_code == 404


def test_the_head_of_the_page_says_who_it_is(office, cast, his_page):
    Prisoner.objects.update(alerts=["HA", "XGANG"])
    said = words(office.get(his_page), "//section[@class='tg-person']")
    for fact in ["Marlon Ashdown", "A1234BC", "2-3-030", "17 Apr 1990", "26 Apr 2027, in 8 weeks", "ACCT open", "Gang"]:
        assert fact in said


def test_a_person_without_cell_or_date(office, cast, his_page):
    Prisoner.objects.update(cell="", release_on=None)
    assert "no date yet" in words(office.get(his_page))


def test_the_one_next_step_changes_as_the_work_goes_on(office, as_, cast, colleague, his_page):
    mate = at(cast.cell_mate.prisoner)
    assert main_button(office.get(mate)) == "Take the case"
    assert main_button(office.get(his_page)) == "Start a pre-release report"  # eight weeks before release
    Prisoner.objects.update(release_on=date(2028, 1, 1))
    assert main_button(office.get(his_page)) == "Start an immediate needs report"
    a_report(cast)
    assert main_button(office.get(his_page)) == "Go on with the immediate needs report"


def test_a_submitted_plan_near_release_leads_to_the_handover(office, cast, his_page):
    submitted(cast, kind="RESETTLEMENT_PLAN")
    assert main_button(office.get(his_page)) == "Hand over the passport"
    assert "1 Mar 2027" in words(office.get(his_page))


def test_a_case_is_taken_and_given_up_from_here(office, cast):
    mate = at(cast.cell_mate.prisoner)
    taking = tree(office.get(mate)).xpath("//form[contains(@action, '/take/')]")[0]
    answer = office.post(taking.get("action"), {"next": mate})
    assert answer["Location"] == mate
    assert holds(
        type(cast.practitioner).objects.get(pk=cast.practitioner.pk), "work_with_prisoner", cast.cell_mate.prisoner
    )
    giving = tree(office.get(mate)).xpath("//form[contains(@action, '/give-up/')]")[0]
    assert office.post(giving.get("action"), {"next": mate})["Location"] == mate
    assert main_button(office.get(mate)) == "Take the case"


def test_somebody_who_left_is_shown_and_nothing_new_is_started(office, cast, his_page):
    his_passport(cast)
    Prisoner.objects.update(left_at=timezone.now())
    answer = office.get(his_page)
    assert "Not on the roll any more" in words(answer)
    assert main_button(answer) == ""
    assert not tree(answer).xpath("//form[contains(@action, '/reports/')]")


def test_a_role_without_the_passport_sees_the_roll_and_no_more(as_, cast, his_page, node):
    submitted(cast)
    for member in (cast.tutor, cast.administrator):
        said = words(as_(member).get(his_page))
        assert "Your role does not open this person’s passport" in said
        for hidden in ["Pathways", "Support", "Submitted", "Handed over"]:
            assert hidden not in said


def test_a_reader_without_the_case_has_no_way_to_write(as_, reader, cast, his_page, node):
    a_report(cast)
    page = tree(as_(reader).get(his_page))
    assert "Immediate needs report" in page.text_content()
    assert not page.xpath("//main//form")
    assert not page.xpath("//a[contains(@href, '/reports/') or contains(@href, '/handovers/')]")


def test_an_administrator_finds_the_way_to_the_pin(as_, cast, his_page):
    assert tree(as_(cast.administrator).get(his_page)).xpath("//nav//a[contains(@href, '/pin/')]")


def handed_over(cast: Cast) -> Handover:
    agreement = agree(cast)
    give_agency_key(agreement.agency)
    passport = his_passport(cast)
    refer(passport=passport, agency=agreement.agency, by=cast.practitioner, at=timezone.now())
    return hand_over(passport=passport, agency=agreement.agency, by=cast.practitioner, at=timezone.now())


def came_back(made: Handover, kind: str, hours: int) -> Answer:
    at = timezone.now() + timedelta(hours=hours)
    return Answer.objects.create(pk=uuid4(), handover=made, kind=kind, worker=uuid4(), at=at)


def test_the_receipt_stands_on_the_page(office, cast, his_page):
    made = handed_over(cast)
    assert "Not opened yet" in words(office.get(his_page))
    came_back(made, "OPENED", 1)
    assert "First opened on Monday 1 March 2027 at 10:30am" in words(office.get(his_page))
    answer = came_back(made, "ANSWERED", 2)
    Acknowledgement.objects.create(answer=answer, handover=made, worker_name="Ruth Ellison", at=answer.at)
    said = words(office.get(his_page))
    assert "Ruth Ellison of Sheffield Probation has it in hand, Monday 1 March 2027 at 11:30am" in said
    assert "First opened" not in said


def test_what_was_taken_back_says_so(office, cast, his_page):
    made = handed_over(cast)
    withdraw_handover(handover=made, passport=Passport.objects.get(), by=cast.practitioner, at=timezone.now())
    assert "Taken back" in words(office.get(his_page))


def test_looking_at_the_page_opens_nothing_and_costs_little(office, cast, his_page, django_assert_max_num_queries):
    submitted(cast)
    handed_over(cast)
    before = AuditEntry.objects.count()
    with django_assert_max_num_queries(20):
        office.get(his_page)
    assert AuditEntry.objects.count() == before


def test_a_hostile_name_is_only_a_name(office, cast, his_page):
    Prisoner.objects.update(last_name="<script>alert(1)</script>")
    assert b"<script>alert" not in office.get(his_page).content
