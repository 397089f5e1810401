"""Taking a file in. One that comes while the virus scanner is away waits, sealed to the person's key."""

import json
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from accounts import access, audit
from accounts.access import Verb
from accounts.models import ArchiveKey, User
from accounts.seal import PublicReadingKey, Unreadable, open_box, seal_to
from accounts.seal.box import MAX_PLAINTEXT
from passport import documents
from passport.documents import Code
from passport.models import Passport, WaitingDocument

from .documents import AlreadyThere, Said, TooManyDocuments, file_document
from .sections import NoArchiveKey, RecordMoved, hold, keys_of

BOX = "tg-waiting-document+jwe"
A_ROUND = 10  # files
TWICE, TOO_MANY = "twice", "too_many"  # beside the codes of documents.REASONS


class VirusFound(Exception):
    """The scanner found something. Nothing of the file was kept. `name`: what the scanner calls it."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def take_in(*, passport: Passport, content: bytes, said: Said, by: User, at: datetime) -> bool:
    """Take a file in: looked at, scanned where a scanner is set up, made safe, sealed and named in its section.

    Returns  True; False where the scanner is away: the file waits, sealed, and is filed or destroyed later.
    Writes   two blobs, a section version, handovers that have it, one audit line. Queries: about 45.
    Raises   NotAllowed, documents.NotADocument, VirusFound, AlreadyThere, TooManyDocuments.
    """
    access.require(by, Verb.KEEP_DOCUMENTS, passport.prisoner)
    found = documents.examine_apart(content)
    if settings.CLAMD:
        try:
            _refuse_virus(documents.scan(content, address=settings.CLAMD), passport, by, at)
        except documents.ScannerAway:
            let_wait(passport=passport, content=content, said=said, by=by, at=at)
            return False
    file_document(passport=passport, found=found, original=content, said=said, by=by, at=at)
    return True


def _refuse_virus(name: str, passport: Passport, by: User, at: datetime) -> None:
    """Raises VirusFound for what the scanner named, after writing down that it did. Queries: 1, or none."""
    if name:
        with transaction.atomic():
            audit.write(by=by, verb="find_virus", what="passport.Passport", whom=passport.pk, at=at)
        raise VirusFound(name)


@transaction.atomic
def let_wait(*, passport: Passport, content: bytes, said: Said, by: User, at: datetime) -> WaitingDocument:
    """Keep a file sealed until it can be scanned. The same form again is the same file. Queries: 4.

    Raises  NoArchiveKey, AlreadyThere.
    """
    there = WaitingDocument.objects.filter(pk=said.id).first()
    if there is not None and there.passport_id != passport.pk:
        raise AlreadyThere  # an id that was made up
    if there is not None:
        return there
    live = ArchiveKey.objects.filter(rec=passport.pk, destroyed_at__isnull=True)
    archive = live.filter(kind=_kind(said.restricted)).first()
    if archive is None:
        raise NoArchiveKey(said.sec)
    plain = json.dumps(_written(said)).encode() + b"\n" + content
    key = PublicReadingKey.from_jwk(archive.jwk)
    parts = range(0, len(plain), MAX_PLAINTEXT)
    row = WaitingDocument.objects.create(
        pk=said.id,
        passport=passport,
        restricted=said.restricted,
        by=by,
        at=at,
        sealed=[seal_to(key, BOX, _bound(said.id, part), plain[part : part + MAX_PLAINTEXT]) for part in parts],
    )
    audit.write(by=by, verb="let_document_wait", what="passport.Passport", whom=passport.pk, at=at)
    return row


def scan_waiting(*, at: datetime) -> int:
    """Have the files that wait scanned, the longest waiting first; each is filed or destroyed by itself.

    What waits in a record that went to another prison waits on: it may come back.
    Returns how many are over. With a scanner that is still away: none. Queries: 2 for none, about 60 a file.
    """
    WaitingDocument.objects.filter(ended_at__lt=at - WaitingDocument.KEPT).delete()
    waiting = WaitingDocument.objects.filter(ended_at__isnull=True, passport__held_by="")
    over = 0
    for row in waiting.select_related("passport__prisoner__prison", "by")[:A_ROUND]:
        try:
            said, content = _open(row)
            name = documents.scan(content, address=settings.CLAMD) if settings.CLAMD else ""
            over += _end(row, said, content, name, at)
        except documents.ScannerAway:
            return over
        except RecordMoved:
            continue  # it left meanwhile
        except (Unreadable, NoArchiveKey):  # changed on the disk, or erased: it must not keep the others waiting
            over += _give_up(row, at)
    return over


def _give_up(row: WaitingDocument, at: datetime) -> int:
    held = WaitingDocument.objects.filter(pk=row.pk, ended_at__isnull=True)
    return held.update(sealed=[], refused="damaged", ended_at=at)


def _end(row: WaitingDocument, said: Said, content: bytes, name: str, at: datetime) -> bool:
    """File one that is clean; destroy one that is not. False if somebody else has done it meanwhile."""
    try:
        found = None if name else documents.examine_apart(content)
        refused = ""
    except documents.NotADocument as fault:
        found, refused = None, fault.code
    with transaction.atomic():
        hold(row.passport)  # before the row, as an erasure does
        held = WaitingDocument.objects.select_for_update().filter(pk=row.pk, ended_at__isnull=True)
        if not held.exists():
            return False
        if found is not None:
            refused = _filed(row, said, content, found, at)
        if name:
            audit.write(
                by=f"node:{settings.NODE_NAME}",
                verb="find_virus",
                what="passport.Passport",
                whom=row.passport_id,
                at=at,
            )
        if name or refused:
            held.update(sealed=[], found=name, refused=refused, ended_at=at)
        else:
            held.delete()
    return True


def _filed(row: WaitingDocument, said: Said, content: bytes, found: documents.Examined, at: datetime) -> str:
    try:
        file_document(passport=row.passport, found=found, original=content, said=said, by=row.by, at=at)
    except AlreadyThere:
        return TWICE
    except TooManyDocuments:
        return TOO_MANY
    return ""


def _kind(restricted: bool) -> str:
    return ArchiveKey.Kind.RESTRICTED if restricted else ArchiveKey.Kind.NORMAL


def _bound(pk: UUID, part: int) -> dict[str, Any]:
    return {"document": str(pk), "node": settings.NODE_NAME, "part": part}


def _written(said: Said) -> dict[str, Any]:
    days = {name: day.isoformat() if day else "" for name, day in _days(said).items()}
    return {"code": said.code.value, "title": said.title, "cell": said.cell, **days}


def _days(said: Said) -> dict[str, date | None]:
    return {"issued_on": said.issued_on, "expires_on": said.expires_on}


def _open(row: WaitingDocument) -> tuple[Said, bytes]:
    """Raises NoArchiveKey, Unreadable."""
    keys = keys_of(row.passport_id)
    if _kind(row.restricted) not in keys:
        raise NoArchiveKey
    key, plain = keys[_kind(row.restricted)], b""
    for box in row.sealed:
        plain += open_box(box, key=key, typ=BOX, aad=_bound(row.pk, len(plain)))
    line, _, content = plain.partition(b"\n")
    told = json.loads(line)
    said = Said(
        id=row.pk,
        code=Code(told["code"]),
        title=told["title"],
        issued_on=date.fromisoformat(told["issued_on"]) if told["issued_on"] else None,
        expires_on=date.fromisoformat(told["expires_on"]) if told["expires_on"] else None,
        cell=told["cell"],
        restricted=row.restricted,
    )
    return said, content
