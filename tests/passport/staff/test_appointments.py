"""Appointments before and after release, for staff."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from accounts.access import give
from accounts.models import Prisoner, Role, User
from passport.models import Appointment
from tests.cast import Cast, UserFactory
from tests.passport.met import CLINIC, PROBATION, RELEASE, SECRET, book, three
from tests.passport.plans import queries_of
from tests.reports import his_passport

from .conftest import As, tree, values, words


@pytest.fixture
def page(cast: Cast, node: object) -> str:
    three(his_passport(cast), cast.practitioner)
    return f"/staff/people/{cast.prisoner.prisoner.pk}/appointments/"


def a_booking(office: Client, page: str, **more: str) -> dict[str, list[str]]:
    said = {"kind": "BANK", "on": "2027-05-03", "time": "11:00", "minutes": "30", "outside": "yes", "who": "Mr Till"}
    return values(office.get(f"{page}new/")) | {name: [value] for name, value in (said | more).items()}


def test_before_there_is_one(office: Client, cast: Cast) -> None:
    assert "No appointments yet" in words(office.get(f"/staff/people/{cast.prisoner.prisoner.pk}/appointments/"))


def test_before_and_after_release(page: str, office: Client) -> None:
    shown = words(office.get(page))
    assert shown.index("Before release") < shown.index("Housing") < shown.index("After release")
    assert "26 Apr 2027, 14:00 1 High Street Planned" in shown
    assert SECRET in shown


def test_what_is_restricted_is_a_day_and_a_time_to_others(page: str, as_: As, reader: User, cast: Cast) -> None:
    keyless = UserFactory(roles=[Role.RESETTLEMENT_PRACTITIONER])
    give(keyless, ["work_with_prisoner"], cast.prisoner.prisoner)
    for member in (reader, keyless):
        client = as_(member)
        for address in (page, f"{page}{CLINIC}/"):
            answer = client.get(address)
            assert SECRET not in answer.content.decode()
            assert "Mental health" not in words(answer)
        assert "Withheld from you" in words(client.get(page))
        assert "Did not attend" not in words(client.get(f"{page}{CLINIC}/"))
    assert as_(keyless).post(f"{page}{CLINIC}/", {"state": "CANCELLED", "seen": "1"}).status_code == 403


def test_booked_once_however_often_it_is_sent(page: str, office: Client) -> None:
    sent = a_booking(office, page)
    for _ in range(2):
        assert office.post(f"{page}new/", sent).status_code == 302
    assert Appointment.objects.count() == 4


@pytest.mark.parametrize(("day", "outside"), [("2027-04-25", False), ("2027-04-26", True), ("2027-05-03", True)])
def test_where_the_person_is_follows_the_release_date(page: str, office: Client, day: str, outside: bool) -> None:
    new = values(office.get(f"{page}new/"))
    assert new["outside"] == ["date"], "preset"
    assert "in this prison before 26 Apr 2027" in words(office.get(f"{page}new/"))
    sent = a_booking(office, page, on=day, outside="date")
    assert office.post(f"{page}new/", sent).status_code == 302
    assert Appointment.objects.get(pk=sent["appointment"][0]).outside is outside


def test_doubts_are_told_and_words_stay(page: str, office: Client) -> None:
    clash = a_booking(office, page, on="2027-04-26", time="14:15")
    answer = office.post(f"{page}new/", clash)
    assert "There is an appointment at the same time: Monday 26 April 2027, 14:00. Probation" in words(answer, "//body")
    assert 'value="Mr Till"' in answer.content.decode()
    assert office.post(f"{page}new/", clash | {"anyway": ["on"]}).status_code == 302
    early = office.post(f"{page}new/", a_booking(office, page, on="2027-04-01"))
    assert "outside before release, or in prison after it" in words(early, "//body")


def test_what_is_wrong_is_named(page: str, office: Client) -> None:
    past = office.post(f"{page}new/", a_booking(office, page, on="2027-02-01", outside="no"))
    assert "That day or time is over" in words(past, "//body")
    empty = words(office.post(f"{page}new/", {"appointment": str(uuid4())}), "//body")
    for fault in ("Choose with whom", "Enter a real day, like 27 3 2027", "Choose where", "Choose how long it is"):
        assert fault in empty
    far = office.post(f"{page}new/", a_booking(office, page, on="2099-01-01"))
    assert "within two years" in words(far, "//body")


def test_moved_cancelled_and_taken_back(page: str, office: Client) -> None:
    address = f"{page}{PROBATION}/"
    slot = {"on": "2027-04-27", "time": "09:00", "minutes": "60", "outside": "yes"}
    assert office.post(address, {"act": "move", "seen": "1", **slot}).status_code == 302
    assert office.post(address, {"state": "CANCELLED", "why": "Ann is ill", "seen": "2"}).status_code == 302
    shown = words(office.get(address))
    assert "Cancelled Ann is ill" in shown
    assert "Moved" in shown
    assert office.post(address, {"state": "PLANNED", "why": "", "seen": "3"}).status_code == 302
    assert "It has not begun yet" in words(office.post(address, {"state": "ATTENDED", "seen": "4"}), "//body")
    late = office.post(address, {"state": "CANCELLED", "seen": "1"})
    assert "Somebody else has changed it" in words(late, "//body")


def test_a_release_date_that_moves_marks_what_does_not_fit(page: str, office: Client, cast: Cast) -> None:
    Prisoner.objects.filter(pk=cast.prisoner.prisoner.pk).update(release_on=RELEASE + timedelta(days=3))
    assert "Before the release date" in words(office.get(page))
    assert "The release date has moved" in words(office.get(f"{page}{PROBATION}/"))


def test_the_page_costs_the_same_for_many(page: str, office: Client, cast: Cast) -> None:
    few = queries_of(office, page)
    for number in range(6):
        day = RELEASE + timedelta(days=20 + number)
        book(his_passport(cast), cast.practitioner, uuid4(), "BANK", day)
    assert queries_of(office, page) == few


def test_an_appointment_of_somebody_else_is_not_found(page: str, office: Client, cast: Cast) -> None:
    assert office.get(f"/staff/people/{cast.cell_mate.prisoner.pk}/appointments/{PROBATION}/").status_code == 404


def test_with_whom_and_where_is_offered_from_before_and_filled_in_when_asked(office: Client, page: str) -> None:
    shown = office.get(f"{page}new/")
    assert "Ann Example" in words(shown)
    assert SECRET not in words(shown)  # whom a restricted one is with stays where it is
    assert "Ann Example" not in values(shown)["who"]
    link = next(href for href in tree(shown).xpath("//main//a/@href") if href.startswith("?as="))
    filled = office.get(f"{page}new/{link}")
    assert values(filled)["who"] == ["Ann Example"]
    assert values(filled)["where"] == ["1 High Street"]
    assert "2027-04-26" not in str(values(filled))
    assert "Ask whether it still holds" in words(filled)
