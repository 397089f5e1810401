"""The other pages: search, one contact, somebody's list, restrictions, merging, keys."""

import csv
import io
from dataclasses import replace

import pytest
from django.test import Client

from accounts.models import AuditEntry, Prisoner, User
from incell.models import Contact, ListKey, Merge, Restriction, Tie
from incell.views.staff.contacts import harmless
from tests.cast import Cast, PrisonFactory
from tests.contacts import MUM, a_contact, a_restriction, a_tie, protection
from tests.incell.contacts.conftest import As, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def mum(him: Prisoner, gwen: User) -> Contact:
    known = a_contact()
    a_tie(him, known, gwen)
    return known


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("ashdown", True),
        ("PAT ash", True),
        ("0114 234", True),
        ("+44 114 2345678", True),
        ("A1234BC", True),
        ("a5678de", False),
        ("nobody", False),
        ("%", False),
        ("' OR 1=1 --", False),
        ("🙂", False),
    ],
)
def test_search(office: Client, mum: Contact, words: str, found: bool) -> None:
    answer = office.post("/staff/contacts/", {"q": words})
    assert answer["Location"] == "/staff/contacts/?searched=on", "the words are in no address"
    assert ("Patricia Ashdown" in said(office.get(answer["Location"]))) is found


def test_a_prison_number_leads_to_the_person_with_no_contact_too(office: Client, him: Prisoner, mum: Contact) -> None:
    mate = Prisoner.objects.get(number="A5678DE")
    for person, on_it in ((him, False), (mate, True)):
        shown = office.post("/staff/contacts/", {"q": f" {person.number.lower()} "}, follow=True)
        assert f"/staff/contacts/of/{person.pk}/" in shown.content.decode()
        assert ("Nobody is on this person’s list" in said(shown)) is on_it
    Prisoner.objects.filter(pk=mate.pk).update(prison=PrisonFactory(code="LEI"))
    assert "/contacts/of/" not in office.post("/staff/contacts/", {"q": mate.number}, follow=True).content.decode()


def test_contacts_of_another_prison_are_nobody_s_here(office: Client) -> None:
    elsewhere = a_contact(prison=PrisonFactory(code="LEI").pk)
    assert "No contacts yet" in said(office.get("/staff/contacts/"))
    assert office.get(f"/staff/contacts/{elsewhere.pk}/").status_code == 404


def test_pages_cost_the_same_however_long(
    office: Client, him: Prisoner, gwen: User, mum: Contact, cast: Cast, django_assert_max_num_queries
) -> None:
    for n in range(60):
        other = a_contact(replace(MUM, last_name=f"Ashdown{n}"))
        a_tie(him, other, gwen)
        a_restriction(gwen, "CCTV", contact=mum)
    a_tie(cast.cell_mate.prisoner, mum, gwen)
    for address in ("/staff/contacts/", f"/staff/contacts/{mum.pk}/", f"/staff/contacts/of/{him.pk}/"):
        with django_assert_max_num_queries(10):
            assert office.get(address).status_code == 200


def test_flags_and_removal(office: Client, mum: Contact, him: Prisoner) -> None:
    tie = Tie.objects.get()
    office.post(f"/staff/contacts/ties/{tie.pk}/", {"flags": ["may_visit", "next_of_kin"]})
    tie.refresh_from_db()
    assert (tie.may_call, tie.may_visit, tie.next_of_kin) == (False, True, True)
    assert "is off the list" in said(office.post(f"/staff/contacts/ties/{tie.pk}/", {"remove": "yes"}, follow=True))
    again = said(office.post(f"/staff/contacts/ties/{tie.pk}/", {"remove": "yes"}, follow=True))
    assert "Gwen Clerk has taken this contact off the list already" in again


def test_what_takes_two_people_is_said(office: Client, desk: Client, mum: Contact, him: Prisoner) -> None:
    him.alerts = ["PC1"]
    him.save(update_fields=["alerts"])
    tie = Tie.objects.get()
    Tie.objects.update(may_call=False)
    for browser, told in ((office, "You have asked first"), (office, "You have asked first"), (desk, "Changed")):
        changed = browser.post(f"/staff/contacts/ties/{tie.pk}/", {"flags": ["may_call"]}, follow=True)
        assert told in said(changed)
    numbers = f"/staff/contacts/{mum.pk}/numbers/"
    assert "You have asked first" in said(office.post(numbers, {"number": "07911 123456"}))
    assert "The number is added" in said(desk.post(numbers, {"number": "07911 123456"}, follow=True))


def test_a_number_to_take_away_that_is_none_changes_nothing(office: Client, mum: Contact) -> None:
    assert office.post(f"/staff/contacts/{mum.pk}/numbers/", {"drop": "\x00"}).status_code in (200, 302)
    assert mum.phones.count() == 1


def test_numbers(office: Client, mum: Contact) -> None:
    address = f"/staff/contacts/{mum.pk}/numbers/"
    assert "Premium-rate" in said(office.post(address, {"number": "0909 8790123"}))
    assert "Enter a phone number" in said(office.post(address, {"number": ""}))
    office.post(address, {"number": "07911 123456"})
    office.post(address, {"drop": "+441142345678"})
    assert list(mum.phones.values_list("number", flat=True)) == ["+447911123456"]


def test_a_ban_on_an_approved_contact_suspends_it_until_two_end_it(
    as_: As, desk: Client, mum: Contact, him: Prisoner
) -> None:
    form = {"kind": "BAN", "reason": "Passed a phone", "since_on": "1/3/2027", "number": "", "until_on": ""}
    page = said(desk.post(f"/staff/contacts/{mum.pk}/restrict/", form, follow=True))
    assert "It takes a contact off the approved list of 1 person, at once" in page
    assert "Suspended by a restriction" in page
    assert "Nobody here may call or see this contact" in page
    assert "Suspended by a restriction" in said(desk.get(f"/staff/contacts/of/{him.pk}/"))
    ban = Restriction.objects.get()
    ends = f"/staff/contacts/restrictions/{ban.pk}/end/"
    assert "You have asked first" in said(desk.post(ends, follow=True))
    assert "Suspended" in said(desk.get(f"/staff/contacts/of/{him.pk}/"))
    assert "The restriction is ended" in said(as_(protection()).post(ends, follow=True))
    assert "Suspended" not in said(desk.get(f"/staff/contacts/of/{him.pk}/"))


def test_between_two_people_and_on_one_alone(desk: Client, mum: Contact, him: Prisoner) -> None:
    form = {"kind": "NONCON", "reason": "Victim", "since_on": "1/3/2027"}
    desk.post(f"/staff/contacts/{mum.pk}/restrict/", {**form, "number": "a1234 bc"})
    assert (Restriction.objects.get().contact, Restriction.objects.get().prisoner) == (mum, him)
    desk.post(f"/staff/contacts/of/{him.pk}/restrict/", form)
    assert Restriction.objects.filter(contact__isnull=True, prisoner=him).count() == 1


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"kind": ""}, "Choose a restriction"),
        ({"reason": ""}, "Enter why"),
        ({"reason": "x" * 241}, "Use 240 letters or fewer"),
        ({"since_on": "31/2/2027"}, "Enter a real day"),
        ({"until_on": "1/2/2027"}, "The last day lies before the first"),
        ({"number": "Z9999ZZ"}, "Nobody here has this prison number"),
        ({"number": "nobody"}, "A prison number is a letter"),
    ],
)
def test_a_bad_restriction_says_what_to_mend(desk: Client, mum: Contact, wrong: dict, words: str) -> None:
    form = {"kind": "BAN", "reason": "Passed a phone", "since_on": "1/3/2027", **wrong}
    assert words in said(desk.post(f"/staff/contacts/{mum.pk}/restrict/", form))
    assert not Restriction.objects.exists()


def test_a_clerk_does_not_restrict(office: Client, mum: Contact, him: Prisoner) -> None:
    ban = a_restriction(Tie.objects.get().approved_by, contact=mum)
    for address in (
        f"/staff/contacts/{mum.pk}/restrict/",
        f"/staff/contacts/of/{him.pk}/restrict/",
        f"/staff/contacts/restrictions/{ban.pk}/end/",
    ):
        assert office.get(address).status_code == office.post(address).status_code == 403
    assert "Add a restriction" not in said(office.get(f"/staff/contacts/{mum.pk}/"))


def test_two_are_made_one_and_taken_apart(office: Client, mum: Contact) -> None:
    other = a_contact(replace(MUM, first_name="Pat"))
    address = f"/staff/contacts/{mum.pk}/merge/"
    assert "Pat Ashdown" in said(office.get(address))
    assert "Everything goes over to Patricia Ashdown" in said(office.post(address, {"other": str(other.pk)}))
    assert not Merge.objects.exists(), "it asks first"
    page = said(office.post(address, {"other": str(other.pk), "sure": "yes"}, follow=True))
    assert "They are one contact now" in page
    assert office.get(f"/staff/contacts/{other.pk}/").status_code == 404
    page = office.post(f"/staff/contacts/{mum.pk}/split/", {"merge": Merge.objects.get().pk}, follow=True)
    assert "They are two contacts again" in said(page)
    assert "Choose one of the contacts" in said(office.post(address, {"other": "forged"}))
    for forged in ("", "x", "9" * 30, "0"):
        assert office.post(f"/staff/contacts/{mum.pk}/split/", {"merge": forged}).status_code == 404


def test_the_list_on_paper_is_in_the_persons_language(office: Client, mum: Contact, him: Prisoner) -> None:
    him.user.language = "cy"
    him.user.save()
    page = office.post(f"/staff/contacts/of/{him.pk}/print/").content.decode()
    assert 'lang="cy"' in page
    assert "0114 234 5678" in page
    assert AuditEntry.objects.filter(verb="give_list", whom=str(him.pk)).count() == 1
    assert office.get(f"/staff/contacts/of/{him.pk}/print/").status_code == 405


def test_whoever_is_stopped_is_not_on_paper(office: Client, mum: Contact, him: Prisoner, gwen: User) -> None:
    a_restriction(gwen, "NONCON", contact=mum)
    assert "Patricia" not in said(office.post(f"/staff/contacts/of/{him.pk}/print/"))


def test_the_list_as_csv(office: Client, him: Prisoner, gwen: User, django_assert_max_num_queries) -> None:
    evil = a_contact(replace(MUM, first_name="=cmd|' /C calc'!A0", last_name="@SUM(1)"))
    a_tie(him, evil, gwen, may_visit=True)
    a_restriction(gwen, "CCTV", contact=evil)
    for n in range(20):
        a_tie(him, a_contact(replace(MUM, last_name=f"Ashdown{n}")), gwen)
    banned = a_contact(replace(MUM, last_name="Banned"))
    a_tie(him, banned, gwen)
    a_restriction(gwen, "BAN", contact=banned, prisoner=him)
    with django_assert_max_num_queries(16):  # the savepoint of the audit line included
        answer = office.post("/staff/contacts/list/")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert len(rows) == 21
    row = next(each for each in rows if "SUM" in each["last_name"])
    assert (row["first_name"], row["last_name"]) == ("'=cmd|' /C calc'!A0", "'@SUM(1)")
    assert (row["prison_number"], row["numbers"], row["restrictions"]) == ("A1234BC", "tel:+441142345678", "CCTV")
    assert (row["may_call"], row["may_visit"], row["recorded"]) == ("yes", "yes", "yes")
    assert "attachment" in answer["Content-Disposition"]
    assert AuditEntry.objects.filter(verb="give_list", why="csv").count() == 1


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@x", "\t=1", "\r=1", " =1"])
def test_no_cell_begins_a_formula(cell: str) -> None:
    assert harmless(cell).startswith("'")
    assert harmless("O'Brien") == "O'Brien"


def test_a_key_is_shown_once_and_revoked(as_: As, cast: Cast) -> None:
    admin = as_(cast.administrator)
    page = said(admin.post("/staff/contacts/keys/", {"name": "PIN phones", "scope": "PHONE"}))
    key = ListKey.objects.get()
    assert "tgl_" in page
    listed = said(admin.get("/staff/contacts/keys/"))
    assert "PIN phones" in listed
    assert "tgl_" not in listed
    assert "The key is revoked" in said(admin.post(f"/staff/contacts/keys/{key.pk}/revoke/", follow=True))
    assert admin.get(f"/staff/contacts/keys/{key.pk}/revoke/").status_code == 404


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name": ""}, "Enter the system’s name"),
        ({"scope": "ALL"}, "Choose what it may read"),
        ({"scope": ""}, "Choose"),
    ],
)
def test_a_bad_key_says_what_to_mend(as_: As, cast: Cast, wrong: dict, words: str) -> None:
    form = {"name": "PIN phones", "scope": "PHONE", **wrong}
    assert words in said(as_(cast.administrator).post("/staff/contacts/keys/", form))
    assert not ListKey.objects.exists()


def test_there_are_at_most_twenty_keys(as_: As, cast: Cast) -> None:
    admin = as_(cast.administrator)
    for n in range(21):
        page = admin.post("/staff/contacts/keys/", {"name": f"System {n}", "scope": "VISITS"})
    assert "There are twenty keys in use" in said(page)
    assert ListKey.objects.count() == 20
