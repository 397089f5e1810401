"""Timetables that are too large to be read while somebody waits: sent in now, read by a task."""

import zlib
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts import access, audit
from accounts.access import NotAllowed, Verb
from accounts.acts.later import later
from accounts.keys import node_keys
from accounts.models import Prison, TaskRow, User
from accounts.seal import open_box, seal_to
from accounts.seal.box import MAX_PLAINTEXT
from accounts.seal.encoding import MAX_BYTES
from incell import timetables
from incell.models import TimetableEntry, TimetableUpload
from incell.timetables import Fault, NotATimetable, Read

from .timetable import import_timetable
from .written import key_of

AT_ONCE = 64 * 1024  # bytes: up to some 1,000 rows are read while whoever sends them waits, half a second
KEPT = timedelta(days=30)  # what became of a file can be looked up for so long
TASK = "incell.load_timetable"
BOX = "tg-timetable-upload+jwe"


def read_file(content: bytes, *, number: str, at: datetime) -> tuple[Read, str]:
    """What a file says, and which TimetableEntry.Source says it. Queries: none. Raises timetables.NotATimetable."""
    if timetables.is_json(content):
        return timetables.read_appointments(content, at=at, number=number), TimetableEntry.Source.PROBATION
    return timetables.read_table(content, on=timezone.localdate(at), number=number), TimetableEntry.Source.PRISON


@transaction.atomic
def send_in(
    *, prison: Prison, content: bytes, number: str = "", whole: bool = False, by: User, at: datetime
) -> TimetableUpload:
    """Take a file to be read by the next free worker. It lies sealed to this node until then, and nowhere after.

    number     whom the whole file is about, or "".
    Writes     one TimetableUpload, one task, one audit line. Queries: 6. Raises NotAllowed, keys.NodeKeysLocked.
    """
    if prison.pk not in access.require(by, Verb.IMPORT_TIMETABLE).prisons:
        raise NotAllowed(Verb.IMPORT_TIMETABLE.value)
    pk = uuid4()
    task = later(name=TASK, arguments={"upload": str(pk)}, due_at=at)
    upload = TimetableUpload.objects.create(
        id=pk,
        prison=prison,
        by=by,
        sent_at=at,
        whole=whole,
        task=task,
        sealed=_seal(pk, f"{number}\n".encode() + content),
    )
    audit.write(by=by, verb="send_in_timetable", what="incell.TimetableUpload", whom=pk, at=at)
    return upload


@transaction.atomic
def load_upload(*, upload: UUID | str, at: datetime) -> None:
    """Read one file that was sent in and bring it in; its rows and its end are committed together, once.

    A file that can't be read is refused with the reason, and so is one of somebody who may no longer send any.
    Queries    as import_timetable, and 3.
    """
    held = TimetableUpload.objects.select_for_update(of=("self",)).select_related("prison", "by").get(pk=upload)
    if held.ended_at is not None:
        return
    number, _, content = _open(held).partition(b"\n")
    try:
        read, source = read_file(content, number=number.decode(), at=held.sent_at)
        loaded = import_timetable(prison=held.prison, source=source, read=read, by=held.by, at=at, whole=held.whole)
    except NotATimetable as fault:
        held.refused = [0, fault.field, fault.code, list(fault.numbers.items())]
    except NotAllowed:
        held.refused = [0, "", "not_allowed", []]
    else:
        for name in ("added", "changed", "unchanged", "cancelled"):
            setattr(held, name, getattr(loaded, name))
        held.rows, held.faults, held.notes = read.rows, _kept(loaded.faults), _kept(read.notes)
    held.sealed, held.ended_at = [], at
    held.save()


def faults_of(kept: list[list[Any]]) -> list[Fault]:
    """What an upload keeps of its bad rows, as the reader said it. Queries: none."""
    return [Fault(line, field, code, tuple((name, n) for name, n in numbers)) for line, field, code, numbers in kept]


def clear_uploads(*, at: datetime) -> int:
    """Destroy the file of what could not be read in any try, and forget what was sent in long ago. Queries: 2."""
    failed = TimetableUpload.objects.filter(ended_at__isnull=True, task__state=TaskRow.State.FAILED)
    given_up = failed.update(sealed=[], ended_at=at, refused=[0, "", "failed", []])
    return given_up + TimetableUpload.objects.filter(sent_at__lt=at - KEPT).delete()[0]


def _kept(faults: list[Fault]) -> list[list[Any]]:
    return [[fault.line, fault.field, fault.code, list(fault.numbers)] for fault in faults]


def _seal(pk: UUID, said: bytes) -> list[str]:
    packed, key = zlib.compress(said), node_keys().read.public
    parts = range(0, len(packed), MAX_PLAINTEXT)
    return [seal_to(key, BOX, _bound(pk, part), packed[part : part + MAX_PLAINTEXT]) for part in parts]


def _open(upload: TimetableUpload) -> bytes:
    packed = b""
    for box in upload.sealed:
        packed += open_box(box, key=key_of(box, MAX_BYTES), typ=BOX, aad=_bound(upload.pk, len(packed)))
    return zlib.decompress(packed)


def _bound(pk: UUID, part: int) -> dict[str, Any]:
    return {"node": settings.NODE_NAME, "part": part, "upload": str(pk)}
