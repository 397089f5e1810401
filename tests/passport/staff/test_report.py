"""/staff/reports/<id>/ and /staff/reports/<id>/submit/: the pathways of a report, and the end of it."""

import pytest

from accounts.access import take_back
from passport.models import Draft, Report, SectionVersion
from tests.cast import Cast
from tests.passport.staff.conftest import tree, words
from tests.reports import a_report, complete, save

HEALTH = "//*[@id='HEALTH-status']"


@pytest.fixture
def report(cast: Cast, node: object) -> Report:
    return a_report(cast)


@pytest.fixture
def door(report: Report) -> str:
    return f"/staff/reports/{report.pk}/"


def test_each_pathway_says_how_far_it_is(office, cast, report, door):
    assert words(office.get(door), HEALTH) == "Not started"
    assert "Pathways complete: 0 of 1." in words(office.get(door))
    save(report, "ABOUT", cast.practitioner, REGISTERED_WITH_GP="YES")
    assert words(office.get(door), HEALTH) == "In progress"
    complete(report, cast.practitioner)
    assert words(office.get(door), HEALTH) == "Complete"


def test_the_main_button_leads_to_what_is_next(office, cast, report, door):
    def button() -> tuple[str, str]:
        found = tree(office.get(door)).xpath("//main//a[contains(@class, 'govuk-button')]")[0]
        return " ".join(found.text_content().split()), found.get("href")

    assert button() == ("Start Health", f"{door}HEALTH/")
    save(report, "ABOUT", cast.practitioner, REGISTERED_WITH_GP="YES")
    assert button() == ("Go on with Health", f"{door}HEALTH/")
    complete(report, cast.practitioner)
    assert button() == ("Submit the report", f"{door}submit/")


def test_a_report_is_submitted_only_when_all_is_complete(office, door):
    assert office.get(f"{door}submit/")["Location"] == door
    assert "Complete every pathway first" in words(office.post(f"{door}submit/", follow=True))
    assert not Report.objects.filter(submitted_at__isnull=False).exists()


def test_submitting_asks_once_more_and_then_seals(office, cast, report, door):
    complete(report, cast.practitioner)
    asked = words(office.get(f"{door}submit/"))
    assert "can not be changed" in asked
    assert "Health" in asked
    assert "Support required" in asked
    assert not SectionVersion.objects.filter(sec="HEALTH").exists()
    answer = office.post(f"{door}submit/")
    assert answer["Location"] == f"/staff/people/{cast.prisoner.prisoner.pk}/"
    assert set(SectionVersion.objects.values_list("sec", flat=True)) == {"IDENTITY", "HEALTH", "HEALTH_RESTRICTED"}
    assert not Draft.objects.exists()


def test_a_submitted_report_is_read_not_changed(office, as_, colleague, cast, report, door):
    complete(report, cast.practitioner)
    office.post(f"{door}submit/")
    said = words(office.get(door))
    assert "submitted this report on Monday 1 March 2027 at 9:30am" in said
    for inner in ("HEALTH/", "HEALTH/check/", "HEALTH/pages/ABOUT/", "submit/"):
        assert office.get(door + inner)["Location"] == door
    assert "submitted already" in words(as_(colleague).post(f"{door}submit/", follow=True))
    answer = as_(colleague).post(f"{door}HEALTH/pages/ABOUT/", {"REGISTERED_WITH_GP": "NO"}, follow=True)
    assert "A colleague has submitted this report. Nothing was saved." in words(answer)


def test_who_may_not_see_every_answer_can_not_submit(office, cast, report, door):
    complete(report, cast.practitioner)
    take_back(cast.practitioner, ["read_restricted"], cast.prisoner.prisoner)
    assert "Some answers are withheld from you" in words(office.post(f"{door}submit/", follow=True))
    assert not Report.objects.filter(submitted_at__isnull=False).exists()


def test_without_the_case_the_report_stays_closed(office, cast, door):
    take_back(cast.practitioner, ["work_with_prisoner"], cast.prisoner.prisoner)
    for inner in ("", "submit/", "HEALTH/", "HEALTH/check/", "HEALTH/pages/ABOUT/"):
        assert office.get(door + inner).status_code == 403, inner


def test_the_page_costs_little(office, door, django_assert_max_num_queries):
    with django_assert_max_num_queries(16):
        office.get(door)
