"""Documents' files go along: sealed, in chunks, whole before the section that names them, and unread at central."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from django.db import transaction

from accounts.models import Prison, Prisoner
from deploy.demonstration.canaries import Canaries
from passport.acts.blobs import (
    NoSuchBlob,
    ReceivedBlob,
    ReceivedChunk,
    destroy_blobs,
    keep_blob,
    read_blob,
    receive_blob_gone,
)
from passport.acts.moved_blobs import receive_moved_blob, receive_moved_chunks
from passport.acts.moving import start_transfer
from passport.acts.received import WrongEntry
from passport.acts.sections import RecordMoved
from passport.blob import SealedBlob
from passport.models import Blob, BlobChunk, JournalEntry, JournalTip, Passport, Peer, SectionVersion, Transfer
from passport.sync import blobs as on_the_line
from tests.two_nodes import CENTRAL, PRISON, Cut
from tests.two_prisons import LEEDS, NUMBER, Road

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = b"Canarybird was born in Sheffield. "
TEN_MB = WORDS * (10 * 1024 * 1024 // len(WORDS))


def keep(road: Road, content: bytes, node: str = PRISON) -> SealedBlob:
    """A file with the section that names it, as filing a document writes them."""
    passport = Passport.objects.get(prisoner__number=NUMBER)
    with transaction.atomic():
        sealed = keep_blob(rec=passport.pk, sec="DOCUMENTS", content=content, at=road.now)
    if node == PRISON:
        road.write("DOCUMENTS", sealed.name)
    return sealed


def sent(road: Road, *contents: bytes) -> list[SealedBlob]:
    """Somebody with these files, on the way to Leeds."""
    road.person()
    road.rounds(1)  # central has said that it reads files
    made = [keep(road, content) for content in contents]
    road.send(Prisoner.objects.get(number=NUMBER))
    return made


def arrive(road: Road, rounds: int = 3) -> None:
    road.rounds(rounds)
    with road.at(LEEDS):
        road.comes()
    road.rounds(2)


def opens(sealed: SealedBlob) -> bytes:
    return read_blob(name=sealed.name, key=sealed.key, rec=Passport.objects.get(prisoner__number=NUMBER).pk)


def test_ten_megabytes_go_along_and_open_there(road: Road):
    (sealed,) = sent(road, TEN_MB)
    arrive(road)
    with road.at(LEEDS):
        assert opens(sealed) == TEN_MB
        assert BlobChunk.objects.filter(blob=sealed.name).count() == 41
        assert set(Blob.objects.values_list("iss", "told")) == {(PRISON, True)}
    with road.at_central():
        rows = b"".join(bytes(data) for data in BlobChunk.objects.values_list("data", flat=True))
        assert list(Canaries(["Canarybird", "Sheffield"]).search(rows, "central")) == []


def test_a_file_stands_before_the_section_that_names_it(road: Road):
    sent(road, WORDS * 9)
    road.rounds(2)
    with road.at_central():
        told = JournalEntry.objects.filter(origin=CENTRAL, destination=LEEDS, lane="bulk").order_by("seq")
        found = [(entry.kind, json.loads(entry.body).get("sec")) for entry in told]
        named = found.index(("moved_section", "DOCUMENTS"))
        assert found.index(("moved_chunk", None)) < found.index(("moved_blob", "DOCUMENTS")) < named


def test_a_line_that_is_cut_goes_on_where_it_stopped(road: Road, monkeypatch: pytest.MonkeyPatch):
    (sealed,) = sent(road, TEN_MB)
    road.round(PRISON)
    read, seen = on_the_line.chunk_line, []

    def cut_once(said: Mapping[str, Any]) -> bytes:
        seen.append(said["n"])
        if len(seen) == 18:
            raise Cut
        return read(said)

    monkeypatch.setattr(on_the_line, "chunk_line", cut_once)
    with pytest.raises(Cut):
        road.round(LEEDS)
    with road.at(LEEDS):
        here = BlobChunk.objects.count()
        assert 0 < here < 41
    arrive(road, rounds=1)
    assert min(seen[18:]) >= here - 2  # at most one segment is sent again
    with road.at(LEEDS):
        assert opens(sealed) == TEN_MB


def test_an_older_prison_gets_the_record_without_its_files(road: Road):
    sent(road, WORDS)
    with road.at_central():
        peer = Peer.objects.get(node=LEEDS)
        peer.kinds = [kind for kind in peer.kinds if kind != "moved_blob"]
        peer.save()
    road.round(PRISON)
    with road.at_central():
        told = JournalEntry.objects.filter(origin=CENTRAL, destination=LEEDS)
        assert told.filter(kind="moved_section").exists()
        assert not told.filter(kind__in=["moved_chunk", "moved_blob"]).exists()


def test_leeds_takes_a_file_out_and_nobody_has_it_any_more(road: Road):
    (sealed, other) = sent(road, WORDS, WORDS * 2)
    arrive(road)
    with road.at(LEEDS), transaction.atomic():
        destroy_blobs(names=[sealed.name], at=road.now)
    road.rounds(2)
    for node in (CENTRAL, LEEDS, PRISON):
        with road.at(node):
            assert Blob.objects.get(name=sealed.name).wrapped == ""
            assert not BlobChunk.objects.filter(blob=sealed.name).exists()
            assert BlobChunk.objects.filter(blob=other.name).exists()
            assert not JournalTip.objects.filter(forked_at__isnull=False).exists()
    with pytest.raises(NoSuchBlob):
        opens(sealed)


def test_moorland_says_nothing_of_a_record_that_went(road: Road):
    (sealed,) = sent(road, WORDS)
    arrive(road)
    with pytest.raises(RecordMoved):
        road.write("DOCUMENTS", "another")
    with road.at_central():
        rec = Transfer.objects.get().rec
        with pytest.raises(WrongEntry, match="other"):
            receive_blob_gone(seq=1, name=sealed.name, rec=rec, origin=PRISON, at=road.now)
        assert Blob.objects.get(name=sealed.name).wrapped


def test_what_was_filed_at_leeds_comes_back_to_moorland(road: Road):
    (first,) = sent(road, WORDS)
    arrive(road)
    with road.at(LEEDS):
        second = keep(road, WORDS * 3, LEEDS)
        there = Prisoner.objects.get(number=NUMBER)
        start_transfer(prisoner=there, to=Prison.objects.get(pk=PRISON), by="node:LEI", at=road.now)
    road.rounds(2)
    Prisoner.objects.filter(number=NUMBER).update(left_at=None)
    road.rounds(2)
    assert (opens(first), opens(second)) == (WORDS, WORDS * 3)
    assert set(Blob.objects.values_list("name", "iss")) == {(first.name, PRISON), (second.name, LEEDS)}


def test_leeds_takes_no_file_of_a_record_that_does_not_come_there(road: Road):
    (sealed,) = sent(road, WORDS)
    rec = Passport.objects.get().pk
    chunk = BlobChunk.objects.get()
    with road.at(LEEDS):
        with pytest.raises(WrongEntry, match="other"):
            receive_moved_chunks(
                chunks=[ReceivedChunk(1, sealed.name, 0, chunk.digest, bytes(chunk.data), rec, PRISON)], at=road.now
            )
        with pytest.raises(WrongEntry, match="other"):
            receive_moved_blob(
                blob=ReceivedBlob(2, sealed.name, rec, "DOCUMENTS", sealed.size, sealed.wrapped, PRISON), at=road.now
            )
        assert not BlobChunk.objects.exists()
    assert SectionVersion.objects.filter(sec="DOCUMENTS").exists()
