"""A copy of everything that is held on a person, because they asked: collected, looked through, released, given, gone.

Each piece is sealed under a key of the copy's own the moment it is made; destroying that key ends the copy. Nothing
of it ever lies in the clear on a disk: the file is written as it is fetched.
"""

import base64
import json
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Count, Q, Sum
from django.utils.timezone import localdate

from accounts import access, audit
from accounts.access import Verb
from accounts.acts.keys import destroy_archive_keys, make_archive_key, open_archive_key
from accounts.models import ArchiveKey, Prisoner, User
from accounts.seal import PublicReadingKey, ReadingKey, open_box, seal_to
from passport.models import AccessExport, Blob, ExportPart
from passport.rights import Held

from .held import held_map, is_restricted_row, keys_to, recs_of, rows_of, said_of

EXPORT_BOX = "tg-access-export+jwe"
MOST_DAYS = 30  # one month from the asking (UK GDPR, article 12(3))
A_PART = 100  # rows that are sealed together
A_STEP = 400  # rows copied in one transaction
A_VOLUME = 150  # rows of a PDF
PAPER = "paper"
Piece = tuple[str, list[dict[str, Any]], int]
State, Decision = AccessExport.State, ExportPart.Decision


class AlreadyUnderWay(Exception):
    """A copy for this person is under way or ready: go on with that one."""


class NotInThisState(Exception):
    """Somebody moved the copy on meanwhile. Look at it again."""


class NotLookedThrough(Exception):
    """Pieces that name somebody else have no decision yet."""


class NeedsAnotherPerson(Exception):
    """Who began a copy can't release it."""


class NotInThePast(ValueError):
    """The person asked today or before."""


@transaction.atomic
def begin_export(*, prisoner: Prisoner, asked_on: date, by: User, at: datetime) -> AccessExport:
    """Begin the copy that a person asked for. A courier collects it.

    Queries: 12. Raises NotAllowed, NotInThePast, AlreadyUnderWay.
    """
    access.require(by, Verb.KEEP_RECORDS, prisoner)
    if asked_on > localdate(at):
        raise NotInThePast
    try:
        with transaction.atomic():
            export = AccessExport.objects.create(
                prisoner=prisoner,
                asked_on=asked_on,
                due_on=asked_on + timedelta(days=MOST_DAYS),
                of=len(held_map().held),
                made_by=by,
                made_at=at,
            )
    except IntegrityError as error:
        raise AlreadyUnderWay from error
    make_archive_key(rec=export.pk, kind=ArchiveKey.Kind.RESTRICTED, by=str(by.pk), at=at)
    audit.write(by=by, verb="begin_export", what="passport.AccessExport", whom=prisoner.pk, at=at)
    return export


@transaction.atomic
def collect(*, at: datetime) -> int:
    """Copy on where the oldest copy that is being collected stands: at most 400 rows. Returns how many were copied.

    Killed anywhere, the next call goes on behind the last row that was committed. Queries: 1 where nothing waits.
    """
    waiting = AccessExport.objects.filter(state=State.COLLECTING).order_by("made_at")
    export = waiting.select_for_update(of=("self",), skip_locked=True).select_related("prisoner__prison").first()
    if export is None:
        return 0
    prisoner = export.prisoner
    keys = keys_to(prisoner)
    left = A_STEP
    while left > 0 and export.done < len(held_map().held):
        held = held_map().held[export.done]
        rows = rows_of(held, prisoner)
        if export.after:
            rows = rows.filter(pk__gt=_key_of(held, export.after))
        batch = list(rows[:left])
        _keep(export, held, [(row, said_of(row, held, prisoner, keys, at)) for row in batch])
        short = len(batch) < left
        export.done, export.after = (export.done + 1, "") if short else (export.done, str(batch[-1].pk))
        left -= len(batch)
    if export.done >= len(held_map().held):
        export.state, export.of = State.REVIEW, len(held_map().held)
        audit.write(
            by=f"node:{settings.NODE_NAME}",
            verb="collect_export",
            what="passport.AccessExport",
            whom=prisoner.pk,
            at=at,
        )
    export.save()
    return A_STEP - left


def _key_of(held: Held, text: str) -> Any:
    return apps.get_model(held.model)._meta.pk.to_python(text)


def _keep(export: AccessExport, held: Held, rows: Sequence[tuple[Any, dict[str, Any]]]) -> None:
    """Seal rows: one by one where somebody else is in them, else a hundred together."""
    size = 1 if held.others else A_PART
    together = [list(rows[n : n + size]) for n in range(0, len(rows), size)]
    place = export.parts.count()
    for some in together:
        restricted = any(is_restricted_row(row) for row, _ in some)
        _seal(export, place, held.model, [said for _, said in some], others=held.others, restricted=restricted)
        place += 1


def _seal(
    export: AccessExport, place: int, model: str, said: list[dict[str, Any]], *, others: bool, restricted: bool
) -> None:
    key = ArchiveKey.objects.get(rec=export.pk, destroyed_at__isnull=True)
    ExportPart.objects.create(
        export=export,
        place=place,
        model=model,
        others=others,
        restricted=restricted,
        sealed=seal_to(
            PublicReadingKey.from_jwk(key.jwk), EXPORT_BOX, _bound(export, place, model), json.dumps(said).encode()
        ),
    )


def _bound(export: AccessExport, place: int, model: str) -> dict[str, Any]:
    return {"export": str(export.pk), "model": model, "place": place}


def key_of_export(export: AccessExport) -> ReadingKey:
    """Raises ArchiveKey.DoesNotExist once the copy is destroyed. Queries: 1."""
    return open_archive_key(ArchiveKey.objects.get(rec=export.pk, destroyed_at__isnull=True))


def open_part(part: ExportPart, key: ReadingKey) -> list[dict[str, Any]]:
    """The rows of one piece. The caller has asked who may see it. Raises Unreadable. Queries: none."""
    aad = _bound(part.export, part.place, part.model)
    rows: list[dict[str, Any]] = json.loads(open_box(part.sealed, key=key, typ=EXPORT_BOX, aad=aad))
    return rows


def pieces_to_look_at(*, export: AccessExport, by: User, at: datetime) -> tuple[list[ExportPart], bool]:
    """The pieces that name somebody else which this person may look at, and whether some are withheld from them.

    Queries: 3. Raises NotAllowed.
    """
    reach = access.require(by, Verb.KEEP_RECORDS, export.prisoner)
    parts = export.parts.filter(others=True).select_related("export", "decided_by")
    if access.can(by, reach, Verb.READ_RESTRICTED, export.prisoner):
        return list(parts), False
    return list(parts.filter(restricted=False)), parts.filter(restricted=True).exists()


@transaction.atomic
def decide_piece(*, part: ExportPart, decision: str, by: User, at: datetime) -> ExportPart:
    """Say whether a piece that names somebody else is given out. Until the release the last word counts. Queries: 9.

    Raises NotAllowed, NotInThisState; ValueError for no decision.
    """
    export = AccessExport.objects.select_for_update(of=("self",)).select_related("prisoner").get(pk=part.export_id)
    reach = access.require(by, Verb.KEEP_RECORDS, export.prisoner)
    if part.restricted and not access.can(by, reach, Verb.READ_RESTRICTED, export.prisoner):
        raise access.NotAllowed(Verb.READ_RESTRICTED.value)
    if export.state != State.REVIEW:
        raise NotInThisState
    part.decision, part.decided_by, part.decided_at = Decision(decision), by, at
    part.save(update_fields=["decision", "decided_by", "decided_at"])
    why = f"{part.place} {part.decision}"
    audit.write(by=by, verb="decide_piece", what="passport.AccessExport", whom=export.prisoner_id, at=at, why=why)
    return part


@transaction.atomic
def release_export(*, export: AccessExport, by: User, at: datetime) -> AccessExport:
    """Release a copy that was looked through, as another person than who began it. Queries: 7.

    Raises NotAllowed, NotInThisState, NeedsAnotherPerson, NotLookedThrough.
    """
    access.require(by, Verb.KEEP_RECORDS, export.prisoner)
    held = AccessExport.objects.select_for_update(of=("self",)).get(pk=export.pk)
    if held.state != State.REVIEW:
        raise NotInThisState
    if held.made_by_id == by.pk:
        raise NeedsAnotherPerson
    if held.parts.filter(others=True, decision="").exists():
        raise NotLookedThrough
    held.state, held.released_by, held.released_at = State.MAKING, by, at
    held.done, held.of, held.after = 0, held.parts.count(), ""
    held.save()
    audit.write(by=by, verb="release_export", what="passport.AccessExport", whom=held.prisoner_id, at=at)
    return held


@transaction.atomic
def fetch_export(*, export: AccessExport, by: User, at: datetime) -> Iterator[Piece]:
    """Write down that a released copy is fetched, and give its pieces: (model, rows, rows left out), in order.

    Restricted answers that are given out are in it: then only who may read them fetches it.
    Queries  8 now; one and its rows while it is read. Raises NotAllowed, NotInThisState, KeyDestroyed.
    """
    reach = access.require(by, Verb.KEEP_RECORDS, export.prisoner)
    if export.gives_restricted() and not access.can(by, reach, Verb.READ_RESTRICTED, export.prisoner):
        raise access.NotAllowed(Verb.READ_RESTRICTED.value)
    if not AccessExport.objects.filter(pk=export.pk, state=State.READY).update(fetched_at=at):
        raise NotInThisState
    audit.write(by=by, verb="fetch_export", what="passport.AccessExport", whom=export.prisoner_id, at=at)
    return _pieces(export, key_of_export(export))


def why_left_out(export: AccessExport) -> list[dict[str, Any]]:
    """What a decision left out: a table, how many pieces, and the reason. Queries: 1."""
    left = export.parts.filter(others=True).exclude(decision=Decision.GIVE).order_by("model", "decision")
    counted = left.values("model", "decision").annotate(pieces=Count("pk"))
    return [
        {"table": row["model"], "pieces": row["pieces"], "why": str(Decision(row["decision"]).label)} for row in counted
    ]


def files_of(export: AccessExport) -> tuple[int, int]:
    """How many files are kept of the person, and how many bytes: about how large the copy gets. Queries: 3."""
    kept = (
        Blob.objects.filter(rec__in=recs_of(export.prisoner))
        .exclude(wrapped="")
        .aggregate(n=Count("pk"), size=Sum("size"))
    )
    return kept["n"], kept["size"] or 0


def _pieces(export: AccessExport, key: ReadingKey) -> Iterator[Piece]:
    for part in export.parts.select_related("export").iterator(chunk_size=50):
        yield piece_of(part, key)


def piece_of(part: ExportPart, key: ReadingKey) -> Piece:
    """(model, rows, how many were left out): nothing of a piece that is not given out is opened. Raises Unreadable."""
    if part.others and part.decision != Decision.GIVE:
        return part.model, [], 1
    return part.model, open_part(part, key), 0


@transaction.atomic
def put_on_paper(*, lay_out: Callable[[list[Piece], int], bytes], at: datetime) -> int:
    """Lay out the next pages of the oldest copy that was released, sealed as they are made.

    lay_out  makes a PDF of pieces and the number of its volume. Returns how many pieces went on paper.
    Killed anywhere, the next call makes the same pages again. Queries: 1 where nothing waits; 5 and its pieces.
    """
    waiting = AccessExport.objects.filter(state=State.MAKING).order_by("released_at")
    export = waiting.select_for_update(of=("self",), skip_locked=True).select_related("prisoner").first()
    if export is None:
        return 0
    key = key_of_export(export)
    parts = export.parts.exclude(model=PAPER).filter(place__gte=int(export.after or 0)).select_related("export")
    pieces: list[Piece] = []
    rows = 0
    for part in parts.iterator(chunk_size=50):
        piece = piece_of(part, key)
        if pieces and rows + len(piece[1]) > A_VOLUME:
            break
        pieces.append(piece)
        rows += len(piece[1]) + piece[2]
        export.after = str(part.place + 1)
    if pieces:
        volume = export.parts.filter(model=PAPER).count() + 1
        pdf = base64.b64encode(lay_out(pieces, volume)).decode()
        place = export.parts.count()
        _seal(export, place, PAPER, [{"volume": volume, "pdf": pdf}], others=False, restricted=False)
    export.done += len(pieces)
    if export.done >= export.of:
        export.state = State.READY
    export.save()
    return len(pieces)


@transaction.atomic
def close_export(*, export: AccessExport, by: User | str, at: datetime) -> None:
    """Destroy a copy: its key, then its pieces. Queries: 8. Raises NotAllowed; a second time changes nothing."""
    if isinstance(by, User):
        access.require(by, Verb.KEEP_RECORDS, export.prisoner)
    held = AccessExport.objects.select_for_update(of=("self",)).get(pk=export.pk)
    if held.closed_at is not None:
        return
    destroy_archive_keys(rec=held.pk, by=by if isinstance(by, str) else str(by.pk), at=at)
    held.parts.all().delete()
    held.state, held.closed_at = State.CLOSED, at
    held.save()
    audit.write(by=by, verb="close_export", what="passport.AccessExport", whom=held.prisoner_id, at=at)


def progress_of(export: AccessExport) -> dict[str, int]:
    """How many pieces name somebody else, and how many of these are decided. Queries: 1."""
    counted = export.parts.filter(others=True).aggregate(of=Count("pk"), done=Count("pk", filter=~Q(decision="")))
    return {"of": counted["of"], "done": counted["done"]}
