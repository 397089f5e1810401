"""The vetting page: what is found, the decision, and what goes wrong."""

from dataclasses import replace

import pytest
from django.test import Client

from accounts.models import Prisoner, User
from incell.acts import vetting
from incell.models import Contact, Request, State, Tie
from tests.cast import NOW, Cast
from tests.contacts import MUM, a_contact, a_restriction, a_tie, asked_for, clerk
from tests.incell.contacts.conftest import As, said

pytestmark = pytest.mark.django_db
FORM = {
    "who": "NEW",
    "first_name": "Patricia",
    "last_name": "Ashdown",
    "relationship": "PARENT",
    "born_on": "4/5/1961",
    "phone": "0114 234 5678",
    "flags": ["may_call"],
    "reply": "You can call your mum now.",
    "staff_reason": "Letter seen.",
}


def page_of(request: Request) -> str:
    return f"/staff/requests/{request.pk}/vetting/"


def send(client: Client, request: Request, **more) -> object:
    form = {**FORM, "revision": Request.objects.get(pk=request.pk).revision, **more}
    return client.post(page_of(request), {key: value for key, value in form.items() if value is not None}, follow=True)


def test_what_is_found_is_told_in_words(office: Client, him: Prisoner, cast: Cast, gwen: User) -> None:
    known = a_contact(MUM)
    a_tie(cast.cell_mate.prisoner, known, gwen)
    page = said(office.get(page_of(asked_for(him))))
    for words in (
        "same phone number, 0114 234 5678",
        "names 100 % alike",
        "born on the same day",
        "On the list of somebody else here: Terrence Okafor A5678DE",
    ):
        assert words in page


def test_it_costs_ten_queries_however_much_is_known(
    office: Client, him: Prisoner, gwen: User, cast: Cast, django_assert_max_num_queries
) -> None:
    request = asked_for(him)
    office.get(page_of(request))  # the first opening begins the vetting
    for _ in range(30):
        known = a_contact(MUM)
        a_tie(cast.cell_mate.prisoner, known, gwen)
        a_restriction(gwen, "CCTV", contact=known)
    with django_assert_max_num_queries(10):
        office.get(page_of(request))


def test_approved(office: Client, him: Prisoner) -> None:
    page = said(send(office, asked_for(him)))
    assert "Approved" in page
    assert "You can call your mum now." in page
    assert Tie.objects.get().contact.name == "Patricia Ashdown"


def test_a_new_contact_is_not_held_against_itself(office: Client, him: Prisoner) -> None:
    a_contact(replace(MUM, first_name="Anna"))
    request = asked_for(him)
    assert "is known under another name: Anna" in said(office.get(page_of(request)))
    assert "another name" not in said(send(office, request))


def test_somebody_known_is_chosen(office: Client, him: Prisoner) -> None:
    known = a_contact()
    send(office, asked_for(him), who=str(known.pk))
    assert Tie.objects.get().contact == known


def test_declined_needs_words_and_keeps_what_was_typed(office: Client, him: Prisoner) -> None:
    request = asked_for(him)
    page = send(office, request, decline="yes", reply="")
    assert "Tell the person why, in plain words" in said(page)
    assert "Letter seen." in said(page)
    assert "Declined" in said(send(office, request, decline="yes", reply="We can not add her."))
    request.refresh_from_db()
    assert (request.state, request.reply, request.staff_reason) == (
        State.DECLINED,
        "We can not add her.",
        "Letter seen.",
    )


def test_a_rule_is_named_and_nothing_is_done(office: Client, him: Prisoner, gwen: User) -> None:
    a_restriction(gwen, "NONCON", prisoner=him)
    request = asked_for(him)
    assert "A rule blocks this: No contact, on the person in prison" in said(office.get(page_of(request)))
    page = said(send(office, request))
    assert "Not saved" in page
    assert not Tie.objects.exists()


def test_two_people(office: Client, desk: Client, him: Prisoner) -> None:
    him.alerts = ["PC2"]
    him.save()
    request = asked_for(him)
    page = said(office.get(page_of(request)))
    assert "It takes two people: an alert of public protection" in page
    assert "MAPPA" not in page, "a clerk may not see that alert"
    page = said(send(office, request))
    assert "First approval saved" in page
    assert "You approved it first" in page
    assert "as the second person" not in page
    page = said(desk.get(page_of(request)))
    assert "alert: MAPPA category 2" in page
    assert "Gwen Clerk" in page
    assert "Approved" in said(send(desk, request))
    assert Tie.objects.get().may_call


def test_the_first_person_posting_the_second_approval_is_told(office: Client, him: Prisoner) -> None:
    him.alerts = ["SOR"]
    him.save()
    request = asked_for(him)
    send(office, request)
    page = said(office.post(page_of(request), {"revision": 1, "reply": "", "staff_reason": ""}))
    assert "You approved it first. It takes another person to approve it now" in page
    assert not Tie.objects.exists()


def test_the_second_of_two_clerks_is_told_who_decided(office: Client, as_: As, him: Prisoner) -> None:
    request = asked_for(him)
    other = as_(clerk(username="second@mdi.example"))
    send(office, request, revision=0)
    page = said(send(other, request, revision=0))
    assert "Decided already, by Gwen Clerk: Approved. Your decision was not saved" in page
    assert Tie.objects.count() == 1


@pytest.mark.parametrize("revision", ["", "x", "-1", "99999999999999999999"])
def test_a_revision_that_is_none_is_an_old_one(office: Client, him: Prisoner, revision: str) -> None:
    assert "while you read it" in said(send(office, asked_for(him), revision=revision))
    assert not Tie.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"who": "00000000-0000-0000-0000-000000000000"}, "This is none of the contacts that were found"),
        ({"who": None}, "Say whether it is a known contact or somebody new"),
        ({"phone": "999"}, "Emergency numbers are not put on a list"),
        ({"phone": "0909 8790123"}, "Premium-rate numbers are not allowed"),
        ({"phone": "0114"}, "This number is too short"),
        ({"phone": "my mum"}, "This is not a phone number"),
        ({"phone": ""}, "Somebody who may be called needs a number"),
        ({"born_on": "31/2/1961"}, "Enter a real day, like 27 3 2027"),
        ({"first_name": "", "last_name": ""}, "Enter a name"),
        ({"relationship": "LANDLORD"}, "LANDLORD"),
        ({"reply": "x" * 1001}, "Use 1,000 letters or fewer"),
        ({"first_name": "x" * 81}, "Use 80 letters or fewer"),
    ],
)
def test_bad_input_says_what_to_mend(office: Client, him: Prisoner, wrong: dict, words: str) -> None:
    page = said(send(office, asked_for(him), **wrong))
    assert "There is a problem" in page
    assert words in page
    assert not Contact.objects.exists()


def test_another_prisons_contact_is_none_of_the_found(office: Client, him: Prisoner, cast: Cast) -> None:
    elsewhere = a_contact(prison=cast.officer_elsewhere.prison_id)
    assert "none of the contacts that were found" in said(send(office, asked_for(him), who=str(elsewhere.pk)))


def test_a_request_of_another_kind_has_no_vetting(office: Client, him: Prisoner) -> None:
    other = asked_for(him, "SUPPLY_CONTACT_LIST", SIZE="PLAIN")
    assert office.get(page_of(other)).status_code == 404


OFFICIAL = {
    "ROLE": "LAWYER",
    "ORGANISATION": "Bell & Sons",
    "FIRST_NAME": None,
    "LAST_NAME": None,
    "RELATIONSHIP": None,
    "AGE": None,
    "DATE_OF_BIRTH": None,
}


def test_an_official_contact_goes_the_shorter_way(office: Client, him: Prisoner, gwen: User) -> None:
    him.alerts = ["SOR"]
    him.save()
    a_restriction(gwen, "NONCON", prisoner=him)
    request = asked_for(him, "ADD_OFFICIAL_CONTACT", **OFFICIAL)
    page = said(office.get(page_of(request)))
    assert "Check an official contact" in page
    assert "calls are not recorded" in page
    send(
        office, request, organisation="Bell & Sons", first_name="", last_name="", relationship="LAWYER", privileged="on"
    )
    tie = Tie.objects.get()
    assert (tie.contact.organisation, tie.contact.privileged, tie.contact.kind) == ("Bell & Sons", True, "O")
    page = said(office.get(f"/staff/contacts/{tie.contact_id}/"))
    assert "Legal: calls are not recorded and letters are not read" in page


def test_the_same_firm_is_found_for_the_next_person(office: Client, him: Prisoner, cast: Cast) -> None:
    more = {"organisation": "Bell & Sons", "first_name": "", "last_name": "", "relationship": "LAWYER"}
    send(office, asked_for(him, "ADD_OFFICIAL_CONTACT", **OFFICIAL), **more)
    again = asked_for(cast.cell_mate.prisoner, "ADD_OFFICIAL_CONTACT", **OFFICIAL)
    assert "names 100 % alike" in said(office.get(page_of(again)))
    send(office, again, who=str(Contact.objects.get().pk), **more)
    assert Tie.objects.count() == 2


def test_a_contact_is_taken_off_as_asked(office: Client, him: Prisoner, cast: Cast, gwen: User) -> None:
    tie = a_tie(him, a_contact(), gwen)
    other = a_tie(cast.cell_mate.prisoner, tie.contact, gwen)
    gone = {
        key: None for key in ("FIRST_NAME", "LAST_NAME", "RELATIONSHIP", "AGE", "DATE_OF_BIRTH", "PHONE", "ADDRESS")
    }
    request = asked_for(him, "REMOVE_CONTACT", CONTACT=str(tie.pk), **gone)
    page = office.get(page_of(request))
    assert "Patricia Ashdown" in said(page)
    assert f'value="{tie.pk}"' in page.content.decode()
    assert " checked" in page.content.decode()
    forged = send(office, request, ties=[str(other.pk)])
    assert "This contact is not on the list" in said(forged)
    assert "Approved" in said(send(office, request, ties=[str(tie.pk)]))
    assert list(Tie.objects.in_force()) == [other]


def test_a_request_that_was_taken_back_says_so(office: Client, him: Prisoner) -> None:
    request = asked_for(him)
    Request.objects.filter(pk=request.pk).update(state=State.WITHDRAWN)
    assert "The person has taken the request back" in said(office.get(page_of(request)))


def test_public_protection_reads_what_another_team_has_only_when_it_had_it(desk: Client, him: Prisoner) -> None:
    assert desk.get(page_of(asked_for(him))).status_code == 404


def test_a_vetting_that_is_open_says_where_it_stands(him: Prisoner, gwen: User) -> None:
    request = asked_for(him)
    begun = vetting.open_vetting(request=request, by=gwen, at=NOW)
    assert (begun.first_by, begun.needs_two, begun.blocked_by) == (None, False, "")


def test_when_nobody_matches_it_says_so_and_what_was_compared(office: Client, him: Prisoner) -> None:
    page = said(office.get(page_of(asked_for(him))))
    assert "No known contact matches. Compared: name, date of birth, phone number." in page
    assert "Not given" not in page
    assert "None on the person." in page


def test_what_was_not_given_is_said_not_to_be_compared(office: Client, him: Prisoner) -> None:
    page = said(office.get(page_of(asked_for(him, DATE_OF_BIRTH=None))))
    assert "Compared: name, phone number. Not given, so not compared: date of birth." in page


def test_an_office_is_compared_by_its_name(office: Client, him: Prisoner) -> None:
    lawyer = {"ROLE": "LAWYER", "ORGANISATION": "Smith and Co", "FIRST_NAME": None, "LAST_NAME": None}
    page = said(office.get(page_of(asked_for(him, "ADD_OFFICIAL_CONTACT", **lawyer))))
    assert "Compared: organisation, phone number. Not given, so not compared: name." in page


def test_whoever_matches_leaves_no_such_words(office: Client, him: Prisoner) -> None:
    a_contact(MUM)
    page = said(office.get(page_of(asked_for(him))))
    assert "No known contact matches" not in page
    assert "None on the person, and none on a contact that was found." in page
