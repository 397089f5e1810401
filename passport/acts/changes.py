"""What has changed since somebody last read a passport: codes and days, told without opening anything."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, Max, OuterRef

from accounts.models import AgencyKey, AuditEntry, User
from passport.models import (
    Answer,
    CaseNote,
    DateMoved,
    Handover,
    Passport,
    ReadinessEvent,
    Report,
    SectionVersion,
    SupportNeedEvent,
    Wrap,
)

from .reading import READ

MOST = 100  # changes of one kind


@dataclass(frozen=True)
class Change:
    """One thing. what: section, report, date, ready, need, note or answer; detail: a section, a kind, a name, a row."""

    what: str
    at: datetime
    detail: Any = None


def last_read(*, passport: Passport, by: User) -> datetime | None:
    """When this reader last opened the passport, a plan, or case notes; None for never. Queries: 1."""
    lines = AuditEntry.objects.filter(whom=str(passport.pk), verb=READ, who=str(by.pk))
    return lines.aggregate(at=Max("at"))["at"]


def changes_since(*, passport: Passport, since: datetime, by: User, restricted: bool) -> list[Change]:
    """What others did after a moment, newest first, at most 100 of a kind. Queries: 8, however much has changed.

    restricted  whether this reader may know of restricted sections and needs and sensitive notes.
    """
    found = _sections(passport, since, restricted)
    reports = Report.objects.filter(passport=passport, submitted_at__gt=since).exclude(submitted_by=by)
    found += [Change("report", report.submitted_at, report) for report in reports[:MOST] if report.submitted_at]
    moved = DateMoved.objects.filter(prisoner=passport.prisoner_id, at__gt=since)
    found += [Change("date", move.at, move) for move in moved[:MOST]]
    things = ReadinessEvent.objects.filter(item__readiness__prisoner=passport.prisoner_id, at__gt=since)
    things = things.exclude(by=by).filter(by__isnull=False).select_related("item")
    found += [Change("ready", event.at, event) for event in things[:MOST]]
    needs = SupportNeedEvent.objects.filter(need__passport=passport, at__gt=since).exclude(by=by)
    needs = needs if restricted else needs.filter(need__restricted=False)
    earlier = SupportNeedEvent.objects.filter(need=OuterRef("need"), pk__lt=OuterRef("pk"))
    told = needs.annotate(moved=Exists(earlier)).select_related("need", "by")
    found += [Change("need", event.at, event) for event in told[:MOST]]
    notes = CaseNote.objects.filter(passport=passport, written_at__gt=since).exclude(by=by)
    notes = notes if restricted else notes.filter(sensitive=False)
    found += [Change("note", note.written_at, note) for note in notes[:MOST]]
    handovers = Handover.objects.filter(rec=passport.pk).values("pk")
    answers = Answer.objects.filter(handover__in=handovers, at__gt=since).select_related("handover__agency")
    found += [Change("answer", answer.at, answer) for answer in answers[:MOST]]
    return sorted(found, key=lambda change: change.at, reverse=True)


def _sections(passport: Passport, since: datetime, restricted: bool) -> list[Change]:
    """The newest version of each section that is newer than `since`. Queries: 1."""
    rows = SectionVersion.objects.of(passport.pk).filter(sealed_at__gt=since).order_by()
    found = rows.values_list("sec").annotate(at=Max("sealed_at"))
    return [Change("section", at, sec) for sec, at in found if restricted or not sec.endswith("_RESTRICTED")]


def changed_for_agency(*, handover: Handover, keys: Iterable[AgencyKey], by: User) -> tuple[datetime | None, list[str]]:
    """When this worker last opened a handover, and which sections with a key of theirs are newer. Queries: 2."""
    lines = AuditEntry.objects.filter(whom=str(handover.pk), verb="open_handover", who=str(by.pk))
    since = lines.aggregate(at=Max("at"))["at"]
    if since is None:
        return None, []
    newer = Wrap.objects.filter(version__rec=handover.rec, version__sealed_at__gt=since, kid__in=[k.kid for k in keys])
    return since, sorted(set(newer.values_list("version__sec", flat=True)))
