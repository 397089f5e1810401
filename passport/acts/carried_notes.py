"""Case notes as they go along: in the boxes in which they lie, which open with the keys that go along too."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from accounts.models import Prisoner, User
from passport.models import CaseNote, CaseNoteAmendment, Passport

NOTE = ("type", "subtype", "sensitive", "outside_id", "sealed")


def gather_notes(prisoner: Prisoner, at: datetime) -> dict[str, list[Any]]:
    """Queries: 2."""
    found = CaseNote.objects.filter(passport__prisoner=prisoner).prefetch_related("amendments")
    return {"notes": [_note(note) for note in found.order_by("written_at", "pk")]}


def _note(note: CaseNote) -> dict[str, Any]:
    return {
        **{name: getattr(note, name) for name in NOTE},
        "id": str(note.pk),
        "happened_at": note.happened_at.isoformat(),
        "written_at": note.written_at.isoformat(),
        "amendments": [
            {
                "id": str(more.pk),
                "written_at": more.written_at.isoformat(),
                "outside_id": more.outside_id,
                "sealed": more.sealed,
            }
            for more in note.amendments.all()
        ],
    }


def apply_notes(prisoner: Prisoner, rows: Mapping[str, list[Any]], by: User, at: datetime) -> None:
    """Notes and what was added to them, each once. Queries: about 2 a note and 2 an addition."""
    passport = Passport.objects.get(prisoner=prisoner)
    for row in rows.get("notes", []):
        said = {name: row[name] for name in NOTE}
        said |= {name: datetime.fromisoformat(row[name]) for name in ("happened_at", "written_at")}
        note, _ = CaseNote.objects.get_or_create(pk=UUID(row["id"]), defaults={**said, "passport": passport, "by": by})
        for more in row["amendments"]:
            CaseNoteAmendment.objects.get_or_create(
                pk=UUID(more["id"]),
                defaults={
                    "note": note,
                    "by": by,
                    "written_at": datetime.fromisoformat(more["written_at"]),
                    "outside_id": more["outside_id"],
                    "sealed": more["sealed"],
                },
            )
