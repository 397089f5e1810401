"""What another node told us, applied: one act a kind of entry, each of which changes nothing the second time.

Everything handed in was checked without the database first (sync/checking.py). The caller holds the transaction and
the lane's tip; each act is atomic within it. `by` is "node:NAME".
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts import audit
from accounts.acts.directory import NoAuthority, accept_directory_statement
from accounts.directory import NotTrusted
from accounts.models import Agency, ArchiveKey
from passport.models import Answer, Blob, BlobChunk, Handover, SectionVersion, Wrap
from passport.statement import HandoverStatement

from . import answers
from .holding import WrongEntry, check_owner, holder_of, tell_of_erasure


@dataclass(frozen=True)
class ReceivedKey:
    """A person's archive key. `sealed_private` is "" once it was destroyed."""

    seq: int
    rec: UUID
    kind: str
    kid: str
    jwk: Mapping[str, str]
    sealed_private: str
    made_at: datetime


@transaction.atomic
def receive_archive_keys(*, keys: Iterable[ReceivedKey], origin: str, at: datetime) -> None:
    """Keep people's archive keys, sealed to their prison. A destroyed one never comes back.

    Queries  2 + 1 a key that was known here and is destroyed now. Raises WrongEntry: other, order.
    """
    found = {key.kid: key for key in keys}
    recs = {key.rec for key in found.values()}
    check_owner(found.values(), recs, origin, late=True)
    there = {row.kid: row for row in ArchiveKey.objects.filter(rec__in=recs)}
    elsewhere = ArchiveKey.objects.filter(kid__in=set(found) - set(there)).values_list("kid", flat=True).first()
    if elsewhere is not None:
        raise WrongEntry(found[elsewhere].seq, "other")
    live = {(row.rec, row.kind) for row in there.values() if row.destroyed_at is None}
    new = []
    for key in found.values():
        row = there.get(key.kid)
        if row is not None:
            if row.kind != key.kind:
                raise WrongEntry(key.seq, "other")
            if not key.sealed_private and row.destroyed_at is None:
                ArchiveKey.objects.filter(pk=row.pk).update(sealed_private="", destroyed_at=at)
            continue
        if key.sealed_private:
            if (key.rec, key.kind) in live:
                raise WrongEntry(key.seq, "order")  # the one before is still to be destroyed, by the urgent lane
            live.add((key.rec, key.kind))
        new.append(
            ArchiveKey(
                rec=key.rec,
                kind=key.kind,
                kid=key.kid,
                jwk=dict(key.jwk),
                sealed_private=key.sealed_private,
                made_at=key.made_at,
                destroyed_at=None if key.sealed_private else at,
            )
        )
    ArchiveKey.objects.bulk_create(new)


@transaction.atomic
def receive_handover(*, seq: int, token: str, statement: HandoverStatement, origin: str, at: datetime) -> None:
    """Keep what an agency may open and when, as its prison signed it. An older revision changes nothing.

    Queries  6, and the audit line. Raises WrongEntry: agency, other, missing.
    """
    if not Agency.objects.filter(pk=statement.agency).exists():
        raise WrongEntry(seq, "agency")
    check_owner([ReceivedKey(seq, statement.rec, "", "", {}, "", at)], [statement.rec], origin)
    there = Handover.objects.filter(pk=statement.id).first()
    same = (statement.rec, statement.agency, origin)
    if there is None:
        if Handover.objects.filter(rec=statement.rec, agency=statement.agency).exists():
            raise WrongEntry(seq, "other")
    elif (there.rec, there.agency_id) != same[:2] or (there.prison != origin and not _continues(there, origin)):
        raise WrongEntry(seq, "other")
    elif there.revision >= statement.revision:
        return
    named = {(one.sec, one.ver, one.dig) for one in statement.sections}
    stored = SectionVersion.objects.filter(rec=statement.rec, digest__in=[dig for _, _, dig in named])
    if named - set(stored.values_list("sec", "ver", "digest")):
        raise WrongEntry(seq, "missing")
    Handover.objects.update_or_create(
        pk=statement.id,
        defaults={
            "rec": statement.rec,
            "agency_id": statement.agency,
            "prison": origin,
            "release_on": statement.release_on,
            "opens_on": statement.opens_on,
            "closes_on": statement.closes_on,
            "token": token,
            "revision": statement.revision,
            "made_at": statement.issued_at,
            "withdrawn_at": None,
        },
    )
    _audit(origin, "receive_handover", "passport.Handover", statement.id, at)


def _continues(there: Handover, origin: str) -> bool:
    """A prison to which the record went goes on with what the one before has opened. Queries: 1-2."""
    return holder_of(there.rec) == origin


@transaction.atomic
def receive_withdrawal(*, seq: int, handover: UUID, origin: str, withdrawn_at: datetime, at: datetime) -> None:
    """Close a handover. Queries: 2, and the audit line. Raises WrongEntry: other, missing."""
    there = Handover.objects.filter(pk=handover).first()
    if there is None:
        raise WrongEntry(seq, "missing")
    if there.prison != origin and not _continues(there, origin):
        raise WrongEntry(seq, "other")
    if there.withdrawn_at is None:
        Handover.objects.filter(pk=handover).update(withdrawn_at=withdrawn_at)
        _audit(origin, "receive_withdrawal", "passport.Handover", handover, at)


@transaction.atomic
def receive_erasure(
    *, seq: int, rec: UUID, keys: Iterable[ReceivedKey], origin: str, erased_at: datetime, at: datetime
) -> None:
    """Destroy what opens a person's record here: sealed keys, wraps and cores. Digests and heads stay.

    keys     destroyed keys that the bulk lane has not brought yet: kept, so that a late envelope stays closed.
    Whatever day the prison's clock said: every key of the record that is here goes.
    Queries  10, and the audit line. Raises WrongEntry: other.
    """
    probe = ReceivedKey(seq, rec, "", "", {}, "", at)
    check_owner([probe], [rec], origin)
    receive_archive_keys(keys=keys, origin=origin, at=at)
    ArchiveKey.objects.filter(rec=rec, destroyed_at__isnull=True).update(sealed_private="", destroyed_at=erased_at)
    destroyed = ArchiveKey.objects.filter(rec=rec, destroyed_at__isnull=False).values("kid")
    closed = list(
        SectionVersion.objects.filter(rec=rec, wraps__place=0, wraps__kid__in=destroyed).values_list("pk", flat=True)
    )
    Wrap.objects.filter(version__in=closed).delete()
    SectionVersion.objects.filter(pk__in=closed).update(core="")
    _erase_blobs(rec, erased_at)
    tell_of_erasure(rec=rec, origin=origin, at=at)
    _audit(origin, "receive_erasure", "passport.Passport", rec, at)


def _erase_blobs(rec: UUID, erased_at: datetime) -> None:
    """Files that are here; of one that comes later nothing is kept (blobs.receive_blob)."""
    gone = Blob.objects.filter(rec=rec, gone_at__isnull=True)
    BlobChunk.objects.filter(blob__in=list(gone.values_list("name", flat=True))).delete()
    gone.update(wrapped="", gone_at=erased_at)


def receive_directory_statement(*, seq: int, statement: str, origin: str, at: datetime) -> None:
    """Take the directory authority's word, which central only carries. Raises WrongEntry: authority, directory."""
    try:
        accept_directory_statement(statement=statement, by=f"node:{origin}", at=at)
    except NoAuthority as error:
        raise WrongEntry(seq, "authority") from error
    except NotTrusted as error:
        raise WrongEntry(seq, "directory") from error


def receive_opening(*, seq: int, answer: UUID, handover: UUID, worker: UUID, said_at: datetime, at: datetime) -> None:
    """Write down that an agency's worker opened a handover, as central says. Raises WrongEntry: missing."""
    try:
        answers.receive_opened(id=answer, handover=handover, worker=worker, at=said_at, now=at)
    except answers.NoSuchHandover as error:
        raise WrongEntry(seq, "missing") from error


def receive_sealed_answer(
    *, seq: int, answer: UUID, handover: UUID, worker: UUID, sealed: str, said_at: datetime, origin: str, at: datetime
) -> None:
    """Take a worker's sealed answer. One that can't be opened is kept as it came, with an audit line that says so:
    a single worker must not be able to stop everybody's answers. Raises WrongEntry: missing.
    """
    try:
        answers.receive_answer(id=answer, handover=handover, worker=worker, sealed=sealed, at=said_at, now=at)
    except answers.NoSuchHandover as error:
        raise WrongEntry(seq, "missing") from error
    except answers.NotAnAnswer as error:
        defaults = {"handover_id": handover, "kind": Answer.Kind.ANSWERED, "worker": worker, "sealed": sealed}
        _, new = Answer.objects.get_or_create(pk=answer, defaults={**defaults, "at": said_at})
        if new:
            _audit(origin, "find_unreadable_answer", "passport.Handover", handover, at, str(error.args[0]))


def record_segment(*, origin: str, lane: str, first: int, last: int, entry: UUID, at: datetime) -> None:
    """One audit line for all that a segment brought. `entry` is the id of its last one."""
    _audit(origin, "receive_segment", "passport.JournalEntry", entry, at, f"{lane} {first}-{last}")


def record_fork(*, origin: str, lane: str, seq: int, at: datetime) -> None:
    """The audit line of an alarm."""
    _audit(origin, "find_fork", "passport.JournalTip", origin, at, f"{lane} {seq}")


def _audit(origin: str, verb: str, what: str, whom: UUID | str, at: datetime, why: str = "") -> None:
    audit.write(by=f"node:{origin}", verb=verb, what=what, whom=whom, at=at, why=why)
