"""What lists show of applications, the licence and meetings, as it goes along; their words lie in the sections."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from accounts.models import Prisoner, User
from passport.models import Application, HandoverMeeting, LicenceStanding, Passport

DAYS = ("begun_on", "sent_on", "answered_on", "due_on", "starts_on", "ends_on", "held_on")
MOMENTS = ("changed_at", "drafted_at", "planned_at")
APPLICATION = ("id", "kind", "state", "begun_on", "sent_on", "answered_on", "kept", "due_on", "changed_at")
LICENCE = ("starts_on", "ends_on", "conditions", "understood", "asks", "changed_at")
MEETING = ("id", "held_on", "drafted_at", "changed_at", "revision", "sealed", "planned_at")


def gather_lists(prisoner: Prisoner, at: datetime) -> dict[str, list[Any]]:
    """Queries: 4."""
    passport = Passport.objects.get(prisoner=prisoner)
    return {
        "applications": [_said(row, APPLICATION) for row in Application.objects.filter(passport=passport)],
        "licence": [_said(row, LICENCE) for row in LicenceStanding.objects.filter(passport=passport)],
        "meetings": [_said(row, MEETING) for row in HandoverMeeting.objects.filter(passport=passport)],
    }


def _said(row: Any, names: tuple[str, ...]) -> dict[str, Any]:
    said = {name: getattr(row, name) for name in names}
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else str(value) if isinstance(value, UUID) else value
        for name, value in said.items()
    }


def apply_lists(prisoner: Prisoner, rows: Mapping[str, list[Any]], by: User, at: datetime) -> None:
    """They stand as they stood; of two the one that was changed last. Queries: about 2 a row."""
    passport = Passport.objects.get(prisoner=prisoner)
    for row in rows.get("applications", []):
        said = _read(row) | {"changed_by": by}
        there = Application.objects.filter(pk=said["id"]).first()
        if there is None or (there.passport_id == passport.pk and there.changed_at < said["changed_at"]):
            Application.objects.update_or_create(pk=said.pop("id"), defaults={**said, "passport": passport})
    for row in rows.get("licence", []):
        said = _read(row)
        if not LicenceStanding.objects.filter(passport=passport, changed_at__gte=said["changed_at"]).exists():
            LicenceStanding.objects.update_or_create(passport=passport, defaults=said)
    for row in rows.get("meetings", []):
        said = _read(row) | {"changed_by": by}
        met = HandoverMeeting.objects.filter(pk=said["id"]).first()
        if met is None:
            HandoverMeeting.objects.create(passport=passport, drafted_by=by, **said)
        elif met.passport_id == passport.pk and met.revision < said["revision"]:
            HandoverMeeting.objects.filter(pk=said.pop("id")).update(**said)


def _read(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row with its days and moments as what they are."""
    said = dict(row)
    for name in DAYS:
        if said.get(name):
            said[name] = date.fromisoformat(said[name])
    for name in MOMENTS:
        if said.get(name):
            said[name] = datetime.fromisoformat(said[name])
    if "id" in said:
        said["id"] = UUID(said["id"])
    return said
