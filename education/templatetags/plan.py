"""What pages of other parts show of somebody's learning."""

from typing import Any

from django import template

from accounts.access import Verb
from accounts.models import Prisoner

register = template.Library()


@register.inclusion_tag("education/staff/of_person.html", takes_context=True)
def learning_of(context: template.Context, prisoner: Prisoner) -> dict[str, Any]:
    """The way to a person's learning, for who teaches and plans. Queries: none."""
    return {"reads": context["request"].reach.may(Verb.PLAN_LEARNING), "prisoner": prisoner}
