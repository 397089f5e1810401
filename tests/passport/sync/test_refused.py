"""An entry that is wrong stops its lane, loudly and alone; nothing of its segment is applied."""

from uuid import uuid4

import pytest
from django.db import transaction

from accounts.models import Agency, AgencyKey, ArchiveKey, AuditEntry
from accounts.seal import ReadingKey, seal_to
from passport import journal
from passport.models import (
    Acknowledgement,
    Answer,
    Handover,
    JournalEntry,
    JournalTip,
    Lane,
    Peer,
    SectionVersion,
    SignedHead,
    Wrap,
)
from passport.sync import reception, segment
from passport.sync.faults import REFUSED, LaneRefused
from passport.sync.standing import standings
from passport.sync.tips import heal, signing_keys, tips_between
from tests.authority import Authority
from tests.passport.sync.craft import (
    AGENCY,
    AGENCY_ID,
    ARCHIVE,
    OTHER_REC,
    REC,
    STRANGER,
    Section,
    archive_key,
    chain,
    handover,
    lines,
)
from tests.two_nodes import CENTRAL, NOW, PRISON, stored, tip


@pytest.fixture
def central(line):
    """Runs at central, where Moorland's key is pinned and an agency is known."""
    with line.at_central():
        Agency.objects.create(pk=AGENCY_ID, name="Sheffield Probation", kind=Agency.Kind.PROBATION)
        yield line


def take(line, parts, lane: str = "bulk") -> int:
    """Give central these entries, after those that it has."""
    tips = tips_between(CENTRAL, PRISON)
    there = tips[PRISON, lane]
    raw = lines(chain(parts, lane=lane, first=there.seq + 1, prev=there.digest), lane=lane)
    brought = segment.read_lines(raw, origin=PRISON, destination=CENTRAL)
    return reception.receive(brought, signers=signing_keys(PRISON)[1], tip=there, at=NOW)


def refusal(line, parts, lane: str = "bulk") -> tuple[int, str]:
    """Which entry of a segment is refused and why; nothing of it may stay."""
    before = stored(), JournalEntry.objects.count(), SignedHead.objects.count(), AuditEntry.objects.count()
    with pytest.raises(LaneRefused) as refused:
        take(line, parts, lane)
    after = stored(), JournalEntry.objects.count(), SignedHead.objects.count(), AuditEntry.objects.count()
    assert before == after
    assert refused.value.code == REFUSED
    return refused.value.seq, refused.value.why


def own(line, *args, **kwargs) -> Section:
    return Section(*args, key=line.keys[PRISON].sign, **kwargs)


def test_a_version_follows_the_one_before(central):
    one = own(central)
    two = own(central, "ACCOMMODATION", 2, one.dig)
    assert refusal(central, [two.part()]) == (1, "order")
    assert take(central, [one.part()]) == 1
    other = own(central, "ACCOMMODATION", 2, own(central).dig)
    assert refusal(central, [other.part()]) == (2, "order")
    assert refusal(central, [own(central, "ACCOMMODATION", 3, two.dig).part()]) == (2, "order")
    assert take(central, [two.part()]) == 1


def test_a_version_is_there_once(central):
    take(central, [own(central).part()])
    assert refusal(central, [own(central).part()]) == (2, "order")


def test_what_is_behind_a_wrong_entry_is_not_applied_nor_what_is_before(central):
    good, bad = own(central), own(central, "HEALTH")
    wrong = ("section", bad.body(), [bad.beside(core=good.envelope.core.members())])
    assert refusal(central, [archive_key(), good.part(), wrong]) == (3, "binding")
    assert take(central, [archive_key(), good.part(), bad.part()]) == 3


def test_an_early_version_has_to_fit_those_that_come_later(central):
    one = own(central)
    early = own(central, "ACCOMMODATION", 2, own(central).dig, readers=(ARCHIVE, AGENCY))
    take(central, [("head", early.body(early.head(1)), [early.beside(early.head(1))])], "urgent")
    assert refusal(central, [one.part()]) == (1, "order")


def test_a_known_core_must_be_known(central):
    one = own(central, readers=(ARCHIVE, AGENCY))
    part = ("head", one.body(one.head(1)), [one.beside(one.head(1), core="known")])
    assert refusal(central, [part], "urgent") == (1, "missing")


def test_a_late_copy_gives_no_reader_back_what_was_taken(central):
    one = own(central, readers=(ARCHIVE, AGENCY))
    alone = [wrap.entry() for wrap in one.envelope.wraps][:1]
    taken = one.head(2, [ARCHIVE.kid])
    take(central, [("head", one.body(taken), [one.beside(taken, wraps=alone)])], "urgent")
    assert list(Wrap.objects.values_list("kid", flat=True)) == [ARCHIVE.kid]
    late = ("section", one.body(one.head(0)), [one.beside(one.head(1))])
    take(central, [late])
    assert list(Wrap.objects.values_list("kid", flat=True)) == [ARCHIVE.kid]
    assert list(SignedHead.objects.order_by("revision").values_list("revision", flat=True)) == [0, 1, 2]


def test_the_record_of_another_prison_is_out_of_reach(central):
    SectionVersion.objects.create(rec=REC, sec="HEALTH", ver=1, iss="LEI", core="", digest="d" * 43, sealed_at=NOW)
    assert refusal(central, [own(central).part()]) == (1, "other")
    assert refusal(central, [archive_key()]) == (1, "other")
    assert refusal(central, [("erasure", {"rec": REC}, [])], "urgent") == (1, "other")


def test_an_archive_key_belongs_to_one_person(central):
    take(central, [archive_key()])
    kind, body, (beside,) = archive_key()
    again = (kind, {**body, "rec": OTHER_REC}, [{**beside, "rec": OTHER_REC}])
    assert refusal(central, [again]) == (2, "other")
    second = archive_key(STRANGER)
    assert refusal(central, [second]) == (2, "order")
    assert ArchiveKey.objects.count() == 1


def test_a_handover_names_what_is_there(central):
    one, two = own(central, readers=(ARCHIVE, AGENCY)), own(central, "HEALTH", readers=(ARCHIVE, AGENCY))
    key = central.keys[PRISON].sign
    token = handover(one, two, key=key)
    assert refusal(central, [("handover", {"handover": token}, [one.beside()])], "urgent") == (1, "missing")
    assert take(central, [("handover", {"handover": token}, [one.beside(), two.beside()])], "urgent") == 1
    newer = handover(one, key=key, revision=3)
    older = handover(one, two, key=key, revision=2)
    take(central, [("handover", {"handover": said}, []) for said in (newer, older)], "urgent")
    assert Handover.objects.get().token == newer
    elsewhere = handover(one, key=key, id=str(uuid4()), revision=4)
    assert refusal(central, [("handover", {"handover": elsewhere}, [])], "urgent") == (4, "other")
    nobody = handover(one, key=key, agency=str(uuid4()), id=str(uuid4()))
    assert refusal(central, [("handover", {"handover": nobody}, [])], "urgent") == (4, "agency")


def test_a_withdrawal_of_what_is_not_there(central):
    assert refusal(central, [("handover_withdrawn", {"id": str(uuid4())}, [])], "urgent") == (1, "missing")


def test_a_zero_byte_is_refused_before_a_database_meets_it(central):
    assert refusal(central, [archive_key(sealed_private="sealed\0box")]) == (1, "beside")
    assert take(central, [("note", {"dig": "a\0b"}, [])]) == 1
    assert JournalEntry.objects.get().names == ""


def test_a_handover_of_a_record_that_another_prison_seals(central):
    one = own(central)
    take(central, [archive_key(), one.part()])
    SectionVersion.objects.update(iss="LEI")
    said = {"handover": handover(one, key=central.keys[PRISON].sign)}
    assert refusal(central, [("handover", said, [])], "urgent") == (1, "other")


def test_an_id_that_is_taken(central):
    take(central, [archive_key()])
    made = chain([own(central).part()], first=2, prev=tip(PRISON, CENTRAL).digest)
    JournalEntry.objects.filter(seq=1).update(id=made[0][0].id)
    with pytest.raises(LaneRefused) as refused:
        take(central, [own(central).part()])
    assert refused.value.why == "other"


def test_the_prison_raises_an_alarm_and_its_other_lane_goes_on(line):
    """A broken head in urgent: bulk flows in the same round, and people see which message it is."""
    line.write()
    with transaction.atomic():
        journal.append(
            destination=CENTRAL, lane=Lane.URGENT, kind="handover_withdrawn", body={"id": str(uuid4())}, at=NOW
        )
    done = line.courier().round()
    assert (done.sent, done.fault) == (4, "refused")
    (standing,) = standings([CENTRAL], at=NOW)
    assert (standing.fault, standing.fault_seq, standing.waiting_urgent) == ("refused", 1, 1)
    assert standing.fault_is_ours
    assert Peer.objects.get().next_try_at > line.now
    with line.at_central():
        assert SectionVersion.objects.count() == 2
        peer = Peer.objects.get()
        assert (peer.fault, peer.fault_on, peer.fault_seq) == ("refused", "MDI urgent", 1)
    line.later(hours=1)
    line.write("HEALTH")
    assert line.courier().round().sent == 1


def test_central_forgets_the_alarm_once_the_lane_moves(central):
    one = own(central, readers=(ARCHIVE, AGENCY))
    head = ("head", one.body(one.head(1)), [one.beside(one.head(1), core="known")])
    Peer.objects.create(node=PRISON, fault="refused", fault_on="MDI urgent", fault_seq=1)
    assert refusal(central, [head], "urgent") == (1, "missing")
    heal(PRISON, PRISON, "bulk")
    assert Peer.objects.get().fault == "refused"
    heal(PRISON, PRISON, "urgent")
    assert Peer.objects.get().fault == ""


# What central tells the prison


def tell(line, kind: str, body: dict, **answer) -> None:
    with line.at_central(), transaction.atomic():
        if answer:
            Answer.objects.create(kind=Answer.Kind.ANSWERED, worker=uuid4(), at=NOW, **answer)
        journal.append(destination=PRISON, lane=Lane.URGENT, kind=kind, body=body, at=NOW)


def answered(line, made: Handover, sealed: str) -> None:
    pk = uuid4()
    body = {"id": str(pk), "handover": str(made.pk), "worker": str(uuid4()), "at": int(NOW.timestamp())}
    tell(line, "answer", body, pk=pk, handover_id=made.pk, sealed=sealed)


def test_an_answer_that_nobody_can_open_stops_nobody_elses(line):
    agency, key = line.agency()
    line.passport()
    made = line.hand_over(agency, key, "IDENTITY")
    line.courier().round()
    stray = seal_to(ReadingKey.generate().public, "tg-answer+jwe", {"id": "?"}, b"{}")
    for sealed in ("not a box", stray):
        answered(line, made, sealed)
    line.later(seconds=1)
    done = line.courier().round()
    assert (done.received, done.fault) == (2, "")
    assert Answer.objects.filter(kind=Answer.Kind.ANSWERED).count() == 2
    assert not Acknowledgement.objects.exists()
    assert AuditEntry.objects.filter(verb="find_unreadable_answer").count() == 2


def test_a_statement_that_the_authority_did_not_sign_stops_the_lane_and_is_told(line, settings, tmp_path):
    pinned, forger = Authority(), Authority()
    settings.DIRECTORY_AUTHORITY_FILE = pinned.pin(tmp_path / "authority")
    agency, key = Agency(pk=uuid4(), name="A", kind="HOUSING"), ReadingKey.generate()
    tell(line, "directory", {"statement": forger.agency(agency, key)})
    line.write()
    done = line.courier().round()
    assert (done.sent, done.received, done.fault) == (4, 0, "refused")
    assert not AgencyKey.objects.exists()
    with line.at_central():
        assert (Peer.objects.get().fault, Peer.objects.get().fault_seq) == ("refused", 1)
        assert tip(CENTRAL, PRISON, Lane.URGENT).acknowledged_seq == 0
    assert not JournalTip.objects.filter(origin=CENTRAL, seq__gt=0).exists()


def test_a_statement_waits_for_the_authority_to_be_pinned(line, settings, tmp_path):
    authority = Authority()
    settings.DIRECTORY_AUTHORITY_FILE = ""
    agency, key = Agency(pk=uuid4(), name="A", kind="HOUSING"), ReadingKey.generate()
    tell(line, "directory", {"statement": authority.agency(agency, key)})
    assert line.courier().round().fault == "refused"
    settings.DIRECTORY_AUTHORITY_FILE = authority.pin(tmp_path / "authority")
    line.later(hours=1)
    assert line.courier().round().received == 1
    assert AgencyKey.objects.get().kid == key.kid
