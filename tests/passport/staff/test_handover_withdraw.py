"""/staff/people/<id>/handovers/<id>/take-back/: asked once more, then taken back."""

import pytest
from django.utils import timezone

from passport.acts.agreements import refer
from passport.acts.handover import hand_over
from passport.models import Handover, Wrap
from tests.cast import Cast
from tests.nodes import give_agency_key
from tests.passport.staff.conftest import words
from tests.reports import agree, his_passport, submitted


@pytest.fixture
def made(cast: Cast, node: object) -> Handover:
    submitted(cast)
    to = agree(cast).agency
    give_agency_key(to)
    passport = his_passport(cast)
    refer(passport=passport, agency=to, by=cast.practitioner, at=timezone.now())
    return hand_over(passport=passport, agency=to, by=cast.practitioner, at=timezone.now())


@pytest.fixture
def door(cast: Cast, made: Handover) -> str:
    return f"/staff/people/{cast.prisoner.prisoner.pk}/handovers/{made.pk}/take-back/"


def test_it_asks_first_and_says_what_can_not_be_undone(office, door, made):
    said = words(office.get(door))
    assert "Take the passport back from Sheffield Probation?" in said
    assert "can not be unread" in said
    assert Handover.objects.get(pk=made.pk).withdrawn_at is None


def test_taken_back_means_that_their_keys_open_nothing_here(office, door, made):
    kid = made.agency.keys.get().kid
    assert Wrap.objects.filter(kid=kid).exists()
    answer = office.post(door, follow=True)
    assert "Taken back from Sheffield Probation" in words(answer)
    assert not Wrap.objects.filter(kid=kid).exists()


def test_twice_is_once(office, as_, colleague, door, made):
    office.get(door)
    as_(colleague).post(door)
    first = Handover.objects.get(pk=made.pk).withdrawn_at
    assert "taken back from Sheffield Probation already" in words(office.post(door, follow=True))
    assert Handover.objects.get(pk=made.pk).withdrawn_at == first
    assert office.get(door).status_code == 302


def test_after_that_it_can_be_handed_over_again(office, door, made, cast):
    office.post(door)
    back = f"/staff/people/{cast.prisoner.prisoner.pk}/handovers/"
    office.post(back, {"do": "hand_over", "agency": made.agency_id})
    again = Handover.objects.get(pk=made.pk)
    assert (again.withdrawn_at, again.revision) == (None, 2)
