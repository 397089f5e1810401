"""An award that came along: it stands, it is shown as the other prison's, and only that prison withdraws it."""

import pytest
from django.urls import reverse

from accounts.models import Role
from education.acts.issuing import own_issuer
from education.acts.withdrawing import GivenElsewhere, confirm_withdrawal, propose_withdrawal
from education.models import Award, Withdrawal
from tests.awards import a_skill, a_tutor
from tests.cast import NOW, PASSWORD, UserFactory
from tests.two_prisons import LEEDS, Road

from .test_along import arrive
from .test_pages import signed_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def award(road: Road) -> Award:
    """Given at Moorland to somebody who is at Leeds now."""
    him = road.person()
    made = a_skill(him, at=NOW)
    road.send(him)
    arrive(road)
    return made


def test_the_other_prison_is_refused_and_told_whom_to_ask(road: Road, award: Award):
    with road.at(LEEDS):
        there = Award.objects.get(pk=award.pk)
        assert not there.is_given_here
        tutor = a_tutor(there.prisoner.prison)
        with pytest.raises(GivenElsewhere, match="Moorland"):
            propose_withdrawal(award=award.pk, reason="MISTAKE", by=tutor, at=road.now)
        office = signed_in(UserFactory(prison_id=LEEDS, prison=None, roles=[Role.TUTOR], secret=PASSWORD))
        path = reverse("education:award_withdraw", args=[award.pk])
        shown = office.get(path).content.decode()
        assert "Moorland (HMP &amp; YOI) gave this award." in shown
        assert "Ask the education staff there" in shown
        assert "Propose to withdraw it" not in shown
        asked = office.post(path, {"reason": "MISTAKE", "words": ""}).content.decode()
        assert "Ask the education staff there" in asked
        listed = office.get(reverse("education:awards", args=[there.prisoner_id])).content.decode()
        assert "Given elsewhere" in listed
        assert "Moorland (HMP &amp; YOI)" in listed
        assert not Withdrawal.objects.exists()


def test_a_proposal_of_before_is_not_confirmed_there(road: Road, award: Award):
    with road.at(LEEDS):
        one, other = (a_tutor(Award.objects.get().prisoner.prison) for _ in range(2))
        proposal = Withdrawal.objects.create(award_id=award.pk, reason="MISTAKE", proposed_by=one, proposed_at=road.now)
        with pytest.raises(GivenElsewhere):
            confirm_withdrawal(withdrawal=proposal.pk, by=other, at=road.now)
        assert Award.objects.get().withdrawn_at is None


def test_who_gave_it_can_still_withdraw_it(road: Road, award: Award):
    proposal = propose_withdrawal(award=award.pk, reason="MISTAKE", by=a_tutor(), at=road.now)
    withdrawn = confirm_withdrawal(withdrawal=proposal.pk, by=a_tutor(), at=road.now)
    assert withdrawn.withdrawn_at == road.now
    assert str(own_issuer(at=road.now)[0].id) == str(award.issuer)
