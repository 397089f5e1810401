"""Marking what is late, once, for those who oversee the teams."""

from datetime import datetime

from django.db import connection, transaction
from django.utils.timezone import localdate

from accounts.models import Prison
from incell.models import Request

from .history import Happened, note, save

MOST_AT_ONCE = 100  # requests a call: the courier calls every few seconds


def escalate_late(*, at: datetime) -> int:
    """Mark open requests whose day has passed: a line in their history and in the audit, once each.

    The longest late first, 100 a call; what another process holds waits for the next call.
    Returns    how many were marked. Queries: 1 when there is nothing to do, else 2 + 7 a request.
    """
    here = Request.objects.filter(prison__in=Prison.objects.order_by().values("pk"))  # the index begins with the prison
    waiting = here.late(localdate(at)).filter(escalated_at__isnull=True).order_by("due_on")
    if not waiting[:1].exists():  # no transaction for nothing
        return 0
    with transaction.atomic():
        skips = connection.features.has_select_for_update_skip_locked
        rows = list(waiting.select_for_update(of=("self",), skip_locked=skips)[:MOST_AT_ONCE])
        for request in rows:
            request.escalated_at = at
            save(request, ["escalated_at"])
            note(request, Happened.ESCALATED, by=None, at=at, from_team=request.team)
    return len(rows)
