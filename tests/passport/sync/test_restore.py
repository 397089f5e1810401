"""A prison whose disk is gone has its passports back from central, and believes nothing for central's signature."""

import gzip
import hashlib
import random

import pytest
from django.db import transaction

from accounts.models import ArchiveKey, AuditEntry, Prisoner
from accounts.seal import read_object, sign_statement, unb64
from passport import journal
from passport.acts import recalled
from passport.acts.erasing import erase_passport
from passport.acts.received import WrongEntry
from passport.acts.returning import bring_back
from passport.acts.sections import keys_of, open_version
from passport.models import (
    Answer,
    Handover,
    JournalEntry,
    JournalTip,
    Lane,
    Passport,
    PathwayState,
    Peer,
    SectionVersion,
)
from passport.sync import framing
from passport.sync.faults import NotAccepted
from passport.sync.restore import messages
from passport.sync.restore.taking import NotAll, SomebodyWrites, Taker, TwoHistories
from passport.sync.transport import Answered, Unreachable
from tests.cast import UserFactory
from tests.restores import come_back, door, empty, old_backup, restore
from tests.two_nodes import CENTRAL, NOW, PRISON, Cut, journal_of, stored, tip

LOOKED = 2  # questions before anything is taken: is each lane one history?


def a_prison_at_work(line) -> Handover:
    agency, key = line.agency()
    for number in range(3):
        line.passport()
        line.write("MY_WORDS", f"Words {number}.")
        line.write("HEALTH_RESTRICTED", f"Few read {number}.")
        line.write("MY_WORDS", f"Other words {number}.")
    made = line.hand_over(agency, key, "IDENTITY", "MY_WORDS")
    line.courier().round()
    with line.at_central(), transaction.atomic():
        worker = UserFactory()
        body = {"id": str(worker.pk), "handover": str(made.pk), "worker": str(worker.pk), "at": int(NOW.timestamp())}
        journal.append(destination=PRISON, lane=Lane.URGENT, kind="opened", body=body, at=NOW)
    line.later(minutes=1)
    line.courier().round()
    return made


def people() -> list[tuple]:
    return list(Prisoner.objects.order_by("number").values_list("number", "date_of_birth", "release_on", "prison_id"))


def test_an_empty_prison_comes_back_to_every_passport_of_its_last_acknowledged_segment(line, monkeypatch):
    monkeypatch.setattr(framing, "SEGMENT_ENTRIES", 4)
    a_prison_at_work(line)
    before, chain, who = stored(), journal_of(PRISON, CENTRAL), people()
    passports = set(Passport.objects.values_list("pk", "prisoner__number"))
    names = {row.number: row.name for row in Prisoner.objects.all()}
    empty(line)
    back = come_back(line)
    assert (back.people, back.passports, back.closed) == (3, 3, 0)
    assert stored() == before
    assert journal_of(PRISON, CENTRAL) == chain
    assert people() == who
    assert {row.number: row.name for row in Prisoner.objects.all()} == names
    assert set(Passport.objects.values_list("pk", "prisoner__number")) == passports
    assert PathwayState.objects.filter(status=PathwayState.Status.IN_PROGRESS, pathway="HEALTH").count() == 3
    for passport in Passport.objects.all():
        keys = keys_of(passport.pk)
        for version in SectionVersion.objects.of(passport.pk):
            assert open_version(version=version, keys=keys, at=line.now).data
    assert Answer.objects.filter(kind=Answer.Kind.OPENED).count() == 1
    assert all(one.seq == one.acknowledged_seq for one in JournalTip.objects.filter(origin=PRISON))


def test_it_goes_on_after_it(line):
    a_prison_at_work(line)
    empty(line)
    come_back(line)
    passport = Passport.objects.first()
    line.passports = [passport]
    line.write("MY_WORDS", "After the fire.")
    line.later(minutes=1)
    done = line.courier().round()
    assert (done.sent, done.fault) == (1, "")
    with line.at_central():
        assert SectionVersion.objects.get(rec=passport.pk, sec="MY_WORDS", ver=3)
    line.later(minutes=1)
    again = come_back(line)
    assert (again.people, again.passports) == (0, 0)


def test_killed_at_any_part_it_goes_on_where_it_was(line, monkeypatch):
    monkeypatch.setattr(framing, "SEGMENT_ENTRIES", 2)
    a_prison_at_work(line)
    before, chain = stored(), journal_of(PRISON, CENTRAL)
    empty(line)
    chance, asked, record = random.Random(5), [], recalled.record_part

    def may_fall(call):
        def fall(*args, **more):
            done = call(*args, **more)
            if chance.random() < 0.3:
                raise Cut
            return done

        return fall

    def ask(raw: bytes) -> bytes:
        asked.append(raw)
        return door(line)(raw)

    monkeypatch.setattr(recalled, "record_part", may_fall(record))  # the last step before a part is committed
    falls = 0
    for _ in range(100):
        line.later(seconds=1)
        try:
            Taker(may_fall(ask), lambda: line.now).take()
            break
        except Cut:
            falls += 1
    assert falls > 5
    assert stored() == before
    assert journal_of(PRISON, CENTRAL) == chain
    assert len(asked) <= len(chain) / 2 + 3 * falls + 4  # never from the beginning


def test_the_line_down_loses_nothing(line):
    a_prison_at_work(line)
    empty(line)

    def down(raw: bytes) -> bytes:
        raise Unreachable("down")

    with pytest.raises(Unreachable):
        Taker(down, lambda: line.now).take()
    assert come_back(line).passports == 3


def test_what_was_erased_stays_closed_and_makes_no_person(line):
    a_prison_at_work(line)
    gone = line.passports[0]
    erase_passport(passport=Passport.objects.get(pk=gone.pk), by="command:erase", at=line.now)
    line.later(minutes=1)
    line.courier().round()
    empty(line)
    back = come_back(line)
    assert (back.passports, back.closed) == (2, 1)
    assert not ArchiveKey.objects.filter(rec=gone.pk, destroyed_at__isnull=True).exists()
    assert set(SectionVersion.objects.filter(rec=gone.pk).values_list("core", flat=True)) == {""}


def test_an_old_backup_takes_only_what_is_newer_and_has_one_history(line):
    a_prison_at_work(line)
    with old_backup(line, PRISON):
        line.write("MY_WORDS", "Newer words.")
        line.passport()
        line.later(minutes=1)
        line.courier().round()
        before, chain = stored(), journal_of(PRISON, CENTRAL)
    line.later(minutes=1)
    assert line.courier().round(wait=False).fault == "restored"
    assert tip(PRISON, CENTRAL).forked_at is not None
    taken = restore(line)
    assert dict(taken.entries) == {"bulk": 4}
    assert stored() == before
    assert journal_of(PRISON, CENTRAL) == chain
    line.later(minutes=1)
    assert line.courier().round(wait=False).fault == ""
    assert bring_people(line) == 1
    assert not JournalTip.objects.filter(forked_at__isnull=False).exists()


def bring_people(line) -> int:
    return bring_back(by="command:sync", at=line.now).people


def test_a_copy_destroys_nothing_that_lies_here(line):
    """Central says that somebody was erased whom nobody has erased."""
    a_prison_at_work(line)
    victim = line.passports[0].pk
    with line.at_central(), transaction.atomic():
        hostile_append(kind="erasure", body={"rec": str(victim)})
        ArchiveKey.objects.filter(rec=victim).update(sealed_private="", destroyed_at=NOW)
        SectionVersion.objects.filter(rec=victim).update(core="")
    before = stored()
    taken = restore(line)
    assert taken.erased == {victim}
    assert stored() == before


def hostile_append(*, kind: str, body: dict) -> None:
    """An entry that central adds to the prison's own journal."""
    there = journal.tip_of(PRISON, CENTRAL, Lane.URGENT)
    row = journal._row(there, kind, body, NOW)
    row.save(force_insert=True)
    JournalTip.objects.filter(pk=there.pk).update(seq=row.seq, digest=row.digest)


def test_what_central_hid_is_noticed_by_a_known_tip(line):
    a_prison_at_work(line)
    there = tip(PRISON, CENTRAL)
    with line.at_central():
        JournalEntry.objects.filter(origin=PRISON, lane=Lane.BULK, seq=there.seq).delete()
        last = JournalEntry.objects.get(origin=PRISON, lane=Lane.BULK, seq=there.seq - 1)
        JournalTip.objects.filter(origin=PRISON, lane=Lane.BULK).update(seq=last.seq, digest=last.digest)
    empty(line)
    with pytest.raises(NotAll):
        restore(line, known={"bulk": (there.seq, there.digest[:16])})
    empty(line)
    with pytest.raises(NotAll):
        restore(line, known={"bulk": (3, "0" * 16)})
    assert not JournalEntry.objects.exists()


def changed(raw: bytes, line, change) -> bytes:
    """Central gives other lines, under its own good signature."""
    token, copy = framing.part(raw, framing.MESSAGE_LINE)
    if not copy:
        return raw
    lines = change(gzip.decompress(copy).split(b"\n"))
    packed = framing.compress(b"\n".join(lines))
    said = read_object(unb64(token.split(".")[1])) | {"segment": hashlib.sha256(packed).hexdigest()}
    return framing.join(framing.MESSAGE_LINE, sign_statement(messages.RESTORED, said, line.keys[CENTRAL].sign), packed)


@pytest.mark.parametrize(
    ("name", "old", "new", "why"),
    [
        ("a ciphertext", b'"ciphertext":"', b'"ciphertext":"AAAA', WrongEntry),
        ("an entry", b'"kind":"archive_key"', b'"kind":"archive_kez"', NotAccepted),
        ("a head", b'"head":"ey', b'"head":"eA', (WrongEntry, NotAccepted)),
        ("a key of another record", b'"of":"archive_key","rec":"', b'"of":"archive_key","rec":"0', WrongEntry),
        ("the label", b'"destination":"CENTRAL"', b'"destination":"LEI"', NotAccepted),
    ],
)
def test_what_central_changed_is_refused_and_nothing_of_it_kept(line, name, old, new, why):
    a_prison_at_work(line)
    empty(line)
    line.later(minutes=1)
    hostile = door(line, lambda raw: changed(raw, line, lambda rows: [row.replace(old, new, 1) for row in rows]))
    with pytest.raises(why):
        Taker(hostile, lambda: line.now).take()
    assert not JournalEntry.objects.exists()
    assert not SectionVersion.objects.exists()


def test_a_part_out_of_its_turn_is_refused(line, monkeypatch):
    monkeypatch.setattr(framing, "SEGMENT_ENTRIES", 3)
    a_prison_at_work(line)
    empty(line)
    line.later(minutes=1)
    kept = []

    def twice(raw: bytes) -> bytes:
        """The first part again under the next question: a reply of another question is refused by its id."""
        kept.append(door(line)(raw))
        return kept[min(len(kept) - 1, LOOKED)]

    with pytest.raises(NotAccepted):
        Taker(twice, lambda: line.now).take()
    assert JournalEntry.objects.count() == 3


def test_who_is_not_central_gives_nothing(line):
    a_prison_at_work(line)
    empty(line)
    line.later(minutes=1)

    def forged(raw: bytes) -> bytes:
        token, copy = framing.part(door(line)(raw), framing.MESSAGE_LINE)
        said = read_object(unb64(token.split(".")[1]))
        return framing.join(framing.MESSAGE_LINE, sign_statement(messages.RESTORED, said, line.keys[PRISON].sign), copy)

    with pytest.raises(NotAccepted):
        Taker(forged, lambda: line.now).take()
    assert not JournalEntry.objects.exists()


def test_somebody_writes_meanwhile(line):
    a_prison_at_work(line)
    empty(line)
    line.later(minutes=1)
    line.passports.clear()
    asked = []

    def write(raw: bytes) -> bytes:
        asked.append(raw)
        given = door(line)(raw)
        if len(asked) > LOOKED:
            line.passport()
        return given

    with pytest.raises(SomebodyWrites):
        Taker(write, lambda: line.now).take()


def test_who_wrote_on_after_the_restore_has_two_histories(line):
    a_prison_at_work(line)
    with old_backup(line, PRISON):
        line.write("MY_WORDS", "What central has.")
        line.later(minutes=1)
        line.courier().round()
    line.write("MY_WORDS", "What was written since.")
    with pytest.raises(TwoHistories) as found:
        restore(line)
    assert found.value.lane == "bulk"


def test_who_wrote_more_than_central_has_can_have_two_histories_too(line):
    """And nothing of the other lane is taken then."""
    a_prison_at_work(line)
    with old_backup(line, PRISON):
        line.write("MY_WORDS", "What central has.")
        line.later(minutes=1)
        line.courier().round()
    for words in ("What was written since.", "And more.", "And still more."):
        line.write("MY_WORDS", words)
    before = JournalEntry.objects.count()
    with pytest.raises(TwoHistories) as found:
        restore(line)
    assert found.value.lane == "bulk"
    assert JournalEntry.objects.count() == before


def test_central_that_is_behind_is_no_reason_to_stop(line):
    a_prison_at_work(line)
    line.write("MY_WORDS", "Not sent yet.")
    taken = restore(line)
    assert taken.behind == ["bulk"]
    assert sum(taken.entries.values()) == 0


def test_a_request_counts_once_and_a_restored_counter_finds_its_way(line):
    a_prison_at_work(line)
    sent = []
    Taker(lambda raw: sent.append(raw) or door(line)(raw), lambda: line.now).take()
    with pytest.raises(Answered) as told:
        door(line)(sent[0])
    assert told.value.code == "replayed"
    with line.at_central():
        Peer.objects.filter(node=PRISON).update(counter=int(line.now.timestamp() * 1000) + 3_600_000)
    empty(line)
    assert sum(Taker(door(line), lambda: line.now).take().entries.values()) > 0


def test_every_part_writes_an_audit_line(line):
    a_prison_at_work(line)
    empty(line)
    restore(line)
    assert AuditEntry.objects.filter(verb="recall_segment", who="node:MDI").count() == 2
