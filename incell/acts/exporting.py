"""Taking a queue along as a file: who took how much, from which team."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from accounts import audit
from accounts.access import NotAllowed, Verb, reach_of
from accounts.models import User
from incell.models import Request, teams_of
from incell.models.request import RequestQuerySet

MOST = 10_000  # rows of a file


@transaction.atomic
def take_queue(*, team: str, found: RequestQuerySet, by: User, at: datetime) -> Iterable[Request]:
    """The rows of a team's queue for a file, the first 10,000, with what was asked in words; privileged ones have none.

    Writes     one audit line. Queries: 6, then streamed. Raises NotAllowed for a team that is not one's own.
    """
    reach = reach_of(by)
    if not reach.may(Verb.HANDLE_REQUESTS) or team not in teams_of(reach.roles):
        raise NotAllowed(Verb.HANDLE_REQUESTS.value)
    audit.write(by=by, verb="export_requests", what="incell.Request", whom=team, at=at)
    rows = found.filter(reach.people("prisoner", "prison_id"), team=team)
    slim = rows.select_related("prisoner", "kind", "assigned_to").defer(
        "answers", "sealed", "kind__text", "kind__overlays"
    )
    return slim[:MOST]
