"""A pathway of a report is left out or asked after all; a report is begun again. Nothing that was said is lost."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from accounts import access
from accounts.access import Verb
from accounts.models import User
from passport.models import Report, ReportEvent, ReportPart
from passport.reporting import built_in

from .drafts import ChangedMeanwhile, refuse_closed
from .report_events import What, Why, checked, close_for_another, write_event
from .reports import begin, refuse_early
from .sections import hold, still_here

SKIPPABLE = (Report.Status.NOT_STARTED, Report.Status.IN_PROGRESS)


class NothingChosen(ValueError):
    """No pathway was chosen."""


@transaction.atomic
def skip_parts(*, report: Report, seen: Mapping[str, int], why: Why, by: User, at: datetime) -> list[ReportEvent]:
    """Leave pathways of a report out. What was answered in them stays sealed and can be read; none of it is submitted.

    seen     pathway → revision of its part as it was shown; all of them or none.
    Queries  about 7, and 6 a pathway. Raises NotAllowed, NothingChosen, NoSuchReason, WordsNeeded, TooLong,
             AlreadySubmitted, ChangedMeanwhile, NoArchiveKey.
    """
    access.require(by, Verb.WRITE_REPORT, report.passport.prisoner)
    if not seen:
        raise NothingChosen
    said = checked(why, built_in().skip)
    still_here(report.passport)
    parts = {part.pathway: part for part in report.parts.select_for_update().filter(pathway__in=seen)}
    refuse_closed(report)
    for pathway, revision in seen.items():
        part = parts.get(pathway)
        if part is None or part.revision != revision or part.status not in SKIPPABLE:
            raise ChangedMeanwhile
        part.revision, part.status = revision + 1, Report.Status.SKIPPED
    ReportPart.objects.bulk_update(parts.values(), ["revision", "status"])
    return [write_event(report=report, what=What.SKIPPED, why=said, pathway=pathway, by=by, at=at) for pathway in parts]


@transaction.atomic
def ask_after_all(*, report: Report, pathway: str, by: User, at: datetime) -> None:
    """Ask a pathway that was left out: it goes on with what was answered before. Asked already, nothing changes.

    Queries  about 9. Raises NotAllowed, AlreadySubmitted, ReportPart.DoesNotExist.
    """
    access.require(by, Verb.WRITE_REPORT, report.passport.prisoner)
    still_here(report.passport)
    part = report.parts.select_for_update().get(pathway=pathway)
    refuse_closed(report)
    if part.status != Report.Status.SKIPPED:
        return
    begun = part.drafts.exists()
    part.status = Report.Status.IN_PROGRESS if begun else Report.Status.NOT_STARTED
    part.revision += 1
    part.save(update_fields=["status", "revision"])
    write_event(report=report, what=What.ASKED, pathway=pathway, by=by, at=at)


@transaction.atomic
def restart_report(*, report: Report, why: Why, by: User, at: datetime) -> Report:
    """Begin a report again, submitted or not: the old one is history to read, a new one asks today's questions.

    Returns  the new report. Queries: about 25.
    Raises   NotAllowed, NoSuchReason, WordsNeeded, TooLong, NoReleaseDate, TooEarly, NoQuestions, AlreadyRestarted,
             AlreadyStarted, RecordMoved, NoArchiveKey.
    """
    passport = report.passport
    access.require(by, Verb.WRITE_REPORT, passport.prisoner)
    said = checked(why, built_in().restart)
    hold(passport)
    list(report.parts.select_for_update())  # who saves a page or submits is done, or comes after
    refuse_early(passport.prisoner, report.kind, at)
    close_for_another(report=report, why=said, by=by, at=at)
    return begin(passport=passport, kind=report.kind, instead_of=report, by=by, at=at)
