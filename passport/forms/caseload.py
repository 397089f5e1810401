"""Words for the codes of a caseload's filters and columns."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from passport.caseload import OPTIONS
from passport.models import Pathway, PathwayState, PlanStanding, ReadinessItem, SupportNeed

Words = str | Promise
WEEKS: dict[str, Words] = {
    "past": _("Date has passed"),
    "4": _("Within 4 weeks"),
    "12": _("4 to 12 weeks"),
    "24": _("12 to 24 weeks"),
    "later": _("Later"),
    "none": _("No date yet"),
}
AGREEMENTS: dict[str, Words] = {
    "NO_PLAN": _("No plan yet"),
    **dict(PlanStanding.Agreement.choices),
    "CHANGED": _("Changed since the person said something"),
}
REPORTS: dict[str, Words] = {
    "NONE": _("No report yet"),
    "BCST2_OPEN": _("Immediate needs, in progress"),
    "BCST2_SUBMITTED": _("Immediate needs, submitted"),
    "RESETTLEMENT_PLAN_OPEN": _("Pre-release, in progress"),
    "RESETTLEMENT_PLAN_SUBMITTED": _("Pre-release, submitted"),
}
OVERDUE: dict[str, Words] = {"yes": _("Something is late"), "no": _("Nothing is late")}
NAMES: dict[str, Words] = {
    "weeks": _("Release"),
    "pathway": _("Pathway"),
    "status": _("Status"),
    "need": _("Need"),
    "need_status": _("How far the need is"),
    "need_owner": _("Who sees to the need"),
    "agreement": _("Plan"),
    "report": _("Report"),
    "owner": _("Who sees to getting ready"),
    "overdue": _("Getting ready"),
    "worker": _("Worker"),
}
CODES: dict[str, Mapping[str, Words]] = {
    "weeks": WEEKS,
    "pathway": dict(Pathway.choices),
    "status": dict(PathwayState.Status.choices),
    "need": dict(Pathway.choices),
    "need_status": dict(SupportNeed.Status.choices),
    "need_owner": dict(SupportNeed.Owner.choices),
    "agreement": AGREEMENTS,
    "report": REPORTS,
    "owner": dict(ReadinessItem.Owner.choices),
    "overdue": OVERDUE,
}


def choices(
    counted: Mapping[str, Mapping[str, int]], workers: Mapping[str, str], said: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Each filter with its choices, every one with how many people it would show: "Agreed (12)"."""
    found = []
    for name, codes in OPTIONS.items():
        some = [(code, f"{CODES[name][code]} ({counted[name][code]})") for code in codes]
        found.append({"name": name, "label": NAMES[name], "value": said[name], "options": [("", _("All")), *some]})
    people = counted["worker"]
    named = [(pk, f"{name} ({people.get(pk, 0)})") for pk, name in workers.items()]
    nobody = ("none", f"{_('Nobody yet')} ({people['none']})")
    options = [("", _("All")), nobody, *named]
    found.append({"name": "worker", "label": NAMES["worker"], "value": said["worker"], "options": options})
    return found


def address(query: str) -> str:
    """The dashboard's own address. `all=yes` is one that says nothing: without a query it begins with the last one."""
    return f"{reverse('passport:caseload')}?{query or 'all=yes'}"
