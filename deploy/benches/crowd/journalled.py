"""A prison's records in bulk, sealed and journalled as the acts write them: what the line has to carry."""

import json
import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from os import urandom
from uuid import UUID

from django.db import transaction

from accounts.acts.keys import ARCHIVE_BOX
from accounts.keys import NodeKeys, node_keys
from accounts.models import ArchiveKey, Prison, Prisoner
from accounts.seal import Binding, Envelope, PublicReadingKey, ReadingKey, seal, seal_to, sign_head
from passport import journal
from passport.acts.blobs import carry_blobs, keep_blob
from passport.models import JournalTip, Lane, Passport, Pathway, SectionVersion, SignedHead, Wrap

from .rows import CODE, id_of, save

SECTIONS = ("IDENTITY", *Pathway.values)  # eight a person
PEOPLE = 50  # a transaction
WORDS = 2_000  # characters of one section
FILE = 500_000  # bytes of a document
CENTRAL = "CENTRAL"


def grow(versions: int, at: datetime) -> int:
    """So many section versions of so many people as that takes, in journal order. Returns the entries that wait."""
    Prison.objects.get_or_create(code=CODE, defaults={"name": "Moorland (HMP & YOI)"})
    had, people = Passport.objects.count(), -(-versions // len(SECTIONS))
    for begin in range(had, had + people, PEOPLE):
        _people(range(begin, min(begin + PEOPLE, had + people)), at)
    return waiting()


def waiting() -> int:
    """Entries that central has not acknowledged. Queries: 1."""
    return sum(row.seq - row.acknowledged_seq for row in JournalTip.objects.filter(origin=CODE))


def scan(blobs: int, at: datetime) -> int:
    """So many files of half a megabyte, each named by the journal with its chunks. Returns the entries that wait."""
    recs = list(Passport.objects.order_by("pk").values_list("pk", flat=True)[:blobs])
    for n in range(blobs):
        with transaction.atomic():
            journal.hold(CENTRAL)
            keep_blob(rec=recs[n % len(recs)], sec="DOCUMENTS", content=urandom(FILE), at=at)
    while carry_blobs(at=at):
        continue
    return waiting()


@transaction.atomic
def _people(some: range, at: datetime) -> None:
    node = node_keys()
    people = [_person(n, at) for n in some]
    passports = [
        Passport(id=id_of("passport", n), prisoner=one, opened_at=at) for n, one in zip(some, people, strict=True)
    ]
    keys = [key for one in passports for key in _keys(node, one.pk, at)]
    for rows in (people, passports, keys):
        save(rows)
    told = [{"rec": str(key.rec), "kind": key.kind, "kid": key.kid, "jwk": key.jwk} for key in keys]
    journal.append_all(destination=CENTRAL, lane=Lane.BULK, kind="archive_key", bodies=told, at=at)
    readers = {key.rec: PublicReadingKey.from_jwk(key.jwk) for key in keys if key.kind == ArchiveKey.Kind.NORMAL}
    write([(one.pk, sec, 1, None) for one in passports for sec in SECTIONS], readers, at)


def write(wanted: list[tuple[UUID, str, int, str | None]], readers: dict[UUID, PublicReadingKey], at: datetime) -> None:
    """Seal (rec, sec, ver, digest of the one before) each for its archive key, with heads and entries. Queries: 7."""
    node = node_keys()
    sealed = [
        (rec, sec, ver, prev, _sealed(node, rec, sec, ver, prev, readers[rec], at)) for rec, sec, ver, prev in wanted
    ]
    versions = SectionVersion.objects.bulk_create(
        SectionVersion(
            rec=rec,
            sec=sec,
            ver=ver,
            iss=CODE,
            core=json.dumps(envelope.core.members(), separators=(",", ":")),
            digest=envelope.digest,
            prev=prev or "",
            sealed_at=at,
        )
        for rec, sec, ver, prev, envelope in sealed
    )
    heads, wraps, bodies = [], [], []
    for version, (rec, sec, ver, prev, envelope) in zip(versions, sealed, strict=True):
        token = sign_head(
            binding=Binding(iss=CODE, rec=str(rec), sec=sec, ver=ver),
            digest=envelope.digest,
            prev=prev,
            recipients=list(envelope.kids),
            revision=0,
            issued_at=at,
            signing_key=node.sign,
        )
        heads.append(SignedHead(version=version, revision=0, token=token, signed_at=at))
        wraps += [
            Wrap(version=version, place=k, kid=one.kid, entry=one.to_json()) for k, one in enumerate(envelope.wraps)
        ]
        bodies.append({"head": token, "rec": str(rec), "sec": sec, "ver": ver, "dig": envelope.digest})
    save(heads)
    save(wraps)
    journal.append_all(destination=CENTRAL, lane=Lane.BULK, kind="section", bodies=bodies, at=at)


def _sealed(
    node: NodeKeys, rec: UUID, sec: str, ver: int, prev: str | None, reader: PublicReadingKey, at: datetime
) -> Envelope:
    drawn = random.Random(f"{rec} {sec} {ver}")  # noqa: S311  (made-up words, the same every time)
    return seal(
        binding=Binding(iss=CODE, rec=str(rec), sec=sec, ver=ver),
        data={"kind": "words", "text": "".join(drawn.choices("abcdefgh mnopqrst", k=WORDS))},
        prev=prev,
        issued_at=at,
        signing_key=node.sign,
        readers=[reader],
    )


def _person(n: int, at: datetime) -> Prisoner:
    return Prisoner(
        id=id_of("person", n),
        prison_id=CODE,
        number=f"{chr(65 + n // 260_000)}{n % 10_000:04}{chr(65 + n // 10_000 % 26)}C",
        first_name="Marlon",
        last_name=f"Person{n}",
        date_of_birth=at.date() - timedelta(days=12_000),
        status="ACTIVE IN",
        release_on=at.date() + timedelta(days=n % 400 + 30),
        received_on=at.date() - timedelta(days=n % 900),
    )


def _keys(node: NodeKeys, rec: UUID, at: datetime) -> Iterator[ArchiveKey]:
    for kind, keeper in ((ArchiveKey.Kind.NORMAL, node.archive), (ArchiveKey.Kind.RESTRICTED, node.archive_restricted)):
        key = ReadingKey.generate()
        aad = {"rec": str(rec), "kind": kind.value, "kid": key.kid}
        box = seal_to(keeper.public, ARCHIVE_BOX, aad, json.dumps(key.private_jwk()).encode())
        yield ArchiveKey(rec=rec, kind=kind, kid=key.kid, jwk=key.jwk(), sealed_private=box, made_at=at)
