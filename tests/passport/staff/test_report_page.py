"""/staff/reports/<id>/<pathway>/pages/<page>/: a page of questions is saved, refused, resumed; the way branches."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from accounts.access import take_back
from passport.acts.drafts import answers_so_far
from passport.models import Draft, Report
from tests.cast import NOW, Cast
from tests.passport.staff.conftest import tree, values, words
from tests.reports import a_report, save

SECRET = "he locked me in the cellar"
BRANCHING = """version: 9
pathway: ACCOMMODATION
requireStatusQuestion: false
pages:
  - id: WHERE
    title: Where did they live?
    questions:
      - id: WHERE
        title: Where did they live?
        type: RADIO
        options:
          - {id: HOME, displayText: At home}
          - {id: STREET, displayText: On the street}
    nextPageLogic:
      - {questionId: WHERE, answers: [HOME], nextPageId: ADDRESS}
      - {questionId: WHERE, answers: [STREET], nextPageId: HELP}
  - id: ADDRESS
    title: The address
    questions:
      - {id: ADDRESS, title: "What is the address?", type: ADDRESS}
    nextPageLogic:
      - nextPageId: HELP
  - id: HELP
    title: Help
    questions:
      - {id: HELP, title: "What would help?", type: SHORT_TEXT}
    nextPageLogic:
      - nextPageId: CHECK_ANSWERS
  - id: CHECK_ANSWERS
"""


@pytest.fixture
def report(cast: Cast, node: object) -> Report:
    return a_report(cast)


@pytest.fixture
def branching(cast: Cast, node: object) -> str:
    return f"/staff/reports/{a_report(cast, BRANCHING).pk}/ACCOMMODATION/"


def at(report: Report, page: str = "ABOUT") -> str:
    return f"/staff/reports/{report.pk}/HEALTH/pages/{page}/"


def said(report: Report, cast: Cast) -> dict:
    return answers_so_far(part=report.parts.get(), by=cast.practitioner).said


def send(browser: Client, address: str, **answers: str):
    """Send the page's form as a browser does, with these answers put in."""
    return browser.post(address, values(browser.get(address)) | answers)


def test_a_saved_page_leads_to_the_next_and_the_last_to_check(office, report, cast):
    assert send(office, at(report), REGISTERED_WITH_GP="YES")["Location"] == at(report, "HARM")
    last = send(office, at(report, "HARM"), VICTIM_OF_DOMESTIC_ABUSE=SECRET)
    assert last["Location"] == f"/staff/reports/{report.pk}/HEALTH/check/"
    assert said(report, cast) == {"REGISTERED_WITH_GP": "YES", "VICTIM_OF_DOMESTIC_ABUSE": SECRET}


def test_after_a_sign_out_it_goes_on_where_it_was_left(office, as_, cast, report):
    send(office, at(report), REGISTERED_WITH_GP="NO")
    office.post("/sign-out/")
    assert office.get(at(report))["Location"].startswith("/staff/sign-in/?next=")
    again = as_(cast.practitioner)
    assert again.get(f"/staff/reports/{report.pk}/HEALTH/")["Location"] == at(report, "HARM")
    assert values(again.get(at(report)))["REGISTERED_WITH_GP"] == ["NO"]


def test_a_sign_of_life_while_writing_keeps_the_session_and_silence_ends_it(office, report):
    for minutes, sign in [(15, True), (30, True), (45, False), (66, False)]:
        with time_machine.travel(NOW + timedelta(minutes=minutes)):
            if sign:
                office.post("/staff/stay/")
            else:
                assert office.get(at(report)).status_code == (200 if minutes == 45 else 302)


def test_a_fault_is_said_in_the_questions_own_words_and_links_to_its_input(office, report):
    answer = send(office, at(report))
    assert "Say whether there is a GP" in words(answer)
    page = tree(answer)
    link = page.xpath("//*[@class='govuk-error-summary__body']//a/@href")
    assert link == ["#REGISTERED_WITH_GP-YES"]
    assert page.xpath(f"//input[@id='{link[0][1:]}']")
    assert page.xpath("//title")[0].text.startswith("Error:")
    assert not Draft.objects.exists()


def test_a_fault_loses_nothing_that_was_typed(office, report):
    long = 'I said <b>this</b> & "that"\n' * 200
    answer = office.post(at(report, "HARM"), {"revision": "0", "VICTIM_OF_DOMESTIC_ABUSE": long})
    assert "Your answer must be 4000 characters or fewer" in words(answer)
    assert values(answer)["VICTIM_OF_DOMESTIC_ABUSE"] == [long]
    assert b"<b>this" not in answer.content


@pytest.mark.parametrize("page", ["ELSEWHERE", "about", "ABOUT%20", "..", "%00", "x" * 300])
@pytest.mark.parametrize("method", ["get", "post"])
def test_an_unknown_page_is_not_found(page, method, office, report):
    assert getattr(office, method)(at(report, page)).status_code == 404


@pytest.mark.parametrize("pathway", ["ELSEWHERE", "ACCOMMODATION", "health"])
def test_an_unknown_pathway_is_not_found(pathway, office, report):
    for inner in ("", "check/", "pages/ABOUT/"):
        assert office.get(f"/staff/reports/{report.pk}/{pathway}/{inner}").status_code == 404


def test_the_end_page_leads_to_check(office, report):
    assert office.get(at(report, "CHECK_ANSWERS"))["Location"].endswith("/HEALTH/check/")


@pytest.mark.parametrize("junk", [{}, {"revision": "x"}, {"revision": "-1"}, {"revision": "9" * 40}, {"other": "1"}])
def test_a_form_without_its_revision_is_still_read(junk, office, report, cast):
    office.post(at(report), {"REGISTERED_WITH_GP": "YES"} | junk)
    assert said(report, cast) == {"REGISTERED_WITH_GP": "YES"}


@pytest.mark.parametrize("value", ["MAYBE", "", ["YES", "MAYBE"], "\x00", "\ud800".encode("utf-8", "surrogatepass")])
def test_an_answer_that_is_none_is_refused(value, office, report):
    assert office.post(at(report), {"revision": "0", "REGISTERED_WITH_GP": value}).status_code == 200
    assert not Draft.objects.exists()


def test_the_way_follows_the_answers(office, branching):
    first = f"{branching}pages/WHERE/"
    assert office.get(branching)["Location"] == first
    assert send(office, first, WHERE="HOME")["Location"].endswith("/pages/ADDRESS/")
    assert send(office, first, WHERE="STREET")["Location"].endswith("/pages/HELP/")
    assert office.get(f"{branching}pages/ADDRESS/")["Location"] == branching  # not on the way any more


def test_a_page_beyond_the_deciding_answer_waits_for_it(office, branching):
    assert office.get(f"{branching}pages/HELP/")["Location"] == branching
    assert office.get(f"{branching}check/")["Location"] == f"{branching}pages/WHERE/"


def test_what_another_answer_has_hidden_comes_back_with_it(office, branching):
    send(office, f"{branching}pages/WHERE/", WHERE="HOME")
    line = {"ADDRESS-line1": "1 High Street", "ADDRESS-postcode": "ls1 4ap"}
    send(office, f"{branching}pages/ADDRESS/", **line)
    send(office, f"{branching}pages/WHERE/", WHERE="STREET")
    send(office, f"{branching}pages/WHERE/", WHERE="HOME")
    sent = values(office.get(f"{branching}pages/ADDRESS/"))
    assert (sent["ADDRESS-line1"], sent["ADDRESS-postcode"]) == (["1 High Street"], ["LS1 4AP"])


def test_steps_are_counted_along_the_way(office, branching):
    assert "Step" not in words(office.get(f"{branching}pages/WHERE/"))  # the answer decides how many there are
    send(office, f"{branching}pages/WHERE/", WHERE="HOME")
    assert "Step 2 of 3" in words(office.get(f"{branching}pages/ADDRESS/"))


def test_a_change_from_check_your_answers_goes_back_there(office, report):
    send(office, at(report), REGISTERED_WITH_GP="YES")
    send(office, at(report, "HARM"), VICTIM_OF_DOMESTIC_ABUSE=SECRET)
    answer = send(office, at(report) + "?to=check", REGISTERED_WITH_GP="NO")
    assert answer["Location"] == f"/staff/reports/{report.pk}/HEALTH/check/#ABOUT"


def test_two_people_who_say_the_same_are_in_nobodys_way(office, as_, colleague, report, cast):
    seen = values(office.get(at(report)))
    send(as_(colleague), at(report), REGISTERED_WITH_GP="YES")
    assert office.post(at(report), seen | {"REGISTERED_WITH_GP": "YES"})["Location"] == at(report, "HARM")


def test_two_people_on_one_page_both_find_their_words(office, as_, colleague, report, cast):
    mine, theirs = office, as_(colleague)
    seen = values(mine.get(at(report, "HARM")))
    send(theirs, at(report, "HARM"), VICTIM_OF_DOMESTIC_ABUSE="their words")
    answer = mine.post(at(report, "HARM"), seen | {"VICTIM_OF_DOMESTIC_ABUSE": "my words"})
    assert "A colleague saved this page while you were writing" in words(answer)
    assert "their words" in words(answer)
    assert values(answer)["VICTIM_OF_DOMESTIC_ABUSE"] == ["my words"]
    assert said(report, cast) == {"VICTIM_OF_DOMESTIC_ABUSE": "their words"}
    both = values(answer) | {"VICTIM_OF_DOMESTIC_ABUSE": "their words, my words"}
    assert mine.post(at(report, "HARM"), both).status_code == 302
    assert said(report, cast) == {"VICTIM_OF_DOMESTIC_ABUSE": "their words, my words"}


def test_going_back_to_a_page_of_ones_own_is_no_conflict(office, report, cast):
    seen = values(office.get(at(report)))
    office.post(at(report), seen | {"REGISTERED_WITH_GP": "YES"})
    assert office.post(at(report), seen | {"REGISTERED_WITH_GP": "NO"}).status_code == 302
    assert said(report, cast) == {"REGISTERED_WITH_GP": "NO"}


def test_restricted_questions_are_withheld_with_their_answers(office, report, cast):
    save(report, "HARM", cast.practitioner, VICTIM_OF_DOMESTIC_ABUSE=SECRET)
    assert "Sealed for fewer readers" in words(office.get(at(report, "HARM")))
    take_back(cast.practitioner, ["read_restricted"], cast.prisoner.prisoner)
    answer = office.get(at(report, "HARM"))
    assert "This page is withheld from you" in words(answer)
    assert SECRET not in answer.content.decode()
    assert not tree(answer).xpath("//main//form")
    assert office.post(at(report, "HARM"), {"revision": "9", "VICTIM_OF_DOMESTIC_ABUSE": ""}).status_code == 403
    assert Draft.objects.filter(sec="HEALTH_RESTRICTED").count() == 1


def test_a_page_costs_the_same_whatever_was_said(office, report, cast, django_assert_max_num_queries):
    save(report, "HARM", cast.practitioner, VICTIM_OF_DOMESTIC_ABUSE="long " * 700)
    with django_assert_max_num_queries(20):
        office.get(at(report, "HARM"))
    seen = values(office.get(at(report, "HARM")))
    with django_assert_max_num_queries(45):
        assert office.post(at(report, "HARM"), seen).status_code == 302
