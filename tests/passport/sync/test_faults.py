"""What a line does to messages, and what an old backup does to a node: nothing is lost, repeated or believed twice."""

from contextlib import contextmanager

import pytest
from django.db import transaction

from accounts.models import AuditEntry
from passport import journal
from passport.acts.sections import sign_next_head
from passport.models import JournalEntry, JournalTip, Lane, Peer, SectionVersion, SignedHead, Wrap
from passport.sync import exchange, framing, message, reception, segment
from passport.sync.faults import FORK, GAP, LaneRefused
from passport.sync.standing import standings
from passport.sync.tips import signing_keys, tips_between
from passport.sync.transport import Unreachable
from tests.two_nodes import CENTRAL, NOW, PRISON, journal_of, stored, tip


def whole(line) -> None:
    """Both sides have the same, and every chain hangs together."""
    here, chain = stored(), journal_of(PRISON, CENTRAL)
    with line.at_central():
        assert stored() == here
        assert journal_of(PRISON, CENTRAL) == chain
    expected = {lane: journal.root(PRISON, CENTRAL, lane) for lane in Lane.values}
    seqs = dict.fromkeys(Lane.values, 0)
    for lane, seq, _, digest, prev in chain:
        assert (prev, seq) == (expected[lane], seqs[lane] + 1)
        expected[lane], seqs[lane] = digest, seq


def brought_by(raw: bytes):
    """The segment in a request."""
    in_force, _ = signing_keys(PRISON)
    request = message.read(raw, typ="tg-exchange+jws", signers=in_force, sender=PRISON, receiver=CENTRAL)
    return segment.read(request.segment, signers=in_force, origin=PRISON, destination=CENTRAL)


def receive(line, raw: bytes) -> int:
    """Give central the segment of a request, however it came there."""
    with line.at_central():
        brought = brought_by(raw)
        _, every = signing_keys(PRISON)
        tips = tips_between(CENTRAL, PRISON)
        return reception.receive(brought, signers=every, tip=tips[PRISON, brought.lane], at=line.now)


def test_a_lost_acknowledgement_costs_a_question_and_no_second_delivery(line):
    line.write()
    sent = []

    def lose_the_answer(raw: bytes) -> bytes:
        sent.append(raw)
        answer = line.post(raw)
        if len(sent) == 1:
            raise Unreachable("lost")
        return answer

    courier = line.courier(lose_the_answer)
    assert courier.round().fault == "unreachable"
    line.later(minutes=1)
    assert courier.round().sent == 4
    assert len(sent) == 2
    assert len(sent[1]) < 2_000  # it asked; it did not send the segment again
    whole(line)


def test_a_request_that_never_arrived_is_sent_again(line):
    line.write()
    sent = []

    def lose_the_request(raw: bytes) -> bytes:
        sent.append(raw)
        if len(sent) == 1:
            raise Unreachable("lost")
        return line.post(raw)

    courier = line.courier(lose_the_request)
    courier.round()
    line.later(minutes=1)
    assert courier.round().sent == 4
    assert [len(raw) > 2_000 for raw in sent] == [True, False, True]
    whole(line)


def test_a_duplicate_is_acknowledged_and_not_applied(line):
    line.write()
    sent = []
    line.courier(lambda raw: sent.append(raw) or line.post(raw)).round()
    with line.at_central():
        before = stored(), AuditEntry.objects.count()
    assert receive(line, sent[0]) == 0
    with line.at_central():
        assert (stored(), AuditEntry.objects.count()) == before
    whole(line)


def test_an_overlap_brings_only_what_is_new(line):
    line.write()
    line.down = True
    sent = []
    line.courier(lambda raw: sent.append(raw) or line.post(raw)).round()
    line.down = False
    line.write()
    line.later(minutes=1)
    assert receive(line, sent[0]) == 4
    line.write()
    line.courier().round()
    whole(line)
    with line.at_central():
        assert JournalEntry.objects.count() == 6


def test_segments_in_the_wrong_order_are_a_gap_until_the_first_comes(line, monkeypatch):
    sent = []
    line.down = True
    line.write()
    line.courier(lambda raw: sent.append(raw) or line.post(raw)).round()
    JournalTip.objects.update(acknowledged_seq=4)  # as if it had arrived
    line.write()
    line.later(minutes=1)
    line.courier(lambda raw: sent.append(raw) or line.post(raw)).round()
    with pytest.raises(LaneRefused) as refused:
        receive(line, sent[1])
    assert (refused.value.code, refused.value.seq) == (GAP, 1)
    assert receive(line, sent[0]) == 4
    assert receive(line, sent[1]) == 1
    whole(line)


def test_a_gap_is_healed_by_the_next_round(line):
    """Central lost its disk and came back from an old backup: its tip is the cursor, the prison sends again."""
    line.write()
    line.courier().round()
    with restored(line, CENTRAL):
        line.write("HEALTH")
        line.courier().round()
    assert tip(PRISON, CENTRAL).acknowledged_seq == 5
    line.write("SKILLS")
    line.later(minutes=1)
    assert line.courier().round().fault == ""
    whole(line)
    with line.at_central():
        assert SectionVersion.objects.count() == 4


@contextmanager
def restored(line, node: str):
    """After the block the node's journal and passports are again as they were before it."""
    models = (JournalTip, JournalEntry, SectionVersion, Wrap, SignedHead)
    with line.at(node):
        before = {model: list(model.objects.all()) for model in models}
    yield
    with line.at(node):
        for model in reversed(models):
            model.objects.all().delete()
        for model in models:
            model.objects.bulk_create(before[model])


def test_a_prison_restored_from_an_old_backup_is_recognised_and_sends_nothing(line):
    line.write()
    line.courier().round()
    with restored(line, PRISON):
        line.write("HEALTH")
        line.courier().round()
    line.later(minutes=1)
    line.courier().round()  # it has nothing to send, and hears how far central has it
    assert tip(PRISON, CENTRAL).forked_at is not None
    assert standings(at=NOW)[0].forked
    line.write("SKILLS")
    line.later(hours=1)
    assert line.courier().round().sent == 0
    with line.at_central():
        assert not SectionVersion.objects.filter(sec="SKILLS").exists()


def test_a_second_head_under_one_number_is_refused(line, monkeypatch):
    """Readers changed after the backup. That travelled with an earlier entry, its own did not: the journals agree."""
    agency, key = line.agency()
    line.write("MY_WORDS")
    line.hand_over(agency, key, "MY_WORDS")
    monkeypatch.setattr(framing, "SEGMENT_ENTRIES", 2)
    with restored(line, PRISON):
        change_readers(line)
        walker = line.courier()
        walker.stop = lambda: True
        walker.round()
    line.later(hours=1)
    change_readers(line)
    assert line.courier().round(wait=False).fault == "refused"
    assert not standings(at=line.now)[0].works


def change_readers(line) -> None:
    version = SectionVersion.objects.get(sec="MY_WORDS")
    with transaction.atomic():
        sign_next_head(version=version, kids=version.wraps.values_list("kid", flat=True), at=line.now)


def test_two_histories_are_refused_and_raise_an_alarm_on_both_sides(line):
    line.write()
    line.courier().round()
    with restored(line, PRISON):
        line.write("HEALTH")
        line.courier().round()
    line.write("HEALTH", "another history")
    line.write("SKILLS")
    line.later(minutes=1)
    before = standings(at=NOW)[0].waiting
    assert line.courier().round().sent == 0
    assert before == standings(at=NOW)[0].waiting
    assert standings(at=NOW)[0].forked
    with line.at_central():
        assert not SectionVersion.objects.filter(sec="SKILLS").exists()
        assert standings(at=NOW)[0].forked
        assert AuditEntry.objects.filter(verb="find_fork", who="node:MDI").count() == 1
    line.later(hours=1)
    line.courier().round()
    with line.at_central():
        assert AuditEntry.objects.filter(verb="find_fork").count() == 1


def test_a_forked_bulk_lane_does_not_stop_a_handover(line):
    agency, key = line.agency()
    line.write()
    line.courier().round()
    JournalTip.objects.filter(lane=Lane.BULK).update(forked_at=NOW)
    line.hand_over(agency, key, "MY_WORDS")
    line.write("HEALTH")
    assert line.courier().round().sent == 2
    with line.at_central():
        assert Wrap.objects.filter(kid=key.kid).exists()


def test_a_segment_of_another_history_is_a_fork_wherever_it_starts(line):
    line.write()
    line.down = True
    sent = []
    with restored(line, PRISON):
        line.write("HEALTH")
        line.courier(lambda raw: sent.append(raw) or line.post(raw)).round()
    line.down = False
    line.write("SKILLS")
    line.later(minutes=1)
    Peer.objects.all().delete()
    line.courier().round()
    with pytest.raises(LaneRefused) as refused:
        receive(line, sent[0])
    assert refused.value.code == FORK
    with line.at_central():
        assert tip(PRISON, CENTRAL).forked_at == line.now
        assert not SectionVersion.objects.filter(sec="HEALTH").exists()


def test_thirty_days_of_silence_lose_nothing(line):
    line.down = True
    for day in range(30):
        line.write("MY_WORDS", f"day {day}")
        line.courier().round()
        line.later(days=1)
    line.down = False
    assert line.courier().round().sent == 33
    whole(line)


def test_a_clock_that_was_a_year_ahead_stops_only_until_it_is_right(line):
    line.later(days=365)
    line.write()
    prison_time = line.now
    line.now = NOW
    ahead = line.courier()
    ahead.now = lambda: prison_time
    assert ahead.round().fault == "clock"
    assert line.courier().round(wait=False).sent == 4  # what it wrote meanwhile goes, dates and all
    whole(line)


def test_a_courier_whose_clock_went_back_finds_its_way_past_its_own_old_messages(line):
    line.write()
    line.courier().round()
    Peer.objects.update(counter=0)  # restored, or killed before it wrote the counter down
    line.later(hours=-3)
    line.write("HEALTH")
    faults = [line.courier().round(wait=False).fault for _ in range(12)]
    assert faults[0] == "replayed"
    assert faults[-1] == ""
    whole(line)


def test_a_courier_sends_nothing_round_and_round_when_central_neither_takes_nor_refuses(line):
    line.write()
    answers = []

    def without_what_was_sent(raw: bytes) -> bytes:
        """Central answers as if nothing had come along: a bug, or a hostile one."""
        answers.append(raw)
        with line.at_central():
            signers = signing_keys(PRISON)[0]
            request = message.read(raw, typ="tg-exchange+jws", signers=signers, sender=PRISON, receiver=CENTRAL)
            reply = exchange.reply_to(request, tips_between(CENTRAL, PRISON), [], None, line.now)
            return reply.write(line.keys[CENTRAL].sign)

    assert line.courier(without_what_was_sent).round().fault == "unreadable_reply"
    assert len(answers) == 1
    assert not JournalTip.objects.filter(acknowledged_seq__gt=0).exists()
