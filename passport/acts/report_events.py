"""What was decided about a report: a pathway left out, a report begun again; each with a coded reason, words sealed."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from accounts import audit
from accounts.models import ArchiveKey, User
from accounts.seal import PublicReadingKey, ReadingKey, Unreadable, open_box, seal_to
from passport.models import Passport, Report, ReportEvent, ReportPart, Stay
from passport.reporting import Reason, built_in

from .sections import NoArchiveKey, keys_of
from .words import tidy

BOX = "tg-report-reason+jwe"
LONGEST = 500  # characters
MOST = 100  # events of one report, the newest
What = ReportEvent.What


class NoSuchReason(ValueError):
    """This code is not among the reasons."""


class WordsNeeded(ValueError):
    """This reason says nothing by itself: own words have to."""


class TooLong(ValueError):
    """More than 500 characters."""


class AlreadyRestarted(Exception):
    """Somebody has begun this report again."""


@dataclass(frozen=True)
class Why:
    """A reason's code, and own words: "" or up to 500 characters."""

    reason: str
    words: str = ""


@dataclass(frozen=True)
class Told:
    """One event, opened. words: "" where there are none; None where they don't open (changed on the disk, erased)."""

    event: ReportEvent
    words: str | None


def checked(why: Why, among: tuple[Reason, ...]) -> Why:
    """The reason as it is kept. Raises NoSuchReason, WordsNeeded, TooLong."""
    reason = next((one for one in among if one.code == why.reason), None)
    if reason is None:
        raise NoSuchReason
    words = tidy(why.words)
    if len(words) > LONGEST:
        raise TooLong(len(words))
    if reason.needs_words and not words:
        raise WordsNeeded
    return Why(reason.code, words)


def write_event(
    *, report: Report, what: str, why: Why | None = None, pathway: str = "", by: User, at: datetime
) -> ReportEvent:
    """Write one event and its audit line (skip_part, ask_part or restart_report; why: the pathway, the reason).

    Queries: 3, and 1 for words. Raises NoArchiveKey.
    """
    event = ReportEvent(report=report, what=What(what), pathway=pathway, by=by, at=at)
    if why is not None:
        event.reason = why.reason
        event.sealed = _sealed(event, why.words) if why.words else ""
    event.save(force_insert=True)
    verb = {What.SKIPPED: "skip_part", What.ASKED: "ask_part", What.RESTARTED: "restart_report"}[What(what)]
    said = " ".join(code for code in (pathway, event.reason) if code)
    audit.write(by=by, verb=verb, what="passport.Report", whom=report.pk, at=at, why=said)
    return event


def close_for_another(*, report: Report, why: Why, by: User, at: datetime) -> None:
    """This report is history from now on: another takes its place. Its answers stay as they are.

    Its parts move on by one revision, so that nobody completes what was shown before. Queries: 6.
    Raises   AlreadyRestarted.
    """
    if not Report.objects.standing().filter(pk=report.pk).update(restarted_at=at):
        raise AlreadyRestarted
    ReportPart.objects.filter(report=report).update(revision=F("revision") + 1)
    write_event(report=report, what=What.RESTARTED, why=why, by=by, at=at)


def last_return(passport: Passport) -> tuple[datetime, str] | None:
    """When the person last came back for a reason to ask anew, and that reason's code. Queries: 1, 0 for most."""
    if passport.to_confirm_since is None:
        return None
    reasons = {reason.began: reason.code for reason in built_in().restart if reason.began}
    stays = Stay.objects.filter(prisoner=passport.prisoner_id, began__in=reasons).values_list("began_at", "began")
    newest = stays.first()
    return (newest[0], reasons[newest[1]]) if newest else None


def reason_of_return(report: Report) -> str:
    """Why this report is to be begun again: the person has come back since. "" if not. Queries: 1."""
    came = last_return(report.passport)
    return came[1] if came and came[0] > report.started_at else ""


def history_of(report: Report) -> list[Told]:
    """What was decided about a report, the newest first; at most a hundred. Queries: 1, and 1 to open words."""
    rows = list(report.events.select_related("by").order_by("-at", "-id")[:MOST])
    keys = keys_of(report.passport_id) if any(row.sealed for row in rows) else {}
    return [Told(row, words_of(row, keys.get(ArchiveKey.Kind.NORMAL))) for row in rows]


def words_of(event: ReportEvent, key: ReadingKey | None) -> str | None:
    """The own words beside a reason; None where they don't open. Queries: none."""
    if not event.sealed:
        return ""
    if key is None:
        return None
    try:
        return open_box(event.sealed, key=key, typ=BOX, aad=_bound(event)).decode()
    except Unreadable:
        return None


def _sealed(event: ReportEvent, words: str) -> str:
    kind = ArchiveKey.Kind.NORMAL
    live = ArchiveKey.objects.filter(rec=event.report.passport_id, kind=kind, destroyed_at__isnull=True)
    key = live.first()
    if key is None:
        raise NoArchiveKey(kind)
    return seal_to(PublicReadingKey.from_jwk(key.jwk), BOX, _bound(event), words.encode())


def _bound(event: ReportEvent) -> dict[str, str]:
    return {"event": str(event.pk), "report": str(event.report_id)}
