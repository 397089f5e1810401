"""/staff/people/<id>/handovers/: what each agency would get, under what, from when; handing over; what came back."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.access import take_back
from accounts.models import Agency, Prisoner
from accounts.seal import seal_to
from passport.acts.agreements import refer, say_consent
from passport.acts.answers import ANSWER_BOX, receive_answer
from passport.acts.handover import hand_over
from passport.models import Answer, Handover, Referral
from tests.cast import AgencyFactory, Cast
from tests.nodes import give_agency_key
from tests.passport.staff.conftest import tree, words
from tests.reports import agency, agree, his_passport, submitted


@pytest.fixture
def door(cast: Cast) -> str:
    return f"/staff/people/{cast.prisoner.prisoner.pk}/handovers/"


@pytest.fixture
def probation(cast: Cast, node: object) -> Agency:
    """Has an agreement, a key and a referral: everything but the handover."""
    made = agency()
    agree(cast, made)
    give_agency_key(made)
    submitted(cast)
    refer(passport=his_passport(cast), agency=made, by=cast.practitioner, at=timezone.now())
    return made


def test_without_a_passport_it_says_what_comes_first(office, door):
    assert "There is no passport yet" in words(office.get(door))


def test_without_an_agreement_it_says_whom_to_ask(office, door, cast):
    his_passport(cast)
    assert "Ask your administrator" in words(office.get(door))


def test_an_agency_is_referred_to_first(office, door, cast):
    his_passport(cast)
    to = agree(cast).agency
    assert "Refer to an agency first" in words(office.get(door))
    assert tree(office.get(door)).xpath("//select[@name='agency']/option/@value") == [str(to.pk)]
    assert "Referred to Sheffield Probation" in words(office.post(door, {"do": "refer", "agency": to.pk}, follow=True))
    assert Referral.objects.get().agency_id == to.pk


def test_what_would_go_stands_there_before_it_goes(office, door, probation):
    said = words(office.get(door))
    assert "They would get Cover sheet Health" in said
    assert "And, once it is written Accommodation, The person’s own words" in said
    assert "Under Supervision after release (Statutory duty)" in said
    assert "From Monday 1 February 2027 until Monday 24 May 2027" in said
    assert "restricted answers" not in said


def test_handing_over_opens_it_for_its_days(office, door, probation):
    answer = office.post(door, {"do": "hand_over", "agency": probation.pk}, follow=True)
    assert "Handed over to Sheffield Probation" in words(answer)
    assert "Not opened yet" in words(answer)
    made = Handover.objects.get(agency=probation)
    assert made.withdrawn_at is None
    assert "has the passport already" in words(
        office.post(door, {"do": "hand_over", "agency": probation.pk}, follow=True)
    )


def test_only_the_persons_yes_adds_what_rests_on_consent(office, door, cast, probation):
    housing = agency("Northgate Housing")
    agree(cast, housing, basis="CONSENT", sections=["HEALTH", "MY_WORDS"])
    give_agency_key(housing)
    passport = his_passport(cast)
    refer(passport=passport, agency=housing, by=cast.practitioner, at=timezone.now())
    assert "has not said yes" in words(office.get(door))
    say_consent(passport=passport, agency=housing, said={"HEALTH": True}, by=cast.prisoner, at=timezone.now())
    assert "Not without the person’s yes The person’s own words" in words(office.get(door))


@pytest.mark.parametrize(
    ("release_in", "why"),
    [
        (None, "There is no release date yet"),
        (200, "You can hand it over from Friday 11 June 2027"),
        (-60, "outside the days"),
    ],
)
def test_what_stands_in_the_way_is_said_and_there_is_no_button(release_in, why, office, door, probation):
    on = None if release_in is None else timezone.localdate() + timedelta(days=release_in)
    Prisoner.objects.update(release_on=on)
    answer = office.get(door)
    assert why in words(answer)
    assert not tree(answer).xpath("//button[@value='hand_over']")
    office.post(door, {"do": "hand_over", "agency": probation.pk})
    assert not Handover.objects.filter(agency=probation).exists()


def test_an_agency_without_a_key_gets_nothing(office, door, probation):
    probation.keys.all().delete()
    assert "no key yet" in words(office.get(door))
    assert "no key yet" in words(office.post(door, {"do": "hand_over", "agency": probation.pk}, follow=True))


@pytest.mark.parametrize("agency_id", ["", "x", "0", "6a3f0c1e-9d55-4b8e-8a0c-2f7d1b9e4c33"])
@pytest.mark.parametrize("do", ["refer", "hand_over", "", "withdraw"])
def test_an_agency_that_is_none_changes_nothing(agency_id, do, office, door, probation):
    before = Referral.objects.count(), Handover.objects.count()
    answer = office.post(door, {"do": do, "agency": agency_id}, follow=True)
    assert "Choose an agency" in words(answer)
    assert (Referral.objects.count(), Handover.objects.count()) == before


def test_an_act_that_is_none_changes_nothing(office, door, probation):
    assert "Choose what to do" in words(office.post(door, {"do": "sell", "agency": probation.pk}, follow=True))


def handed_over(cast: Cast, probation: Agency) -> Handover:
    return hand_over(passport=his_passport(cast), agency=probation, by=cast.practitioner, at=timezone.now())


def sealed_answer(node, made: Handover, answer, words: str) -> str:
    said = {"kind": "ACKNOWLEDGED", "worker_name": "Ruth Ellison", "said": words}
    aad = {"agency": str(made.agency_id), "handover": str(made.pk), "id": str(answer)}
    return seal_to(node.read.public, ANSWER_BOX, aad, json.dumps(said).encode())


def test_the_receipt_stands_there_with_the_workers_words(office, door, cast, probation, node):
    made = handed_over(cast, probation)
    answer = uuid4()
    receive_answer(
        id=answer,
        handover=made.pk,
        worker=uuid4(),
        sealed=sealed_answer(node, made, answer, "See you at the gate <b>"),
        at=timezone.now() + timedelta(hours=3),
        now=timezone.now(),
    )
    said = words(office.get(door))
    assert "Ruth Ellison of Sheffield Probation has it in hand, Monday 1 March 2027 at 12:30pm" in said
    assert "See you at the gate <b>" in said


def test_words_that_can_not_be_opened_any_more_say_so(office, door, cast, probation, node):
    made = handed_over(cast, probation)
    answer = uuid4()
    sealed = sealed_answer(node, made, answer, "Gone")
    now = timezone.now()
    receive_answer(id=answer, handover=made.pk, worker=uuid4(), sealed=sealed, at=now, now=now)
    Answer.objects.update(sealed="{}")
    said = words(office.get(door))
    assert "Ruth Ellison" in said
    assert "can not be opened any more" in said


def test_without_the_case_it_stays_closed(office, door, cast, probation):
    take_back(cast.practitioner, ["work_with_prisoner"], cast.prisoner.prisoner)
    assert office.get(door).status_code == 403
    assert office.post(door, {"do": "hand_over", "agency": probation.pk}).status_code == 403


@pytest.mark.parametrize("many", [1, 12])
def test_it_costs_the_same_however_many_agencies(many, office, door, cast, node, django_assert_max_num_queries):
    passport = his_passport(cast)
    for _ in range(many):
        to = AgencyFactory()
        agree(cast, to)
        refer(passport=passport, agency=to, by=cast.practitioner, at=timezone.now())
    with django_assert_max_num_queries(23):
        answer = office.get(door)
    assert len(tree(answer).xpath("//section[@class='tg-card']")) == many
