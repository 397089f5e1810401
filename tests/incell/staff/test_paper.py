"""/staff/requests/paper/: a request typed in for the person who wrote it."""

from uuid import uuid4

import pytest
from django.test import Client

from incell.models import Request
from tests.cast import Cast, PrisonerFactory, PrisonFactory, UserFactory
from tests.contacts import a_contact, a_tie
from tests.incell.handled import a_request, kinds, privileged
from tests.incell.staff.conftest import tree, words

PAPER = "/staff/requests/paper/"
DAY = {"written-day": "27", "written-month": "2", "written-year": "2027"}
SAID = {"WHY": "COURT", "MORE": "From paper", **DAY}


@pytest.fixture(autouse=True)
def loaded(cast: Cast) -> None:
    kinds()


def form_of(cast: Cast, code: str = "EMERGENCY_PHONE_CREDIT") -> str:
    return f"{PAPER}{cast.prisoner.prisoner.pk}/{code}/"


def test_a_paper_becomes_the_persons_own_request(office: Client, cast: Cast, clerk) -> None:
    cast.prisoner.language = "cy"
    cast.prisoner.save()
    sent = office.post(PAPER, {"number": "a1234 bc", "kind": "EMERGENCY_PHONE_CREDIT"})
    assert sent["Location"] == form_of(cast)
    key = tree(office.get(form_of(cast))).xpath("//input[@name='key']/@value")[0]
    first = office.post(form_of(cast), SAID | {"key": key})
    again = office.post(form_of(cast), SAID | {"key": key})  # a second press sends nothing twice
    assert first["Location"] == again["Location"]
    asked = Request.objects.get()
    assert (asked.how, asked.entered_by, asked.language) == ("PAPER", clerk, "cy")
    assert f"{asked.written_at:%Y-%m-%d}" == "2027-02-27"
    shown = words(office.get(first["Location"]))
    assert "On paper" in shown
    assert "typed in by Anita Desai" in shown


def test_wrong_answers_come_back_with_what_was_typed(office: Client, cast: Cast) -> None:
    shown = office.post(form_of(cast), {**DAY, "MORE": "Kept", "key": "k"})
    assert "Choose why you need it" in words(shown)
    assert "Kept" in tree(shown).xpath("//textarea")[0].text
    assert tree(shown).xpath("//input[@name='written-day']/@value") == ["27"]
    assert not Request.objects.exists()


def test_every_fault_is_named_at_once_and_the_count_is_the_limit(office: Client, cast: Cast) -> None:
    shown = office.post(form_of(cast), {"MORE": "x" * 501})
    said = words(shown)
    for fault in ("Enter the date on the paper", "Choose why you need it", "500 characters or fewer"):
        assert fault in said
    assert tree(shown).xpath("//textarea/@data-maxlength") == ["500"]


@pytest.mark.parametrize(
    ("day", "named"),
    [
        ({}, "Enter the date on the paper"),
        (DAY | {"written-day": "31"}, "must be a real date"),
        (DAY | {"written-year": "99999999999999999999"}, "must be a real date"),
        (DAY | {"written-month": "twelve"}, "must be a real date"),
        (DAY | {"written-month": "4"}, "must be today or in the past"),
        (DAY | {"written-year": "2025"}, "must be in the last year"),
    ],
)
def test_a_date_that_is_none(office: Client, cast: Cast, day: dict[str, str], named: str) -> None:
    shown = office.post(form_of(cast), {"WHY": "COURT", "MORE": "Kept", **day})
    assert named in words(shown)
    assert "Kept" in tree(shown).xpath("//textarea")[0].text


def test_the_limits_of_the_cell_hold_on_paper_too(office: Client, cast: Cast) -> None:
    a_request(cast.prisoner.prisoner)
    shown = words(office.post(form_of(cast), SAID | {"key": str(uuid4())}))
    assert "This person has one like this open, sent on Monday 1 March 2027" in shown
    assert Request.objects.count() == 1


def test_a_key_used_for_other_answers_is_said(office: Client, cast: Cast) -> None:
    office.post(form_of(cast), SAID | {"key": "k"})
    assert "sent before with other answers" in words(office.post(form_of(cast), SAID | {"key": "k", "MORE": "Other"}))


@pytest.mark.parametrize("number", ["", "A9999ZZ", "nobody", "Z0000ZZ"])
def test_a_number_of_nobody_here(office: Client, number: str) -> None:
    PrisonerFactory(number="Z0000ZZ", prison=PrisonFactory(code="LEI"))
    shown = words(office.post(PAPER, {"number": number, "kind": "EMERGENCY_PHONE_CREDIT"}))
    assert "Nobody here has this prison number" in shown or "Enter a prison number" in shown


def test_a_private_message_is_never_typed_in_by_staff(office: Client, cast: Cast) -> None:
    kind = privileged(cast.prisoner.prisoner).kind
    assert kind.code not in tree(office.get(PAPER)).xpath("//option/@value")
    assert "PRIVATE_MESSAGE" not in tree(office.get(PAPER)).xpath("//option/@value")
    assert office.get(form_of(cast, kind.code)).status_code == 404


def test_a_page_costs_little(office: Client, cast: Cast, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(10):
        office.get(PAPER)
    with django_assert_max_num_queries(10):
        office.get(form_of(cast, "BOOK_VISIT"))


def test_a_paper_for_another_team_is_theirs_to_read(office: Client, cast: Cast) -> None:
    said = {"WHAT": "TEETH", "MORE": "It hurts", "key": "k", **DAY}
    shown = words(office.post(form_of(cast, "HEALTHCARE"), said, follow=True))
    assert "The paper is entered. Healthcare has it now; only they read it" in shown
    assert "It hurts" not in shown


@pytest.mark.parametrize("key", ["", "a\x00b", "k" * 65, "kéy"])
def test_a_key_that_can_be_none_sends_all_the_same(office: Client, cast: Cast, key: str) -> None:
    assert office.post(form_of(cast), SAID | {"key": key}).status_code == 302
    assert Request.objects.count() == 1


def test_a_kind_that_is_no_word_is_not_found(office: Client, cast: Cast) -> None:
    assert office.get(form_of(cast, "%00")).status_code == 404


@pytest.mark.parametrize(
    ("role", "named"), [("CONTACTS_CLERK", True), ("PUBLIC_PROTECTION", True), ("WING_OFFICER", False)]
)
def test_whom_somebody_may_see_is_shown_to_who_vets_contacts_alone(as_, cast: Cast, role: str, named: bool) -> None:
    member = UserFactory(roles=[role])
    a_tie(cast.prisoner.prisoner, a_contact(), member)
    shown = as_(member).get(form_of(cast, "BOOK_VISIT"))
    assert shown.status_code == 200
    assert ("Patricia" in words(shown)) == named


def test_a_team_that_sees_no_contacts_types_the_name_from_the_paper(as_, cast: Cast) -> None:
    browser = as_(UserFactory(roles=["WING_OFFICER"]))
    said = {"HOW": "VISIT", "CONTACT": "Pat from the paper", "DAY": "20/3/2027", "TIME": "ANY", **DAY, "key": "k"}
    browser.post(form_of(cast, "BOOK_VISIT"), said)
    assert Request.objects.get().answers["CONTACT"] == "Pat from the paper"


@pytest.mark.parametrize(("whose", "stands"), [("theirs", "A1234BC"), ("elsewhere", ""), ("no-uuid", ""), ("", "")])
def test_from_a_persons_page_the_number_stands_there(office: Client, cast: Cast, whose: str, stands: str) -> None:
    theirs, elsewhere = cast.prisoner.prisoner, PrisonerFactory(prison=PrisonFactory(code="LEI"))
    link = f"{PAPER}?person={theirs.pk}"
    assert link in office.get(f"/staff/people/{theirs.pk}/").content.decode()
    named = {"theirs": str(theirs.pk), "elsewhere": str(elsewhere.pk)}.get(whose, whose)
    box = tree(office.get(PAPER, {"person": named})).xpath("//input[@name='number']")[0]
    assert box.get("value", "") == stands
