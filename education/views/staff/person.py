"""What staff who teach and plan see of one person's learning."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import Verb, alerts_for
from accounts.models import Prisoner
from accounts.views.door import Request, door
from education.models import PastCourse

PAGE = 20  # past courses


@never_cache
@door(Verb.PLAN_LEARNING)
@require_safe
def learning_of(request: Request, prisoner_id: UUID) -> HttpResponse:
    """Somebody's learning at a glance: what was learned before, 20 a page. Queries: 3."""
    person = in_reach(request, prisoner_id)
    past = PastCourse.objects.visible_to(request.reach).of(person)
    context = about(request, person) | {"page": Paginator(past, PAGE).get_page(request.GET.get("page"))}
    return render(request, "education/staff/learning_of.html", context)


def in_reach(request: Request, prisoner_id: UUID) -> Prisoner:
    """The person, or 404 for whoever may not know of them. Queries: 1."""
    return get_object_or_404(Prisoner.objects.visible_to(request.reach), pk=prisoner_id)


def about(request: Request, person: Prisoner) -> dict[str, Any]:
    """What the head of every page about a person's learning wants. Queries: none."""
    return {"prisoner": person, "alerts": alerts_for(request.reach, person), "here": person.left_at is None}
