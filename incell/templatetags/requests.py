"""What pages of other parts show of requests: a person's own list for staff, and what waits."""

from typing import Any

from django import template
from django.db.models import Count, Q
from django.utils import timezone

from accounts.access import NOBODY, Verb
from accounts.models import Prisoner
from accounts.views.door import Request as WebRequest
from incell.forms.naming import kind_name
from incell.models import Flag, Request, RequestKind, Team, teams_of

register = template.Library()
FIRST = 10  # of a person's requests


@register.simple_tag
def kind_name_of(kind: RequestKind, language: str = "") -> str:
    """What a kind of request is called. Queries: none."""
    return kind_name(kind, language)


@register.simple_tag(takes_context=True)
def flags_waiting(context: template.Context) -> int:
    """How many flags safer custody has not closed; 0 for everybody else. Queries: 1, or none."""
    reach = getattr(context.get("request"), "reach", NOBODY)
    return Flag.objects.visible_to(reach).waiting().count() if reach.may(Verb.ANSWER_FLAGS) else 0


@register.inclusion_tag("incell/staff/of_person.html", takes_context=True)
def requests_of(context: template.Context, prisoner: Prisoner) -> dict[str, Any]:
    """The newest ten requests of a person that the reader may see. Queries: 1, and none without a team."""
    request: WebRequest = context["request"]
    reads = request.reach.may(Verb.HANDLE_REQUESTS) or request.reach.may(Verb.OVERSEE_REQUESTS)
    theirs = Request.objects.visible_to(request.reach).filter(prisoner=prisoner).shown().order_by("-sent_at", "-pk")
    rows = [(one, kind_name(one.kind)) for one in theirs[: FIRST + 1]] if reads else []
    return {
        "reads": reads,
        "rows": rows[:FIRST],
        "more": len(rows) > FIRST,
        "person": prisoner,
        "may_enter": request.reach.may(Verb.HANDLE_REQUESTS) and prisoner.left_at is None,
    }


@register.inclusion_tag("incell/staff/waiting.html", takes_context=True)
def requests_waiting(context: template.Context) -> dict[str, Any]:
    """What waits for the reader: flags, the open requests of each of their teams, and what is late in the prison.

    Queries: 1 for who sits in a team, 1 for who oversees, 1 for safer custody.
    """
    reach = getattr(context.get("request"), "reach", NOBODY)
    today = timezone.localdate()
    mine = teams_of(reach.roles) if reach.may(Verb.HANDLE_REQUESTS) else frozenset()
    here = Request.objects.filter(reach.people("prisoner", "prison_id"))
    counts = {}
    if mine:
        # "*" and due_on: out of the index alone
        waiting = here.filter(team__in=mine).waiting().order_by().values_list("team")
        rows = waiting.annotate(n=Count("*"), late=Count("due_on", filter=Q(due_on__lt=today)))
        counts = {team: (n, late) for team, n, late in rows}
    return {
        "flags": flags_waiting(context),
        "teams": [(team, *counts.get(team.value, (0, 0))) for team in Team if team in mine],
        "oversees": reach.may(Verb.OVERSEE_REQUESTS),
        "late": here.late(today).count() if reach.may(Verb.OVERSEE_REQUESTS) else 0,
    }
