"""What staff see of comings and goings, and of two numbers that are one person."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.access import reach_of
from accounts.acts.joining import approve_join, propose_join
from accounts.acts.sign_in import may_use_cell
from accounts.models import Audience, Merge, NonAssociation, Prison, Prisoner, Role
from passport.acts.sections import open_passport
from passport.acts.wanting import ask_for_record
from passport.models import Departure, Passport, Stay, Transfer, WantedRecord
from tests.cast import PASSWORD, Cast, PrisonerFactory, SignIn, UserFactory
from tests.two_nodes import PRISON
from tests.two_prisons import LEEDS, NUMBER, Road

pytestmark = pytest.mark.django_db(transaction=True)
MOVES = "/staff/moves/"


def at(person: Prisoner) -> str:
    return reverse("passport:move", args=[person.pk])


@pytest.fixture
def him(road: Road, cast: Cast) -> Prisoner:
    return Prisoner.objects.get(number=NUMBER)


@pytest.fixture
def office(him: Prisoner, cast: Cast, client: Client, sign_in: SignIn) -> Client:
    return sign_in(client, cast.practitioner)


def test_a_record_is_sent_by_hand_and_asked_back(road: Road, office: Client, him: Prisoner):
    page = office.get(at(him)).content.decode()
    assert "Leeds (HMP)" in page
    assert "Moorland (HMP &amp; YOI)</option>" not in page
    wrong = office.post(at(him), {"act": "send", "prison": "XXX"}).content.decode()
    assert "Choose the prison" in wrong
    office.post(at(him), {"act": "send", "prison": LEEDS, "expected_on": "2027-03-02"})
    assert Departure.objects.get().expected_on.isoformat() == "2027-03-02"
    assert "goes on at LEI" in office.get(reverse("passport:person", args=[him.pk])).content.decode()
    going = office.get(MOVES).content.decode()
    assert "On the way" in going
    office.post(at(him), {"act": "send", "prison": LEEDS})
    assert Transfer.objects.count() == 1
    office.post(at(him), {"act": "cancel"})
    assert Transfer.objects.get().state == "ASKED_BACK"
    assert "asked back" in office.post(at(him), {"act": "cancel"}, follow=True).content.decode()


def test_the_other_prison_sees_who_is_to_come_and_takes_over(road: Road, office: Client, client: Client):
    road.send(Prisoner.objects.get(number=NUMBER))
    road.rounds(2)
    with road.at(LEEDS):
        staff = UserFactory(prison_id=LEEDS, prison=None, roles=[Role.PRISON_ADMINISTRATOR], secret=PASSWORD)
        there = signed_in(staff)
        page = there.get(MOVES).content.decode()
        assert "Ashdown, Marlon" in page
        assert "Moorland" in page
        assert "All of it" in page
        assert "Take over" not in page
        transfer = Transfer.objects.get()
        said = there.post(MOVES, {"act": "accept", "id": transfer.pk}, follow=True).content.decode()
        assert "not on the roll here yet" in said
        person = road.comes()
        assert "Take over" in there.get(MOVES).content.decode()
        there.post(MOVES, {"act": "accept", "id": transfer.pk})
        assert Passport.objects.get().prisoner == person
        assert (
            "ended meanwhile" in there.post(MOVES, {"act": "accept", "id": transfer.pk}, follow=True).content.decode()
        )
        assert there.get(at(person)).status_code == 200


def signed_in(user: Any) -> Client:
    """With all steps of the sign-in done, at the prison where the test is."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    device, _ = TOTPDevice.objects.get_or_create(user=user, name="phone", confirmed=True)
    session["seen_at"], session[DEVICE_ID_SESSION_KEY] = timezone.now().isoformat(), device.persistent_id
    session.save()
    return client


def test_a_record_that_is_asked_for_is_sent_by_staff(road: Road, office: Client, him: Prisoner):
    open_passport(prisoner=him, by="node:MDI", at=timezone.now())
    with road.at(LEEDS):
        here = road.comes(date_of_birth=him.date_of_birth)
        ask_for_record(prisoner=here, prison=Prison.objects.get(pk=PRISON), by="node:LEI", at=road.now)
    road.rounds(2)
    page = office.get(MOVES).content.decode()
    assert "Send the record" in page
    office.post(MOVES, {"act": "send", "id": WantedRecord.objects.get().pk})
    assert Transfer.objects.get().destination == LEEDS
    assert "Send the record" not in office.get(MOVES).content.decode()


def test_a_release_by_hand_and_its_undo(road: Road, office: Client, him: Prisoner):
    office.post(at(him), {"act": "release"})
    assert Stay.objects.get().ended == "RELEASED"
    page = office.get(at(him)).content.decode()
    assert "They were not released: undo" in page
    office.post(at(him), {"act": "undo"})
    him.refresh_from_db()
    assert him.left_at is None
    assert "Here now" in office.get(at(him)).content.decode()
    assert "Nothing was done" in office.post(at(him), {"act": "else"}, follow=True).content.decode()


def test_nobody_without_the_verb(road: Road, him: Prisoner, cast: Cast, client: Client, sign_in: SignIn):
    tutor = sign_in(client, cast.tutor)
    assert tutor.get(at(him)).status_code == 403
    assert tutor.get(MOVES).status_code == 200
    assert tutor.post(MOVES, {"act": "accept"}).status_code == 403
    assert tutor.get(reverse("passport:numbers", args=[him.pk])).status_code == 403


def test_two_numbers_are_one_person_and_two_again(
    road: Road, office: Client, him: Prisoner, cast: Cast, sign_in: SignIn
):
    other = Prisoner.objects.get(number="A5678DE")
    other.alerts = ["HA"]
    other.save(update_fields=["alerts"])
    third = PrisonerFactory(number="A9999ZZ")
    NonAssociation.objects.create(first=other, second=third, where="WING", reason="A debt", since_at=road.now)
    before = [list(model.objects.order_by("pk").values()) for model in (Prisoner, NonAssociation, Passport)]
    numbers = reverse("passport:numbers", args=[him.pk])
    said = office.post(numbers, {"act": "propose", "number": NUMBER, "why": "x"}).content.decode()
    assert "the number of this page" in said
    office.post(numbers, {"act": "propose", "number": "a5678de", "why": "Same fingerprints"})
    merge = Merge.objects.get()
    twice = office.post(numbers, {"act": "propose", "number": "A5678DE", "why": "x"}).content.decode()
    assert "joined already" in twice
    office.post(numbers, {"act": "approve", "id": merge.pk})
    merge.refresh_from_db()
    assert merge.approved_at is None  # the same person twice
    second = signed_in(cast.administrator)
    second.post(numbers, {"act": "approve", "id": merge.pk})
    him.refresh_from_db()
    other.refresh_from_db()
    assert (other.merged_into_id, him.has_more_numbers, other.is_history) == (him.pk, True, True)
    page = office.get(reverse("passport:person", args=[him.pk])).content.decode()
    assert "A5678DE" in page
    assert "ACCT open" in page
    assert [kept.other_than(him) for kept in NonAssociation.objects.of(him)] == [third]
    given_up = office.get(reverse("passport:person", args=[other.pk])).content.decode()
    assert "known under A1234BC now" in given_up
    second.post(numbers, {"act": "end", "id": merge.pk})
    assert [list(model.objects.order_by("pk").values()) for model in (Prisoner, NonAssociation, Passport)] == before
    assert "look again" in second.post(numbers, {"act": "end", "id": merge.pk}, follow=True).content.decode()


def test_a_number_that_was_given_up_signs_nobody_in(road: Road, him: Prisoner, cast: Cast):
    merge = propose_join(kept=him, retired=cast.cell_mate.prisoner, why="One", by=cast.practitioner, at=road.now)
    approve_join(merge=merge, by=cast.administrator, at=road.now)
    mate = type(cast.cell_mate).objects.get(pk=cast.cell_mate.pk)
    assert not may_use_cell(mate, cast.terminal)
    assert reach_of(mate).prisoner_id is None
    assert reach_of(cast.prisoner).prisoner_id == him.pk
    assert mate.audience == Audience.PRISONER
