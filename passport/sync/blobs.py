"""Sealed files beside their entries: read for the line, and checked when they came (SPEC.md, "Blobs")."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from accounts.seal import Unreadable, b64, canonical, unb64
from passport.acts.blobs import ReceivedBlob, ReceivedChunk
from passport.acts.received import WrongEntry
from passport.blob import AROUND, MOST_BYTES, MOST_CHUNKS, digest_of
from passport.blob import CHUNK as CHUNK_BYTES
from passport.models import SECTIONS, Blob, BlobChunk

from .kinds import BLOB, CHUNK

CHUNKS = frozenset({"chunk", "moved_chunk"})


def chunk_line(said: Mapping[str, Any]) -> bytes:
    """The line of one chunk as it stands now, read when it is wanted: each is a third of a segment. Queries: 1."""
    row = BlobChunk.objects.filter(blob=said["blob"], n=said["n"]).values_list("data", flat=True).first()
    return canonical({"data": b64(bytes(row)) if row else "", "of": CHUNK})


def blob_lines(names: Iterable[str]) -> dict[str, bytes]:
    """Name → the line that travels beside it, as it stands now. Queries: 1, or none."""
    names = set(names)
    rows = Blob.objects.filter(name__in=names).values_list("name", "wrapped") if names else []
    return {name: canonical({"of": BLOB, "wrapped": wrapped}) for name, wrapped in rows}


def checked_chunk(seq: int, said: Mapping[str, Any], brought: Mapping[str, Any], rec: UUID | None) -> ReceivedChunk:
    """A chunk that is what its entry says. rec: of a moved one. Raises WrongEntry: body, beside; Unreadable."""
    unb64(said["blob"], 32)
    unb64(said["dig"], 32)
    if type(said["n"]) is not int or not 0 <= said["n"] < MOST_CHUNKS:
        raise WrongEntry(seq, "body")
    if brought.keys() != {"data", "of"}:
        raise WrongEntry(seq, "beside")
    data = unb64(brought["data"])
    if len(data) > CHUNK_BYTES:
        raise WrongEntry(seq, "beside")
    if data and digest_of(data) != said["dig"]:
        raise Unreadable("digest")
    return ReceivedChunk(seq, said["blob"], said["n"], said["dig"], data, rec, _iss(seq, said))


def checked_blob(seq: int, said: Mapping[str, Any], brought: Mapping[str, Any], rec: UUID) -> ReceivedBlob:
    """A blob's announcement, of this record. Raises WrongEntry: body, beside; Unreadable."""
    unb64(said["dig"], 32)
    size, sec = said["size"], said["sec"]
    if type(size) is not int or not AROUND <= size <= MOST_BYTES or sec not in SECTIONS:
        raise WrongEntry(seq, "body")
    if brought.keys() != {"of", "wrapped"} or not isinstance(brought["wrapped"], str):
        raise WrongEntry(seq, "beside")
    if brought["wrapped"]:
        unb64(brought["wrapped"], 40)
    return ReceivedBlob(seq, said["dig"], rec, sec, size, brought["wrapped"], _iss(seq, said))


def _iss(seq: int, said: Mapping[str, Any]) -> str:
    """The prison that sealed what another gets; "" where it is the sender's own. Raises WrongEntry: body."""
    iss = said.get("iss", "")
    if not isinstance(iss, str) or ("iss" in said and len(iss) != 3):
        raise WrongEntry(seq, "body")
    return iss
