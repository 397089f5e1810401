"""Ways to call somebody who may not be called: another name, another number, another day of birth, another way in."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from accounts.models import Prisoner, User
from incell.acts import contacts, merging, vetting
from incell.acts.contacts import Given
from incell.acts.looking import look
from incell.acts.numbers import NumbersSince
from incell.acts.protecting import NeedsSecond
from incell.models import Contact, ContactPhone, Request, Tie, Vetting
from tests.cast import NOW, Cast
from tests.contacts import MUM, a_contact, a_restriction, a_tie, asked_for

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)
HERS = "+447911123456"
JANE = Given(
    first_name="Jane",
    last_name="Smith",
    relationship="FRIEND",
    numbers=(HERS,),
    born_on=date(1985, 2, 3),
    may_call=True,
)
ELSEWHERE = {"PHONE": "0114 496 0123", "FIRST_NAME": "Jane", "LAST_NAME": "Smith"}


@pytest.fixture
def jane(him: Prisoner, gwen: User) -> Contact:
    """Whom he may not call or see."""
    known = a_contact(JANE)
    a_restriction(gwen, "NONCON", contact=known, prisoner=him)
    return known


def approve(request: Request, by: User, given: Given, contact: Contact | None = None) -> Request:
    return vetting.approve(request=request, contact=contact, given=given, reply="", staff_reason="", by=by, at=NOW)


def why(request: Request) -> str:
    """Why it takes two people; "" where it is approved."""
    request.refresh_from_db()
    return Vetting.objects.get(request=request).why_two if request.is_open else ""


@pytest.mark.usefixtures("jane")
@pytest.mark.parametrize("born", ["9/9/1961", None])
@pytest.mark.parametrize("name", ["Jane", "Jayne"])
def test_her_name_with_another_number_and_day_of_birth(him: Prisoner, gwen: User, born: str | None, name: str) -> None:
    request = asked_for(him, DATE_OF_BIRTH=born, **ELSEWHERE | {"FIRST_NAME": name})
    on = date(1961, 9, 9) if born else None
    approve(request, gwen, replace(JANE, first_name=name, numbers=("+441144960123",), born_on=on))
    assert why(request) == "LIKE_STOPPED"


def test_she_is_shown_to_whoever_vets_whatever_day_of_birth_is_given(him: Prisoner, jane: Contact) -> None:
    looked = look(asked_for(him, DATE_OF_BIRTH="9/9/1961", **ELSEWHERE), NOW.date())
    assert [match.key for match in looked.matches] == [jane]


def test_somebody_else_of_that_name_is_one_persons_to_approve(him: Prisoner, cast: Cast, gwen: User) -> None:
    a_restriction(gwen, "NONCON", contact=a_contact(JANE), prisoner=cast.cell_mate.prisoner)
    request = asked_for(him, DATE_OF_BIRTH="9/9/1961", **ELSEWHERE)
    approve(request, gwen, replace(JANE, numbers=("+441144960123",), born_on=date(1961, 9, 9)))
    assert why(request) == "", "nothing stands between her and him"


@pytest.mark.usefixtures("jane")
def test_her_number_as_an_office_s(him: Prisoner, gwen: User, petra: User) -> None:
    request = asked_for(him, "ADD_OFFICIAL_CONTACT", ROLE="LAWYER", ORGANISATION="Smith and Co", PHONE=HERS)
    office = Given(organisation="Smith and Co", relationship="LAWYER", numbers=(HERS,), official=True, privileged=True)
    approve(request, gwen, replace(office, may_call=True))
    assert why(request) == "LIKE_STOPPED"
    done = vetting.approve_second(request=request, reply="", staff_reason="Is hers no more.", by=petra, at=NOW)
    assert done.state == "APPROVED"


@pytest.mark.usefixtures("jane")
def test_her_number_put_in_by_staff(him: Prisoner, gwen: User) -> None:
    request = asked_for(him)
    approve(request, gwen, replace(MUM, numbers=(HERS,)))
    assert why(request) == "LIKE_STOPPED"


@pytest.mark.usefixtures("jane")
def test_her_name_put_in_by_staff(him: Prisoner, gwen: User) -> None:
    request = asked_for(him)
    approve(request, gwen, replace(JANE, numbers=("+441142345678",), born_on=None))
    assert why(request) == "LIKE_STOPPED"


@pytest.mark.usefixtures("jane")
def test_her_number_on_somebody_known(him: Prisoner, gwen: User) -> None:
    mum = a_contact()
    ContactPhone.objects.create(contact=mum, number=HERS)
    request = asked_for(him)
    approve(request, gwen, MUM, mum)
    assert why(request) == "NUMBER_STOPPED"


@pytest.mark.usefixtures("jane")
def test_her_number_added_to_his_list_afterwards(him: Prisoner, gwen: User, petra: User) -> None:
    mum = a_contact()
    a_tie(him, mum, gwen)
    with pytest.raises(NeedsSecond):
        contacts.change_numbers(contact=mum, add=[HERS], drop=[], by=gwen, at=NOW)
    contacts.change_numbers(contact=mum, add=[HERS], drop=[], by=petra, at=NOW)
    assert mum.phones.filter(number=HERS).exists()


@pytest.mark.usefixtures("jane")
def test_her_number_by_a_contact_that_becomes_his(him: Prisoner, gwen: User) -> None:
    mum, other = a_contact(), a_contact(replace(MUM, numbers=(HERS,)))
    a_tie(him, mum, gwen)
    with pytest.raises(NeedsSecond):
        merging.merge(kept=mum, other=other, by=gwen, at=NOW)
    tie = a_tie(him, other, gwen, may_call=False)
    with pytest.raises(NeedsSecond):
        contacts.change_tie(tie=tie, flags=["may_call"], by=gwen, at=NOW)


@pytest.mark.parametrize("born_on", [date(2017, 5, 4), None])
def test_a_day_of_birth_that_staff_put_right_is_weighed(him: Prisoner, gwen: User, born_on: date | None) -> None:
    a_restriction(gwen, "CHILD", prisoner=him)
    request = asked_for(him)
    approve(request, gwen, replace(MUM, born_on=born_on))
    assert why(request) == "CHILD_PRISONER"


def test_a_number_that_came_between_two_approvals(him: Prisoner, gwen: User, petra: User) -> None:
    him.alerts = ["SOR"]
    him.save(update_fields=["alerts"])
    mum, request = a_contact(), asked_for(him)
    approve(request, gwen, MUM, mum)
    contacts.change_numbers(contact=mum, add=[HERS], drop=[], by=gwen, at=NOW)
    said = {"request": request, "reply": "", "staff_reason": "", "by": petra, "at": NOW}
    with pytest.raises(NumbersSince) as since:
        vetting.approve_second(**said)
    assert since.value.numbers == [HERS]
    contacts.change_numbers(contact=mum, add=[], drop=[HERS], by=petra, at=NOW)
    assert vetting.approve_second(**said).state == "APPROVED"


# Made one, and taken apart


def test_a_number_taken_off_the_one_does_not_come_back_with_the_other(him: Prisoner, gwen: User) -> None:
    kept, other = a_contact(replace(MUM, numbers=("+441144960123",))), a_contact(replace(MUM, numbers=(HERS,)))
    a_tie(him, other, gwen)
    made = merging.merge(kept=kept, other=other, by=gwen, at=NOW)
    contacts.change_numbers(contact=kept, add=[], drop=[HERS], by=gwen, at=LATER)
    merging.split(merge=made, by=gwen, at=LATER)
    assert list(ContactPhone.objects.values_list("contact", "number")) == [(kept.pk, "+441144960123")]


def test_whoever_had_both_may_what_either_let_them_until_they_are_apart(him: Prisoner, gwen: User) -> None:
    kept, other = a_contact(), a_contact()
    stays, goes = a_tie(him, kept, gwen, may_call=False, may_visit=True), a_tie(him, other, gwen)
    made = merging.merge(kept=kept, other=other, by=gwen, at=NOW)
    assert flags(stays) == (True, True)
    merging.split(merge=made, by=gwen, at=LATER)
    assert (flags(stays), flags(goes)) == ((False, True), (True, False))


def test_what_was_taken_from_the_one_is_taken_from_both(him: Prisoner, gwen: User) -> None:
    kept, other = a_contact(), a_contact()
    stays, goes = (a_tie(him, each, gwen) for each in (kept, other))
    made = merging.merge(kept=kept, other=other, by=gwen, at=NOW)
    contacts.change_tie(tie=stays, flags=["may_visit"], by=gwen, at=LATER)
    merging.split(merge=made, by=gwen, at=LATER)
    assert (flags(stays), flags(goes)) == ((False, True), (False, False))


def test_a_merge_that_lets_somebody_protected_more_takes_two(him: Prisoner, gwen: User, petra: User) -> None:
    him.alerts = ["SOR"]
    him.save(update_fields=["alerts"])
    kept, other = a_contact(), a_contact()
    stays = a_tie(him, kept, gwen, may_call=False)
    a_tie(him, other, gwen)
    with pytest.raises(NeedsSecond):
        merging.merge(kept=kept, other=other, by=gwen, at=NOW)
    assert flags(stays) == (False, False)
    merging.merge(kept=kept, other=other, by=petra, at=NOW)
    assert flags(stays) == (True, False)


def flags(tie: Tie) -> tuple[bool, bool]:
    tie.refresh_from_db()
    return tie.may_call, tie.may_visit
