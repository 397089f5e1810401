"""Sealed files: kept in chunks, told to central, read, destroyed; and the same as central has them from prisons.

What is destroyed leaves its row, so that no late copy, and no copy of a backup's, brings it back.
"""

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import Length

from accounts import audit
from accounts.models import ArchiveKey
from accounts.seal import Unreadable
from passport import journal
from passport.blob import SealedBlob, digest_of, fits, name_of, open_blob, seal_blob
from passport.models import Blob, BlobChunk, JournalEntry, JournalTip, Lane, Peer, Transfer, is_restricted

from .holding import holder_of
from .received import WrongEntry
from .sections import CENTRAL

CHUNK_KIND, BLOB_KIND, GONE_KIND = "chunk", "blob", "blob_gone"
MOST_TOLD = 50  # blobs a round of the courier
UNNAMED = timedelta(days=30)  # chunks whose blob never came


class NoSuchBlob(LookupError):
    """The file is not here, not whole, or was destroyed."""


def keep_blob(*, rec: UUID, sec: str, content: bytes, at: datetime) -> SealedBlob:
    """Seal a file and keep it, inside the act that names it; central is told before the section that does.

    Writes   Blob, a BlobChunk every 256 KiB; their journal entries where central reads them. Queries: 3, or 9.
    Raises   blob.TooLongForABlob.
    """
    sealed = seal_blob(content, rec=rec)
    blob = Blob.objects.create(
        name=sealed.name,
        rec=rec,
        sec=sec,
        iss=journal.own_name(),
        size=sealed.size,
        wrapped=sealed.wrapped,
        made_at=at,
    )
    BlobChunk.objects.bulk_create(
        BlobChunk(blob=sealed.name, n=n, iss=blob.iss, digest=digest_of(data), data=data, at=at)
        for n, data in enumerate(sealed.chunks)
    )
    if central_reads_blobs():
        _tell(blob, at)
    return sealed


def central_reads_blobs() -> bool:
    """Whether central has said so: an older one would keep the entries and lose what they name. Queries: 1."""
    peer = Peer.objects.filter(node=CENTRAL).first()
    return peer is not None and BLOB_KIND in peer.kinds


def carry_blobs(*, at: datetime) -> int:
    """Tell central of the files that were kept before it could read them. Returns how many. Queries: 1 for none."""
    waiting = Blob.objects.filter(told=False).order_by("made_at")
    names = list(waiting.values_list("name", flat=True)[:MOST_TOLD])
    if not names or not central_reads_blobs():
        return 0
    told = 0
    for name in names:
        with transaction.atomic():
            journal.hold(CENTRAL)
            blob = Blob.objects.select_for_update().get(name=name)
            if not blob.told:
                _tell(blob, at)
                told += 1
    return told


def _tell(blob: Blob, at: datetime) -> None:
    chunks = BlobChunk.objects.filter(blob=blob.name).order_by("n").values_list("n", "digest")
    bodies = [{"blob": blob.name, "dig": digest, "n": n} for n, digest in chunks]
    journal.append_all(destination=CENTRAL, lane=Lane.BULK, kind=CHUNK_KIND, bodies=bodies, at=at)
    said = {"dig": blob.name, "rec": str(blob.rec), "sec": blob.sec, "size": blob.size}
    journal.append(destination=CENTRAL, lane=Lane.BULK, kind=BLOB_KIND, body=said, at=at)
    Blob.objects.filter(name=blob.name).update(told=True)


def read_blob(*, name: str, key: str, rec: UUID) -> bytes:
    """The file. name and key: from a section that was opened. Queries: 2. Raises NoSuchBlob, Unreadable."""
    blob = Blob.objects.filter(name=name, rec=rec).first()
    if blob is None or not blob.wrapped:
        raise NoSuchBlob
    return open_blob(sealed_bytes(blob), wrapped=blob.wrapped, key=key, rec=rec, name=name)


def read_blobs(*, keys: Mapping[str, str], rec: UUID) -> dict[str, bytes]:
    """Several small files by name; one that is not here or does not open is left out. Queries: 2, however many."""
    blobs = list(Blob.objects.filter(name__in=keys, rec=rec).exclude(wrapped=""))
    chunks: dict[str, list[bytes]] = {}
    rows = BlobChunk.objects.filter(blob__in=[blob.name for blob in blobs]).order_by("blob", "n")
    for name, data in rows.values_list("blob", "data"):
        chunks.setdefault(name, []).append(bytes(data))
    found = {}
    for blob in blobs:
        with suppress(Unreadable):
            sealed = b"".join(chunks.get(blob.name, []))
            found[blob.name] = open_blob(sealed, wrapped=blob.wrapped, key=keys[blob.name], rec=rec, name=blob.name)
    return found


def sealed_bytes(blob: Blob) -> bytes:
    """The ciphertext, as it was sealed. Queries: 1. Raises NoSuchBlob where a chunk is not here yet."""
    rows = BlobChunk.objects.filter(blob=blob.name).order_by("n").values_list("data", flat=True)
    found = b"".join(bytes(data) for data in rows)
    if len(found) != blob.size:
        raise NoSuchBlob
    return found


def destroy_blobs(*, names: Iterable[str], at: datetime) -> int:
    """Destroy files here, and have central do the same, inside the act that says why. Returns how many. Queries: 7."""
    going = list(Blob.objects.select_for_update().filter(name__in=list(names), gone_at__isnull=True))
    _destroy([blob.name for blob in going], at)
    told = [{"blob": blob.name, "rec": str(blob.rec)} for blob in going if blob.told]
    journal.append_all(destination=CENTRAL, lane=Lane.URGENT, kind=GONE_KIND, bodies=told, at=at)
    return len(going)


def erase_blobs(*, rec: UUID, at: datetime) -> int:
    """Destroy every file of a record, at a prison or at central, inside the act that erases. Queries: 3."""
    names = list(Blob.objects.filter(rec=rec, gone_at__isnull=True).values_list("name", flat=True))
    _destroy(names, at)
    return len(names)


def _destroy(names: list[str], at: datetime) -> None:
    BlobChunk.objects.filter(blob__in=names).delete()
    Blob.objects.filter(name__in=names).update(wrapped="", gone_at=at, told=True)


def collect_blobs(*, at: datetime) -> int:
    """Delete chunks that no blob has named for 30 days: its sender was restored, or never meant it.

    Not those with which a lane ends here: its sender goes on there, however long the line was cut.
    Queries  1 when there are none, else 4.
    """
    named = Blob.objects.filter(name=OuterRef("blob"))
    old = BlobChunk.objects.filter(~Exists(named), at__lt=at - UNNAMED)
    if not old.exists():
        return 0
    way = {name: OuterRef(name) for name in ("origin", "destination", "lane", "seq")}
    last = Subquery(JournalEntry.objects.filter(kind=CHUNK_KIND, **way).values("body"))
    ends = JournalTip.objects.filter(lane=Lane.BULK).values_list(last, flat=True)
    return old.exclude(blob__in=[json.loads(body)["blob"] for body in ends if body]).delete()[0]


@dataclass(frozen=True)
class ReceivedChunk:
    """data: b"" where the sender has destroyed it since. rec, iss: where another node than the sender sealed it."""

    seq: int
    blob: str
    n: int
    digest: str
    data: bytes
    rec: UUID | None = None
    iss: str = ""


@dataclass(frozen=True)
class ReceivedBlob:
    """wrapped: "" where the sender has destroyed it since. iss: where another node than the sender sealed it."""

    seq: int
    name: str
    rec: UUID
    sec: str
    size: int
    wrapped: str
    iss: str = ""


@transaction.atomic
def receive_chunks(*, chunks: list[ReceivedChunk], origin: str, at: datetime) -> None:
    """Keep chunks whose digests were checked; what is here already is not kept twice. Queries: 3.

    Raises   WrongEntry: other, order.
    """
    names = {chunk.blob for chunk in chunks}
    gone = dict(Blob.objects.filter(name__in=names).values_list("name", "gone_at"))
    rows = BlobChunk.objects.filter(blob__in=names).values_list("blob", "n", "iss", "digest")
    there = {(blob, n): (iss, digest) for blob, n, iss, digest in rows}
    for chunk in chunks:
        known = there.get((chunk.blob, chunk.n))
        if known is not None and known != (origin, chunk.digest):
            raise WrongEntry(chunk.seq, "other" if known[0] != origin else "order")
    BlobChunk.objects.bulk_create(
        BlobChunk(blob=one.blob, n=one.n, iss=origin, digest=one.digest, data=one.data, at=at)
        for one in chunks
        if one.data and (one.blob, one.n) not in there and gone.get(one.blob) is None
    )


@transaction.atomic
def receive_blob(*, blob: ReceivedBlob, origin: str, at: datetime) -> None:
    """Keep a file whose chunks are all here. One that was destroyed, or whose person was erased, stays so.

    Queries  5. Raises WrongEntry: other, missing, digest.
    """
    there = Blob.objects.select_for_update().filter(name=blob.name).first()
    if there is not None:
        if (there.iss, there.rec) != (origin, blob.rec):
            raise WrongEntry(blob.seq, "other")
        return
    erased = not blob.wrapped or _is_erased(blob.rec, blob.sec)
    if not erased:
        _check_whole(blob, origin)
    Blob.objects.create(
        name=blob.name,
        rec=blob.rec,
        sec=blob.sec,
        iss=origin,
        size=blob.size,
        wrapped="" if erased else blob.wrapped,
        made_at=at,
        gone_at=at if erased else None,
        told=True,
    )
    if erased:
        BlobChunk.objects.filter(blob=blob.name, iss=origin).delete()


def _is_erased(rec: UUID, sec: str) -> bool:
    kind = ArchiveKey.Kind.RESTRICTED if is_restricted(sec) else ArchiveKey.Kind.NORMAL
    destroyed = list(ArchiveKey.objects.filter(rec=rec, kind=kind).values_list("destroyed_at", flat=True))
    return bool(destroyed) and None not in destroyed


def _check_whole(blob: ReceivedBlob, origin: str) -> None:
    rows = BlobChunk.objects.filter(blob=blob.name, iss=origin).order_by("n")
    found = list(rows.values_list("n", "digest", Length("data")))
    if [n for n, _, _ in found] != list(range(len(found))) or not fits(blob.size, [length for _, _, length in found]):
        raise WrongEntry(blob.seq, "missing")
    try:
        name = name_of(blob.size, [digest for _, digest, _ in found])
    except Unreadable as error:
        raise WrongEntry(blob.seq, "digest") from error
    if name != blob.name:
        raise WrongEntry(blob.seq, "digest")


@transaction.atomic
def receive_blob_gone(*, seq: int, name: str, rec: UUID, origin: str, at: datetime) -> None:
    """Destroy a file, also one whose chunks are still to come: as whoever holds its record says. Queries: 6, and the
    audit line. Raises WrongEntry: other.
    """
    if destroy_named(seq=seq, name=name, rec=rec, iss=origin, at=at):
        audit.write(by=f"node:{origin}", verb="destroy_blob", what="passport.Passport", whom=rec, at=at)


def destroy_named(*, seq: int, name: str, rec: UUID, iss: str, at: datetime) -> bool:
    """Destroy one file by its name, or keep the name for what is still to come. Returns whether anything changed.

    iss      who says so; it must hold the record, or have sealed the file. "": central, of what was destroyed there.
    Queries  3-5. Raises WrongEntry: other.
    """
    gone = {"rec": rec, "sec": "", "iss": iss, "size": 0, "made_at": at, "gone_at": at, "told": True}
    there, new = Blob.objects.get_or_create(name=name, defaults=gone)
    if there.rec != rec or (iss and _writes_in(rec, there.iss) != iss):
        raise WrongEntry(seq, "other")
    BlobChunk.objects.filter(blob=name, iss__in={there.iss, iss} - {""}).delete()
    if not new and there.gone_at is None:
        Blob.objects.filter(name=name).update(wrapped="", gone_at=at)
    return new or there.gone_at is None


def _writes_in(rec: UUID, sealed_by: str) -> str:
    """The prison that writes in a record now: where it was never on its way, the one that sealed the file."""
    moved = Transfer.objects.counting().filter(rec=rec).exists()
    return (holder_of(rec) if moved else None) or sealed_by
