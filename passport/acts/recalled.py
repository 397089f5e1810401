"""What this prison once told central, taken back from it: after a restore, and only what is not here already.

Everything handed in was checked before, as what another node tells is (sync/checking.py). The caller holds the
transaction and the lane's tip. Nothing that lies here is destroyed or replaced: central could have made it up.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from accounts import audit
from accounts.models import Agency, ArchiveKey, Prisoner
from passport.models import (
    Blob,
    Departure,
    Handover,
    Passport,
    SectionVersion,
    Transfer,
    WantedRecord,
)
from passport.statement import HandoverStatement, TransferStatement

from .received import ReceivedKey
from .received_moves import keep_keys
from .received_versions import ReceivedVersion, keep_versions


def recall_versions(versions: Sequence[ReceivedVersion]) -> None:
    """Envelopes that were lost; newer readers of those that were not. Queries: 10. Raises WrongEntry."""
    named = {version.head.digest for version in versions}
    here = set(SectionVersion.objects.filter(digest__in=named).exclude(core="").values_list("digest", flat=True))
    wanted = [version for version in versions if version.core != "" or version.head.digest not in here]
    if wanted:
        keep_versions([replace(version, early=True) for version in wanted])


def recall_handover(*, token: str, statement: HandoverStatement, at: datetime) -> None:
    """What an agency may open, as this prison signed it. An agency that central has not told of yet has no name.

    Queries  3-4.
    """
    there = Handover.objects.filter(pk=statement.id).first()
    if there is not None and there.revision >= statement.revision:
        return
    Agency.objects.get_or_create(pk=statement.agency, defaults={"name": "–", "kind": Agency.Kind.PROBATION})
    Handover.objects.update_or_create(
        pk=statement.id,
        defaults={
            "rec": statement.rec,
            "agency_id": statement.agency,
            "prison": statement.prison,
            "release_on": statement.release_on,
            "opens_on": statement.opens_on,
            "closes_on": statement.closes_on,
            "token": token,
            "revision": statement.revision,
            "made_at": statement.issued_at,
            "withdrawn_at": None,
        },
    )


def recall_withdrawal(*, handover: UUID, withdrawn_at: datetime) -> None:
    """Queries: 1."""
    Handover.objects.filter(pk=handover, withdrawn_at__isnull=True).update(withdrawn_at=withdrawn_at)


def recall_blob_gone(*, name: str, rec: UUID, origin: str, at: datetime) -> None:
    """A file that is not here stays away; one that is goes when no section names it. Queries: 1-2."""
    gone = {"rec": rec, "sec": "", "iss": origin, "size": 0, "made_at": at, "gone_at": at, "told": True}
    Blob.objects.get_or_create(name=name, defaults=gone)


def still_open(recs: Iterable[UUID]) -> set[UUID]:
    """Of records that were erased, as central says, those whose keys lie here. Queries: 1."""
    rows = ArchiveKey.objects.filter(rec__in=set(recs), destroyed_at__isnull=True).exclude(sealed_private="")
    return set(rows.values_list("rec", flat=True))


def recall_transfer(
    *, seq: int, token: str, statement: TransferStatement, keys: Sequence[ReceivedKey], at: datetime
) -> None:
    """A record that this prison sent away: closed here again where the person is. Queries: 5-10."""
    row, new = Transfer.objects.get_or_create(
        pk=statement.id,
        defaults={
            "rec": statement.rec,
            "origin": statement.origin,
            "destination": statement.destination,
            "token": token,
            "came_at": statement.issued_at,
            "seq": seq,
        },
    )
    if not new:
        return
    keep_keys(row.pk, keys)
    passport = Passport.objects.filter(pk=statement.rec).first()
    if passport is None:
        return
    prisoner = Prisoner.objects.get(pk=passport.prisoner_id)
    Departure.objects.create(
        transfer=row, prisoner=prisoner, closed={"incell": []}, left_before=prisoner.left_at is not None
    )
    Passport.objects.filter(pk=passport.pk).update(held_by=row.destination)
    gone = {"gone_to": row.destination, "moved_to": row.destination, "on_the_way": True}
    Prisoner.objects.filter(pk=prisoner.pk).update(left_at=prisoner.left_at or at, **gone)


def recall_cancelled(*, transfer: UUID) -> None:
    """Queries: 1."""
    Transfer.objects.filter(pk=transfer, state=Transfer.State.ON_THE_WAY).update(state=Transfer.State.ASKED_BACK)


def recall_wanted(*, said: Mapping[str, Any], sealed: str, at: datetime) -> None:
    """A question of this prison to another. Queries: 1-2."""
    asked = {"origin": said["from"], "destination": said["to"], "sealed": sealed, "at": at}
    WantedRecord.objects.get_or_create(pk=UUID(said["id"]), defaults=asked)


def record_part(*, origin: str, lane: str, first: int, last: int, entry: UUID, at: datetime) -> None:
    """One audit line for all that a part of the copy brought. `entry` is the id of its last one."""
    why = f"{lane} {first}-{last}"
    audit.write(by=f"node:{origin}", verb="recall_segment", what="passport.JournalEntry", whom=entry, at=at, why=why)
