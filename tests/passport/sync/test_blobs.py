"""Sealed files travel in chunks: whole or not at all, once, and destroyed for good."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.seal import Unreadable, b64
from passport.acts.blobs import (
    NoSuchBlob,
    ReceivedBlob,
    ReceivedChunk,
    carry_blobs,
    collect_blobs,
    destroy_blobs,
    keep_blob,
    read_blob,
    receive_blob,
    receive_blob_gone,
    receive_chunks,
)
from passport.acts.erasing import erase_passport
from passport.acts.received import WrongEntry
from passport.blob import CHUNK, SealedBlob, digest_of, seal_blob
from passport.models import Blob, BlobChunk, JournalEntry, Peer
from passport.sync.blobs import checked_chunk
from passport.sync.transport import Unreachable
from tests.two_nodes import CENTRAL, NOW, Line

MANY = bytes(range(256)) * 4 * 1024  # a megabyte
WORDS = b"Canarybird was born in Sheffield" * 20


def keep(line: Line, content: bytes = MANY, sec: str = "DOCUMENTS") -> SealedBlob:
    passport = line.passports[-1] if line.passports else line.passport()
    with transaction.atomic():
        return keep_blob(rec=passport.pk, sec=sec, content=content, at=line.now)


def heard(line: Line) -> None:
    """One round: central has said which kinds it reads."""
    line.courier().round()
    assert "blob" in Peer.objects.get(node=CENTRAL).kinds


def stored() -> tuple[list, list]:
    blobs = Blob.objects.order_by("name").values_list("name", "rec", "sec", "iss", "size", "wrapped")
    chunks = BlobChunk.objects.order_by("blob", "n").values_list("blob", "n", "digest", "data")
    return list(blobs), [(*rest, bytes(data)) for *rest, data in chunks]


def test_a_file_arrives_as_it_was_sealed_before_the_section_that_names_it(line):
    line.passport()
    heard(line)
    sealed = keep(line)
    line.write("DOCUMENTS", sealed.name)
    here = stored()
    done = line.courier().round()
    assert done.fault == ""
    assert done.sent == 7
    assert [row.kind for row in JournalEntry.objects.filter(lane="bulk").order_by("seq")][-3:] == [
        "chunk",
        "blob",
        "section",
    ]
    with line.at_central():
        assert stored() == here
    assert done.exchanges == 2  # a segment holds two whole chunks


def test_central_holds_nothing_that_opens_it(line):
    line.passport()
    heard(line)
    sealed = keep(line, WORDS)
    line.courier().round()
    rec = line.passports[-1].pk
    with line.at_central():
        assert b"Canarybird" not in b"".join(bytes(row.data) for row in BlobChunk.objects.all())
        assert read_blob(name=sealed.name, key=sealed.key, rec=rec) == WORDS  # with the key of the sealed section
        with pytest.raises(Unreadable, match="unwrap"):
            read_blob(name=sealed.name, key=seal_blob(b"", rec=rec).key, rec=rec)


@pytest.mark.parametrize("cut_at", range(1, 5))
def test_a_line_that_is_cut_goes_on_where_it_was(line, cut_at):
    line.passport()
    heard(line)
    keep(line)
    here = stored()
    exchanges = []

    def cut(raw: bytes) -> bytes:
        exchanges.append(len(raw))
        answer = line.post(raw)
        if len(exchanges) == cut_at:
            raise Unreachable("cut")  # it arrived, and nobody was told
        return answer

    assert line.courier(cut).round().fault in ("unreachable", "")
    line.later(hours=1)
    rest = []
    assert line.courier(lambda raw: (rest.append(len(raw)), line.post(raw))[1]).round().fault == ""
    with line.at_central():
        assert stored() == here
    assert sum(rest) < 1.6 * len(MANY) * (5 - cut_at) / 4 + 200_000  # what had arrived was not sent again


def test_the_wire_carries_little_more_than_the_ciphertext(line):
    line.passport()
    heard(line)
    for number in range(3):
        keep(line, number.to_bytes(1) * 3 + MANY)
    raw = sum(len(bytes(row.data)) for row in BlobChunk.objects.all())
    sent = []
    line.courier(lambda message: (sent.append(len(message)), line.post(message))[1]).round()
    assert sum(sent) < 1.15 * raw


def test_cutting_reads_no_more_chunks_than_a_segment_holds(line):
    line.passport()
    heard(line)
    for number in range(8):
        keep(line, number.to_bytes(1) + MANY)
    with CaptureQueriesContext(connection) as asked:
        line.courier(lambda raw: (_ for _ in ()).throw(Unreachable("down"))).round()
    read = [query for query in asked if "passport_blobchunk" in query["sql"]]
    assert len(read) <= 4


def test_a_file_waits_until_central_reads_files(line):
    line.passport()
    sealed = keep(line, WORDS)
    assert not Blob.objects.get().told
    assert carry_blobs(at=line.now) == 0
    heard(line)
    assert carry_blobs(at=line.now) == 1
    assert carry_blobs(at=line.now) == 0
    line.courier().round()
    with line.at_central():
        assert Blob.objects.get().name == sealed.name


def test_destroyed_here_is_destroyed_there(line):
    line.passport()
    heard(line)
    sealed = keep(line)
    line.courier().round()
    with transaction.atomic():
        assert destroy_blobs(names=[sealed.name, sealed.name], at=line.now) == 1
    with transaction.atomic():
        assert destroy_blobs(names=[sealed.name], at=line.now) == 0
    line.courier().round()
    for node in ("MDI", CENTRAL):
        with line.at(node):
            assert not BlobChunk.objects.exists()
            assert Blob.objects.get().wrapped == ""
            assert Blob.objects.get().gone_at
            with pytest.raises(NoSuchBlob):
                read_blob(name=sealed.name, key=sealed.key, rec=line.passports[-1].pk)


def test_destroyed_on_its_way_never_arrives(line):
    line.passport()
    heard(line)
    sealed = keep(line)
    with transaction.atomic():
        destroy_blobs(names=[sealed.name], at=line.now)
    assert line.courier().round().fault == ""
    with line.at_central():
        assert not BlobChunk.objects.exists()
        assert Blob.objects.get().gone_at


def test_erasing_a_person_destroys_the_files_on_both_sides(line):
    line.passport()
    heard(line)
    keep(line)
    line.courier().round()
    late = keep(line, WORDS)
    erase_passport(passport=line.passports[-1], by="command:erase", at=line.now)
    assert line.courier().round().fault == ""
    for node in ("MDI", CENTRAL):
        with line.at(node):
            assert not BlobChunk.objects.exists()
            assert set(Blob.objects.values_list("wrapped", flat=True)) == {""}
            assert Blob.objects.filter(name=late.name).exists()


@pytest.fixture
def central(line):
    with line.at_central():
        yield line


def received(content: bytes = MANY, rec: str = "0b0f8b2e-5c0e-4f6e-9d43-3a1b1c0d2e3f"):
    sealed = seal_blob(content, rec=rec)
    chunks = [ReceivedChunk(n + 1, sealed.name, n, digest_of(data), data) for n, data in enumerate(sealed.chunks)]
    return chunks, ReceivedBlob(9, sealed.name, UUID(rec), "DOCUMENTS", sealed.size, sealed.wrapped)


def refusal(act, **given) -> str:
    with pytest.raises(WrongEntry) as refused, transaction.atomic():
        act(**given)
    return refused.value.why


def test_a_file_with_a_hole_is_refused(central):
    chunks, blob = received()
    receive_chunks(chunks=chunks[:2] + chunks[3:], origin="MDI", at=NOW)
    assert refusal(receive_blob, blob=blob, origin="MDI", at=NOW) == "missing"
    receive_chunks(chunks=chunks, origin="MDI", at=NOW)
    receive_blob(blob=blob, origin="MDI", at=NOW)
    receive_blob(blob=blob, origin="MDI", at=NOW)
    assert Blob.objects.count() == 1
    assert BlobChunk.objects.count() == len(chunks)


def test_chunks_of_another_file_do_not_make_this_one(central):
    chunks, blob = received()
    others, _ = received()
    mixed = [chunks[0], *[ReceivedChunk(o.seq, blob.name, o.n, o.digest, o.data) for o in others[1:]]]
    receive_chunks(chunks=mixed, origin="MDI", at=NOW)
    assert refusal(receive_blob, blob=blob, origin="MDI", at=NOW) == "digest"


def test_nobody_writes_into_anothers_file(central):
    chunks, blob = received()
    receive_chunks(chunks=chunks, origin="MDI", at=NOW)
    assert refusal(receive_chunks, chunks=chunks[:1], origin="LEI", at=NOW) == "other"
    changed = ReceivedChunk(1, blob.name, 0, chunks[1].digest, chunks[1].data)
    assert refusal(receive_chunks, chunks=[changed], origin="MDI", at=NOW) == "order"
    assert refusal(receive_blob, blob=blob, origin="LEI", at=NOW) == "missing"
    receive_blob(blob=blob, origin="MDI", at=NOW)
    assert refusal(receive_blob, blob=blob, origin="LEI", at=NOW) == "other"
    gone = {"seq": 1, "name": blob.name, "rec": blob.rec, "at": NOW}
    assert refusal(receive_blob_gone, origin="LEI", **gone) == "other"
    assert BlobChunk.objects.count() == len(chunks)


def test_chunks_that_nothing_names_are_collected_after_a_month(central):
    chunks, blob = received()
    receive_chunks(chunks=chunks, origin="MDI", at=NOW)
    assert collect_blobs(at=NOW + timedelta(days=29)) == 0
    others, _ = received(WORDS)
    receive_chunks(chunks=others, origin="MDI", at=NOW)
    receive_blob(blob=blob, origin="MDI", at=NOW)
    assert collect_blobs(at=NOW + timedelta(days=31)) == 1
    assert BlobChunk.objects.count() == len(chunks)


def test_a_file_whose_line_was_cut_for_longer_than_a_month_still_comes(line):
    line.passport()
    heard(line)
    keep(line)
    walker = line.courier()
    walker.stop = lambda: BlobChunk.objects.count() > 0  # after the first exchange
    walker.round()
    line.later(days=31)
    with line.at_central():
        some = BlobChunk.objects.count()
        assert 0 < some < 4
        assert collect_blobs(at=line.now) == 0
        assert BlobChunk.objects.count() == some
    here = stored()
    assert line.courier().round().fault == ""
    with line.at_central():
        assert stored() == here
        assert collect_blobs(at=line.now + timedelta(days=31)) == 0


def test_a_chunk_that_is_too_long_is_refused():
    data = bytes(CHUNK + 1)
    said = {"blob": digest_of(b""), "dig": digest_of(data), "n": 0}
    with pytest.raises(WrongEntry, match="beside"):
        checked_chunk(1, said, {"data": b64(data), "of": "chunk"}, None)


def test_a_chunk_is_256_kib():
    sealed = seal_blob(bytes(2 * CHUNK), rec="x")
    assert [len(chunk) for chunk in sealed.chunks] == [CHUNK, CHUNK, 38]
