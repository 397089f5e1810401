"""Awards that agencies have added, on pages of learning: composed in templates, since learning sits below."""

from datetime import date
from typing import Any

from django import template

from accounts.models import Prisoner
from passport.acts.skills import added_to

register = template.Library()


@register.inclusion_tag("passport/staff/added_awards.html")
def added_for_staff(prisoner: Prisoner) -> dict[str, Any]:
    """Queries: 1, 2 where there are any."""
    return {"added": _dated(prisoner)}


@register.inclusion_tag("passport/prisoner/added_awards.html")
def added_in_the_cell(prisoner: Prisoner) -> dict[str, Any]:
    """Queries: 1, 2 where there are any."""
    return {"added": _dated(prisoner)}


def _dated(prisoner: Prisoner) -> list[dict[str, Any]]:
    return [one | {"on": date.fromisoformat(one["awarded_on"])} for one in added_to(prisoner)]
