"""What was told once is offered again, to confirm or change; never to who may not read it."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.test import Client

from accounts.access import give
from accounts.models import AuditEntry, Role
from incell.acts.questionsets import parsed
from passport import rights
from passport.acts.reports import start_report, submit_report
from passport.acts.told import told_before
from passport.coded import HasFaults
from passport.models import Report
from passport.rights import read_same
from tests.cast import NOW, Cast, SignIn, UserFactory
from tests.reports import HEALTH, a_report, complete, question_set

LATER = NOW + timedelta(days=90)


@pytest.fixture
def again(cast: Cast, node: object) -> Iterator[Report]:
    """The second report of somebody who has told it all in the first."""
    with time_machine.travel(NOW):
        first = a_report(cast)
        complete(first, cast.practitioner, secret="he locked me in")
        submit_report(report=first, by=cast.practitioner, at=NOW)
    with time_machine.travel(LATER):
        question_set(HEALTH.replace("version: 7", "version: 8"))
        yield start_report(passport=first.passport, kind="RESETTLEMENT_PLAN", by=cast.practitioner, at=LATER)


def page_of(report: Report, name: str) -> str:
    return f"/staff/reports/{report.pk}/HEALTH/pages/{name}/"


def test_it_is_offered_with_its_day_and_filled_in_to_confirm(again: Report, cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(Client(), cast.practitioner)
    page = client.get(page_of(again, "ABOUT")).content.decode()
    assert "The person has told this already, last on Monday 1 March 2027" in page
    assert "checked" not in page
    filled = client.get(page_of(again, "ABOUT") + "?told=yes").content.decode()
    assert "Ask whether it still holds" in filled
    assert "checked" in filled
    client.post(page_of(again, "ABOUT"), {"REGISTERED_WITH_GP": "NO", "revision": "0"})
    assert "told this already" not in client.get(page_of(again, "ABOUT")).content.decode()


def test_restricted_answers_are_offered_to_their_readers_alone(again: Report, cast: Cast) -> None:
    part = again.parts.select_related("question_set", "report__passport__prisoner").get()
    harm = parsed(part.question_set).page("HARM")
    assert harm is not None
    found = told_before(part=part, page=harm, by=cast.practitioner, at=LATER)
    assert found.answers == {"VICTIM_OF_DOMESTIC_ABUSE": "he locked me in"}
    assert found.last == NOW
    other = UserFactory(roles=[Role.RESETTLEMENT_PRACTITIONER])
    give(other, ["work_with_prisoner"], cast.prisoner.prisoner)
    assert told_before(part=part, page=harm, by=other, at=LATER).answers == {}


def test_looking_at_it_is_a_reading_that_the_person_can_see(again: Report, cast: Cast, sign_in: SignIn) -> None:
    before = AuditEntry.objects.filter(verb="read_passport").count()
    sign_in(Client(), cast.practitioner).get(page_of(again, "ABOUT"))
    assert AuditEntry.objects.filter(verb="read_passport").count() == before + 1


def test_an_answer_that_these_questions_do_not_take_is_not_offered(again: Report, cast: Cast) -> None:
    changed = question_set(HEALTH.replace("version: 7", "version: 9").replace('"YES"', '"SURGERY"'))
    part = again.parts.select_related("report__passport__prisoner").get()
    page = parsed(changed).page("ABOUT")
    assert page is not None
    assert told_before(part=part, page=page, by=cast.practitioner, at=LATER).answers == {}


def test_questions_that_ask_the_same_know_each_other() -> None:
    same = read_same((Path(rights.__file__).parent / "same.yml").read_text())
    assert "ACCOMMODATION.NEXT_HOME_ADDRESS" in same["ACCOMMODATION.WHERE_WILL_THEY_LIVE_ADDRESS_MOVE_TO_NEW_ADDRESS"]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[]", "the file has `same`"),
        ("same: [{asks: X}]", r"row 1 \(X\): it has `asks` and `at`"),
        ("same: {}", "`same` is a list of 1 to"),
        ("same: [{asks: X, at: A.B}]", "`at` is a list of PATHWAY.QUESTION"),
        ("same: [{asks: X, at: [ID]}]", "'ID' is not PATHWAY.QUESTION"),
        ("same: [{asks: X, at: [A.B]}, {asks: Y, at: [A.B]}]", "'A.B' is there twice"),
    ],
)
def test_a_file_with_faults_names_them(text: str, fault: str) -> None:
    with pytest.raises(HasFaults, match=fault):
        read_same(text)
