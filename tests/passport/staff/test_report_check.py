"""/staff/reports/<id>/<pathway>/check/: check your answers, change them, say where the pathway stands."""

from pathlib import Path

import pytest

from accounts.access import take_back
from passport.models import PathwayState, Report
from tests.cast import Cast
from tests.passport.staff.conftest import tree, values, words
from tests.reports import a_report, save

SECRET = "he locked me\nin the cellar"
CHILDREN_V2 = (Path(__file__).parents[2] / "incell" / "questions" / "versions" / "children-v2.yml").read_text()


@pytest.fixture
def report(cast: Cast, node: object) -> Report:
    made = a_report(cast)
    save(made, "ABOUT", cast.practitioner, REGISTERED_WITH_GP="YES")
    save(made, "HARM", cast.practitioner, VICTIM_OF_DOMESTIC_ABUSE=SECRET)
    return made


@pytest.fixture
def door(report: Report) -> str:
    return f"/staff/reports/{report.pk}/HEALTH/check/"


def test_every_answer_stands_there_with_its_own_way_to_change_it(office, door):
    page = tree(office.get(door))
    assert "he locked me in the cellar" in words(office.get(door))
    changes = page.xpath("//dd[contains(@class, 'actions')]/a")
    assert [one.get("href").split("/HEALTH/")[1] for one in changes] == [
        "pages/ABOUT/?to=check#REGISTERED_WITH_GP-YES",
        "pages/HARM/?to=check#VICTIM_OF_DOMESTIC_ABUSE",
    ]
    assert [" ".join(one.text_content().split()) for one in changes] == [
        "Change Registered with a GP?",
        "Change Victim of domestic abuse?",
    ]
    for one in changes:
        address, anchor = one.get("href").split("#")
        assert tree(office.get(address)).xpath(f"//*[@id='{anchor}']"), "the link leads to the input itself"


def test_completing_says_where_the_pathway_stands(office, door, report):
    sent = values(office.get(door)) | {"status": "SUPPORT_REQUIRED"}
    assert office.post(door, sent)["Location"] == f"/staff/reports/{report.pk}/"
    assert report.parts.get().status == "COMPLETE"
    assert PathwayState.objects.get(pathway="HEALTH").status == "SUPPORT_REQUIRED"


@pytest.mark.parametrize("status", ["", "NOT_STARTED", "HAPPY"])
def test_a_status_has_to_be_said(status, office, door, report):
    answer = office.post(door, values(office.get(door)) | {"status": status})
    assert "Select where this pathway stands" in words(answer)
    page = tree(answer)
    link = page.xpath("//*[@class='govuk-error-summary__body']//a/@href")[0]
    assert page.xpath(f"//input[@id='{link[1:]}']")
    assert report.parts.get().status == "IN_PROGRESS"


def test_answers_changed_meanwhile_are_checked_again(office, as_, colleague, door, report):
    seen = values(office.get(door)) | {"status": "DONE"}
    save(report, "ABOUT", colleague, REGISTERED_WITH_GP="NO")
    answer = office.post(door, seen, follow=True)
    assert "These answers were changed since you saw them" in words(answer)
    assert "Registered with a GP? No" in words(answer)
    assert report.parts.get().status == "IN_PROGRESS"


def test_an_unfinished_pathway_leads_to_what_is_missing(office, cast, node):
    report = a_report(cast)
    base = f"/staff/reports/{report.pk}/HEALTH/"
    assert office.get(f"{base}check/")["Location"] == f"{base}pages/ABOUT/"
    assert office.post(f"{base}check/", {"revision": "0", "status": "DONE"})["Location"] == f"{base}pages/ABOUT/"
    assert report.parts.get().status == "NOT_STARTED"


def test_a_change_after_completing_opens_the_pathway_again(office, door, report, cast):
    office.post(door, values(office.get(door)) | {"status": "DONE"})
    save(report, "ABOUT", cast.practitioner, REGISTERED_WITH_GP="NO")
    assert report.parts.get().status == "IN_PROGRESS"
    assert values(office.get(door))["status"] == ["DONE"]  # offered again, not asked anew


def test_withheld_answers_are_not_shown_and_the_pathway_can_not_be_completed(office, door, report, cast):
    revision = values(office.get(door))["revision"]
    take_back(cast.practitioner, ["read_restricted"], cast.prisoner.prisoner)
    answer = office.get(door)
    said = words(answer)
    assert "You can not complete this pathway" in said
    assert "cellar" not in answer.content.decode()
    assert "Registered with a GP? Yes" in said
    assert office.post(door, {"revision": revision, "status": "DONE"}).status_code == 403


@pytest.mark.parametrize(
    ("kind", "page", "question", "answer"),
    [
        ("BCST2", "ASSESSMENT_SUMMARY", "SUPPORT_NEEDS", "SUPPORT_REQUIRED"),
        ("RESETTLEMENT_PLAN", "PRERELEASE_ASSESSMENT_SUMMARY", "SUPPORT_NEEDS_PRERELEASE", "DONE"),
    ],
)
def test_versions_1_to_3_ask_the_status_themselves_and_it_is_not_asked_twice(
    kind, page, question, answer, office, cast, node
):
    report = a_report(cast, CHILDREN_V2, kind=kind)
    save(report, "CHILDREN_FAMILIES_AND_COMMUNITY_REPORT", cast.practitioner, PRIMARY_CARER_FOR_CHILDREN="NO")
    save(report, "SUPPORT_REQUIREMENTS", cast.practitioner, SUPPORT_REQUIREMENTS=["NO_SUPPORT_NEEDS"])
    save(report, page, cast.practitioner, **{question: answer, "CASE_NOTE_SUMMARY": "A note"})
    door = f"/staff/reports/{report.pk}/CHILDREN_FAMILIES_AND_COMMUNITY/check/"
    shown = office.get(door)
    assert not tree(shown).xpath("//input[@name='status']")
    assert "Status" in words(shown)
    assert office.post(door, values(shown)).status_code == 302
    assert PathwayState.objects.get(pathway="CHILDREN_FAMILIES_AND_COMMUNITY").status == answer


def test_words_of_the_person_are_never_markup(office, door, report, cast):
    save(report, "HARM", cast.practitioner, VICTIM_OF_DOMESTIC_ABUSE="<script>alert(1)</script>")
    assert b"<script>alert" not in office.get(door).content


def test_it_can_be_printed_and_costs_little(office, door, django_assert_max_num_queries):
    with django_assert_max_num_queries(22):
        answer = office.get(door)
    assert tree(answer).xpath("//button[@data-print]")
