"""A sealed file for an agency without an account: made from what its agreement allows, opened without any line."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page

from accounts.models import Agency, AuditEntry
from passport import pocket
from passport.acts.agreements import refer
from passport.acts.handover import OutsideWindow
from passport.acts.sealed_files import seal_file_for
from passport.models import SealedFile
from tests.browser import axe
from tests.cast import NOW, Cast, SignIn
from tests.nodes import give_agency_key
from tests.reports import agency, agree, his_passport, submitted

pytestmark = pytest.mark.django_db
WORDS = re.compile(r'name="words" value="([a-z-]+)"')


@pytest.fixture(autouse=True)
def the_day() -> Iterator[None]:
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def hostel(cast: Cast, node: object) -> Agency:
    """Has an agreement and a referral, and no key."""
    made = agency()
    agree(cast, made)
    submitted(cast)
    refer(passport=his_passport(cast), agency=made, by=cast.practitioner, at=timezone.now())
    return made


@pytest.fixture
def office(cast: Cast, node: object, sign_in: SignIn) -> Client:
    return sign_in(Client(), cast.practitioner)  # type: ignore[return-value]


@pytest.fixture
def place(cast: Cast, hostel: Agency) -> str:
    return f"/staff/people/{cast.prisoner.prisoner.pk}/files/{hostel.pk}/"


def made(office: Client, place: str) -> tuple[str, str]:
    """The words of the page, and the file that they were sent for."""
    words = WORDS.search(office.get(place).content.decode())
    assert words
    answer = office.post(place, {"words": words[1]})
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="sealed-')
    return words[1], answer.content.decode()


def test_it_holds_what_the_agreement_allows_and_no_more(office: Client, place: str, cast: Cast) -> None:
    words, file = made(office, place)
    held = re.search(r'id="held">(.*?)</script>', file)
    assert held
    said = json.loads(pocket.open_file(held[1], words))
    assert said["to"] == "Sheffield Probation"
    assert [part["title"] for part in said["parts"]] == ["Who this is", "Health"]
    assert cast.prisoner.prisoner.last_name in str(said)
    assert cast.prisoner.prisoner.last_name not in file
    (row,) = SealedFile.objects.all()
    assert not [sec for sec in row.sections if sec.endswith("_RESTRICTED")]


def test_the_person_sees_that_it_was_made(office: Client, place: str, cast: Cast, sign_in: SignIn) -> None:
    made(office, place)
    shown = sign_in(Client(), cast.prisoner).get("/me/readers/").content.decode()
    assert "They got a locked file of it" in shown
    assert AuditEntry.objects.filter(verb="seal_file").count() == 1


def test_the_words_stand_nowhere(office: Client, place: str) -> None:
    words, file = made(office, place)
    assert words not in file
    assert words not in str([*AuditEntry.objects.values(), *SealedFile.objects.values()])


def test_an_agency_with_a_key_gets_a_handover(office: Client, place: str, hostel: Agency) -> None:
    give_agency_key(hostel)
    for answer in (office.get(place), office.post(place, {"words": "x"})):
        assert "This agency has a key." in answer.content.decode()
    assert not SealedFile.objects.exists()


def test_words_of_ones_own_are_refused(office: Client, place: str) -> None:
    for words in ("", "letmein", "baba-baba-baba-baba-baba", "BABA-BABA-BABA-BABA-BABA-BABA"):
        assert "not those of the page" in office.post(place, {"words": words}).content.decode()
    assert not SealedFile.objects.exists()


def test_outside_its_days_none_is_made(cast: Cast, hostel: Agency) -> None:
    with pytest.raises(OutsideWindow):
        seal_file_for(
            passport=his_passport(cast),
            agency=hostel,
            words="baba-" * 5 + "baba",
            by=cast.practitioner,
            at=NOW + timedelta(days=100),
        )


def test_the_hand_over_page_leads_there(office: Client, place: str, cast: Cast) -> None:
    assert place in office.get(f"/staff/people/{cast.prisoner.prisoner.pk}/handovers/").content.decode()


@pytest.mark.browser
def test_it_opens_from_a_disk_without_a_line(
    office: Client, place: str, page: Page, tmp_path: Path, cast: Cast, faults: Any
) -> None:
    words, file = made(office, place)
    saved = tmp_path / "sealed.html"
    saved.write_text(file)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(saved.as_uri())
    page.get_by_label("The six words").fill("bada bida boda buda daba diba")
    page.get_by_role("button", name="Open the file").click()
    page.get_by_text("These words do not open it.").wait_for()
    page.get_by_label("The six words").fill(words.replace("-", " ").upper())
    page.get_by_role("button", name="Open the file").click()
    page.get_by_role("heading", name=cast.prisoner.prisoner.name).wait_for()
    assert axe(page) == []
    page.get_by_role("button", name="Close it").click()
    assert page.inner_text("#paper") == ""
    assert asked == [saved.as_uri()]
