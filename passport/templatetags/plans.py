"""A change of a plan, told in one side's words."""

from typing import Any

from django import template
from django.utils.dateparse import parse_date

from passport.forms import plan as said
from passport.models import PlanStanding
from passport.plan import Difference

register = template.Library()
AGREEMENTS = dict(PlanStanding.Agreement.choices)


def _told(one: Difference, goals: dict[str, Any], steps: dict[str, Any], who: dict[str, Any]) -> dict[str, Any]:
    words: dict[str, Any] = {
        "GOAL_DATE": lambda code: parse_date(code) if code else None,
        "GOAL_STATE": lambda code: goals[code][1],
        "STEP_STATE": lambda code: steps[code][1],
        "STEP_WHO": lambda code: who[code],
        "PERSON_SAID": lambda code: AGREEMENTS[code],
    }
    say = words.get(one.what, str)
    return {"one": one, "before": say(one.before) if one.before else "", "after": say(one.after) if one.after else ""}


@register.inclusion_tag("passport/prisoner/parts/difference.html")
def own_difference(one: Difference) -> dict[str, Any]:
    """For the person. Wants a passport.plan.Difference."""
    return _told(one, said.OWN_GOALS, said.OWN_STATES, said.OWN_WHO)


@register.inclusion_tag("passport/staff/difference.html")
def difference(one: Difference) -> dict[str, Any]:
    """For staff."""
    return _told(one, said.GOALS, said.STATES, said.WHO)
