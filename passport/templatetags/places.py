"""Where a page about one person can lead: on pages of every app, composed in templates."""

from typing import Any

from django import template
from django.http import HttpRequest

from accounts.models import Prisoner
from passport.forms.lists import List, came_from, way_in
from passport.forms.places import may_open, places

register = template.Library()


@register.simple_tag(takes_context=True)
def from_list(context: template.Context, name: str) -> str:
    """What a link from this list to a person carries, so that the way back leads to the list as it stands here."""
    return f"?{way_in(name, context['request'].GET)}"


@register.inclusion_tag("passport/staff/places.html", takes_context=True)
def places_of(context: template.Context, prisoner: Prisoner) -> dict[str, Any]:
    """The navigation of one person's pages. Queries: none where the page knows who may go where, else up to 2."""
    request: HttpRequest = context["request"]
    may: Any = context.flatten()
    if "may_read" not in may:
        may = may_open(request.user, request.reach, prisoner)  # type: ignore[arg-type, attr-defined]  # behind a door
    match = request.resolver_match
    return {"places": places(prisoner.pk, may, request.path, match.url_name or "" if match else "")}


@register.simple_tag(takes_context=True)
def list_before(context: template.Context, prisoner: Prisoner) -> tuple[str, List] | None:
    """The address of the list that led to this person, and the list; None where none did. Queries: none."""
    return came_from(context["request"], prisoner.pk)
