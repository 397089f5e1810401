"""A stick in place of the line: what waits goes onto it as files, any of them, in any order, as often as one likes."""

import itertools
import os
import random

import pytest
from django.core.management import call_command
from django.db import transaction

from accounts.acts.keys import record_node_keys
from accounts.models import Agency, NodeKey
from passport import journal
from passport.models import JournalEntry, JournalTip, Lane, Peer
from passport.sync import framing, reception
from passport.sync.folder.disk import NoStick, Stick
from tests.restores import restore
from tests.sticks import busy, same_on_both_sides, whys
from tests.two_nodes import CENTRAL, PRISON, journal_of, stored, tip


def test_a_stick_goes_and_comes_back(stick, line):
    busy(line)
    written = stick.write()
    assert (written.entries, written.left, written.stopped) == (tip(PRISON, CENTRAL).seq + 3, 0, "")
    assert stick.folder.joinpath("MDI-CENTRAL.tips").exists()
    found = stick.read()
    assert found.left == []
    assert dict(found.peers[PRISON].entries) == {"urgent": 3, "bulk": tip(PRISON, CENTRAL).seq}
    same_on_both_sides(line)
    assert tip(PRISON, CENTRAL).acknowledged_seq == 0
    stick.write(CENTRAL, PRISON)
    assert stick.read(PRISON).peers[CENTRAL].statement
    assert all(one.acknowledged_seq == one.seq for one in JournalTip.objects.filter(origin=PRISON))
    cleared = stick.write()
    assert (cleared.entries, cleared.removed, stick.files()) == (0, written.files, [])


def test_central_tells_a_prison_by_stick_what_it_may_send(stick, line):
    """Letters wait until central says that it reads them: a prison without a line learns that from the stick."""
    stick.write()
    stick.back()
    assert "letter" in Peer.objects.get(node=CENTRAL).kinds


@pytest.mark.parametrize("seed", range(8))
def test_any_order_any_part_of_it_twice(stick, line, seed):
    busy(line, 7)
    stick.write()
    files = [(path.name, path.read_bytes()) for path in stick.files("*")]
    chance = random.Random(seed)
    for _ in range(30):
        for path in stick.files("*"):
            path.unlink()
        for name, raw in chance.sample(files, chance.randint(1, len(files))):
            stick.folder.joinpath(name).write_bytes(raw)
        found = stick.read()
        assert set(whys(found)) <= {"gap", "stale"}
        assert not found.faults
    for name, raw in files:
        stick.folder.joinpath(name).write_bytes(raw)
    stick.read()
    same_on_both_sides(line)
    before = stored(), journal_of(PRISON, CENTRAL), JournalEntry.objects.count()
    again = stick.read()
    assert again.peers[PRISON].again == len(files) - 1
    assert sum(again.peers[PRISON].entries.values()) == 0
    assert before == (stored(), journal_of(PRISON, CENTRAL), JournalEntry.objects.count())


def test_what_waits_for_a_missing_file_is_named_with_what_it_waits_for(stick, line):
    busy(line)
    stick.write()
    first = stick.files("*-bulk-*")[0]
    first.rename(stick.directory / first.name)
    found = stick.read()
    waiting = [one for one in found.left if one.why == "gap"]
    assert {one.seq for one in waiting} == {1}
    assert len(waiting) == len(stick.files("*-bulk-*"))
    (stick.directory / first.name).rename(first)
    assert stick.read().left[0].why == "stale"
    same_on_both_sides(line)


@pytest.mark.parametrize("pattern", ["*.segment", "*.tips"])
def test_a_file_cut_short_at_any_byte_is_named_and_changes_nothing(stick, line, pattern):
    with transaction.atomic():
        journal.append(destination=CENTRAL, lane=Lane.BULK, kind="next_year", body={}, at=line.now)
    stick.write()
    (path,) = stick.files(pattern)
    for other in stick.files("*"):
        if other != path:
            other.unlink()
    whole = path.read_bytes()
    with line.at_central():
        for length in range(len(whole)):
            path.write_bytes(whole[:length])
            assert whys(stick.read()) == ["damaged"], length
        assert not JournalEntry.objects.exists()
        assert not Peer.objects.exists()
        path.write_bytes(whole)
        assert whys(stick.read()) == []
        assert JournalEntry.objects.exists() or Peer.objects.exists()


def test_what_is_not_ours_is_named_and_left_alone(stick, line, tmp_path):
    line.passport()
    stick.write()
    (good,) = stick.files()
    raw, name = good.read_bytes(), good.name
    good.unlink()
    secret = tmp_path / "secret"
    secret.write_bytes(raw)
    strange = {
        name: lambda path: path.symlink_to(secret),
        name.replace("0001-", "0002-"): lambda path: path.write_bytes(raw),
        name.replace("MDI", "LEI"): lambda path: path.write_bytes(raw),
        name.replace("MDI-CENTRAL", "CENTRAL-LEI"): lambda path: path.write_bytes(raw),
        name.replace("MDI", "CENTRAL"): lambda path: path.write_bytes(raw),
        name.replace("00000000000", "0000000"): lambda path: path.write_bytes(raw),
        "holiday.jpg": lambda path: path.write_bytes(b"a beach"),
        f".{name}.part": lambda path: path.write_bytes(raw[:100]),
        "MDI-CENTRAL-bulk-000000000001-000000000001.segment": lambda path: path.mkdir(),
        "MDI-CENTRAL-bulk-000000000001-000000000002.segment": lambda path: os.mkfifo(path),
        "MDI-CENTRAL-urgent-000000000001-000000000001.segment": lambda path: path.write_bytes(
            raw.replace(b"segment 1", b"segment 2", 1)
        ),
        "MDI-CENTRAL-urgent-000000000001-000000000002.segment": lambda path: path.write_bytes(raw),
        "MDI-CENTRAL-urgent-000000000001-000000000003.segment": lambda path: (
            path.write_bytes(b""),
            os.truncate(path, framing.MAX_SEGMENT_BYTES + 1),
        ),
    }
    for one, make in strange.items():
        make(stick.folder / one)
    before = {path.name: path.lstat() for path in stick.files("*") + stick.files(".*")}
    found = stick.read()
    assert {one.name: one.why for one in found.left} == {
        name: "not_a_file",
        name.replace("0001-", "0002-"): "gap",
        name.replace("MDI", "LEI"): "key",
        name.replace("MDI", "CENTRAL"): "strange",
        name.replace("00000000000", "0000000"): "strange",
        "holiday.jpg": "strange",
        f".{name}.part": "unfinished",
        "MDI-CENTRAL-bulk-000000000001-000000000001.segment": "not_a_file",
        "MDI-CENTRAL-bulk-000000000001-000000000002.segment": "not_a_file",
        "MDI-CENTRAL-urgent-000000000001-000000000001.segment": "newer",
        "MDI-CENTRAL-urgent-000000000001-000000000002.segment": "label",
        "MDI-CENTRAL-urgent-000000000001-000000000003.segment": "large",
    }
    assert {path.name: path.lstat() for path in stick.files("*") + stick.files(".*")}.keys() == before.keys()
    with line.at_central():
        assert not JournalEntry.objects.exists()


def test_a_link_in_place_of_the_folder_is_not_followed(line, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "throughgate").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(NoStick):
        Stick(str(tmp_path))


def test_what_a_retired_key_signed_is_refused_and_written_again(stick, line):
    line.passport()
    stick.write()
    with line.at_central():
        NodeKey.objects.filter(node=PRISON, use=NodeKey.Use.SIGN).update(retired_at=line.now)
    assert whys(stick.read()) == ["key", "key"]
    with line.at_central():
        NodeKey.objects.filter(node=PRISON).update(retired_at=None)
    assert whys(stick.read()) == []


# Beside the line, and after a restore


def test_a_stick_that_is_late_moves_nothing_back(stick, line):
    busy(line)
    stick.write()
    stick.read()
    stick.write(CENTRAL, PRISON)
    line.write("HEALTH")
    line.courier().round()
    acknowledged = {one.lane: one.acknowledged_seq for one in JournalTip.objects.filter(origin=PRISON)}
    assert stick.read(PRISON).peers[CENTRAL].statement
    assert {one.lane: one.acknowledged_seq for one in JournalTip.objects.filter(origin=PRISON)} == acknowledged
    assert not JournalTip.objects.filter(forked_at__isnull=False).exists()
    assert whys(stick.read(PRISON)) == ["stale"]


def test_an_older_statement_after_a_newer_one_changes_nothing(stick, line):
    line.passport()
    stick.write()
    stick.read()
    stick.write(CENTRAL, PRISON)
    old = (stick.folder / "CENTRAL-MDI.tips").read_bytes()
    line.later(hours=1)
    stick.write(CENTRAL, PRISON)
    stick.read(PRISON)
    peer = Peer.objects.values().get(node=CENTRAL)
    (stick.folder / "CENTRAL-MDI.tips").write_bytes(old)
    assert whys(stick.read(PRISON)) == ["stale"]
    assert Peer.objects.values().get(node=CENTRAL) == peer


def test_the_line_and_a_stick_bring_the_same(stick, line):
    """The stick is on its way while the line comes and goes: each entry once, whoever is first."""
    busy(line, 5)
    stick.write()
    sent = itertools.count()

    def cut_off(raw: bytes) -> bytes:
        line.down = next(sent) > 1
        return line.post(raw)

    line.courier(cut_off).round()
    line.down = False
    assert not stick.read().faults
    same_on_both_sides(line)
    line.later(hours=1)
    done = line.courier().round()
    assert done.fault == ""
    assert all(one.seq == one.acknowledged_seq for one in JournalTip.objects.filter(origin=PRISON))
    assert stick.read().peers[PRISON].again == len(stick.files())


def test_the_line_brings_it_between_the_reading_and_the_lock(stick, line, monkeypatch):
    """A stick's segment was checked when the courier's exchange applies the same."""
    line.passport()
    stick.write()
    real, once = reception.apply, []

    def apply(segment, checked, at):
        if not once:
            once.append(True)
            with line.at(PRISON):
                assert line.courier().round().sent == 3
        return real(segment, checked, at)

    monkeypatch.setattr(reception, "apply", apply)
    assert sum(stick.read().peers[PRISON].entries.values()) == 0
    same_on_both_sides(line)


def test_a_peer_that_was_restored_is_served_by_stick_alone(stick, line):
    """Central comes back empty: its statement says so, and the prison writes all again without moving a cursor."""
    busy(line)
    stick.write()
    stick.back()
    assert stick.write().entries == 0
    agency = Agency.objects.get()
    with line.at_central():
        call_command("flush", verbosity=0, interactive=False, inhibit_post_migrate=True)
        for keys in line.keys.values():
            record_node_keys(keys=keys, at=line.now)
        Agency.objects.create(pk=agency.pk, name=agency.name, kind=agency.kind)
    line.later(days=1)
    stick.write(CENTRAL, PRISON)
    stick.read(PRISON)
    assert all(one.seq == one.acknowledged_seq for one in JournalTip.objects.filter(origin=PRISON))
    written = stick.write()
    assert (written.entries, written.left) == (sum(one.seq for one in JournalTip.objects.filter(origin=PRISON)), 0)
    stick.read()
    same_on_both_sides(line)


def test_a_prison_that_was_restored_to_before_what_central_has_is_told_so(stick, line):
    line.passport()
    stick.write()
    stick.read()
    stick.write(CENTRAL, PRISON)
    JournalEntry.objects.filter(seq=3).delete()
    before = JournalEntry.objects.get(seq=2)
    JournalTip.objects.filter(lane=Lane.BULK).update(seq=2, digest=before.digest)
    with line.at_central(), transaction.atomic():
        journal.append(destination=PRISON, lane=Lane.URGENT, kind="next_year", body={}, at=line.now)
    stick.write(CENTRAL, PRISON)
    assert whys(stick.read(PRISON)) == ["restored"]
    assert tip(PRISON, CENTRAL).forked_at == line.now
    assert stick.write().alarms == ["bulk"]
    assert sorted(whys(stick.read(PRISON))) == ["restored", "stale"]
    restore(line)
    assert whys(stick.read(PRISON)) == ["stale"]
    assert tip(CENTRAL, PRISON, Lane.URGENT).seq == 1


def test_two_histories_are_found_on_a_stick(stick, line):
    """What was written after a restore is another history than what central has."""
    line.passport()
    stick.write()
    line.courier().round()
    JournalEntry.objects.filter(seq=3).update(digest="0" * 64)
    JournalTip.objects.filter(lane=Lane.BULK).update(digest="0" * 64)
    line.write("HEALTH")
    stick.write()
    found = stick.read()
    assert "fork" in whys(found)
    assert found.faults
    with line.at_central():
        assert tip(PRISON, CENTRAL).forked_at == line.now


def test_what_was_refused_is_told_by_stick(stick, line):
    agency, key = line.agency()
    line.passport()
    with line.at_central():
        Agency.objects.all().delete()
    line.hand_over(agency, key, "IDENTITY")
    stick.write()
    found = stick.read()
    assert whys(found) == ["refused"]
    stick.write(CENTRAL, PRISON, fault=found.peers[PRISON].fault)
    stick.read(PRISON)
    peer = Peer.objects.get(node=CENTRAL)
    assert (peer.fault, peer.fault_on) == ("refused", "MDI urgent")
    with line.at_central():
        assert Peer.objects.get(node=PRISON).fault == "refused"
        Agency.objects.create(pk=agency.pk, name=agency.name, kind=agency.kind)
    assert whys(stick.read()) == ["stale"]
    with line.at_central():
        assert Peer.objects.get(node=PRISON).fault == ""
