"""What every staff page about one person has: the person, or 404; the head of the page; who may go where."""

from datetime import date
from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.access import alerts_for
from accounts.models import Prisoner, User
from accounts.views.door import Request
from passport.forms.lists import came_from
from passport.forms.places import may_open


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
        "came_from": came_from(request, prisoner.pk),
        **may_open(staff(request), request.reach, prisoner),
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
