"""What is written at the prison stands at central, once, and what central tells comes back."""

import json
from datetime import timedelta

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import ArchiveKey
from accounts.seal import Binding, open_section
from passport import journal
from passport.acts.erasing import erase_passport
from passport.acts.sections import envelope_of, sign_next_head
from passport.models import Handover, JournalEntry, JournalTip, Lane, Passport, Peer, SectionVersion, Shipment, Wrap
from passport.sync import exchange, framing, message, reception, segment, stages
from passport.sync.tips import signing_keys, tips_between
from tests.cast import UserFactory
from tests.two_nodes import CENTRAL, NOW, PRISON, journal_of, stored, tip


def same_on_both_sides(line) -> None:
    here, chain = stored(), journal_of(PRISON, CENTRAL)
    with line.at_central():
        assert stored() == here
        assert journal_of(PRISON, CENTRAL) == chain


def test_what_was_written_arrives_as_it_is(line):
    line.passport()
    line.write("MY_WORDS")
    line.write("HEALTH_RESTRICTED")
    done = line.courier().round()
    assert (done.sent, done.fault, done.exchanges) == (5, "", 1)
    same_on_both_sides(line)
    assert len(stored()["versions"]) == 3
    assert {row.stage for row in Shipment.objects.all()} == {stages.DONE}
    assert all(tip.seq == tip.acknowledged_seq for tip in JournalTip.objects.all())
    with line.at_central():
        dates = SectionVersion.objects.values_list("sealed_at", flat=True)
        assert set(dates) == {NOW}


def test_the_line_down_then_up(line):
    line.write()
    line.down = True
    assert line.courier().round().fault == "unreachable"
    peer = Peer.objects.get()
    assert peer.failures == 1
    assert timedelta(seconds=2.5) <= peer.next_try_at - line.now <= timedelta(seconds=5)
    line.down = False
    assert line.courier().round().skipped == "wait"
    line.later(seconds=6)
    assert line.courier().round().sent == 4
    peer.refresh_from_db()
    assert (peer.failures, peer.fault, peer.next_try_at) == (0, "", None)
    same_on_both_sides(line)


def test_the_wait_doubles_up_to_a_quarter_of_an_hour(line):
    line.write()
    line.down = True
    waits = []
    for _ in range(12):
        assert line.courier().round().fault == "unreachable"
        peer = Peer.objects.get()
        waits.append((peer.next_try_at - line.now).total_seconds())
        line.now = peer.next_try_at
    assert waits[4] >= 40
    assert max(waits) <= 900
    assert min(waits[-3:]) >= 450


def test_nothing_to_send_is_one_round_trip_of_a_few_queries_however_long_the_journal(line):
    line.passport()
    line.courier().round()
    costs = []
    for _ in range(2):
        theirs: list[int] = []

        def post(raw: bytes, theirs: list[int] = theirs) -> bytes:
            with line.at_central():
                connection.ensure_connection()
                with CaptureQueriesContext(connection) as found:
                    answer = exchange.answer(raw, at=line.now)
            theirs.append(len(found))
            return answer

        line.later(seconds=1)
        with CaptureQueriesContext(connection) as ours:
            done = line.courier(post).round()
        assert done.exchanges == 1
        costs.append((len(ours) - sum(theirs), theirs))  # one connection object serves both in this test
        for _ in range(30):
            line.write()
        line.courier().round()
    assert costs[0] == costs[1]
    assert costs[0] == (costs[0][0], [3])
    assert costs[0][0] == (6 if connection.vendor == "postgresql" else 4)


def test_many_entries_go_in_several_segments_and_memory_holds_one(line, monkeypatch):
    monkeypatch.setattr(framing, "SEGMENT_ENTRIES", 10)
    for _ in range(34):
        line.write()
    sizes = []

    def post(raw: bytes) -> bytes:
        sizes.append(len(raw))
        return line.post(raw)

    done = line.courier(post).round()
    assert done.sent == 37
    assert done.exchanges == 4
    same_on_both_sides(line)


def test_a_segment_closes_before_its_lines_pass_the_size(line, monkeypatch):
    monkeypatch.setattr(framing, "SEGMENT_BYTES", 20_000)
    for number in range(6):
        line.write(words=f"{number}" * 9_000)
    done = line.courier().round()
    assert done.exchanges == 7  # the passport's own three entries, then each of the six alone
    same_on_both_sides(line)


def test_urgent_goes_first_and_brings_what_it_names(line):
    """A release tomorrow doesn't wait for last week's documents."""
    agency, key = line.agency()
    line.passport()
    for number in range(3):
        line.write("MY_WORDS", f"{number}")
    line.write("HEALTH")
    made = line.hand_over(agency, key, "IDENTITY", "MY_WORDS")
    posted = []

    def once(raw: bytes) -> bytes:
        if posted:
            line.down = True
        posted.append(raw)
        return line.post(raw)

    assert line.courier(once).round().fault == "unreachable"
    with line.at_central():
        assert tip(PRISON, CENTRAL, Lane.URGENT).seq == 3
        assert not JournalEntry.objects.filter(lane=Lane.BULK).exists()
        handover = Handover.objects.get()
        assert (handover.pk, handover.token) == (made.pk, made.token)
        early = {(row.sec, row.ver): row for row in SectionVersion.objects.all()}
        assert set(early) == {("IDENTITY", 1), ("MY_WORDS", 3)}
        for row in early.values():
            binding = Binding(iss=row.iss, rec=str(row.rec), sec=row.sec, ver=row.ver)
            signer = line.keys[PRISON].sign.public
            open_section(envelope_of(row), expected=binding, key=key, signers={signer.kid: signer}, at=line.now)
    line.down = False
    line.later(minutes=1)
    line.courier().round()
    same_on_both_sides(line)
    with line.at_central():
        assert SectionVersion.objects.count() == 5
        assert {wraps for wraps in SectionVersion.objects.filter(ver=3).values_list("wraps__kid", flat=True)} > {
            key.kid
        }


def test_a_handover_of_what_bulk_has_not_brought_yet_carries_it_without_a_head(line):
    """A new version is sealed for the agency at once: its head goes in bulk, and only the handover is urgent."""
    agency, key = line.agency()
    line.passport()
    line.hand_over(agency, key, "IDENTITY")
    line.courier().round()
    line.write("MY_WORDS", readers=[key.public])
    line.hand_over(agency, key, "IDENTITY", "MY_WORDS")
    sent = []

    def first_only(raw: bytes) -> bytes:
        sent.append(raw)
        line.down = len(sent) > 1
        return line.post(raw)

    line.courier(first_only).round()
    with line.at_central():
        assert Handover.objects.get().revision == 2
        assert SectionVersion.objects.get(sec="MY_WORDS").wraps.count() == 2
        assert tip(PRISON, CENTRAL, Lane.BULK).seq == 3
    line.down = False
    line.later(minutes=1)
    line.courier().round()
    same_on_both_sides(line)


def test_an_acknowledged_core_is_not_sent_again_for_a_new_reader(line):
    agency, key = line.agency()
    line.passport()
    line.write("MY_WORDS", "long words " * 3_000)
    line.courier().round()
    sizes = []

    def post(raw: bytes) -> bytes:
        sizes.append(len(raw))
        return line.post(raw)

    line.hand_over(agency, key, "MY_WORDS")
    line.courier(post).round()
    same_on_both_sides(line)
    assert max(sizes) < 8_000


def test_withdrawing_takes_the_wraps_away_at_central(line):
    agency, key = line.agency()
    line.passport()
    made = line.hand_over(agency, key, "IDENTITY")
    line.courier().round()
    with line.at_central():
        assert Wrap.objects.filter(kid=key.kid).count() == 1
    with transaction.atomic():
        for version in SectionVersion.objects.filter(wraps__kid=key.kid):
            version.wraps.filter(kid=key.kid).delete()
            sign_next_head(version=version, kids=version.wraps.values_list("kid", flat=True), at=line.now)
        Handover.objects.filter(pk=made.pk).update(withdrawn_at=NOW)
        body = {"id": str(made.pk)}
        journal.append(destination=CENTRAL, lane=Lane.URGENT, kind="handover_withdrawn", body=body, at=NOW)
    line.courier().round()
    same_on_both_sides(line)
    with line.at_central():
        assert not Wrap.objects.filter(kid=key.kid).exists()
        assert Handover.objects.get().withdrawn_at == NOW


def erase(line, rec) -> None:
    erase_passport(passport=Passport.objects.get(pk=rec), by="command:erase", at=line.now)


def test_an_erasure_closes_what_central_has(line):
    passport = line.passport()
    line.write("HEALTH_RESTRICTED")
    line.courier().round()
    line.later(days=1)
    erase(line, passport.pk)
    line.courier().round()
    with line.at_central():
        assert set(SectionVersion.objects.values_list("core", flat=True)) == {""}
        assert not Wrap.objects.exists()
        assert set(ArchiveKey.objects.values_list("sealed_private", flat=True)) == {""}
        assert journal_of(PRISON, CENTRAL)[-1][:2] == ("urgent", 1)
    same_on_both_sides(line)


def test_an_erasure_closes_what_central_has_whatever_the_prisons_clock_says(line):
    """Its battery is flat: the day of the erasure is before the keys were made."""
    passport = line.passport()
    line.write("HEALTH_RESTRICTED")
    line.courier().round()
    now = line.now
    line.later(days=-365)
    erase(line, passport.pk)
    line.now = now
    line.courier().round()
    with line.at_central():
        assert set(SectionVersion.objects.values_list("core", flat=True)) == {""}
        assert not Wrap.objects.exists()
        assert set(ArchiveKey.objects.values_list("sealed_private", flat=True)) == {""}
    same_on_both_sides(line)


def test_what_was_erased_before_it_was_sent_never_arrives(line):
    passport = line.passport()
    line.write("MY_WORDS")
    line.later(hours=1)
    erase(line, passport.pk)
    line.courier().round()
    same_on_both_sides(line)
    with line.at_central():
        assert set(SectionVersion.objects.values_list("core", flat=True)) == {""}
        assert ArchiveKey.objects.filter(destroyed_at__isnull=False).count() == 2


def test_a_late_copy_does_not_undo_an_erasure(line):
    """The segment was cut before the erasure and comes after it, as a stick in an envelope would."""
    passport = line.passport()
    line.write("MY_WORDS")
    late = []

    def keep(raw: bytes) -> bytes:
        late.append(raw)
        line.down = True
        return line.post(raw)

    line.courier(keep).round()
    line.down = False
    line.later(hours=1)
    erase(line, passport.pk)
    posts = []

    def urgent_then_late(raw: bytes) -> bytes:
        posts.append(raw)
        if len(posts) == 1:
            return line.post(raw)
        with line.at_central():
            in_force, every = signing_keys(PRISON)
            old = message.read(late[0], typ="tg-exchange+jws", signers=in_force, sender=PRISON, receiver=CENTRAL)
            brought = segment.read(old.segment, signers=in_force, origin=PRISON, destination=CENTRAL)
            tips = tips_between(CENTRAL, PRISON)
            reception.receive(brought, signers=every, tip=tips[PRISON, "bulk"], at=line.now)
        line.down = True
        return line.post(raw)

    line.courier(urgent_then_late).round()
    with line.at_central():
        assert set(SectionVersion.objects.values_list("core", flat=True)) == {""}
        assert not Wrap.objects.exists()
        assert set(ArchiveKey.objects.values_list("sealed_private", flat=True)) == {""}


def test_an_entry_of_a_kind_of_next_year_is_kept_and_what_follows_goes_on(line):
    with transaction.atomic():
        journal.append(destination=CENTRAL, lane=Lane.BULK, kind="next_year", body={"said": 1}, at=NOW)
    line.write()
    assert line.courier().round().sent == 5
    with line.at_central():
        kept = JournalEntry.objects.get(kept=True)
        assert (kept.kind, json.loads(kept.body)) == ("next_year", {"said": 1})
        assert SectionVersion.objects.count() == 2


def test_words_of_central_reach_the_prison_once(line):
    agency, key = line.agency()
    line.passport()
    made = line.hand_over(agency, key, "IDENTITY")
    line.courier().round()
    worker = UserFactory()
    with line.at_central(), transaction.atomic():
        body = {"id": str(worker.pk), "handover": str(made.pk), "worker": str(worker.pk), "at": int(NOW.timestamp())}
        journal.append(destination=PRISON, lane=Lane.URGENT, kind="opened", body=body, at=NOW)
    done = line.courier().round()
    assert (done.received, done.exchanges) == (1, 2)
    assert [row.handover_id for row in made.answers.all()] == [made.pk]
    line.later(seconds=1)
    assert line.courier().round().received == 0
    with line.at_central():
        assert tip(CENTRAL, PRISON, Lane.URGENT).acknowledged_seq == 1
