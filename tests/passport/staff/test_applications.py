"""Bank and ID applications, for staff."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from accounts.access import give
from accounts.models import Role, User
from passport.acts.sections import write_section
from passport.models import Application
from tests.cast import NOW, Cast, UserFactory
from tests.passport.applied import ACCOUNT, begin, two
from tests.passport.plans import queries_of
from tests.reports import his_passport
from tests.told import report

from .conftest import As, values, words


@pytest.fixture
def page(cast: Cast, node: object) -> str:
    return f"/staff/people/{cast.prisoner.prisoner.pk}/applications/"


def test_before_there_is_one(page: str, office: Client) -> None:
    assert "No applications yet" in words(office.get(page))


def test_begun_once_however_often_it_is_sent(page: str, office: Client) -> None:
    sent = values(office.get(page)) | {"kind": ["BANK_ACCOUNT"], "words": ["With the quokka bank"]}
    for _ in range(2):
        assert office.post(page, sent).status_code == 302
    assert "Bank account Being made" in words(office.get(page))
    again = office.post(page, sent | {"application": [str(uuid4())]})
    assert "One is under way already" in words(again, "//body")
    assert "Choose what is applied for" in words(office.post(page, {"kind": ""}), "//body")


def test_moved_with_its_days_and_reasons(page: str, office: Client, cast: Cast) -> None:
    begin(his_passport(cast), cast.practitioner)
    one = f"{page}{ACCOUNT}/"
    assert office.post(one, {"state": "SUBMITTED", "on": "2027-03-01", "words": "", "seen": "1"}).status_code == 302
    late = office.post(one, {"state": "ACCEPTED", "on": "2027-03-02", "words": "", "seen": "2"})
    assert "Enter a day up to today" in words(late, "//body")
    why = office.post(one, {"state": "REJECTED", "on": "2027-03-01", "words": "", "seen": "2"})
    assert "Write why it was rejected" in words(why, "//body")
    stale = office.post(one, {"state": "REJECTED", "on": "2027-03-01", "words": "Fraud", "seen": "1"})
    assert "Somebody else has changed it" in words(stale, "//body")
    assert "Fraud" in stale.content.decode()
    assert office.post(one, {"state": "ACCEPTED", "on": "2027-03-01", "words": "", "seen": "2"}).status_code == 302
    assert "Account opened" in words(office.get(one))
    kept = {"act": "keep", "kept": "COLLECTED", "on": "2027-03-01", "seen": "3"}
    assert office.post(one, kept).status_code == 302
    assert "Collected by the person" in words(office.get(one))


def test_a_reader_reads_and_does_not_write(page: str, as_: As, reader: User, cast: Cast) -> None:
    two(his_passport(cast), cast.practitioner)
    client = as_(reader)
    assert "Account opened" in words(client.get(page))
    assert "Begin an application" not in words(client.get(page))
    assert client.post(page, {"kind": "PASSPORT"}).status_code == 404
    assert client.post(f"{page}{ACCOUNT}/", {"state": "SUBMITTED"}).status_code == 404


def test_what_is_overdue_stands_in_a_list(page: str, office: Client, cast: Cast) -> None:
    begin(his_passport(cast), cast.practitioner)
    assert "Nothing waits" in words(office.get("/staff/applications/"))
    assert "Bank account" in words(office.get("/staff/applications/?when=all"))
    Application.objects.filter(pk=ACCOUNT).update(due_on=NOW.date() - timedelta(days=1))
    shown = words(office.get("/staff/applications/"))
    assert "Ashdown, Marlon Bank account Being made 28 Feb 2027 Late 1 day ago" in shown
    kept = office.post("/staff/applications/", {"when": "all", "whose": "all"})
    assert kept["Location"] == "/staff/applications/?when=all&whose=all"


def test_the_lists_cost_the_same_for_many(page: str, office: Client, cast: Cast) -> None:
    two(his_passport(cast), cast.practitioner)
    few, of_all = queries_of(office, page), queries_of(office, "/staff/applications/?when=all")
    for kind in ("PASSPORT", "CITIZEN_CARD", "DRIVING_LICENCE"):
        begin(his_passport(cast), cast.practitioner, uuid4(), kind)
    assert queries_of(office, page) == few
    assert queries_of(office, "/staff/applications/?when=all") == of_all


def test_one_of_somebody_else_is_not_found(page: str, office: Client, cast: Cast) -> None:
    begin(his_passport(cast), cast.practitioner)
    assert office.get(f"/staff/people/{cast.cell_mate.prisoner.pk}/applications/{ACCOUNT}/").status_code == 404


def test_what_was_told_is_offered_to_confirm_and_restricted_answers_to_their_readers_alone(
    page: str, office: Client, cast: Cast, as_: As
) -> None:
    passport = his_passport(cast)
    for sec, asked, said in (
        ("FINANCE_AND_ID", "Has the person a bank account?", "No, not yet"),
        ("FINANCE_AND_ID_RESTRICTED", "Does somebody take the money?", "The quokka does"),
    ):
        data = report((asked, [said]))
        write_section(passport=passport, sec=sec, data=data, by=cast.practitioner, at=NOW)
    shown = words(office.get(page))
    assert "The person has told this already" in shown
    assert "No, not yet" in shown
    assert "The quokka does" in shown
    assert "No, not yet" not in "".join(values(office.get(page)).get("words", []))
    filled = office.get(f"{page}?told=yes")
    assert "Ask whether it still holds" in words(filled)
    assert "Has the person a bank account? No, not yet" in values(filled)["words"][0]
    other = UserFactory(roles=[Role.RESETTLEMENT_PRACTITIONER])
    give(other, ["work_with_prisoner"], cast.prisoner.prisoner)
    theirs = words(as_(other).get(page))
    assert "No, not yet" in theirs
    assert "quokka" not in theirs
