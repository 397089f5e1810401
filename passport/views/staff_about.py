"""What every staff page about one person has: the person, or 404; the head of the page; who may go where."""

from datetime import date
from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.access import Verb, alerts_for, can
from accounts.models import Prisoner, User
from accounts.views.door import Request
from passport.forms.caseload import caseload_address


def prisoner_in_reach(request: Request, prisoner_id: UUID) -> Prisoner:
    """The person, or 404 for whoever may not know of them. Queries: 1."""
    return get_object_or_404(Prisoner.objects.visible_to(request.reach).select_related("prison"), pk=prisoner_id)


def about(request: Request, prisoner: Prisoner, **more: Any) -> dict[str, Any]:
    """The context of a page about this person. Queries: 2, 1 more for somebody with more numbers."""
    seen = Prisoner.objects.visible_to(request.reach)
    others = list(seen.filter(merged_into=prisoner)) if prisoner.has_more_numbers else []
    return {
        "prisoner": prisoner,
        "other_numbers": others,
        "alerts": alerts_for(request.reach, prisoner),
        "until_release": until(prisoner.release_on, timezone.localdate()),
        "came_from": caseload_address(request.GET.get("back", "")),
        "may_read": request.reach.may(Verb.READ_PASSPORT),
        "may_hand_over": can(staff(request), request.reach, Verb.HAND_OVER, prisoner),
        "may_keep_records": request.reach.may(Verb.KEEP_RECORDS),
        "may_give_pin": request.reach.may(Verb.RESET_PIN) and prisoner.left_at is None,
        "may_limit": request.reach.may(Verb.LIMIT_ACCESS) and prisoner.left_at is None,
        "may_move": request.reach.may(Verb.MOVE_PEOPLE),
        "may_join": request.reach.may(Verb.JOIN_NUMBERS),
        "may_keep_apart": request.reach.may(Verb.KEEP_APART) and prisoner.left_at is None,
        **more,
    }


def until(day: date | None, today: date) -> str:
    """How long until a day, as people say it: "in 8 weeks", "tomorrow", "3 days ago". "" for None."""
    if day is None:
        return ""
    days = (day - today).days
    if days < 0:
        return ngettext("%(n)s day ago", "%(n)s days ago", -days) % {"n": -days}
    if days == 0:
        return _("today")
    if days == 1:
        return _("tomorrow")
    if days < 14:
        return ngettext("in %(n)s day", "in %(n)s days", days) % {"n": days}
    if days < 730:
        return ngettext("in %(n)s week", "in %(n)s weeks", days // 7) % {"n": days // 7}
    return ngettext("in %(n)s year", "in %(n)s years", days // 365) % {"n": days // 365}


def staff(request: Request) -> User:
    """The member of staff behind a door of staff."""
    assert isinstance(request.user, User)
    return request.user
