"""The roll, PINs, people kept apart and terminals, as staff meet them."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import NonAssociation, Role, Terminal
from tests.cast import NOW, Cast, PrisonerFactory, PrisonFactory, SignIn, TerminalFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client: Client, cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(client, cast.practitioner)


def numbers(page) -> list[str]:
    return [person.number for person, _ in page.context["rows"]]


def test_the_roll_shows_who_is_here_and_only_here(staff: Client, cast: Cast) -> None:
    PrisonerFactory(number="A7777AA", left_at=NOW)
    PrisonerFactory(number="A8888AA", prison=PrisonFactory(code="BXI"))
    page = staff.get("/staff/people/")
    assert set(numbers(page)) == {"A1234BC", "A5678DE"}
    assert "Ashdown, Marlon" in page.content.decode()


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("ash", {"A1234BC"}),
        ("ASHDOWN marl", {"A1234BC"}),
        ("a5678", {"A5678DE"}),
        ("  ", {"A1234BC", "A5678DE"}),
        ("nobody", set()),
        ("%", set()),
        ("' OR 1=1 --", set()),
        ("<script>", set()),
        ("x" * 300, {"A1234BC", "A5678DE"}),
    ],
)
def test_search(staff: Client, words: str, found: set[str]) -> None:
    answer = staff.post("/staff/people/", {"q": words})
    assert answer["Location"] in ("/staff/people/", "/staff/people/?searched=on")
    page = staff.get(answer["Location"])
    assert set(numbers(page)) == found
    assert "<script>" not in page.content.decode().replace('<script type="module"', "")


def test_release_windows_and_the_own_caseload(staff: Client, cast: Cast) -> None:
    today = timezone.localdate()
    for number, days in [("A0001AA", -1), ("A0002AA", 0), ("A0003AA", 28), ("A0004AA", 29), ("A0005AA", 84)]:
        PrisonerFactory(number=number, release_on=today + timedelta(days=days))
    PrisonerFactory(number="A0006AA", release_on=None, release_kind="")
    type(cast.prisoner.prisoner).objects.filter(number__in=["A1234BC", "A5678DE"]).update(release_on=date(2099, 1, 1))
    expected = {
        "28": ["A0002AA", "A0003AA"],
        "84": ["A0002AA", "A0003AA", "A0004AA", "A0005AA"],
        "past": ["A0001AA"],
        "none": ["A0006AA"],
    }
    for window, found in expected.items():
        assert numbers(staff.get("/staff/people/", {"window": window})) == found
    assert numbers(staff.get("/staff/people/", {"mine": "on"})) == ["A1234BC"]
    everybody = staff.get("/staff/people/", {"window": "nonsense", "sort": "nonsense", "page": "nonsense"})
    assert len(numbers(everybody)) == 8


def test_a_search_keeps_its_order_its_filters_and_its_pages_and_its_words_are_in_no_address(staff: Client) -> None:
    for n in range(60):
        PrisonerFactory(last_name=f"Zebedee{n:02}")
    page = staff.post("/staff/people/?sort=-name&page=2", {"q": "zebedee", "window": "past"}, follow=True)
    assert page.redirect_chain == [("/staff/people/?window=past&sort=-name&searched=on", 302)]
    assert numbers(page) == []
    address = staff.post("/staff/people/?sort=-name", {"q": "zebedee"})["Location"]
    page = staff.get(address)
    assert page.context["rows"][0][0].last_name == "Zebedee59"
    assert 'value="zebedee"' in page.content.decode()
    assert "zebedee" not in " ".join(re.findall(r'(?:href|action)="([^"]*)"', page.content.decode())).lower()
    assert len(numbers(staff.get(f"{address}&page=2"))) == 10
    by_cell = page.context["sorts"]["cell"]["href"]
    assert len(numbers(staff.get(f"/staff/people/{by_cell}"))) == 50
    assert {"A1234BC"} <= set(numbers(staff.get("/staff/people/?sort=name&q=zebedee"))), "an address searches nothing"


def test_sorting(staff: Client, cast: Cast) -> None:
    PrisonerFactory(number="A0001AA", last_name="Zimmer", cell="1-1-001", release_on=None)
    for sort, first, last in [
        ("name", "A1234BC", "A0001AA"),
        ("-name", "A0001AA", "A1234BC"),
        ("release", "A1234BC", "A0001AA"),
        ("-release", "A1234BC", "A0001AA"),  # nobody without a date comes first
        ("cell", "A0001AA", "A5678DE"),
    ]:
        found = numbers(staff.get("/staff/people/", {"sort": sort}))
        assert (found[0], found[-1]) == (first, last), sort


@pytest.mark.parametrize(
    "words",
    [
        "wisniewski",
        "WIŚNIEWSKI",
        "wiśniewski ola",
        "o'dowd",
        "O’Dowd",
        "odowd",
        "lukasz",
        "O'Dowd-Wisniewski",
        "B7 777bb",
    ],
)
def test_a_name_is_found_as_a_plain_keyboard_types_it(staff: Client, words: str) -> None:
    PrisonerFactory(number="B7777BB", first_name="Ola Łukasz", last_name="O’Dowd-Wiśniewski")
    page = staff.post("/staff/people/", {"q": words}, follow=True)
    assert numbers(page) == ["B7777BB"]


def test_words_without_a_letter_find_nobody(staff: Client) -> None:
    assert numbers(staff.post("/staff/people/", {"q": "🙂"}, follow=True)) == []


def test_the_roll_costs_the_same_however_long(staff: Client, django_assert_num_queries) -> None:
    for more in (0, 60):
        for _ in range(more):
            PrisonerFactory(alerts=["HA", "XNR"])
        with django_assert_num_queries(6):  # session, user, device, roles; count, page
            page = staff.get("/staff/people/")
    assert len(numbers(page)) == 50
    assert len(numbers(staff.get("/staff/people/", {"page": 2}))) == 12


def test_alerts_are_shown_to_whom_they_matter(client: Client, staff: Client, cast: Cast, sign_in: SignIn) -> None:
    person = cast.prisoner.prisoner
    person.alerts = ["HA", "XTACT", "ZZZ"]
    person.save()
    assert [a.label for a in dict(staff.get("/staff/people/").context["rows"])[person]] == ["ACCT open", "TACT"]
    tutor = sign_in(Client(), cast.tutor)
    assert [a.label for a in dict(tutor.get("/staff/people/").context["rows"])[person]] == ["ACCT open"]


def test_a_case_is_taken_and_given_up(staff: Client, cast: Cast) -> None:
    pk = cast.cell_mate.prisoner.pk
    assert "is now in your caseload" in staff.post(f"/staff/people/{pk}/take/", follow=True).content.decode()
    assert "already" in staff.post(f"/staff/people/{pk}/take/", follow=True).content.decode()
    assert staff.post(f"/staff/people/{pk}/give-up/", {"next": "/staff/people/?mine=on"})["Location"].endswith(
        "mine=on"
    )
    assert "is not in your caseload" in staff.post(f"/staff/people/{pk}/give-up/", follow=True).content.decode()


def test_a_pin_stands_on_the_page_once(client: Client, cast: Cast, sign_in: SignIn) -> None:
    sign_in(client, cast.administrator)
    person = PrisonerFactory()
    address = f"/staff/people/{person.pk}/pin/"
    assert "Give a first PIN" in client.get(address).content.decode()
    page = client.post(address)
    assert page.context["pin"] in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    after = client.get(address).content.decode()
    assert page.context["pin"] not in after
    assert "Give a new first PIN" in after
    assert client.post(address).status_code == 302  # the form of before: somebody was quicker
    reset = client.post(address, {"act": "reset"})
    person.refresh_from_db()
    assert person.user.check_password(reset.context["pin"])
    assert client.get(f"/staff/people/{PrisonerFactory(left_at=NOW).pk}/pin/").status_code == 404


def test_people_are_kept_apart_on_the_page(client: Client, cast: Cast, sign_in: SignIn) -> None:
    officer = UserFactory(roles=[Role.SAFER_CUSTODY])
    sign_in(client, officer)
    address = f"/staff/people/{cast.prisoner.prisoner.pk}/apart/"
    PrisonerFactory(number="A8888AA", prison=PrisonFactory(code="BXI"))
    for number, says in [
        ("A1234BC", "own prison number"),
        ("A8888AA", "Nobody here has this prison number"),
        ("A9999ZZ", "Nobody here has this prison number"),
        ("bob", "A prison number is a letter"),
        ("", "required"),
    ]:
        page = client.post(address, {"number": number, "where": "WING", "reason": "a debt"})
        assert says in page.content.decode(), number
    page = client.post(address, {"number": "a5678de", "where": "WING", "reason": "<b>a debt</b>"}, follow=True)
    assert "Terrence Okafor" in page.content.decode()
    assert "&lt;b&gt;a debt" in page.content.decode()
    page = client.post(address, {"number": "A5678DE", "where": "CELL", "reason": "again"})
    assert "kept apart already" in page.content.decode()
    kept = NonAssociation.objects.get()
    end = f"{address}{kept.pk}/end/"
    assert "May they meet again?" in client.get(end).content.decode()
    assert client.post(end)["Location"] == address
    assert client.get(end).status_code == 404
    kept.refresh_from_db()
    assert kept.until_at is not None


def test_terminals_on_the_page(client: Client, cast: Cast, sign_in: SignIn) -> None:
    sign_in(client, cast.administrator)
    TerminalFactory(location="elsewhere", prison=PrisonFactory(code="BXI"))
    page = client.get("/staff/terminals/").content.decode()
    assert "2-3-030" in page
    assert "elsewhere" not in page
    assert "required" in client.post("/staff/terminals/", {"kind": "CELL", "location": " "}).content.decode()
    code = client.post("/staff/terminals/", {"kind": "WING", "location": "B wing"}).context["code"]
    assert code not in client.get("/staff/terminals/").content.decode()
    terminal = Terminal.objects.get(location="B wing")
    assert client.post(f"/staff/terminals/{terminal.pk}/code/").context["code"] != code
    assert "Revoke this terminal?" in client.get(f"/staff/terminals/{terminal.pk}/revoke/").content.decode()
    client.post(f"/staff/terminals/{terminal.pk}/revoke/")
    assert client.get(f"/staff/terminals/{terminal.pk}/revoke/").status_code == 404


def test_an_empty_form_says_what_to_enter(client: Client, cast: Cast, sign_in: SignIn) -> None:
    sign_in(client, cast.administrator)
    said = client.post("/staff/terminals/", {"kind": "", "location": ""}).content.decode()
    assert said.count("Choose what it is") == 3, "the first option, the summary and beside the field"
    assert "Enter where it is, for example 2-3-030" in said
    assert "This field is required" not in said
