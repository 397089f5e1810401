"""Contacts that two people approve: when it takes two, who the second is, and what each of them may still do."""

from dataclasses import replace

import pytest

from accounts.access import NotAllowed
from accounts.models import Prisoner, User
from incell.acts import deciding, vetting
from incell.acts.history import ChangedMeanwhile
from incell.models import Request, State, Team, Tie, Vetting
from tests.cast import NOW, Cast
from tests.contacts import MUM, a_contact, a_restriction, a_tie, asked_for, clerk, protection
from tests.vetted import approve, second

pytestmark = pytest.mark.django_db


@pytest.fixture
def protected(him: Prisoner) -> Prisoner:
    him.alerts = ["SOR"]
    him.save()
    return him


def test_two_people_approve_where_public_protection_is_involved(protected: Prisoner, gwen: User, petra: User) -> None:
    request = asked_for(protected)
    held = approve(request, gwen)
    assert (held.state, held.team) == (State.IN_PROGRESS, Team.PUBLIC_PROTECTION)
    assert not Tie.objects.exists()
    done = second(held, petra, revision=held.revision)
    assert (done.state, done.decided_by) == (State.APPROVED, petra)
    assert Tie.objects.get().may_call, "what the first person approved"
    assert Vetting.objects.get().first_by == gwen


def test_the_same_person_is_not_two(protected: Prisoner, petra: User) -> None:
    request = asked_for(protected)
    Request.objects.filter(pk=request.pk).update(team=Team.PUBLIC_PROTECTION)
    approve(request, petra)
    with pytest.raises(vetting.SamePerson):
        second(request, petra)
    assert not Tie.objects.exists()
    assert second(request, protection()).state == State.APPROVED


def test_a_second_clerk_is_no_second_approver(protected: Prisoner, gwen: User) -> None:
    held = approve(asked_for(protected), gwen)
    with pytest.raises(NotAllowed):
        second(held, clerk())
    Request.objects.filter(pk=held.pk).update(team=Team.CONTACTS)
    with pytest.raises(NotAllowed):
        second(held, clerk())


def test_nobody_is_second_without_a_first(protected: Prisoner, petra: User) -> None:
    request = asked_for(protected)
    Request.objects.filter(pk=request.pk).update(team=Team.PUBLIC_PROTECTION)
    with pytest.raises(vetting.NotYetOnce):
        second(request, petra)


def test_a_ban_between_the_two_approvals_blocks_the_second(protected: Prisoner, gwen: User, petra: User) -> None:
    known = a_contact()
    held = approve(asked_for(protected), gwen, contact=known)
    a_restriction(gwen, "BAN", contact=known)
    with pytest.raises(vetting.Blocked, match="BAN_CONTACT"):
        second(held, petra)


@pytest.mark.parametrize(
    ("answers", "two"),
    [
        ({"AGE": "CHILD", "YEARS": "7", "DATE_OF_BIRTH": None}, True),
        ({"DATE_OF_BIRTH": None}, True),  # said to be grown up, shown by nothing
        ({}, False),
    ],
)
def test_children_are_vetted_by_two_people(him: Prisoner, gwen: User, answers: dict, two: bool) -> None:
    a_restriction(gwen, "CHILD", prisoner=him)
    given = replace(MUM, born_on=None) if answers else MUM
    held = approve(asked_for(him, **answers), gwen, given)
    assert held.is_open is two


def test_whoever_approved_first_may_still_decline(protected: Prisoner, gwen: User) -> None:
    held = approve(asked_for(protected), gwen)
    done = vetting.decline(request=held, reply="We can not add her now.", staff_reason="", by=gwen, at=NOW)
    assert (done.state, done.decided_by) == (State.DECLINED, gwen)


def test_another_clerk_does_not_decline_what_public_protection_has(protected: Prisoner, gwen: User) -> None:
    held = approve(asked_for(protected), gwen)
    with pytest.raises(NotAllowed):
        vetting.decline(request=held, reply="No.", staff_reason="", by=clerk(), at=NOW)


def test_public_protection_declines(protected: Prisoner, gwen: User, petra: User) -> None:
    held = approve(asked_for(protected), gwen)
    done = vetting.decline(request=held, reply="You can not call her.", staff_reason="Victim.", by=petra, at=NOW)
    assert (done.state, done.staff_reason) == (State.DECLINED, "Victim.")
    assert not Tie.objects.exists()


def test_a_clerk_with_an_old_page_is_told_that_it_changed(protected: Prisoner, gwen: User) -> None:
    request = asked_for(protected)
    approve(request, gwen, revision=0)
    with pytest.raises(ChangedMeanwhile):
        approve(request, clerk(), revision=0)


def test_with_the_hand_over_the_first_approval_is_taken_back(him: Prisoner, gwen: User, petra: User) -> None:
    him.alerts = ["PC1"]
    him.save(update_fields=["alerts"])
    request = asked_for(him)
    approve(request, gwen)
    deciding.undo(event=request.events.get(verb="FORWARDED"), by=gwen, at=NOW)
    deciding.forward(request=request, to=Team.PUBLIC_PROTECTION, comment="Have a look", by=gwen, at=NOW)
    with pytest.raises(vetting.NotYetOnce):
        second(request, petra)
    assert approve(request, petra).is_open, "from here on two are needed again"
    assert not Tie.objects.exists()


def test_a_new_number_is_none_of_one_clerks_for_somebody_else_who_is_protected(
    him: Prisoner, cast: Cast, gwen: User, petra: User
) -> None:
    him.alerts = ["PC1"]
    him.save(update_fields=["alerts"])
    mum = a_contact()
    a_tie(him, mum, gwen)
    request = asked_for(cast.cell_mate.prisoner)
    more = replace(MUM, numbers=("+441142345678", "+447911123456"))
    assert approve(request, gwen, more, mum).is_open
    assert Vetting.objects.get(request=request).why_two == "OTHERS_PROTECTED"
    assert mum.phones.count() == 1
    with pytest.raises(vetting.SamePerson):
        vetting.approve_second(request=request, reply="", staff_reason="", by=gwen, at=NOW)
    vetting.approve_second(request=request, reply="", staff_reason="", by=petra, at=NOW)
    assert mum.phones.count() == 2


def test_no_new_number_takes_one_person_though_somebody_else_is_protected(
    him: Prisoner, cast: Cast, gwen: User
) -> None:
    him.alerts = ["PC1"]
    him.save(update_fields=["alerts"])
    mum = a_contact()
    a_tie(him, mum, gwen)
    assert approve(asked_for(cast.cell_mate.prisoner), gwen, MUM, mum).state == State.APPROVED
