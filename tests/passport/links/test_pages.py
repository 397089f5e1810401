"""The pages of a personal link: chosen in the cell, printed by staff, fetched at central."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page

from passport import pocket
from passport.acts import links
from passport.models import CarriedLink, LinkChoice, Peer, PersonalLink
from tests.browser import axe
from tests.cast import Cast, SignIn
from tests.passport.plans import a_plan
from tests.reports import his_passport

pytestmark = pytest.mark.django_db
SECRET_CODE = re.compile(r'id="code"[^>]*>(\d{3} \d{3} \d{3})<')


@pytest.fixture
def met(cast: Cast, node: object) -> Cast:
    """Central has been here and reads links; the person has a plan."""
    a_plan(his_passport(cast), cast.practitioner, at=timezone.now())
    Peer.objects.create(node="CENTRAL", kinds=["link"])
    return cast


@pytest.fixture
def cell(met: Cast, sign_in: SignIn) -> Client:
    return sign_in(Client(), met.prisoner)  # type: ignore[return-value]


@pytest.fixture
def office(met: Cast, sign_in: SignIn) -> Client:
    return sign_in(Client(), met.practitioner)  # type: ignore[return-value]


def staff_page(cast: Cast) -> str:
    return f"/staff/people/{cast.prisoner.prisoner.pk}/link/"


def printed(office: Client, cast: Cast, **more: Any) -> str:
    said = {"parts": ["PLAN"], "asked": "on", "language": "en"} | more
    return office.post(staff_page(cast), said).content.decode()


def test_the_person_chooses_and_staff_print_what_was_chosen(cell: Client, office: Client, met: Cast) -> None:
    assert "You do not have to take any." in cell.get("/me/link/").content.decode()
    cell.post("/me/link/", {"parts": ["PLAN", "CONTACTS"]})
    assert LinkChoice.objects.get().parts == ["PLAN", "CONTACTS"]
    shown = office.get(staff_page(met)).content.decode()
    assert 'value="PLAN" checked' in shown
    assert 'value="SKILLS" checked' not in shown
    assert SECRET_CODE.search(office.post(staff_page(met), {"parts": ["PLAN", "CONTACTS"]}).content.decode())


def test_choosing_nothing_is_a_choice(cell: Client) -> None:
    cell.post("/me/link/", {"parts": ["PLAN"]})
    cell.post("/me/link/", {})
    assert LinkChoice.objects.get().parts == []
    assert "Choose from the list." in cell.post("/me/link/", {"parts": ["HEALTH"]}).content.decode()


def test_the_paper_says_no_date_of_birth_and_no_code_in_print(office: Client, met: Cast) -> None:
    answer = office.post(staff_page(met), {"parts": ["PLAN"], "asked": "on"})
    shown = answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]
    born = met.prisoner.prisoner.date_of_birth
    assert str(born.year) not in shown
    before, _, sheet = shown.partition('class="tg-sheet"')
    assert SECRET_CODE.search(before)
    assert not re.search(r"\d{3} \d{3} \d{3}", sheet)
    assert "tg-not-printed" in before


def test_the_last_page_keeps_no_secret(office: Client, met: Cast) -> None:
    printed(office, met)
    shown = office.get(staff_page(met)).content.decode()
    assert "Works" in shown
    assert "tglink" not in shown
    assert not SECRET_CODE.search(shown)


def test_in_welsh_the_paper_is_welsh(office: Client, met: Cast) -> None:
    assert 'lang="cy" class="tg-sheet"' in printed(office, met, language="cy")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"asked": "on"}, "Choose at least one part."),
        ({"parts": ["PLAN"]}, "The person chose other parts in the cell."),
        ({"parts": ["HEALTH_RESTRICTED"], "asked": "on"}, "Choose from the list."),
    ],
)
def test_what_can_not_be_printed_says_why(office: Client, met: Cast, said: dict[str, Any], words: str) -> None:
    assert words in office.post(staff_page(met), said).content.decode()
    assert not PersonalLink.objects.exists()


def test_without_an_address_of_central_nothing_is_made(office: Client, met: Cast, settings: Any) -> None:
    settings.VERIFY_URL = ""
    assert "THROUGHGATE_VERIFY_URL" in printed(office, met)
    assert not PersonalLink.objects.exists()


def test_both_can_close_it(cell: Client, office: Client, met: Cast) -> None:
    for who, page in ((cell, "/me/link/"), (office, staff_page(met))):
        printed(office, met)
        who.post(page, {"stop": "yes"})
        assert PersonalLink.objects.order_by("-made_at").first().closed_why == "TAKEN_BACK"  # type: ignore[union-attr]
        who.post(page, {"stop": "yes"})  # a second time there is nothing to close
    assert "does not work any more" in cell.get("/me/link/").content.decode()


@pytest.fixture
def made(met: Cast, settings: Any) -> Iterator[links.Made]:
    """A link as central has it."""
    at = timezone.now()
    found = links.make_link(passport=his_passport(met), parts=["PLAN"], asked=True, by=met.practitioner, at=at)
    settings.ROOT_URLCONF = "deploy.urls.central"
    return found


def ticket(made: links.Made, cast: Cast) -> str:
    return pocket.ticket_of(made.link, cast.prisoner.prisoner.date_of_birth.isoformat())


def ask(client: Client, link: str, said: Any, kind: str = "application/json") -> Any:
    body = said if isinstance(said, bytes) else json.dumps(said).encode()
    return client.post(f"/link/{link}/manifest", body, content_type=kind)


def test_the_manifest_is_that_of_smart_health_links(made: links.Made, met: Cast, client: Client) -> None:
    answer = ask(client, made.link.id, {"passcode": ticket(made, met), "recipient": "phone"})
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    said = answer.json()
    assert said["status"] == "finalized"
    (file,) = said["files"]
    assert file["contentType"] == "application/vnd.throughgate.paper+json"
    born = met.prisoner.prisoner.date_of_birth.isoformat()
    assert json.loads(pocket.open_link(file["embedded"], made.link, born))["parts"][0]["title"] == "My plan"


def test_a_wrong_ticket_says_how_many_are_left_and_an_unknown_link_nothing(made: links.Made, client: Client) -> None:
    wrong = {"passcode": "A" * 43, "recipient": "phone"}
    assert ask(client, made.link.id, wrong).json() == {"remainingAttempts": 9}
    for link in ("B" * 21 + "A", "x", "A" * 500):
        answer = ask(client, link, wrong)
        assert (answer.status_code, answer.json()) == (404, {})


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"[]",
        b"{",
        b"[" * 900,
        b'{"passcode":"\xff","recipient":"x"}',
        {"passcode": "A" * 43},
        {"passcode": "A" * 43, "recipient": ""},
        {"passcode": "A" * 43, "recipient": "x" * 81},
        {"passcode": "A" * 42, "recipient": "x"},
        {"passcode": 7, "recipient": "x"},
        {"passcode": "A" * 43, "recipient": "x", "more": 1},
        {"passcode": "A" * 43, "recipient": "x" * 2000},
        {"passcode": "A" * 42 + "B", "recipient": "x"},
    ],
)
def test_what_is_no_request_counts_no_attempt(made: links.Made, client: Client, said: Any) -> None:
    answer = ask(client, made.link.id, said)
    assert (answer.status_code, answer.json()) == (400, {})
    assert CarriedLink.objects.get().wrong == 0


def test_a_form_from_another_site_is_no_request(made: links.Made, client: Client) -> None:
    assert ask(client, made.link.id, {"passcode": "A" * 43, "recipient": "x"}, kind="text/plain").status_code == 400


@pytest.mark.browser
def test_on_a_phone(made: links.Made, met: Cast, live_server: Any, page: Page, faults: Any) -> None:
    """Scan, type, read, close: with a slip of the finger and a wrong day on the way."""
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(pocket.address(made.link, live_server.url))
    assert "tglink" not in page.url
    assert axe(page) == []
    for box, value in zip(("day", "month", "year"), ("17", "4", "1990"), strict=True):
        page.locator(f"#born-{box}").fill(value)
    slip = made.link.code[:-1] + str((int(made.link.code[-1]) + 1) % 10)
    page.get_by_label("Your 9 numbers").fill(slip)
    page.get_by_role("button", name="Open my papers").click()
    page.get_by_text("This is not a whole code").wait_for()
    assert CarriedLink.objects.get().wrong == 0
    page.get_by_label("Your 9 numbers").fill(pocket.spoken(made.link.code))
    page.locator("#born-day").fill("18")
    faults.expect("401")
    page.get_by_role("button", name="Open my papers").click()
    page.get_by_text("You have 9 tries left.").wait_for()
    page.locator("#born-day").fill("17")
    page.get_by_role("button", name="Open my papers").click()
    page.get_by_role("heading", name="My plan").wait_for()
    assert "Ring the council" in page.inner_text("#paper")
    assert axe(page) == []
    page.get_by_role("button", name="Close my papers").click()
    assert page.inner_text("#paper") == ""
    page.reload()
    page.get_by_text("Scan the code on your paper").wait_for()
