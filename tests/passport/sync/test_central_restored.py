"""Central comes back from an old backup: the prisons bring it up to date by themselves, and it goes on behind them."""

import itertools
from uuid import uuid4

import pytest
from django.db import transaction

from accounts.models import AuditEntry
from passport import journal
from passport.acts.alarms import HasToBeRestored, NoAlarm, end_alarms
from passport.acts.blobs import destroy_blobs, keep_blob
from passport.acts.erasing import erase_passport
from passport.models import Answer, Blob, BlobChunk, JournalEntry, JournalTip, Lane, Passport, SectionVersion
from passport.sync import framing
from tests.restores import empty, old_backup, restore
from tests.two_nodes import CENTRAL, NOW, PRISON, journal_of, stored, tip


def everything() -> dict:
    """What travels, with the files, and without their dates."""
    blobs = list(Blob.objects.order_by("name").values_list("name", "rec", "wrapped"))
    chunks = [
        (blob, n, bytes(data))
        for blob, n, data in BlobChunk.objects.order_by("blob", "n").values_list("blob", "n", "data")
    ]
    return {**stored(), "blobs": blobs, "chunks": chunks}


def same_on_both_sides(line) -> None:
    here, chain = everything(), journal_of(PRISON, CENTRAL)
    with line.at_central():
        assert everything() == here
        assert journal_of(PRISON, CENTRAL) == chain


def a_round(line):
    line.later(minutes=1)
    return line.courier().round(wait=False)


def a_file(line, content: bytes) -> str:
    with transaction.atomic():
        return keep_blob(rec=line.passports[-1].pk, sec="DOCUMENTS", content=content, at=line.now).name


def a_day(line, agency, key, number: int) -> str:
    """What a day brings: sections, a file, a handover. Returns the file's name."""
    line.passport()
    line.write("MY_WORDS", f"Day {number}.")
    name = a_file(line, bytes([number]) * 300_000)
    line.write("DOCUMENTS", name)
    line.hand_over(agency, key, "IDENTITY", "MY_WORDS")
    return name


@pytest.mark.parametrize("rounds_lost", [1, 2, 4])
def test_the_prison_brings_it_up_to_date_over_several_rounds(line, monkeypatch, rounds_lost):
    monkeypatch.setattr(framing, "SEGMENT_ENTRIES", 4)
    agency, key = line.agency()
    a_round(line)
    files = [a_day(line, agency, key, 0)]
    a_round(line)
    with old_backup(line, CENTRAL):
        for number in range(1, 1 + rounds_lost):
            files.append(a_day(line, agency, key, number))
            a_round(line)
        erase_passport(passport=Passport.objects.get(pk=line.passports[0].pk), by="command:erase", at=line.now)
        with transaction.atomic():
            destroy_blobs(names=[files[-1]], at=line.now)
        a_round(line)
    with line.at_central():
        assert SectionVersion.objects.filter(rec=line.passports[0].pk).exclude(core="").exists()
    sent = itertools.count()

    def cut_off(raw: bytes) -> bytes:
        line.down = next(sent) % 3 == 2
        return line.post(raw)

    for _ in range(12):
        line.later(minutes=1)
        line.courier(cut_off).round(wait=False)
    line.down = False
    assert a_round(line).fault == ""
    same_on_both_sides(line)
    with line.at_central():
        assert set(SectionVersion.objects.filter(rec=line.passports[0].pk).values_list("core", flat=True)) == {""}
        assert not BlobChunk.objects.filter(blob=files[-1]).exists()
        assert not BlobChunk.objects.filter(blob=files[0]).exists()
        assert not JournalTip.objects.filter(forked_at__isnull=False).exists()


def opened(line, made) -> None:
    with line.at_central(), transaction.atomic():
        body = {"id": str(uuid4()), "handover": str(made.pk), "worker": str(uuid4()), "at": int(NOW.timestamp())}
        journal.append(destination=PRISON, lane=Lane.URGENT, kind="opened", body=body, at=NOW)


def test_centrals_own_journal_goes_on_behind_what_the_prison_has(line):
    agency, key = line.agency()
    line.passport()
    made = line.hand_over(agency, key, "IDENTITY")
    opened(line, made)
    a_round(line)
    with old_backup(line, CENTRAL):
        for _ in range(3):
            opened(line, made)
        a_round(line)
    assert Answer.objects.count() == 4
    opened(line, made)  # central has written on since it was restored
    a_round(line)
    with line.at_central():
        assert tip(CENTRAL, PRISON, Lane.URGENT).forked_at is not None
        lost = end_alarms(node=PRISON, may_leave_out=True, by="command:sync", at=line.now)
        assert [(one.origin, one.lane) for one in lost] == [(CENTRAL, "urgent")]
        assert 1 <= lost[0].again <= 2
        assert AuditEntry.objects.filter(verb="end_alarm", who="command:sync").count() == 1
        with pytest.raises(NoAlarm):
            end_alarms(node=PRISON, may_leave_out=True, by="command:sync", at=line.now)
    assert a_round(line).fault == ""
    assert Answer.objects.count() == 5
    opened(line, made)
    assert a_round(line).fault == ""
    assert Answer.objects.count() == 6
    with line.at_central():
        there = tip(CENTRAL, PRISON, Lane.URGENT)
        assert there.seq == there.acknowledged_seq == tip_at_the_prison(line)


def tip_at_the_prison(line) -> int:
    with line.at(PRISON):
        return tip(CENTRAL, PRISON, Lane.URGENT).seq


def test_a_prison_may_not_leave_out_what_it_lost(line):
    line.write()
    a_round(line)
    with old_backup(line, PRISON):
        line.write("HEALTH")
        a_round(line)
    a_round(line)
    assert tip(PRISON, CENTRAL).forked_at is not None
    with pytest.raises(HasToBeRestored):
        end_alarms(node=CENTRAL, may_leave_out=False, by="command:sync", at=line.now)
    assert tip(PRISON, CENTRAL).forked_at is not None
    restore(line)
    with pytest.raises(NoAlarm):
        end_alarms(node=CENTRAL, may_leave_out=False, by="command:sync", at=line.now)


def test_a_prison_without_its_letters_still_brings_a_restored_central_up_to_date(line):
    """Both lost their disks, one after the other: what neither has any more is told as destroyed."""
    agency, _ = line.agency()
    line.passport()
    a_round(line)
    with old_backup(line, CENTRAL):
        with transaction.atomic():
            body = {"agency": str(agency.pk), "id": str(uuid4())}
            journal.append(destination=CENTRAL, lane=Lane.URGENT, kind="letter", body=body, at=line.now)
            link = {"exp": int(line.now.timestamp()) + 86_400, "id": "A" * 22, "ticket": "0" * 64}
            journal.append(destination=CENTRAL, lane=Lane.URGENT, kind="link", body=link, at=line.now)
        assert a_round(line).fault == ""
        empty(line)
        restore(line)
        assert a_round(line).fault == ""
    assert a_round(line).fault == ""
    with line.at_central():
        assert JournalEntry.objects.filter(origin=PRISON, lane=Lane.URGENT).count() == 2
