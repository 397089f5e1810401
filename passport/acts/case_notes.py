"""Case notes: sealed as they are written, opened for who may, added to and never changed; brought in from a file."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from django.conf import settings
from django.db import IntegrityError, transaction

from accounts import access, audit
from accounts.access import Verb
from accounts.models import ArchiveKey, Prisoner, User
from accounts.seal import PublicReadingKey, ReadingKey, Unreadable, open_box, seal_to
from passport import casenotes
from passport.casenotes import Arriving, Fault, Kind, Kinds
from passport.models import CaseNote, CaseNoteAmendment, Passport

from .reading import READ
from .sections import NoArchiveKey, keys_of, open_passport, still_here
from .words import tidy

BOX = "tg-case-note+jwe"
LONGEST = 4000  # characters of a note that is written here, as the service allows
AHEAD = timedelta(minutes=5)  # a clock may be off by


class NoSuchKind(ValueError):
    """This type and subtype are not among those that can be written here."""


class NothingWritten(ValueError):
    """Only white space."""


class TooLong(ValueError):
    """More than 4,000 characters."""


class NotYet(ValueError):
    """The day on which it is to have happened lies ahead."""


class WrittenOtherwise(ValueError):
    """A note with this id is there already and says something else."""


def kinds_in_force() -> Kinds:
    """The types of the setting CASE_NOTE_TYPES, or those that come along. Raises coded.HasFaults, OSError."""
    return _read(settings.CASE_NOTE_TYPES or str(Path(casenotes.__file__).parent / "types.yml"))


@lru_cache(maxsize=1)
def _read(path: str) -> Kinds:
    return casenotes.read_kinds(Path(path).read_text())


@dataclass(frozen=True)
class Told:
    """A note or an amendment, opened. `text` is None where it does not open: changed on the disk, or erased."""

    row: CaseNote | CaseNoteAmendment
    text: str | None
    author: str


@dataclass(frozen=True)
class ToldNote:
    note: Told
    kind: str
    amendments: tuple[Told, ...]


@transaction.atomic
def write_case_note(
    *,
    passport: Passport,
    note_id: UUID,
    type: str,
    subtype: str,
    text: str,
    happened_at: datetime,
    by: User,
    at: datetime,
) -> CaseNote:
    """Seal one note. The same form a second time writes nothing more.

    note_id      made with the form. text: 1-4,000 characters, NFC. happened_at: aware, not ahead of `at`.
    Queries      about 8. Raises NotAllowed, NoSuchKind, NothingWritten, TooLong, NotYet, NoArchiveKey,
                 WrittenOtherwise.
    """
    kind = _kind_to_write(kinds_in_force(), type, subtype)
    _may_write(passport, kind.sensitive, by)
    said = _text(text)
    _refuse_ahead(happened_at, at)
    still_here(passport)
    reader = _reader(passport.pk, kind.sensitive)
    if (there := CaseNote.objects.filter(pk=note_id).first()) is not None:
        return _same(there, passport, by, (type, subtype))
    row = CaseNote(
        pk=note_id,
        passport=passport,
        type=type,
        subtype=subtype,
        sensitive=kind.sensitive,
        happened_at=happened_at,
        written_at=at,
        by=by,
        sealed=_seal(reader, note_id, said, by.name),
    )
    if not _inserted(row):
        return _same(CaseNote.objects.get(pk=note_id), passport, by, (type, subtype))
    why = f"{type} {subtype}"
    audit.write(by=by, verb="write_case_note", what="passport.CaseNote", whom=passport.pk, at=at, why=why)
    return row


def _kind_to_write(kinds: Kinds, type: str, subtype: str) -> Kind:
    """Raises NoSuchKind for what is not known, and for what is only read here."""
    kind = kinds.kind(type)
    if kind is None or not kind.writable or not kinds.knows(type, subtype):
        raise NoSuchKind
    return kind


def _refuse_ahead(happened_at: datetime, at: datetime) -> None:
    if happened_at > at + AHEAD:
        raise NotYet


def _inserted(row: CaseNote) -> bool:
    """False: the same form, sent at the same time, was quicker."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return False
    return True


@transaction.atomic
def amend_case_note(*, note: CaseNote, amendment_id: UUID, text: str, by: User, at: datetime) -> CaseNoteAmendment:
    """Add words to a note; what it says stays. The same form a second time adds nothing more.

    Queries  about 8. Raises NotAllowed, NothingWritten, TooLong, NoArchiveKey, WrittenOtherwise.
    """
    _may_write(note.passport, note.sensitive, by)
    said = _text(text)
    still_here(note.passport)
    CaseNote.objects.select_for_update(of=("self",), no_key=True).get(pk=note.pk)
    there = CaseNoteAmendment.objects.filter(pk=amendment_id).first()
    if there is not None:
        if (there.note_id, there.by_id) != (note.pk, by.pk):
            raise WrittenOtherwise
        return there
    sealed = _seal(_reader(note.passport_id, note.sensitive), amendment_id, said, by.name)
    row = CaseNoteAmendment.objects.create(pk=amendment_id, note=note, written_at=at, by=by, sealed=sealed)
    audit.write(by=by, verb="amend_case_note", what="passport.CaseNote", whom=note.passport_id, at=at, why=note.type)
    return row


@transaction.atomic
def read_case_notes(*, passport: Passport, notes: Iterable[CaseNote], by: User, at: datetime) -> list[ToldNote]:
    """Open these notes of one person, and write down that they were read. Queries: about 7. Raises NotAllowed.

    notes    with `amendments` prefetched, sensitive ones only where `by` may read them (`notes_for`).
    """
    reach = access.require(by, Verb.READ_PASSPORT, passport.prisoner)
    restricted = access.can(by, reach, Verb.READ_RESTRICTED, passport.prisoner)
    keys, kinds = keys_of(passport.pk), kinds_in_force()
    found = []
    for note in notes:
        if note.passport_id != passport.pk or (note.sensitive and not restricted):
            raise access.NotAllowed(Verb.READ_RESTRICTED.value)
        key = keys.get(_kind(note.sensitive))
        told = _told(note, key)
        found.append(
            ToldNote(
                told, kinds.name_of(note.type, note.subtype), tuple(_told(row, key) for row in note.amendments.all())
            )
        )
    audit.write(by=by, verb=READ, what="passport.Passport", whom=passport.pk, at=at, why="case_notes")
    return found


@dataclass
class Outcome:
    """What an import did. `faults`: rows that were left, by row and reason."""

    added: int
    amended: int
    known: int
    faults: list[Fault]


def import_case_notes(
    *, prison: str, notes: list[Arriving], by: str, at: datetime, progress: Callable[[int], None] = lambda done: None
) -> Outcome:
    """Seal notes that were written elsewhere, each in a turn of its own. Those that are here already stay as they are.

    prison   whose people are meant: a note of somebody else is a fault.
    Queries  1, and about 6 a note (40 for a person's first, whose passport is opened). Raises NoArchiveKey.
    """
    people = {one.number: one for one in Prisoner.objects.filter(prison=prison, number__in={n.number for n in notes})}
    outcome = Outcome(0, 0, 0, [])
    for done, note in enumerate(notes, start=1):
        person = people.get(note.number)
        if person is None:
            outcome.faults.append(Fault(note.row, "nobody of this prison has this number"))
        else:
            try:
                _take_in(person, note, by, at, outcome)
            except NoArchiveKey:
                outcome.faults.append(Fault(note.row, "this person's record was erased"))
        progress(done)
    return outcome


@transaction.atomic
def _take_in(person: Prisoner, note: Arriving, by: str, at: datetime, outcome: Outcome) -> None:
    passport = open_passport(prisoner=person, by=by, at=at)
    Passport.objects.select_for_update(no_key=True).get(pk=passport.pk)
    row = CaseNote.objects.filter(passport=passport, outside_id=note.id).first()
    fresh = row is None
    sensitive = note.sensitive or kinds_in_force().is_sensitive(note.type) if row is None else row.sensitive
    reader = _reader(passport.pk, sensitive)
    if row is None:
        pk = uuid5(NAMESPACE_OID, f"case note {passport.pk} {note.id}")
        row = CaseNote.objects.create(
            pk=pk,
            passport=passport,
            type=note.type,
            subtype=note.subtype,
            sensitive=sensitive,
            happened_at=note.happened_at,
            written_at=note.written_at,
            outside_id=note.id,
            sealed=_seal(reader, pk, note.text, note.author),
        )
    there = set(row.amendments.values_list("outside_id", flat=True))
    added = [each for each in note.amendments if each.id not in there]
    for each in added:
        pk = uuid5(row.pk, f"amendment {each.id}")
        sealed = _seal(reader, pk, each.text, each.author)
        row.amendments.create(pk=pk, written_at=each.written_at, outside_id=each.id, sealed=sealed)
    outcome.added += fresh
    outcome.amended += bool(added) and not fresh
    outcome.known += not fresh and not added
    if fresh or added:
        audit.write(by=by, verb="import_case_note", what="passport.CaseNote", whom=passport.pk, at=at, why=note.type)


def _may_write(passport: Passport, sensitive: bool, by: User) -> None:
    reach = access.require(by, Verb.WRITE_CASE_NOTE, passport.prisoner)
    if sensitive and not access.can(by, reach, Verb.READ_RESTRICTED, passport.prisoner):
        raise access.NotAllowed(Verb.READ_RESTRICTED.value)


def _text(text: str) -> str:
    said = tidy(text)
    if not said:
        raise NothingWritten
    if len(said) > LONGEST:
        raise TooLong(len(said))
    return said


def _same(there: CaseNote, passport: Passport, by: User, kind: tuple[str, str]) -> CaseNote:
    if (there.passport_id, there.by_id, (there.type, there.subtype)) != (passport.pk, by.pk, kind):
        raise WrittenOtherwise
    return there


def _kind(sensitive: bool) -> str:
    return ArchiveKey.Kind.RESTRICTED if sensitive else ArchiveKey.Kind.NORMAL


def _reader(rec: UUID, sensitive: bool) -> PublicReadingKey:
    key = ArchiveKey.objects.filter(rec=rec, kind=_kind(sensitive), destroyed_at__isnull=True).first()
    if key is None:
        raise NoArchiveKey(_kind(sensitive))
    return PublicReadingKey.from_jwk(key.jwk)


def _seal(reader: PublicReadingKey, pk: UUID, text: str, author: str) -> str:
    return seal_to(reader, BOX, {"note": str(pk)}, json.dumps({"text": text, "author": author}).encode())


def _told(row: CaseNote | CaseNoteAmendment, key: ReadingKey | None) -> Told:
    if key is None:
        return Told(row, None, "")
    try:
        said: dict[str, Any] = json.loads(open_box(row.sealed, key=key, typ=BOX, aad={"note": str(row.pk)}))
    except Unreadable:
        return Told(row, None, "")
    return Told(row, said["text"], said["author"])
