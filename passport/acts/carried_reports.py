"""Reports that go along on a transfer: what was submitted, what was begun, what was decided, and the questions of each.

What is sealed goes in its box: the person's keys travel too. What a report says once submitted lies in the sections.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from accounts.models import User
from incell import questions
from incell.acts.questionsets import keep_retired
from incell.models import QuestionSet
from passport.models import Draft, Passport, Report, ReportEvent, ReportPart

Row = Mapping[str, Any]
SET = ("pathway", "version", "name", "text", "overlays", "generic", "digest")


def gather_reports(passport: Passport) -> dict[str, list[Any]]:
    """Queries: 5."""
    related = passport.reports.order_by("started_at").prefetch_related("events", "parts__question_set", "parts__drafts")
    reports = list(related)
    asked = {part.question_set.digest: part.question_set for report in reports for part in report.parts.all()}
    return {
        "reports": [_report(report) for report in reports],
        "question_sets": [{name: getattr(row, name) for name in SET} for row in asked.values()],
    }


def _report(report: Report) -> dict[str, Any]:
    return {
        "id": str(report.pk),
        "kind": report.kind,
        "started_at": report.started_at.isoformat(),
        "submitted_at": report.submitted_at and report.submitted_at.isoformat(),
        "restarted_at": report.restarted_at and report.restarted_at.isoformat(),
        "instead_of": report.instead_of_id and str(report.instead_of_id),
        "written": report.written,
        "events": [_event(event) for event in report.events.all()],
        "parts": [_part(part) for part in report.parts.all()],
    }


def _event(event: ReportEvent) -> dict[str, Any]:
    said = {name: getattr(event, name) for name in ("what", "pathway", "reason", "sealed")}
    return said | {"id": str(event.pk), "at": event.at.isoformat()}


def _part(part: ReportPart) -> dict[str, Any]:
    drafts = [
        {"page": one.page, "sec": one.sec, "sealed": one.sealed, "saved_at": one.saved_at.isoformat()}
        for one in part.drafts.all()
    ]
    return {"pathway": part.pathway, "asked": part.question_set.digest, "status": part.status, "drafts": drafts}


def apply_reports(passport: Passport, rows: Mapping[str, list[Any]], by: User, at: datetime) -> None:
    """Reports as history, and one that is open to go on with. What was here before goes on as it stood there.

    Where another report of the kind is open here, the one that comes is history beside it.
    Queries: about 12 a report, and 4 a part.
    """
    sets = _sets(rows.get("question_sets", []), at)
    for row in rows.get("reports", []):
        parts = [part for part in row.get("parts", []) if part["asked"] in sets]
        if not (parts or row["submitted_at"] or row.get("restarted_at")):
            continue  # open, and nothing to go on with
        report = _kept(passport, row, by, at)
        if report is None:
            continue
        for part in parts:
            _keep_part(report, part, sets[part["asked"]], by)
        for one in row.get("events", []):
            said = {"report": report, "by": by, **one, "at": _moment(one["at"])}
            ReportEvent.objects.get_or_create(pk=UUID(said.pop("id")), defaults=said)


def _kept(passport: Passport, row: Row, by: User, at: datetime) -> Report | None:
    """The report as it stood there. None where the id is of somebody else's."""
    pk, submitted_at, restarted_at = UUID(row["id"]), _moment(row["submitted_at"]), _moment(row.get("restarted_at"))
    others = Report.objects.open().filter(passport=passport, kind=row["kind"]).exclude(pk=pk)
    if submitted_at is None and restarted_at is None and others.exists():
        restarted_at = at
    before = row.get("instead_of")
    said = {"kind": Report.Kind(row["kind"]), "started_by": by, "started_at": _moment(row["started_at"])}
    said |= {"submitted_at": submitted_at, "submitted_by": by if submitted_at else None}
    said |= {"restarted_at": restarted_at, "written": row.get("written", {})}
    said["instead_of"] = Report.objects.filter(pk=before, passport=passport).first() if before else None
    there = Report.objects.filter(pk=pk).first()
    if there is None:
        return Report.objects.create(pk=pk, passport=passport, **said)
    if there.passport_id != passport.pk:
        return None
    mine = ("started_by", "started_at", "kind") if there.submitted_at is None else tuple(said)
    still = {name: value for name, value in said.items() if name not in mine}
    if there.restarted_at is None:
        still["restarted_at"] = restarted_at
    Report.objects.filter(pk=pk).update(**still)
    return there


def _keep_part(report: Report, part: Row, asked: QuestionSet, by: User) -> None:
    said = {"question_set": asked, "status": Report.Status(part["status"])}
    made, _new = ReportPart.objects.update_or_create(report=report, pathway=part["pathway"], defaults=said)
    made.drafts.all().delete()
    Draft.objects.bulk_create(
        Draft(part=made, saved_by=by, revision=0, **{**one, "saved_at": _moment(one["saved_at"])})
        for one in part["drafts"]
    )


def _sets(rows: list[Row], at: datetime) -> dict[str, QuestionSet]:
    """The questions of the reports that come, by digest. One that can't be read is left out with what it asked."""
    found = {}
    for row in rows:
        try:
            found[row["digest"]] = keep_retired(said=row, at=at)
        except questions.Broken:
            continue
    return found


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
