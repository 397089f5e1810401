"""One thing that happened to a request: its line in the history and its line in the audit, in the act's transaction."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.dateparse import parse_date, parse_datetime

from accounts import audit
from accounts.access import NotAllowed, Reach, Verb, reach_of
from accounts.models import User, joined_anew
from incell.models import Request, RequestEvent, teams_of

Happened = RequestEvent.Verb
BEFORE = (
    "state",
    "team",
    "assigned_to_id",
    "due_on",
    "decided_at",
    "decided_by_id",
    "rejection",
    "reply",
    "staff_reason",
)


class ChangedMeanwhile(Exception):
    """Somebody else did something to this request after it was shown. `request` is what it is now."""

    def __init__(self, request: Request) -> None:
        super().__init__("changed meanwhile")
        self.request = request


class AlreadyDecided(ChangedMeanwhile):
    """Somebody else has decided it: `request.decided_by`, `request.decided_at` and `request.state` say who and how."""


def hold(request: Request, revision: int | None) -> Request:
    """Lock the request for the rest of the transaction, as it is now. Queries: 1.

    revision   as it was shown; None where it does not matter. Raises AlreadyDecided, ChangedMeanwhile.
    """
    held = (
        Request.objects.select_for_update(of=("self",))
        .select_related("kind", "prisoner", "decided_by", "assigned_to")
        .get(pk=request.pk)
    )
    joined_anew(held, "decided_by", "assigned_to")
    if revision is not None and held.revision != revision:
        raise ChangedMeanwhile(held) if held.is_open else AlreadyDecided(held)
    return held


def handler(by: User, request: Request) -> Reach:
    """The reach of somebody who may act on this request: their team has it. Raises NotAllowed. Queries: 1."""
    reach = reach_of(by)
    if not reach.may(Verb.HANDLE_REQUESTS) or not _has_it(reach, request):
        raise NotAllowed(Verb.HANDLE_REQUESTS.value)
    return reach


def _has_it(reach: Reach, request: Request) -> bool:
    return request.prison_id in reach.prisons and request.team in teams_of(reach.roles)


def note(
    request: Request,
    verb: str,
    *,
    by: User | None,
    at: datetime,
    words: str = "",
    shared: bool = False,
    from_team: str = "",
    to_team: str = "",
    before: dict[str, Any] | None = None,
    batch: UUID | None = None,
) -> RequestEvent:
    """Append one line to the history and one to the audit. Queries: 4. Never edits the request: the act saves it."""
    event = RequestEvent.objects.create(
        request=request,
        at=at,
        by=by,
        verb=verb,
        audience=RequestEvent.Audience.STAFF_AND_PRISONER if shared else RequestEvent.Audience.STAFF_ONLY,
        words=words,
        from_team=from_team,
        to_team=to_team,
        before=before or {},
        batch=batch,
    )
    actor: User | str = by if by is not None else "node:prison"
    audit.write(by=actor, verb=f"request_{verb.lower()}", what="incell.Request", whom=request.pk, at=at)
    return event


def as_it_was(request: Request) -> dict[str, Any]:
    """What undoing brings back, as JSON."""
    return {name: _json(getattr(request, name)) for name in BEFORE}


def bring_back(request: Request, before: dict[str, Any]) -> None:
    """Set the fields of `as_it_was` again; the caller saves."""
    for name, value in before.items():
        if name == "due_on":
            value = parse_date(value)
        elif name == "decided_at":
            value = parse_datetime(value) if value else None
        setattr(request, name, value)


def save(request: Request, fields: Iterable[str]) -> None:
    """Save what an act changed, one revision on. Queries: 1."""
    request.revision += 1
    request.save(update_fields=[*fields, "revision"])


def _json(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else None if value is None else str(value)
