"""Withdrawing needs two people and a reason; what is withdrawn shows withdrawn."""

from typing import Any

import pytest
from django.test import Client

from accounts.access import NotAllowed
from accounts.keys import NodeKeys
from accounts.models import AuditEntry, Role
from education import badges
from education.acts.issuing import signed_list
from education.acts.withdrawing import (
    AlreadyDecided,
    AlreadyProposed,
    AlreadyWithdrawn,
    SamePersonTwice,
    confirm_withdrawal,
    propose_withdrawal,
    reject_withdrawal,
)
from education.models import Award, Withdrawal
from tests.awards import a_skill, a_tutor
from tests.cast import NOW, PrisonerFactory, PrisonFactory, SignIn, UserFactory

from .test_awarding import checked


@pytest.fixture
def award(node: NodeKeys) -> Award:
    return a_skill(PrisonerFactory())


def proposed(award: Award, **more: Any) -> Withdrawal:
    said = {"reason": "MISTAKE", "words": "Given to the wrong person.", "by": a_tutor(), "at": NOW}
    return propose_withdrawal(award=award.pk, **said | more)


def test_a_proposal_changes_nothing_and_a_second_person_withdraws(award: Award) -> None:
    one, other = a_tutor(), a_tutor()
    proposal = proposed(award, by=one)
    assert checked(award, signed_list(issuer=award.issuer, at=NOW)).word is badges.Word.VALID
    confirm_withdrawal(withdrawal=proposal.pk, by=other, at=NOW)
    assert checked(award, signed_list(issuer=award.issuer, at=NOW)).word is badges.Word.WITHDRAWN
    award.refresh_from_db()
    proposal.refresh_from_db()
    assert award.withdrawn_at == NOW
    assert (proposal.state, proposal.proposed_by, proposal.decided_by) == (Withdrawal.State.CONFIRMED, one, other)
    lines = AuditEntry.objects.filter(whom=str(award.pk), verb__contains="withdraw").order_by("pk")
    assert sorted((line.verb, line.who, line.why) for line in lines) == [
        ("propose_withdrawal", str(one.pk), "MISTAKE"),
        ("withdraw_award", str(other.pk), "MISTAKE"),
    ]


def test_a_second_person_finds_the_proposal_at_home(award: Award, sign_in: SignIn) -> None:
    one, head = a_tutor(), UserFactory(roles=[Role.HEAD_OF_REDUCING_REOFFENDING])
    there = f"/staff/awards/{award.pk}/withdraw/"
    proposal = proposed(award, by=one)
    office = sign_in(Client(), head)
    assert there in office.get("/staff/").content.decode()
    assert there not in sign_in(Client(), one).get("/staff/").content.decode()
    confirm_withdrawal(withdrawal=proposal.pk, by=head, at=NOW)
    assert there not in office.get("/staff/").content.decode()


def test_the_same_person_can_not_do_both(award: Award) -> None:
    one = a_tutor()
    with pytest.raises(SamePersonTwice):
        confirm_withdrawal(withdrawal=proposed(award, by=one).pk, by=one, at=NOW)
    award.refresh_from_db()
    assert award.withdrawn_at is None


def test_who_proposed_may_take_it_back_and_another_may_reject_it(award: Award) -> None:
    one, other = a_tutor(), a_tutor()
    reject_withdrawal(withdrawal=proposed(award, by=one).pk, by=one, at=NOW)
    again = proposed(award, by=one)
    reject_withdrawal(withdrawal=again.pk, by=other, at=NOW)
    again.refresh_from_db()
    assert (again.state, again.decided_by) == (Withdrawal.State.REJECTED, other)
    assert checked(award, signed_list(issuer=award.issuer, at=NOW)).word is badges.Word.VALID


def test_the_second_who_decides_is_told_who_decided(award: Award) -> None:
    other = a_tutor()
    proposal = proposed(award)
    reject_withdrawal(withdrawal=proposal.pk, by=other, at=NOW)
    with pytest.raises(AlreadyDecided) as told:
        confirm_withdrawal(withdrawal=proposal.pk, by=a_tutor(), at=NOW)
    assert told.value.args[0].decided_by == other


def test_one_open_proposal_and_none_of_what_is_withdrawn(award: Award) -> None:
    proposal = proposed(award)
    with pytest.raises(AlreadyProposed):
        proposed(award)
    confirm_withdrawal(withdrawal=proposal.pk, by=a_tutor(), at=NOW)
    with pytest.raises(AlreadyWithdrawn):
        proposed(award)


def test_a_reason_is_one_of_the_list(award: Award) -> None:
    with pytest.raises(ValueError, match="BECAUSE"):
        proposed(award, reason="BECAUSE")


def test_who_may_not(award: Award) -> None:
    proposal = proposed(award)
    for stranger in (
        UserFactory(roles=["WING_OFFICER"]),
        UserFactory(roles=["TUTOR"], prison=PrisonFactory(code="LEI", name="Leeds")),
    ):
        with pytest.raises(NotAllowed):
            proposed(award, by=stranger)
        with pytest.raises(NotAllowed):
            confirm_withdrawal(withdrawal=proposal.pk, by=stranger, at=NOW)
        with pytest.raises(NotAllowed):
            reject_withdrawal(withdrawal=proposal.pk, by=stranger, at=NOW)


def test_the_head_may_confirm(award: Award) -> None:
    head = UserFactory(roles=["HEAD_OF_REDUCING_REOFFENDING"])
    assert confirm_withdrawal(withdrawal=proposed(award).pk, by=head, at=NOW).withdrawn_at == NOW
