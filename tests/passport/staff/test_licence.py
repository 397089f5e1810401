"""The licence, for staff."""

import pytest
from django.test import Client

from accounts.models import User
from passport.models import LicenceStanding
from tests.cast import Cast
from tests.passport.licensed import CURFEW, LEGAL, PLAIN, licensed
from tests.reports import his_passport

from .conftest import As, values, words


@pytest.fixture
def page(cast: Cast, node: object) -> str:
    return f"/staff/people/{cast.prisoner.prisoner.pk}/licence/"


def test_it_begins_with_the_standard_conditions(page: str, office: Client) -> None:
    assert "No licence yet" in words(office.get(page))
    sent = {"act": "licence", "seen": "0", "starts_on": "2027-04-26", "ends_on": "2027-04-01", "standard": ["WORK"]}
    assert "The last day is not before the first" in words(office.post(page, sent), "//body")
    assert office.post(page, sent | {"ends_on": "2028-04-25"}).status_code == 302
    shown = words(office.get(page))
    assert "Ask your probation worker first when you want to take a job. Standard" in shown
    assert "From: 26 Apr 2027. Last day: 25 Apr 2028." in shown


def test_a_condition_has_legal_and_plain_words(page: str, office: Client, cast: Cast) -> None:
    sent = values(office.get(page)) | {"act": ["condition"], "condition": [str(CURFEW)], "seen": ["0"]}
    empty = words(office.post(page, sent | {"kind": ["BESPOKE"], "legal": [""], "plain": [""]}), "//body")
    assert "Write what the licence says" in empty
    assert "Write it in plain words too" in empty
    full = sent | {"kind": ["BESPOKE"], "legal": [LEGAL], "plain": [PLAIN]}
    for _ in range(2):
        assert office.post(page, full).status_code == 302
    assert LicenceStanding.objects.get().conditions == 1
    shown = words(office.get(page))
    assert f"{PLAIN} Bespoke {LEGAL}" in shown


def test_two_of_staff_lose_no_word(page: str, office: Client, cast: Cast) -> None:
    licensed(his_passport(cast), cast.practitioner)
    sent = {"act": "condition", "condition": str(CURFEW), "seen": "1", "kind": "BESPOKE", "plain": "No."}
    assert office.post(page, sent | {"legal": "Mine."}).status_code == 302
    answer = office.post(page, sent | {"legal": "Theirs."})
    assert "Somebody else has changed it" in words(answer, "//body")
    assert "Theirs." in answer.content.decode()


def test_taken_off_and_put_back(page: str, office: Client, cast: Cast) -> None:
    licensed(his_passport(cast), cast.practitioner)
    off = {"act": "remove", "condition": str(CURFEW), "seen": "1"}
    assert office.post(page, off).status_code == 302
    assert "Taken off" in words(office.get(page))
    assert office.post(page, off | {"act": "put_back", "seen": "2"}).status_code == 302
    assert "Taken off" not in words(office.get(page))
    assert "Look at the licence as it stands now" in words(office.post(page, off | {"condition": "x"}), "//body")


def test_a_reader_reads_and_does_not_write(page: str, as_: As, reader: User, cast: Cast) -> None:
    licensed(his_passport(cast), cast.practitioner)
    client = as_(reader)
    assert PLAIN in words(client.get(page))
    assert "Add a condition" not in words(client.get(page))
    assert client.post(page, {"act": "licence"}).status_code == 404
