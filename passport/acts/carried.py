"""What the passport keeps beside its sections, as it goes along: where things stand, consents, who has what."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from accounts.models import Agency, Prisoner, User
from passport.models import (
    Appointment,
    Consent,
    Handover,
    Passport,
    PathwayState,
    PlanStanding,
    ReadinessEvent,
    ReadinessItem,
    Referral,
    SupportNeed,
    UnsaidWords,
)

from .carried_reports import apply_reports, gather_reports
from .readiness import begin_list

PLAN = (
    *("agreement", "agreement_is_current", "signed_is_current", "goals_open", "steps_open", "next_target_on"),
    *("changed_at", "changed_by_person"),
)
HANDOVER = ("prison", "release_on", "opens_on", "closes_on", "token", "revision", "made_at", "withdrawn_at")
NEED = (*("id", "pathway", "restricted", "code", "owner", "status", "person_says", "opened_at", "changed_at"),)
APPOINTMENT = (
    *("id", "section", "on", "at", "minutes", "outside", "state", "with_probation", "day_one", "release_on"),
    "changed_at",
)
READY = ("code", "status", "owner", "changed_at", "revision")


def gather_standing(prisoner: Prisoner, at: datetime) -> dict[str, list[Any]]:
    """Queries: 14."""
    passport = Passport.objects.get(prisoner=prisoner)
    plan = PlanStanding.objects.filter(passport=passport).first()
    consents = Consent.objects.filter(passport=passport).select_related("agency").order_by("said_at", "id")
    referrals = Referral.objects.filter(passport=passport, ended_at__isnull=True).select_related("agency")
    handovers = Handover.objects.filter(rec=passport.pk).select_related("agency")
    ready = ReadinessItem.objects.filter(readiness__prisoner=prisoner)
    unsaid = UnsaidWords.objects.filter(passport=passport)
    return {
        "pathways": [_plain(row, ("pathway", "status", "updated_at")) for row in passport.pathways.all()],
        "plan": [_plain(plan, PLAN)] if plan else [],
        **gather_reports(passport),
        "consents": [_to(row.agency) | _plain(row, ("section", "given", "said_at")) for row in consents],
        "referrals": [_to(row.agency) | _plain(row, ("at",)) for row in referrals],
        "handovers": [_to(row.agency) | _plain(row, ("id", *HANDOVER)) for row in handovers],
        "needs": [_plain(row, NEED) for row in SupportNeed.objects.filter(passport=passport)],
        "appointments": [_plain(row, APPOINTMENT) for row in Appointment.objects.filter(passport=passport)],
        "ready": [_plain(row, READY) for row in ready],
        "unsaid": [_plain(row, ("sealed", "typed_at")) for row in unsaid],
    }


def _plain(row: Any, names: tuple[str, ...]) -> dict[str, Any]:
    said = {name: getattr(row, name) for name in names}
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else str(value) if isinstance(value, UUID) else value
        for name, value in said.items()
    }


def _to(agency: Agency) -> dict[str, str]:
    return {"agency": str(agency.pk), "agency_name": agency.name, "agency_kind": agency.kind}


def apply_standing(prisoner: Prisoner, rows: Mapping[str, list[Any]], by: User, at: datetime) -> None:
    """Where things stood there is where they stand here. What the person said to another prison's agreement lets the
    agency keep what it has, and is no word to this prison's. Queries: about 3 a row.
    """
    passport = Passport.objects.get(prisoner=prisoner)
    for row in rows.get("pathways", []):
        said = {"status": PathwayState.Status(row["status"]), "updated_at": _moment(row["updated_at"])}
        PathwayState.objects.update_or_create(passport=passport, pathway=row["pathway"], defaults=said)
    for row in rows.get("plan", []):
        days = {"next_target_on": _day(row["next_target_on"]), "changed_at": _moment(row["changed_at"])}
        PlanStanding.objects.update_or_create(passport=passport, defaults={**row, **days})
    apply_reports(passport, rows, by, at)
    agencies = _agencies(rows)
    for row in rows.get("consents", []):
        Consent.objects.get_or_create(
            passport=passport,
            agency=agencies[row["agency"]],
            section=row["section"],
            said_at=_moment(row["said_at"]),
            defaults={"given": row["given"], "carried": True},  # one that was said here and comes back is there
        )
    for row in rows.get("referrals", []):
        Referral.objects.get_or_create(
            passport=passport,
            agency=agencies[row["agency"]],
            ended_at=None,
            defaults={"by": by, "at": _moment(row["at"])},
        )
    _handovers(passport, rows, agencies)
    _needs(passport, rows)
    _appointments(passport, rows, by)
    _ready(prisoner, rows, by, at)
    for row in rows.get("unsaid", []):
        UnsaidWords.objects.get_or_create(
            passport=passport, defaults={"sealed": row["sealed"], "typed_at": _moment(row["typed_at"])}
        )


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _agencies(rows: Mapping[str, list[Any]]) -> dict[str, Agency]:
    """An agency has the same id everywhere; one that is not known here yet is made under its name."""
    named = {row["agency"]: row for name in ("consents", "referrals", "handovers") for row in rows.get(name, [])}
    return {
        pk: Agency.objects.get_or_create(
            pk=UUID(pk), defaults={"name": row["agency_name"], "kind": row["agency_kind"]}
        )[0]
        for pk, row in named.items()
    }


def _needs(passport: Passport, rows: Mapping[str, list[Any]]) -> None:
    """Their words are in the sections; these are what lists need. What was changed last counts."""
    for row in rows.get("needs", []):
        said = row | {name: _moment(row[name]) for name in ("opened_at", "changed_at")}
        _newer(SupportNeed, UUID(said.pop("id")), passport, said)


def _appointments(passport: Passport, rows: Mapping[str, list[Any]], by: User) -> None:
    for row in rows.get("appointments", []):
        said = row | {name: _day(row[name]) for name in ("on", "release_on")}
        said |= {"changed_at": _moment(row["changed_at"]), "changed_by": by}
        said["at"] = time.fromisoformat(row["at"]) if row["at"] else None
        _newer(Appointment, UUID(said.pop("id")), passport, said)


def _newer(model: type[SupportNeed] | type[Appointment], pk: UUID, passport: Passport, said: dict[str, Any]) -> None:
    there = model.objects.filter(pk=pk).first()
    if there is None:
        model.objects.create(pk=pk, passport=passport, **said)
    elif there.passport_id == passport.pk and there.changed_at < said["changed_at"]:
        model.objects.filter(pk=pk).update(**said)


def _handovers(passport: Passport, rows: Mapping[str, list[Any]], agencies: Mapping[str, Agency]) -> None:
    """What agencies hold: they go on reading, and this prison may sign it anew or take it back."""
    for row in rows.get("handovers", []):
        said: dict[str, Any] = {name: row[name] for name in HANDOVER}
        said |= {name: _day(row[name]) for name in ("release_on", "opens_on", "closes_on")}
        said |= {name: row[name] and _moment(row[name]) for name in ("made_at", "withdrawn_at")}
        there = Handover.objects.filter(pk=UUID(row["id"])).first()
        if there is None:
            Handover.objects.create(pk=UUID(row["id"]), rec=passport.pk, agency=agencies[row["agency"]], **said)
        elif there.revision < row["revision"]:
            Handover.objects.filter(pk=there.pk).update(**said)


def _ready(prisoner: Prisoner, rows: Mapping[str, list[Any]], by: User, at: datetime) -> None:
    """What was ready there is ready here. The list itself begins with the reception, by this prison's rules."""
    wanted = {row["code"]: row for row in rows.get("ready", [])}
    if not wanted:
        return
    for item in begin_list(prisoner, at=at).items.filter(code__in=wanted):
        row = wanted[item.code]
        if item.revision < row["revision"]:
            item.status, item.owner = ReadinessItem.Status(row["status"]), ReadinessItem.Owner(row["owner"])
            item.revision, item.changed_by = row["revision"], by
            item.changed_at = row["changed_at"] and _moment(row["changed_at"])
            item.save(update_fields=["status", "owner", "revision", "changed_at", "changed_by"])
            ReadinessEvent.objects.create(
                item=item,
                at=item.changed_at or at,
                by=by,
                status=item.status,
                owner=item.owner,
                due_on=item.due_on,
            )
