"""Writing and reading section versions: sealed the moment they are written, opened only with the person's keys."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts import audit
from accounts.access import IsHistory
from accounts.acts.keys import make_archive_key, open_archive_key
from accounts.keys import node_keys, signers_of
from accounts.models import ArchiveKey, Prisoner, User
from accounts.seal import (
    Binding,
    Envelope,
    Opened,
    PublicReadingKey,
    PublicSigningKey,
    ReadingKey,
    assemble_section,
    open_section,
    seal,
    sign_head,
)
from passport import journal
from passport.models import (
    CourtRelease,
    Lane,
    Passport,
    Pathway,
    PathwayState,
    SectionVersion,
    SignedHead,
    Wrap,
    is_restricted,
)

CENTRAL = "CENTRAL"


class RecordMoved(IsHistory):
    """Another prison writes on in this record: what is here is history. `place` is that prison."""

    def __init__(self, place: str) -> None:
        super().__init__("moved")
        self.place = place


class NoArchiveKey(Exception):
    """The person has no archive key of this kind: their record was erased, or the passport never opened."""


@dataclass(frozen=True)
class Section:
    """An opened section version, as pages show it."""

    sec: str
    ver: int
    at: datetime
    data: dict[str, Any]


@transaction.atomic
def open_passport(*, prisoner: Prisoner, by: User | str, at: datetime) -> Passport:
    """Give a person a passport: two archive keys, seven pathways and the cover sheet. Again returns the same.

    Writes   Passport, 2 ArchiveKey, 7 PathwayState, IDENTITY version 1, 3 journal entries, 4 audit lines.
    Queries  1 when it is there; about 35 when it is made.
    """
    passport, made = Passport.objects.get_or_create(prisoner=prisoner, defaults={"opened_at": at})
    if not made:
        return passport
    hold(passport)
    name = by if isinstance(by, str) else str(by.pk)
    for kind in ArchiveKey.Kind:
        key = make_archive_key(rec=passport.pk, kind=kind, by=name, at=at)
        journal.append(
            destination=CENTRAL,
            lane=Lane.BULK,
            kind="archive_key",
            body={"rec": str(key.rec), "kind": key.kind, "kid": key.kid, "jwk": key.jwk},
            at=at,
        )
    PathwayState.objects.bulk_create(
        PathwayState(passport=passport, pathway=pathway, updated_at=at) for pathway in Pathway
    )
    audit.write(by=by, verb="open_passport", what="passport.Passport", whom=passport.pk, at=at)
    write_cover(passport=passport, by=by, at=at)
    return passport


def write_cover(
    *, passport: Passport, by: User | str, at: datetime, readers: Iterable[PublicReadingKey] = ()
) -> SectionVersion | None:
    """Write a new IDENTITY version for these readers when the cover sheet has changed. Returns it, or None.

    Queries: 4, or 14.
    """
    data = cover_of(passport)
    last = SectionVersion.objects.of(passport.pk).filter(sec="IDENTITY").newest().first()
    if last is not None and open_version(version=last, keys=keys_of(passport.pk), at=at).data == data:
        return None
    return write_section(passport=passport, sec="IDENTITY", data=data, by=by, at=at, readers=readers)


def cover_of(passport: Passport) -> dict[str, Any]:
    """The cover sheet: who this is and when the person leaves. Dates are ISO 8601 days.

    Of somebody whom a court let go it says so, and what was not ready: codes of the list. Queries: 1 for them.
    """
    prisoner = passport.prisoner
    said = {
        "kind": "identity",
        "name": prisoner.name,
        "date_of_birth": prisoner.date_of_birth.isoformat(),
        "prison_number": prisoner.number,
        "prison": prisoner.prison.name,
        "release_on": prisoner.release_on.isoformat() if prisoner.release_on else None,
        "release_kind": prisoner.release_kind or None,
    }
    if passport.court_on is None:
        return said
    court = CourtRelease.objects.standing().filter(stay__prisoner=prisoner).first()
    if court is None:
        return said
    day = court.on.isoformat()
    return said | {"release_on": day, "release_kind": None, "court_on": day, "left_open": court.left_open}


@transaction.atomic
def write_section(
    *,
    passport: Passport,
    sec: str,
    data: Mapping[str, Any],
    by: User | str,
    at: datetime,
    readers: Iterable[PublicReadingKey] = (),
) -> SectionVersion:
    """Seal the next version of one section, sign its head and journal it.

    data     what the section says; a JSON object.
    readers  agencies' keys that may open this version; the person's archive key is always the first.
    Queries  10 + readers. Locks the passport, so that two writers make two versions.
    Raises   NoArchiveKey, UnsealableData, WrongReaders.
    """
    hold(passport)
    last = SectionVersion.objects.of(passport.pk).filter(sec=sec).order_by("-ver").first()
    kind = ArchiveKey.Kind.RESTRICTED if is_restricted(sec) else ArchiveKey.Kind.NORMAL
    archive = ArchiveKey.objects.filter(rec=passport.pk, kind=kind, destroyed_at__isnull=True).first()
    if archive is None:
        raise NoArchiveKey(sec)
    node = node_keys()
    binding = Binding(iss=node.name, rec=str(passport.pk), sec=sec, ver=last.ver + 1 if last else 1)
    envelope = seal(
        binding=binding,
        data=data,
        prev=last.digest if last else None,
        issued_at=at,
        signing_key=node.sign,
        readers=[PublicReadingKey.from_jwk(archive.jwk), *readers],
    )
    version = _kept(binding, envelope, last.digest if last else "", at)
    sign_next_head(version=version, kids=envelope.kids, at=at, kind="section", lane=Lane.BULK)
    audit.write(by=by, verb="write_section", what="passport.SectionVersion", whom=passport.pk, at=at, why=sec)
    return version


def _kept(binding: Binding, envelope: Envelope, prev: str, at: datetime) -> SectionVersion:
    """The rows of an envelope. prev: the digest of the version before, "" for the first. Queries: 2."""
    version = SectionVersion.objects.create(
        rec=UUID(binding.rec),
        sec=binding.sec,
        ver=binding.ver,
        iss=binding.iss,
        core=json.dumps(envelope.core.members(), separators=(",", ":")),
        digest=envelope.digest,
        prev=prev,
        sealed_at=at,
    )
    Wrap.objects.bulk_create(
        Wrap(version=version, place=place, kid=wrap.kid, entry=wrap.to_json())
        for place, wrap in enumerate(envelope.wraps)
    )
    return version


def sign_next_head(
    *, version: SectionVersion, kids: Iterable[str], at: datetime, kind: str = "head", lane: Lane = Lane.URGENT
) -> SignedHead:
    """Sign who can open this version now, as the next revision, and journal it. Queries: 5."""
    last = version.heads.order_by("-revision").values_list("revision", flat=True).first()
    revision = 0 if last is None else last + 1
    token = sign_head(
        binding=binding_of(version),
        digest=version.digest,
        prev=version.prev or None,
        recipients=list(kids),
        revision=revision,
        issued_at=at,
        signing_key=node_keys().sign,
    )
    head = SignedHead.objects.create(version=version, revision=revision, token=token, signed_at=at)
    journal.append(
        destination=CENTRAL,
        lane=lane,
        kind=kind,
        body={
            "head": token,
            "rec": str(version.rec),
            "sec": version.sec,
            "ver": version.ver,
            "dig": version.digest,
        },
        at=at,
    )
    return head


def hold(passport: Passport) -> None:
    """Lock the passport, then the journal's lanes: every act that writes sections takes them in this order.

    Raises   RecordMoved.
    """
    held_by = Passport.objects.select_for_update().values_list("held_by", flat=True).get(pk=passport.pk)
    if held_by:
        raise RecordMoved(held_by)
    journal.hold(CENTRAL)


def still_here(passport: Passport) -> None:
    """For an act that writes beside the sections: the record is here, and leaves for another prison after it.

    Queries  1; before any other lock. Raises RecordMoved.
    """
    rows = Passport.objects.select_for_update(no_key=True)
    held_by = rows.values_list("held_by", flat=True).get(pk=passport.pk)
    if held_by:
        raise RecordMoved(held_by)


def binding_of(version: SectionVersion) -> Binding:
    return Binding(iss=version.iss, rec=str(version.rec), sec=version.sec, ver=version.ver)


def envelope_of(version: SectionVersion) -> Envelope:
    """The whole envelope of a stored version. Queries: 1 unless the wraps are prefetched. Raises Unreadable."""
    return assemble_section(json.loads(version.core), [json.loads(wrap.entry) for wrap in version.wraps.all()])


def keys_of(rec: UUID) -> dict[str, ReadingKey]:
    """The person's opened archive keys by kind. Queries: 1. Raises Unreadable; a destroyed key is left out."""
    rows = ArchiveKey.objects.filter(rec=rec, destroyed_at__isnull=True)
    return {row.kind: open_archive_key(row) for row in rows}


def open_version(
    *,
    version: SectionVersion,
    keys: Mapping[str, ReadingKey],
    at: datetime,
    signers: Mapping[str, PublicSigningKey] | None = None,
) -> Opened:
    """Open one stored version with the person's archive keys. Raises NoArchiveKey, Unreadable.

    signers  of the version's issuer, for who opens many. Queries: 1 for them, 1 for wraps that are not prefetched.
    """
    kind = ArchiveKey.Kind.RESTRICTED if is_restricted(version.sec) else ArchiveKey.Kind.NORMAL
    if kind not in keys:
        raise NoArchiveKey(version.sec)
    return open_section(
        envelope_of(version),
        expected=binding_of(version),
        key=keys[kind],
        signers=signers_of(version.iss) if signers is None else signers,
        at=at,
        digest=version.digest,
    )
