"""Open requests of somebody who moves or leaves: gathered here, put before the staff there, closed and opened again."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils import translation
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from accounts.models import Prisoner, User
from incell.models import OPEN, How, Request, RequestEvent, RequestKind, State, Team

from .history import Happened, as_it_was, bring_back, hold, note, save

MOST_EVENTS = 50  # of one request, the newest


def _going(prisoner: Prisoner) -> Any:
    """Open requests that go along. A sealed one stays: only its writer can open it, and staff pass it on unread."""
    return Request.objects.filter(prisoner=prisoner, state__in=OPEN, sealed="")


def count_open(prisoner: Prisoner) -> int:
    """How many requests of theirs are open. Queries: 1."""
    return Request.objects.filter(prisoner=prisoner, state__in=OPEN).count()


def gather_requests(prisoner: Prisoner, at: datetime) -> dict[str, list[Any]]:
    """Open requests with their history, and the kinds that they are asked under. Queries: 3."""
    found = list(_going(prisoner).select_related("kind").prefetch_related("events__by"))
    kinds = {request.kind.digest: request.kind for request in found}
    return {
        "kinds": [
            {
                "code": kind.code,
                "version": kind.version,
                "head": kind.head,
                "text": kind.text,
                "overlays": kind.overlays,
                "digest": digest,
            }
            for digest, kind in kinds.items()
        ],
        "requests": [_request(request) for request in found],
    }


def _request(request: Request) -> dict[str, Any]:
    events = [event for event in request.events.all() if event.words]
    return {
        "id": str(request.pk),
        "kind": request.kind.digest,
        "team": request.team,
        "answers": request.answers,
        "words": request.words,
        "language": request.language,
        "sent_at": request.sent_at.isoformat(),
        "written_at": request.written_at.isoformat(),
        "due_on": request.due_on.isoformat(),
        "said": [
            {"at": event.at.isoformat(), "words": event.words, "shared": event.audience != "STAFF_ONLY"}
            for event in events[-MOST_EVENTS:]
        ],
    }


def apply_requests(prisoner: Prisoner, rows: Mapping[str, list[Any]], by: User, at: datetime) -> None:
    """Put open requests into the queues here, new, with what was said before. Queries: about 4 a request."""
    kinds = {row["digest"]: _kind(row, at) for row in rows.get("kinds", [])}
    there = set(
        Request.objects.filter(pk__in=[row["id"] for row in rows.get("requests", [])]).values_list("pk", flat=True)
    )
    for row in rows.get("requests", []):
        if UUID(row["id"]) in there:
            _wake(UUID(row["id"]), prisoner, at)
            continue
        kind = kinds[row["kind"]]
        request = Request.objects.create(
            pk=UUID(row["id"]),
            prison_id=prisoner.prison_id,
            prisoner=prisoner,
            kind=kind,
            code=kind.code,
            team=Team(row["team"]),
            answers=row["answers"],
            words=row["words"],
            how=How.PAPER,
            entered_by=by,
            language=row["language"],
            sent_at=parse_datetime(row["sent_at"]) or at,
            written_at=parse_datetime(row["written_at"]) or at,
            due_on=date.fromisoformat(row["due_on"]),
        )
        note(request, Happened.SENT, by=by, at=at, shared=True, to_team=request.team)
        audience = RequestEvent.Audience
        RequestEvent.objects.bulk_create(
            RequestEvent(
                request=request,
                at=parse_datetime(said["at"]) or at,
                by=by,
                verb=Happened.SAID,
                audience=audience.STAFF_AND_PRISONER if said["shared"] else audience.STAFF_ONLY,
                words=said["words"],
            )
            for said in row["said"]
        )


def _kind(row: Mapping[str, Any], at: datetime) -> RequestKind:
    """The kind as the request was asked under it; one that is not known here is kept as retired."""
    defaults = {name: row[name] for name in ("code", "version", "head", "text", "overlays")}
    kind, _made = RequestKind.objects.get_or_create(
        digest=row["digest"], defaults=defaults | {"loaded_at": at, "retired_at": at}
    )
    return kind


def _wake(pk: UUID, prisoner: Prisoner, at: datetime) -> None:
    """A request that was here before, went along to another prison and comes back open."""
    held = hold(Request(pk=pk), None)
    if held.prisoner_id == prisoner.pk and held.state == State.WITHDRAWN:
        held.state, held.decided_at, held.reply, held.seen_at = State.NEW, None, "", None
        save(held, ["state", "decided_at", "reply", "seen_at"])
        note(held, Happened.UNDONE, by=None, at=at, words=Happened.WITHDRAWN, from_team=held.team)


def close(*, prisoner: Prisoner, to: str, at: datetime) -> list[dict[str, Any]]:
    """Close what goes along, with words for the person. to: a prison's name, "" for a release.

    Returns what `open_again` brings back. Queries: 1, and about 6 a request.
    """
    closed = []
    for pk in list(_going(prisoner).order_by("pk").values_list("pk", flat=True)):
        held = hold(Request(pk=pk), None)
        before = as_it_was(held)
        with translation.override(held.language):
            words = (
                _("You moved to %(prison)s. They will answer you there.") % {"prison": to}
                if to
                else _("You left prison.")
            )
        held.state, held.decided_at, held.reply = State.WITHDRAWN, at, str(words)
        save(held, ["state", "decided_at", "reply"])
        note(
            held, Happened.WITHDRAWN, by=None, at=at, words=str(words), shared=True, from_team=held.team, before=before
        )
        closed.append({"id": str(pk), "before": before})
    return closed


def open_again(closed: list[dict[str, Any]], *, at: datetime) -> None:
    """Undo `close`: each request that nobody touched since stands as it stood. Queries: about 6 a request."""
    for row in closed:
        held = hold(Request(pk=UUID(row["id"])), None)
        if held.state != State.WITHDRAWN:
            continue
        bring_back(held, row["before"])
        save(held, row["before"].keys())
        note(held, Happened.UNDONE, by=None, at=at, words=Happened.WITHDRAWN, from_team=held.team)
