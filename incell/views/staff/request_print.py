"""Answers on paper: for one request, and for all that a team decided today, one sheet a person."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import NotAllowed, Verb
from accounts.views.door import Request, door
from incell.acts.kinds import kind_of
from incell.acts.letters import lines_of
from incell.acts.ways import way_of
from incell.catalogue import Means, Way
from incell.models import DECISIONS, State
from incell.models import Request as Asked

from .queue import filters_of, own_teams
from .request import in_reach
from .request_answer import language_of

MOST = 200  # answers on one day's sheets
NOT_POSTED = (State.DECLINED, State.REJECTED, State.WITHDRAWN)


@door(Verb.SEE_ROLL)
@never_cache
@require_safe
def one(request: Request, request_id: UUID) -> HttpResponse:
    """The sheet for one request. 404 while it is open. Queries: 5."""
    asked = in_reach(request, request_id)
    if asked.is_open:
        raise Http404
    return _sheets(request, [asked], reverse("incell:request", args=[asked.pk]))


@door(Verb.SEE_ROLL)
@never_cache
@require_safe
def letter(request: Request, request_id: UUID) -> HttpResponse:
    """A message to somebody outside who has no key, to be posted. 404 for any other request. Queries: 4."""
    asked = in_reach(request, request_id)
    if way_of(asked) is not Way.AGENCY or asked.state in NOT_POSTED:
        raise Http404
    kind = kind_of(asked.kind, asked.language)
    whom = str(next((asked.answers.get(one, "") for one, means in kind.means.items() if means is Means.AGENCY), ""))
    context = {"asked": asked, "whom": whom, "lines": lines_of(kind, asked.answers)}
    return render(request, "incell/staff/posted_letter.html", context)


@door(Verb.HANDLE_REQUESTS)
@never_cache
@require_safe
def decided_today(request: Request) -> HttpResponse:
    """Everything that one of the reader's teams has decided today, the first 200. Queries: 5."""
    teams = own_teams(request)
    if not teams:
        raise NotAllowed(Verb.HANDLE_REQUESTS.value)
    team = filters_of(request, teams)["team"]
    begun = timezone.make_aware(datetime.combine(timezone.localdate(), time.min))
    decided = Asked.objects.queue_of(team, request.reach).filter(
        state__in=DECISIONS,
        decided_at__gte=begun,
        decided_at__lt=begun + timedelta(days=1),
        decided_by__isnull=False,  # a letter that went by itself needs no sheet
    )
    by_person = (
        decided.shown()
        .select_related("prisoner__user")
        .order_by("prisoner__cell", "prisoner__last_name", "prisoner__number", "decided_at")
    )
    return _sheets(request, by_person[:MOST], reverse("incell:requests"))


def _sheets(request: Request, found: Iterable[Asked], back: str) -> HttpResponse:
    sheets: dict[UUID, dict[str, Any]] = {}
    for asked in found:
        sheet = {"person": asked.prisoner, "language": language_of(asked), "answers": []}
        sheets.setdefault(asked.prisoner_id, sheet)["answers"].append(asked)
    context = {"sheets": list(sheets.values()), "back": back, "today": timezone.localdate()}
    return render(request, "incell/staff/sheets.html", context)
