"""Prisons lose their disks while records move between them: the one that has the pen comes back with it."""

from accounts.models import NodeKey, Prisoner
from incell.acts.kinds import load_kinds
from passport.acts.arriving import accept_arrival
from passport.acts.returning import bring_back
from passport.acts.sections import keys_of, open_version, write_section
from passport.models import Arrival, Passport, SectionVersion, Transfer
from tests.cast import PrisonFactory
from tests.restores import empty, old_backup, restore
from tests.two_nodes import PRISON
from tests.two_prisons import LEEDS, NUMBER


def arrived(road) -> Passport:
    """Somebody came from Moorland to Leeds, and Leeds has written on."""
    road.send()
    road.rounds()
    with road.at(LEEDS):
        prisoner = road.comes()
        passport = accept_arrival(arrival=Arrival.objects.get(), prisoner=prisoner, by="node:LEI", at=road.now)
        data = {"kind": "words", "text": "I am a roofer now."}
        write_section(passport=passport, sec="MY_WORDS", data=data, by="node:LEI", at=road.now)
    road.rounds()
    return passport


def lose_the_disk(road, node: str) -> None:
    with road.at(node):
        empty(road)
        NodeKey.objects.update(statement="signed")
        PrisonFactory(code=PRISON)
        PrisonFactory(code=LEEDS, name="Leeds (HMP)")
        load_kinds(by=f"node:{node}", at=road.now)


def come_back(road, node: str):
    with road.at(node):
        taken = restore(road)
        road.later(minutes=1)
        done = road.courier().round(wait=False)
        assert done.fault == "", done
        return taken, bring_back(by="command:sync", at=road.now)


def versions() -> set[tuple]:
    return set(SectionVersion.objects.exclude(core="").values_list("rec", "sec", "ver", "digest"))


def test_the_prison_that_took_somebody_in_has_the_whole_record_again(road):
    passport = arrived(road)
    with road.at(LEEDS):
        before = versions()
    lose_the_disk(road, LEEDS)
    _, back = come_back(road, LEEDS)
    assert (back.people, back.passports, back.doubtful) == (1, 1, [])
    with road.at(LEEDS):
        assert versions() == before
        assert Transfer.objects.get().state == Transfer.State.ARRIVED
        person = Prisoner.objects.get(number=NUMBER)
        assert (person.first_name, person.last_name, person.passport.pk) == ("Marlon", "Ashdown", passport.pk)
        keys = keys_of(passport.pk)
        said = {
            (row.sec, row.ver): open_version(version=row, keys=keys, at=road.now).data
            for row in SectionVersion.objects.of(passport.pk)
        }
        assert said["MY_WORDS", 3]["text"] == "I am a roofer now."
        assert said["MY_WORDS", 1]["text"] == "I want to be a joiner."
        write_section(
            passport=person.passport, sec="MY_WORDS", data={"kind": "words", "text": "On."}, by="node:LEI", at=road.now
        )
        road.later(minutes=1)
        assert road.courier().round().fault == ""


def test_somebody_on_the_way_is_still_on_the_way(road):
    road.send()
    road.rounds()
    lose_the_disk(road, LEEDS)
    _, back = come_back(road, LEEDS)
    assert back.passports == 0
    with road.at(LEEDS):
        assert Arrival.objects.get().number == NUMBER
        assert Transfer.objects.get().is_open
        prisoner = road.comes()
        assert accept_arrival(arrival=Arrival.objects.get(), prisoner=prisoner, by="node:LEI", at=road.now)
    road.rounds()
    assert road.state(PRISON) == Transfer.State.ARRIVED


def test_the_prison_that_sent_somebody_away_has_digests_of_them_and_no_passport(road):
    arrived(road)
    stays = road.person(number="A5678BC", first_name="Dev", last_name="Okafor")
    road.rounds()
    lose_the_disk(road, PRISON)
    _, back = come_back(road, PRISON)
    assert (back.people, back.passports) == (1, 1)
    with road.at(PRISON):
        assert list(Prisoner.objects.values_list("number", flat=True)) == [stays.number]
        assert Transfer.objects.get().state == Transfer.State.ARRIVED
        assert not versions() - {row for row in versions() if row[0] == Passport.objects.get().pk}


def test_a_backup_from_before_the_going_closes_the_record_again(road):
    prisoner = road.person()
    road.rounds()
    with old_backup(road, PRISON):
        road.send(prisoner)
        road.rounds()
        with road.at(LEEDS):
            arrival = Arrival.objects.get()
            accept_arrival(arrival=arrival, prisoner=road.comes(), by="node:LEI", at=road.now)
        road.round(LEEDS)
    come_back(road, PRISON)
    with road.at(PRISON):
        there = Prisoner.objects.get(number=NUMBER)
        assert (there.moved_to, there.on_the_way, there.passport.held_by) == (LEEDS, False, LEEDS)
        assert there.left_at is not None


def test_a_backup_from_before_the_coming_takes_the_person_over_again(road):
    road.send()
    road.rounds()
    with old_backup(road, LEEDS):
        with road.at(LEEDS):
            arrival = Arrival.objects.get()
            accept_arrival(arrival=arrival, prisoner=road.comes(), by="node:LEI", at=road.now)
        road.rounds()
    _, back = come_back(road, LEEDS)
    assert back.passports == 1
    with road.at(LEEDS):
        assert Transfer.objects.get().state == Transfer.State.ARRIVED
        assert Passport.objects.get().prisoner.number == NUMBER
