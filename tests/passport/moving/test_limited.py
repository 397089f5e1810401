"""Whoever only the named may know of arrives so: hidden before anything of them stands there, until two name who."""

from typing import Any

import pytest
from django.urls import reverse

from accounts.access import NotAllowed, reach_of
from accounts.acts import limited_arrivals as arrivals
from accounts.acts.import_roll import import_roll
from accounts.acts.limiting import ChangedMeanwhile, NeedsAnotherPerson, NobodyForFlags, TooFewNamed
from accounts.models import AuditEntry, Limited, LimitedElsewhere, LimitedReader, Prison, Prisoner, Role, User
from accounts.roll.pages import Roll
from accounts.roll.person import Person
from passport.acts.moving import cancel_transfer
from passport.models import Passport, Transfer
from tests.cast import NOW, PASSWORD, UserFactory
from tests.two_prisons import LEEDS, NUMBER, Road

from .test_pages import MOVES, signed_in

pytestmark = pytest.mark.django_db(transaction=True)


def limited(road: Road) -> Prisoner:
    """Somebody at Moorland whom two have limited."""
    him = road.person()
    two = {"asked_by": UserFactory(), "asked_at": NOW, "made_by": UserFactory(), "made_at": NOW}
    Limited.objects.create(prisoner=him, reason="VICTIM", **two)
    return him


def staff(*roles: str) -> User:
    """To be called at Leeds."""
    return UserFactory(prison_id=LEEDS, prison=None, roles=list(roles), secret=PASSWORD)


def on_the_roll(road: Road, him: Prisoner) -> Prisoner:
    """Leeds brings in its roll. To be called there."""
    said = {name: getattr(him, name) for name in Person.__dataclass_fields__}
    import_roll(prison=Prison.objects.get(pk=LEEDS), roll=Roll([Person(**said)]), by="node:LEI", at=road.now)
    return Prisoner.objects.get(number=NUMBER)


def hidden(user: User, person: Prisoner) -> bool:
    return person.pk in reach_of(User.objects.get(pk=user.pk)).hidden


def test_nobody_sees_them_on_the_roll_or_after(road: Road):
    him = limited(road)
    road.send(him)
    road.rounds(2)
    with road.at(LEEDS):
        officer, head = staff(Role.WING_OFFICER), staff(Role.HEAD_OF_REDUCING_REOFFENDING)
        for page in (signed_in(staff(Role.RESETTLEMENT_PRACTITIONER)).get(MOVES), signed_in(officer).get("/staff/")):
            assert NUMBER not in page.content.decode()
            assert "limited" not in page.content.decode()
        person = on_the_roll(road, him)
        assert not Passport.objects.exists()
        assert all(hidden(user, person) for user in (officer, head))
    road.rounds(2)
    assert road.state(LEEDS) == Transfer.State.ARRIVED
    with road.at(LEEDS):
        assert Passport.objects.get().prisoner == person
        made = Limited.objects.get()
        assert (made.reason, made.asked_by.name, made.made_by) == ("VICTIM", "Moorland (HMP & YOI)", None)
        assert all(hidden(user, person) for user in (officer, head))
        assert not LimitedElsewhere.objects.exists()
        assert AuditEntry.objects.filter(verb="limit_on_arrival").count() == 1


def test_who_was_on_the_roll_first_is_hidden_when_the_record_is_announced(road: Road):
    him = limited(road)
    with road.at(LEEDS):
        person, officer = road.comes(), staff(Role.WING_OFFICER)
        assert not hidden(officer, person)
    road.send(him)
    road.rounds(1)
    with road.at(LEEDS):
        assert hidden(officer, person)


@pytest.fixture
def came(road: Road) -> Limited:
    """At Leeds, with nobody named."""
    road.send(limited(road))
    road.rounds(2)
    with road.at(LEEDS):
        road.comes()
    road.rounds(2)
    with road.at(LEEDS):
        return Limited.objects.get()


def test_two_who_may_set_it_name_who_may_know(road: Road, came: Limited):
    with road.at(LEEDS):
        admin, head = staff(Role.PRISON_ADMINISTRATOR), staff(Role.HEAD_OF_REDUCING_REOFFENDING)
        safer, officer = staff(Role.SAFER_CUSTODY), staff(Role.WING_OFFICER)
        step: dict[str, Any] = {"limited": came, "at": road.now}
        with pytest.raises(NotAllowed):
            arrivals.propose_readers(named=[admin.pk, safer.pk], by=officer, **step)
        with pytest.raises(TooFewNamed):
            arrivals.propose_readers(named=[officer.pk], by=admin, **step)
        with pytest.raises(NobodyForFlags):
            arrivals.propose_readers(named=[head.pk], by=admin, **step)
        arrivals.propose_readers(named=[head.pk, safer.pk], by=admin, **step)
        with pytest.raises(NeedsAnotherPerson):
            arrivals.confirm_readers(by=admin, **step)
        with pytest.raises(NotAllowed):
            arrivals.confirm_readers(by=staff(Role.HEAD_OF_REDUCING_REOFFENDING), **step)
        assert all(hidden(user, came.prisoner) for user in (admin, head, safer, officer))
        arrivals.confirm_readers(by=head, **step)
        assert [hidden(user, came.prisoner) for user in (admin, head, safer, officer)] == [False, False, False, True]
        with pytest.raises(ChangedMeanwhile):
            arrivals.propose_readers(named=[head.pk, safer.pk], by=admin, **step)


def test_the_pages_of_who_may_set_it(road: Road, came: Limited):
    with road.at(LEEDS):
        admin, head = staff(Role.PRISON_ADMINISTRATOR), staff(Role.HEAD_OF_REDUCING_REOFFENDING)
        safer = staff(Role.SAFER_CUSTODY)
        one, other = signed_in(admin), signed_in(head)
        path = reverse("accounts:limit_readers", args=[came.pk])
        assert "name who may know" in one.get("/staff/").content.decode()
        assert NUMBER in one.get("/staff/limited/").content.decode()
        assert "They came from Moorland" in one.get(path).content.decode()
        wrong = one.post(path, {"propose": "yes", "named": []}).content.decode()
        assert "Name one more who looks after limited access" in wrong
        assert one.post(path, {"propose": "yes", "named": [head.pk, safer.pk]}).status_code == 302
        assert "Confirm: these may know" not in one.get(path).content.decode()
        assert "Confirm: these may know" in other.get(path).content.decode()
        assert other.post(path, {"confirm": "yes"}).status_code == 302
        assert other.get(path).status_code == 404
        assert other.get(reverse("passport:person", args=[came.prisoner_id])).status_code == 200
        assert signed_in(staff(Role.WING_OFFICER)).get(path).status_code in (403, 404)
        shown = other.get(reverse("accounts:limit", args=[came.pk])).content.decode()
        assert "Moorland" in shown


def test_a_van_that_turns_back_leaves_nothing_to_hide(road: Road):
    him = limited(road)
    transfer = road.send(him)
    road.rounds(2)
    with road.at(LEEDS):
        assert LimitedElsewhere.objects.get().number == NUMBER
    by = UserFactory(roles=[Role.PRISON_ADMINISTRATOR])
    LimitedReader.objects.create(
        limited=Limited.objects.get(), user=by, asked_by=UserFactory(), named_by=UserFactory(), named_at=NOW
    )
    cancel_transfer(transfer=transfer, by=by, at=road.now)
    road.rounds(2)
    with road.at(LEEDS):
        assert not LimitedElsewhere.objects.exists()
