"""Documents' files of a record that comes from another prison: whole, checked, and destroyed when they are there."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from passport import journal
from passport.models import Transfer

from .blobs import ReceivedBlob, ReceivedChunk, destroy_named, receive_blob, receive_chunks
from .holding import WrongEntry


@transaction.atomic
def receive_moved_chunks(*, chunks: Sequence[ReceivedChunk], at: datetime) -> None:
    """At the other prison: chunks whose digests were checked, of records that come here. Queries: 1, and 3 a prison
    that sealed some. Raises WrongEntry: other, order.
    """
    _check_coming(chunks)
    for iss in sorted({chunk.iss for chunk in chunks}):
        receive_chunks(chunks=[chunk for chunk in chunks if chunk.iss == iss], origin=iss, at=at)


@transaction.atomic
def receive_moved_blob(*, blob: ReceivedBlob, at: datetime) -> None:
    """At the other prison: a file, whole and as it is named, or the segment is refused. Queries: 6.

    Raises   WrongEntry: other, missing, digest.
    """
    _check_coming([blob])
    receive_blob(blob=blob, origin=blob.iss, at=at)


@transaction.atomic
def receive_moved_gone(*, seq: int, name: str, rec: UUID, at: datetime) -> None:
    """At a prison where the record once was: a file was taken out where it is now. Queries: 4. Raises WrongEntry."""
    if not Transfer.objects.filter(rec=rec).exists():
        raise WrongEntry(seq, "other")
    destroy_named(seq=seq, name=name, rec=rec, iss="", at=at)


def _check_coming(things: Iterable[ReceivedChunk | ReceivedBlob]) -> None:
    recs = {thing.rec for thing in things if thing.rec}
    mine = Transfer.objects.filter(rec__in=recs, destination=journal.own_name())
    coming = set(mine.values_list("rec", flat=True))
    for thing in things:
        if thing.rec not in coming:
            raise WrongEntry(thing.seq, "other")
