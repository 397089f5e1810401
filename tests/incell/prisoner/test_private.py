"""A message to a lawyer on its pages: its writer reads it again, and telling somebody tells none of it."""

from django.test import Client

from accounts.models import ArchiveKey, Role
from incell.acts.deciding import decide
from incell.models import Flag, Request
from tests.cast import NOW, AgencyFactory, Cast, SignIn, UserFactory
from tests.nodes import give_agency_key

from .conftest import Says, hidden

THERE = "/me/ask/private-message/"
LETTER = {"WHO": "LAWYER", "OFFICE": "Smith and Co", "MESSAGE": "I want to die in here, quokka.", "key": "k1"}


def test_says_before_that_it_is_sealed(at_terminal: Client, says: Says) -> None:
    words = says(at_terminal.post(THERE, LETTER, follow=True))
    assert "It is sealed when you send it." in words
    assert "They do not see what you wrote." in words  # its hard words bring up help


def test_telling_somebody_tells_none_of_it(at_terminal: Client) -> None:
    at_terminal.post(THERE, LETTER)
    at_terminal.post(THERE + "tell/", {"what": "SELF_HARM"})
    assert Flag.objects.get().excerpt == ""


def test_its_writer_reads_it_again(at_terminal: Client, says: Says) -> None:
    at_terminal.post(THERE + "check/", LETTER)
    request = Request.objects.get()
    words = says(at_terminal.get(f"/me/requests/{request.pk}/"))
    assert "Only you can read this." in words
    assert LETTER["MESSAGE"] in words


def test_an_erased_one_is_said_to_be(at_terminal: Client, says: Says) -> None:
    at_terminal.post(THERE + "check/", LETTER)
    ArchiveKey.objects.update(sealed_private="", destroyed_at=NOW)
    page = at_terminal.get(f"/me/requests/{Request.objects.get().pk}/")
    assert "It was sealed and can not be opened any more." in says(page)


def test_an_office_with_a_key_is_chosen_from_the_list(at_terminal: Client, says: Says) -> None:
    firm = AgencyFactory(name="Jones Law", kind="LEGAL")
    give_agency_key(firm)
    assert "Jones Law" in says(at_terminal.get(THERE))
    page = at_terminal.post(THERE, LETTER | {"OFFICE": str(firm.pk)}, follow=True)
    assert hidden(page, "OFFICE") == str(firm.pk)
    at_terminal.post(THERE + "check/", LETTER | {"OFFICE": str(firm.pk)})
    assert Request.objects.get().agency == firm


def test_the_cell_mate_finds_nothing(at_terminal: Client, cast: Cast, sign_in: SignIn) -> None:
    at_terminal.post(THERE, LETTER)
    at_terminal.post(THERE + "check/", LETTER)
    sign_in(at_terminal, cast.cell_mate)
    for address in (THERE, "/me/requests/", "/me/", "/me/ask/"):
        assert b"quokka" not in at_terminal.get(address).content


def test_nothing_is_promised_that_staff_cannot_do(at_terminal: Client, says: Says) -> None:
    check = says(at_terminal.post(THERE, LETTER, follow=True))
    assert "Send it now and staff will write to you by Wednesday 3 March 2027." in check
    sent = says(at_terminal.post(THERE + "check/", LETTER, follow=True))
    assert "Staff will write to you by Wednesday 3 March 2027." in sent
    assert "Staff can not read it. What they say to you will be here." in sent
    request = Request.objects.get()
    decide(request=request, state="APPROVED", reply="", by=UserFactory(roles=[Role.BUSINESS_HUB_CLERK]), at=NOW)
    for address in ("/me/requests/", f"/me/requests/{request.pk}/"):
        words = says(at_terminal.get(address))
        assert "They said yes" not in words
        assert "Staff have dealt with it" in words or "New answer" in words
