"""A person's documents: filed, listed, opened, taken out. Each file is sealed by itself before it touches a disk."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from accounts import access, audit
from accounts.access import Verb
from accounts.models import Audience, RoleHeld, User
from accounts.seal import ReadingKey, Unreadable, b64
from passport import documents
from passport.documents import Code, Document, Examined, Reason, StoredFile
from passport.models import RESTRICTED, Passport, SectionVersion, is_restricted

from .blobs import destroy_blobs, keep_blob, read_blob, read_blobs
from .handover import readers_of, renew_handovers
from .reading import READ
from .sections import NoArchiveKey, hold, keys_of, open_version, write_section

SEC = "DOCUMENTS"
SECS = (SEC, SEC + RESTRICTED)
MOST = 60  # documents of one person, in each section


class AlreadyThere(Exception):
    """The very same file is among the person's documents."""


class TooManyDocuments(Exception):
    """The person has 60 documents already."""


class NoSuchDocument(LookupError):
    """There is no such document, or this reader may not know of it."""


@dataclass(frozen=True)
class Said:
    """What is said of a file that is sent in. id: of the form, so that sending it twice adds it once."""

    id: UUID
    code: Code
    title: str = ""
    issued_on: date | None = None
    expires_on: date | None = None
    cell: bool = True
    restricted: bool = False

    @property
    def sec(self) -> str:
        return SECS[self.restricted]


@dataclass(frozen=True)
class Listed:
    """A person's documents as this reader may know of them, newest first.

    restricted  ids of those that only readers of restricted answers see; withheld: how many this reader does not.
    untrusted   a section did not open: it was changed on the disk, or erased.
    """

    documents: tuple[Document, ...]
    restricted: frozenset[str]
    withheld: bool = False
    untrusted: bool = False


@transaction.atomic
def file_document(
    *, passport: Passport, found: Examined, original: bytes, said: Said, by: User, at: datetime
) -> Document:
    """Seal an examined file and name it in a new version of its section. The same form again returns the same.

    Raises  AlreadyThere, TooManyDocuments, NoArchiveKey.
    """
    hold(passport)
    there = newest(passport, said.sec, at)
    summed = b64(sha256(original).digest())
    for one in there:
        if one.id == str(said.id):
            return one
        if one.sum == summed:
            raise AlreadyThere
    if len(there) >= MOST:
        raise TooManyDocuments
    document = Document(
        id=str(said.id),
        code=said.code.value,
        title=said.title,
        issued_on=said.issued_on.isoformat() if said.issued_on else "",
        expires_on=said.expires_on.isoformat() if said.expires_on else "",
        added_at=at.isoformat(),
        added_by=str(by.pk),
        role=RoleHeld.objects.filter(user=by).order_by("role").values_list("role", flat=True).first() or "",
        cell=said.cell,
        media=found.media,
        pages=found.pages,
        sum=summed,
        file=_kept(passport, said.sec, found.content, at),
        thumb=_kept(passport, said.sec, found.thumb, at) if found.thumb else None,
        views=_kept(passport, said.sec, documents.one_after_another(found.views), at) if found.views else None,
    )
    _write(passport, said.sec, [*there, document], by, at)
    audit.write(by=by, verb="add_document", what="passport.Passport", whom=passport.pk, at=at, why=document.code)
    return document


def _kept(passport: Passport, sec: str, content: bytes, at: datetime) -> StoredFile:
    sealed = keep_blob(rec=passport.pk, sec=sec, content=content, at=at)
    return StoredFile(sealed.name, sealed.key, len(content))


def _write(passport: Passport, sec: str, there: Iterable[Document], by: User, at: datetime) -> None:
    readers = readers_of(passport=passport, sec=sec, on=localdate(at))
    data = documents.written(there)
    write_section(passport=passport, sec=sec, data=data, by=by, at=at, readers=readers)
    renew_handovers(passport=passport, secs=[sec], by=by, at=at)


@transaction.atomic
def delete_document(*, passport: Passport, document_id: UUID, reason: Reason, by: User, at: datetime) -> Document:
    """Take a document out: a new version without it, and its file destroyed here and at central.

    What an agency has opened can't be unread. Queries: about 40. Raises NotAllowed, NoSuchDocument.
    """
    reach = access.require(by, Verb.KEEP_DOCUMENTS, passport.prisoner)
    hold(passport)
    for sec in SECS:
        if is_restricted(sec) and not access.can(by, reach, Verb.READ_RESTRICTED, passport.prisoner):
            continue
        there = newest(passport, sec, at)
        gone = next((one for one in there if one.id == str(document_id)), None)
        if gone is not None:
            _write(passport, sec, [one for one in there if one is not gone], by, at)
            destroy_blobs(names=gone.blobs, at=at)
            why = f"{gone.code} {Reason(reason).value}"
            audit.write(by=by, verb="delete_document", what="passport.Passport", whom=passport.pk, at=at, why=why)
            return gone
    raise NoSuchDocument


def newest(passport: Passport, sec: str, at: datetime, keys: Mapping[str, ReadingKey] | None = None) -> list[Document]:
    """The documents of one section; [] before there is one. Queries: 4. Raises NoArchiveKey, Unreadable."""
    row = SectionVersion.objects.of(passport.pk).filter(sec=sec).order_by("-ver").prefetch_related("wraps").first()
    if row is None:
        return []
    if not row.core:
        raise NoArchiveKey(sec)
    opened = open_version(version=row, keys=keys_of(passport.pk) if keys is None else keys, at=at)
    return documents.read(opened.data)


@transaction.atomic
def list_documents(*, passport: Passport, by: User, at: datetime) -> Listed:
    """What a person's documents are, and write down that it was read: the person sees that.

    Queries  about 14. Raises NotAllowed.
    """
    own, restricted = _reads(passport, by)
    keys = keys_of(passport.pk)
    found: list[Document] = []
    narrow: set[str] = set()
    untrusted = False
    for sec in SECS if restricted else SECS[:1]:
        try:
            there = newest(passport, sec, at, keys)
        except (Unreadable, NoArchiveKey, KeyError, TypeError):
            audit.write(by=by, verb="find_untrusted", what="passport.Passport", whom=passport.pk, at=at, why=sec)
            untrusted = True
            continue
        found += there
        narrow |= {one.id for one in there} if is_restricted(sec) else set()
    hidden = not restricted and SectionVersion.objects.of(passport.pk).filter(sec=SECS[1]).exists()
    audit.write(by=by, verb=READ, what="passport.Passport", whom=passport.pk, at=at, why="own" if own else "documents")
    found.sort(key=lambda one: one.added_at, reverse=True)
    return Listed(tuple(found), frozenset(narrow), hidden, untrusted)


def thumbs_of(*, passport: Passport, of: Iterable[Document]) -> dict[str, bytes]:
    """Small JPEGs by document id, of documents that were listed; one that doesn't open is left out. Queries: 2."""
    wanted = {one.thumb.blob: (one.id, one.thumb.key) for one in of if one.thumb}
    found = read_blobs(keys={blob: key for blob, (_, key) in wanted.items()}, rec=passport.pk)
    return {wanted[blob][0]: picture for blob, picture in found.items()}


@transaction.atomic
def open_document(*, passport: Passport, document_id: UUID, by: User, at: datetime) -> tuple[Document, bytes]:
    """One file, and an audit line that the person sees. In the cell only what may be opened there.

    Queries  about 14. Raises NotAllowed, NoSuchDocument, NoSuchBlob (still on its way, or destroyed), Unreadable.
    """
    own, restricted = _reads(passport, by)
    keys = keys_of(passport.pk)
    for sec in SECS if restricted else SECS[:1]:
        for one in newest(passport, sec, at, keys):
            if one.id == str(document_id) and (one.cell or not own):
                content = read_blob(name=one.file.blob, key=one.file.key, rec=passport.pk)
                why = "own" if own else "document"
                audit.write(by=by, verb=READ, what="passport.Passport", whom=passport.pk, at=at, why=why)
                return one, content
    raise NoSuchDocument


def _reads(passport: Passport, by: User) -> tuple[bool, bool]:
    """Whether this is the person's own, and whether restricted documents are shown. Raises NotAllowed."""
    own = by.audience == Audience.PRISONER
    reach = access.require(by, Verb.OWN_PASSPORT if own else Verb.READ_PASSPORT, passport.prisoner)
    return own, own or access.can(by, reach, Verb.READ_RESTRICTED, passport.prisoner)
