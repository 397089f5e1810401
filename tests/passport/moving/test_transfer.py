"""A record goes from Moorland to Leeds, through central unread."""

import pytest

from accounts.access import IsHistory, Verb, require
from accounts.models import ArchiveKey, NodeKey, Prison, Prisoner
from passport.acts.arriving import StillArriving, accept_arrival
from passport.acts.moving import (
    MovingAlready,
    NoKeyOfPrison,
    NothingToTakeBack,
    cancel_transfer,
    start_transfer,
)
from passport.acts.sections import RecordMoved, keys_of, open_version, write_section
from passport.models import Arrival, Departure, Passport, SectionVersion, Stay, Transfer
from tests.cast import Cast
from tests.two_nodes import CENTRAL, NOW, PRISON
from tests.two_prisons import LEEDS, NUMBER, Road

pytestmark = pytest.mark.django_db(transaction=True)
State = Transfer.State


def said(rec: object, sec: str, road: Road) -> dict[str, object]:
    version = SectionVersion.objects.of(rec).filter(sec=sec).newest().get()
    return open_version(version=version, keys=keys_of(rec), at=road.now).data  # type: ignore[arg-type]


def test_it_is_seen_before_the_van_is_there_and_taken_over_on_arrival(road: Road):
    rec = road.send().rec
    road.rounds(2)
    with road.at(LEEDS):
        arrival = Arrival.objects.get()
        assert (arrival.number, arrival.name, arrival.unreadable) == (NUMBER, "Marlon Ashdown", "")
        assert not Prisoner.objects.filter(number=NUMBER).exists()
        road.comes()
    road.rounds(2)
    assert [road.state(node) for node in (PRISON, CENTRAL, LEEDS)] == [State.ARRIVED] * 3
    with road.at(LEEDS):
        assert Passport.objects.get(prisoner__number=NUMBER).pk == rec
        assert said(rec, "MY_WORDS", road)["text"] == "I want to be a roofer."
        assert said(rec, "HEALTH_RESTRICTED", road)["text"] == "Something that few may read."
        assert Stay.objects.get().came_from == PRISON
    theirs, ours = road.passport_at(LEEDS), road.passport_at(PRISON)
    assert (theirs.held_by, ours.held_by) == ("", LEEDS)


def test_leeds_goes_on_where_moorland_stopped_and_moorland_is_refused(road: Road):
    rec = road.send().rec
    road.rounds(2)
    with road.at(LEEDS):
        road.comes()
    road.rounds(2)
    with road.at(LEEDS):
        passport = Passport.objects.get(pk=rec)
        third = write_section(
            passport=passport, sec="MY_WORDS", data={"kind": "words", "text": "A roofer."}, by="node:LEI", at=road.now
        )
        assert (third.ver, third.iss) == (3, LEEDS)
    road.rounds(1)
    with road.at_central():
        assert list(SectionVersion.objects.filter(sec="MY_WORDS").order_by("ver").values_list("ver", "iss")) == [
            (1, PRISON),
            (2, PRISON),
            (3, LEEDS),
        ]
    with pytest.raises(RecordMoved):
        road.write("MY_WORDS", "At Moorland again.")


def test_who_left_can_be_read_and_not_written_on(road: Road, cast: Cast):
    prisoner = Prisoner.objects.get(number="A1234BC")
    road.passports.clear()
    road.send(prisoner)
    prisoner.refresh_from_db()
    assert (prisoner.moved_to, prisoner.on_the_way, prisoner.is_history) == (LEEDS, True, True)
    require(cast.practitioner, Verb.READ_PASSPORT, prisoner)
    with pytest.raises(IsHistory):
        require(cast.practitioner, Verb.WRITE_PLAN, prisoner)
    with pytest.raises(MovingAlready):
        road.send(prisoner)


def test_nothing_goes_to_a_prison_whose_keys_the_authority_has_not_signed(road: Road):
    NodeKey.objects.filter(node=LEEDS, use="ARCHIVE").update(statement="")
    prisoner = road.person()
    with pytest.raises(NoKeyOfPrison):
        start_transfer(prisoner=prisoner, to=Prison.objects.get(pk=LEEDS), by="node:MDI", at=NOW)
    assert not Transfer.objects.exists()


def test_it_is_not_taken_over_before_all_of_it_is_here(road: Road):
    road.send()
    road.rounds(2)
    with road.at(LEEDS):
        SectionVersion.objects.filter(sec="MY_WORDS", ver=1).delete()
        arrival, here = Arrival.objects.get(), road.comes()
        with pytest.raises(StillArriving):
            accept_arrival(arrival=arrival, prisoner=here, by="node:LEI", at=road.now)
        assert not Passport.objects.exists()


def test_the_van_turns_back(road: Road, cast: Cast):
    prisoner = Prisoner.objects.get(number="A1234BC")
    transfer = road.send(prisoner)
    road.rounds(2)
    cancel_transfer(transfer=transfer, by=cast.administrator, at=road.now)
    with pytest.raises(NothingToTakeBack):
        cancel_transfer(transfer=transfer, by=cast.administrator, at=road.now)
    road.rounds(3)
    assert [road.state(node) for node in (PRISON, CENTRAL, LEEDS)] == [State.RETURNED] * 3
    prisoner.refresh_from_db()
    assert (prisoner.moved_to, prisoner.left_at, prisoner.on_the_way) == ("", None, False)
    with road.at(LEEDS):
        assert not Arrival.objects.exists()
        assert not ArchiveKey.objects.filter(rec=transfer.rec).exists()
    version = write_section(
        passport=Passport.objects.get(pk=transfer.rec), sec="PLAN", data={"kind": "plan"}, by="node:MDI", at=road.now
    )
    road.round(PRISON)
    with road.at_central():
        assert SectionVersion.objects.filter(digest=version.digest, iss=PRISON).exists()
    # and goes after all
    road.send(prisoner)
    road.rounds(2)
    with road.at(LEEDS):
        road.comes()
    road.rounds(2)
    assert road.passport_at(LEEDS).pk == transfer.rec


def test_asked_back_too_late_they_stay_at_leeds(road: Road, cast: Cast):
    transfer = road.send(Prisoner.objects.get(number="A1234BC"))
    road.rounds(2)
    with road.at(LEEDS):
        road.comes()
        accept_arrival(arrival=Arrival.objects.get(), prisoner=Prisoner.objects.get(), by="node:LEI", at=road.now)
    cancel_transfer(transfer=transfer, by=cast.administrator, at=road.now)
    road.rounds(3)
    assert [road.state(node) for node in (PRISON, CENTRAL, LEEDS)] == [State.ARRIVED] * 3
    assert Departure.objects.get().prisoner.moved_to == LEEDS


def test_there_and_back_again_it_is_one_history(road: Road):
    rec = road.send().rec
    road.rounds(2)
    with road.at(LEEDS):
        there = road.comes()
    road.rounds(2)
    with road.at(LEEDS):
        write_section(
            passport=Passport.objects.get(pk=rec), sec="PLAN", data={"kind": "plan"}, by="node:LEI", at=road.now
        )
        start_transfer(prisoner=there, to=Prison.objects.get(pk=PRISON), by="node:LEI", at=road.now)
    road.rounds(2)
    Prisoner.objects.filter(number=NUMBER).update(left_at=None)
    road.rounds(2)
    assert [road.passport_at(node).held_by for node in (PRISON, LEEDS)] == ["", PRISON]
    back = write_section(
        passport=Passport.objects.get(pk=rec), sec="PLAN", data={"kind": "plan", "n": 2}, by="node:MDI", at=road.now
    )
    road.rounds(1)
    assert (back.ver, back.iss) == (2, PRISON)
    with road.at_central():
        assert list(SectionVersion.objects.filter(sec="PLAN").order_by("ver").values_list("iss", flat=True)) == [
            LEEDS,
            PRISON,
        ]
