"""Central passes a record on, unread, from the prison that sends it to the one that it goes to."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import OuterRef, Q, Subquery

from passport import journal
from passport.models import Blob, BlobChunk, JournalEntry, Lane, Peer, SectionVersion, SignedHead, Transfer

ARRIVING = "arriving"
CHUNK_KIND, BLOB_KIND, GONE_KIND = "moved_chunk", "moved_blob", "moved_blob_gone"


def tell(node: str, kind: str, body: dict[str, object], at: datetime, lane: Lane = Lane.URGENT) -> None:
    """One entry more in a node's journal. Queries: 3."""
    journal.append(destination=node, lane=lane, kind=kind, body=body, at=at)


def relay_transfers(*, at: datetime) -> int:
    """At central: tell prisons of records on their way to them, once they read such news.

    Writes   an urgent entry a transfer, and a bulk one for each version that is here. Returns how many transfers.
    Queries  1 when there are none.
    """
    with transaction.atomic():
        waiting = Transfer.objects.open().filter(relayed_at__isnull=True).exclude(origin=journal.own_name())
        found = list(waiting.exclude(destination=journal.own_name()).select_for_update(of=("self",)))
        peers = Peer.objects.filter(node__in={one.destination for one in found}) if found else []
        ready = {peer.node for peer in peers if ARRIVING in peer.kinds}
        going = [one for one in found if one.destination in ready]
        for transfer in going:
            Transfer.objects.filter(pk=transfer.pk).update(relayed_at=at)
            journal.hold(transfer.destination)
            tell(transfer.destination, ARRIVING, {"transfer": transfer.token}, at)
            _pass_on(transfer, at)
    return len(going)


@transaction.atomic
def pass_on_late(recs: Iterable[UUID], *, at: datetime) -> None:
    """At central: pass on what came only now of records that are on their way. Queries: 1 when none is."""
    for transfer in Transfer.objects.open().filter(rec__in=set(recs), relayed_at__isnull=False):
        _pass_on(transfer, at)


def _pass_on(transfer: Transfer, at: datetime) -> None:
    """A bulk entry for each version that the other prison was not told of, oldest first; files come before the
    sections that name them, and those after all others. Queries: 4, 3 a version, 6 a file.
    """
    first = SignedHead.objects.filter(version=OuterRef("pk")).order_by("revision").values("token")[:1]
    versions = SectionVersion.objects.of(transfer.rec).annotate(token=Subquery(first)).order_by("ver", "sec")
    told = set(
        JournalEntry.objects.filter(
            names__in=versions.values("digest"),
            origin=journal.own_name(),
            destination=transfer.destination,
            kind="moved_section",
        ).values_list("names", flat=True)
    )
    named = Q(sec__startswith="DOCUMENTS")  # where files are named
    _tell_versions(transfer.destination, versions.exclude(named), told, at)
    pass_on_blobs(transfer, at=at)
    _tell_versions(transfer.destination, versions.filter(named), told, at)


def _tell_versions(prison: str, versions: Iterable[SectionVersion], told: set[str], at: datetime) -> None:
    for version in versions:
        if version.digest not in told:
            said = {"rec": str(version.rec), "sec": version.sec, "ver": version.ver, "dig": version.digest}
            tell(prison, "moved_section", {"head": version.token, **said}, at, Lane.BULK)  # type: ignore[attr-defined]


def pass_on_blobs(transfer: Transfer, *, at: datetime) -> None:
    """At central: bulk entries for each file of a record that the other prison was not told of, its chunks first.

    A prison that does not read them yet gets none. Queries: 2, and 6 a file.
    """
    if not _reads(transfer.destination):
        return
    there = Blob.objects.filter(rec=transfer.rec, gone_at__isnull=True).exclude(wrapped="")
    told = JournalEntry.objects.filter(
        names__in=there.values("name"), origin=journal.own_name(), destination=transfer.destination, kind=BLOB_KIND
    )
    for blob in there.exclude(name__in=told.values("names")).order_by("made_at", "name"):
        whose = {"iss": blob.iss, "rec": str(blob.rec)}
        chunks = BlobChunk.objects.filter(blob=blob.name).order_by("n").values_list("n", "digest")
        bodies = [{"blob": blob.name, "dig": digest, "n": n, **whose} for n, digest in chunks]
        prison, lane = transfer.destination, Lane.BULK
        journal.append_all(destination=prison, lane=lane, kind=CHUNK_KIND, bodies=bodies, at=at)
        tell(prison, BLOB_KIND, {"dig": blob.name, "sec": blob.sec, "size": blob.size, **whose}, at, lane)


def _reads(prison: str) -> bool:
    peer = Peer.objects.filter(node=prison).first()
    return peer is not None and BLOB_KIND in peer.kinds


def tell_of_gone(*, name: str, rec: UUID, origin: str, at: datetime) -> None:
    """At central: every other prison that the record ever was at destroys its copy too. Queries: 1, and 4 a prison."""
    moves = Transfer.objects.counting().filter(rec=rec).values_list("origin", "destination")
    for prison in sorted({prison for way in moves for prison in way} - {origin}):
        if _reads(prison):
            body = {"blob": name, "rec": str(rec)}
            journal.append(destination=prison, lane=Lane.URGENT, kind=GONE_KIND, body=body, at=at)
