"""What is held on one person: the rows of every table of the map, and what a sealed column says."""

import json
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Model, Q, QuerySet

from accounts.models import AuditEntry, Prisoner, RoleHeld, User
from accounts.seal import ReadingKey, Unreadable, open_box
from passport import rights
from passport.models import (
    CaseNote,
    CaseNoteAmendment,
    Draft,
    HandoverMeeting,
    JoinedRecord,
    MeetingWord,
    Passport,
    Prompt,
    ReportEvent,
    SectionVersion,
    UnsaidWords,
    is_restricted,
)
from passport.models.insight import RESTRICTED_RULES
from passport.rights import Held, Map

from .answers import NotAnAnswer, open_said
from .case_notes import BOX as NOTE_BOX
from .drafts import DRAFT_BOX, draft_aad
from .meetings import BOX as MEETING_BOX
from .meetings import WORD_BOX
from .report_events import words_of
from .sections import NoArchiveKey, keys_of, open_version
from .words import UNSAID_BOX, unsaid_aad

SHUT = {"shut": "It stays sealed: nobody who made this copy can open it."}
Keys = dict[UUID, dict[str, ReadingKey]]  # by record, by kind


@lru_cache(maxsize=1)
def held_map() -> Map:
    """The map that comes along. Raises coded.HasFaults, OSError."""
    return rights.read_map((Path(rights.__file__).parent / "held.yml").read_text())


def recs_of(prisoner: Prisoner) -> list[UUID]:
    """The person's record, and those that were joined with it: a record keeps its keys. Queries: 2."""
    own = Passport.objects.filter(prisoner=prisoner)
    joined = JoinedRecord.objects.filter(passport__in=own).values_list("rec", flat=True)
    return [*own.values_list("pk", flat=True), *joined]


def keys_to(prisoner: Prisoner) -> Keys:
    """What opens the person's records. Queries: 3, and one a record that was joined."""
    return {rec: keys_of(rec) for rec in recs_of(prisoner)}


def rows_of(held: Held, prisoner: Prisoner) -> QuerySet[Any]:
    """The rows of one table that are about this person, by primary key. Queries: 2 where it needs records."""
    objects = apps.get_model(held.model)._default_manager
    if held.to == "":
        found = objects.filter(pk=prisoner.pk)
    elif held.to == rights.held.PAIR:
        found = objects.filter(Q(first=prisoner) | Q(second=prisoner))
    elif held.to == rights.held.AUDIT:
        found = _lines_of(prisoner)
    elif held.to.startswith(rights.held.REC):
        found = objects.filter(**{f"{held.to.removeprefix(rights.held.REC)}__in": recs_of(prisoner)})
    else:
        found = objects.filter(**{held.to: prisoner})
    return found.order_by("pk").distinct()


def _lines_of(prisoner: Prisoner) -> QuerySet[AuditEntry]:
    ids = [str(one) for one in (prisoner.pk, prisoner.user_id, *recs_of(prisoner)) if one is not None]
    return AuditEntry.objects.filter(Q(whom__in=ids) | Q(who__in=ids))


def said_of(row: Model, held: Held, prisoner: Prisoner, keys: Keys, at: Any) -> dict[str, Any]:
    """One row in words: column → what it says. Staff stand with their jobs and without their names.

    Queries  those of the rows that it names; what a caller has loaded costs none.
    """
    said: dict[str, Any] = {}
    for field in row._meta.concrete_fields:
        if field.name in held.shut:
            continue
        value = getattr(row, field.attname)
        if field.is_relation and value is not None:
            value = _named(getattr(row, field.name), prisoner)
        said[field.name] = value if value is None or isinstance(value, (bool, int, float, dict, list)) else str(value)
    if isinstance(row, AuditEntry):
        said["who"] = _who(row.who, prisoner)
    if held.open:
        said["said"] = OPENERS[held.open](row, keys, at)
    return said


def _named(other: Any, prisoner: Prisoner) -> str:
    if isinstance(other, Prisoner):
        return "this person" if other.pk == prisoner.pk else f"another person ({other.pk})"
    if isinstance(other, User):
        return _who(str(other.pk), prisoner)
    return str(getattr(other, "name", "") or getattr(other, "title", "") or other.pk)


def _who(who: str, prisoner: Prisoner) -> str:
    if who == str(prisoner.user_id):
        return "this person"
    try:
        roles = RoleHeld.objects.filter(user_id=UUID(who)).order_by("role").values_list("role", flat=True)
    except ValueError:
        return who  # a node, a command or an agency's worker: never a name
    return ", ".join(["staff", *roles])


def _section(row: SectionVersion, keys: Keys, at: Any) -> Any:
    try:
        return open_version(version=row, keys=keys.get(row.rec, {}), at=at).data
    except (Unreadable, NoArchiveKey, ValueError):
        return SHUT


def _draft(row: Draft, keys: Keys, at: Any) -> Any:
    own = keys.get(row.part.report.passport_id, {})
    key = own.get("RESTRICTED" if is_restricted(row.sec) else "NORMAL")
    if key is None:
        return SHUT
    try:
        return json.loads(open_box(row.sealed, key=key, typ=DRAFT_BOX, aad=draft_aad(row.part, row.page, row.sec)))
    except Unreadable:
        return SHUT


def _unsaid(row: UnsaidWords, keys: Keys, at: Any) -> Any:
    own = keys.get(row.passport_id, {})
    if "NORMAL" not in own:
        return SHUT
    try:
        return open_box(row.sealed, key=own["NORMAL"], typ=UNSAID_BOX, aad=unsaid_aad(row.passport)).decode()
    except Unreadable:
        return SHUT


def _case_note(row: CaseNote | CaseNoteAmendment, keys: Keys, at: Any) -> Any:
    note = row.note if isinstance(row, CaseNoteAmendment) else row
    key = keys.get(note.passport_id, {}).get("RESTRICTED" if note.sensitive else "NORMAL")
    if key is None:
        return SHUT
    try:
        return json.loads(open_box(row.sealed, key=key, typ=NOTE_BOX, aad={"note": str(row.pk)}))["text"]
    except Unreadable:
        return SHUT


def _meeting(row: HandoverMeeting, keys: Keys, at: Any) -> Any:
    said = _boxed(row.sealed, keys, row.passport_id, MEETING_BOX, {"meeting": str(row.pk)})
    return said if said is SHUT else json.loads(said)


def _meeting_word(row: MeetingWord, keys: Keys, at: Any) -> Any:
    bound = {"meeting": str(row.meeting_id), "by": str(row.by_id), "revision": str(row.revision)}
    return _boxed(row.sealed, keys, row.meeting.passport_id, WORD_BOX, bound) if row.sealed else ""


def _report_reason(row: ReportEvent, keys: Keys, at: Any) -> Any:
    words = words_of(row, keys.get(row.report.passport_id, {}).get("NORMAL"))
    return SHUT if words is None else words


def _boxed(sealed: str, keys: Keys, rec: UUID, typ: str, bound: dict[str, str]) -> Any:
    key = keys.get(rec, {}).get("NORMAL")
    if key is None:
        return SHUT
    try:
        return open_box(sealed, key=key, typ=typ, aad=bound).decode()
    except Unreadable:
        return SHUT


def _answer(row: Any, keys: Keys, at: Any) -> Any:
    if not row.sealed:
        return None
    try:
        return open_said(row.sealed, handover=row.handover, id=row.pk)
    except NotAnAnswer:
        return SHUT


OPENERS: dict[str, Callable[[Any, Keys, Any], Any]] = {
    "section": _section,
    "draft": _draft,
    "unsaid": _unsaid,
    "answer": _answer,
    "case_note": _case_note,
    "meeting": _meeting,
    "meeting_word": _meeting_word,
    "report_reason": _report_reason,
}


def is_restricted_row(row: Model) -> bool:
    """Whether only readers of restricted answers may look at it."""
    note = row.note if isinstance(row, CaseNoteAmendment) else row
    if isinstance(row, Prompt):
        return row.rule in RESTRICTED_RULES
    sec = getattr(row, "sec", "") or str(getattr(row, "section", ""))
    return is_restricted(sec) or bool(getattr(note, "sensitive", False) or getattr(row, "restricted", False))


def unmapped() -> Iterator[str]:
    """Tables that lead to a person by foreign keys, or that a passport's id is in, and that the map does not know."""
    known = {one.model for one in held_map().held} | set(held_map().left_out)
    about: set[type[Model]] = {Prisoner}
    grown = True
    while grown:
        grown = False
        for model in apps.get_models():
            if model not in about and _leads_to(model, about):
                about.add(model)
                grown = True
    for model in sorted(about, key=lambda one: one._meta.label):
        if model._meta.label not in known:
            yield model._meta.label


def _leads_to(model: type[Model], about: set[type[Model]]) -> bool:
    fields = model._meta.concrete_fields
    return any(field.name == "rec" or field.related_model in about for field in fields)
