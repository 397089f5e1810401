"""Somebody wrote on after an old backup: once people say so, it is written again behind what central has."""

import pytest

from passport.acts import writing_again
from passport.acts.alarms import end_alarms
from passport.acts.erasing import erase_passport
from passport.acts.sections import keys_of, open_version
from passport.acts.writing_again import PeopleMoved, lies_aside, set_aside, write_again
from passport.models import Handover, JournalEntry, Lane, Passport, SectionVersion
from passport.sync.restore.comparing import compare
from passport.sync.restore.taking import Taker, TwoHistories
from tests.restores import door, old_backup, restore
from tests.two_nodes import CENTRAL, NOW, PRISON, Cut, journal_of, stored, tip


def same_on_both_sides(line) -> None:
    """Wraps and digests too; of heads, the newest counts."""
    here, chain = stored(), journal_of(PRISON, CENTRAL)
    with line.at_central():
        assert stored() == here
        assert journal_of(PRISON, CENTRAL) == chain


def two_histories(line, since) -> Passport:
    """Central has what the prison lost; `since` is what was done there after the backup."""
    agency, key = line.agency()
    first = line.passport()
    line.write("MY_WORDS", "Before the backup.")
    line.courier().round()
    with old_backup(line, PRISON):
        line.write("MY_WORDS", "What central has.")
        line.write("HEALTH", "Only central has this.")
        line.passport()
        line.write("MY_WORDS", "A person whom only central knows.")
        line.later(minutes=1)
        line.courier().round()
    line.passports[:] = [Passport.objects.get(pk=first.pk)]
    line.later(hours=2)
    since(agency, key)
    line.later(hours=1)
    return first


def mend(line) -> writing_again.Again:
    """As `manage.py sync --restore --write-again`."""
    with pytest.raises(TwoHistories):
        restore(line)
    line.later(minutes=1)
    found = compare(Taker(door(line), lambda: line.now))
    line.later(minutes=1)
    set_aside(same={one.lane: one.same for one in found}, by="command:sync", at=line.now)
    return again(line)


def again(line) -> writing_again.Again:
    restore(line)
    line.later(minutes=1)
    return write_again(by="command:sync", at=line.now)


def words_of(line, rec, sec="MY_WORDS") -> dict[int, str]:
    keys = keys_of(rec)
    rows = SectionVersion.objects.filter(rec=rec, sec=sec)
    return {row.ver: open_version(version=row, keys=keys, at=line.now).data["text"] for row in rows}


def test_what_was_written_since_stands_behind_what_central_has(line):
    def since(agency, key):
        line.write("MY_WORDS", "Since the backup.")
        line.write("SKILLS", "New here.")
        line.write("MY_WORDS", "And once more.")

    first = two_histories(line, since)
    done = mend(line)
    assert (done.sealed, done.over, done.handovers, done.lost) == (3, 2, 0, {})
    assert words_of(line, first.pk) == {
        1: "Before the backup.",
        2: "What central has.",
        3: "Since the backup.",
        4: "And once more.",
    }
    assert words_of(line, first.pk, "HEALTH") == {1: "Only central has this."}
    assert not SectionVersion.objects.filter(sec__startswith="~").exists()
    assert not lies_aside()
    line.later(minutes=1)
    assert line.courier().round(wait=False).fault == ""
    same_on_both_sides(line)


def test_a_person_who_came_since_stays_as_they_are(line):
    def since(agency, key):
        line.passport()
        line.write("MY_WORDS", "I came since.")
        line.hand_over(agency, key, "IDENTITY", "MY_WORDS")

    two_histories(line, since)
    came = line.passports[-1].pk
    before = set(SectionVersion.objects.filter(rec=came).values_list("sec", "ver", "digest"))
    done = mend(line)
    assert (done.sealed, done.handovers) == (0, 0)
    assert set(SectionVersion.objects.filter(rec=came).values_list("sec", "ver", "digest")) == before
    line.later(minutes=1)
    assert line.courier().round(wait=False).fault == ""
    same_on_both_sides(line)
    with line.at_central():
        assert Handover.objects.get().rec == came


def test_a_handover_made_since_is_made_again_by_people(line):
    def since(agency, key):
        line.write("MY_WORDS", "For the agency.")
        line.hand_over(agency, key, "IDENTITY", "MY_WORDS")

    two_histories(line, since)
    done = mend(line)
    assert done.handovers == 1
    line.later(minutes=1)
    assert line.courier().round(wait=False).fault == ""
    assert not Handover.objects.exists()
    with line.at_central():
        assert not Handover.objects.exists()


def test_an_erasure_since_is_an_erasure(line):
    def since(agency, key):
        line.write("SKILLS", "Written, then erased.")
        erase_passport(passport=line.passports[0], by="command:erase", at=line.now)

    first = two_histories(line, since)
    assert mend(line).lost == {"NoArchiveKey": 1}
    erased_on_both_sides(line, first.pk)


def test_an_erasure_alone_makes_no_second_history(line):
    """It is in the lane in which central has nothing more; what the other lane brings back stays closed."""
    first = two_histories(line, lambda *_: erase_passport(passport=line.passports[0], by="command:erase", at=line.now))
    taken = restore(line)
    assert taken.behind == ["urgent"]
    assert taken.entries["bulk"] > 0
    erased_on_both_sides(line, first.pk)


def erased_on_both_sides(line, rec) -> None:
    assert set(SectionVersion.objects.filter(rec=rec).values_list("core", flat=True)) == {""}
    line.later(minutes=1)
    assert line.courier().round(wait=False).fault == ""
    same_on_both_sides(line)
    with line.at_central():
        assert set(SectionVersion.objects.filter(rec=rec).values_list("core", flat=True)) == {""}


def test_killed_between_any_two_entries_it_goes_on(line, monkeypatch):
    def since(agency, key):
        for number in range(4):
            line.write("MY_WORDS", f"Since {number}.")
        line.passport()
        line.write("MY_WORDS", "I came since.")

    first = two_histories(line, since)
    real, fell = writing_again._append, []

    def falls(*args):
        if len(fell) < 2:
            fell.append(True)
            raise Cut
        return real(*args)

    monkeypatch.setattr(writing_again, "_append", falls)
    with pytest.raises(Cut):
        mend(line)
    assert lies_aside()
    with pytest.raises(Cut):
        again(line)
    again(line)
    assert not lies_aside()
    assert list(words_of(line, first.pk).values())[2:] == [f"Since {number}." for number in range(4)]
    line.later(minutes=1)
    assert line.courier().round(wait=False).fault == ""
    same_on_both_sides(line)


def test_an_alarm_at_central_is_ended_there_by_people(line):
    """The forked segment was sent before anybody looked."""

    def since(agency, key):
        for number in range(9):
            line.write("MY_WORDS", f"Since {number}.")
        assert line.courier().round(wait=False).fault == "fork"

    two_histories(line, since)
    with line.at_central():
        assert tip(PRISON, CENTRAL, Lane.BULK).forked_at is not None
    mend(line)
    line.later(minutes=1)
    assert line.courier().round(wait=False).sent == 0
    with line.at_central():
        (ended,) = end_alarms(node=PRISON, may_leave_out=True, by="command:sync", at=line.now)
        assert (ended.origin, ended.again) == (PRISON, 0)
    end_alarms(node=CENTRAL, may_leave_out=False, by="command:sync", at=line.now)
    line.later(minutes=1)
    assert line.courier().round(wait=False).fault == ""
    same_on_both_sides(line)


def test_where_people_moved_since_nothing_is_touched(line):
    two_histories(line, lambda agency, key: line.write("MY_WORDS", "Since."))
    row = JournalEntry.objects.filter(origin=PRISON, lane=Lane.BULK).latest("seq")
    JournalEntry.objects.filter(pk=row.pk).update(kind="transfer")
    with pytest.raises(PeopleMoved):
        set_aside(same={"bulk": row.seq - 1, "urgent": 0}, by="command:sync", at=NOW)
    assert not lies_aside()
    assert tip(PRISON, CENTRAL).seq == row.seq
