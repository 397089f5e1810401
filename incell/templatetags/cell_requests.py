"""What a page of the cell shows of a person's requests without knowing of them in Python."""

from typing import Any

from django import template

from incell.models import Request

register = template.Library()


@register.inclusion_tag("incell/prisoner/parts/home_tiles.html", takes_context=True)
def request_tiles(context: template.Context) -> dict[str, Any]:
    """Two tiles: ask for something, and one's own requests with how many answers are new. Queries: 1."""
    reach = context["request"].reach
    return {"unseen": Request.objects.visible_to(reach).unseen().count()}
