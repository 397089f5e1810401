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
from passport.forms.lists import LONGEST, List, way_back

CAME_FROM, MOST_KEPT = "came_from", 20  # people whose way back a session keeps, the last ones


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
        "came_from": came_from(request, prisoner),
        **may_open(request, prisoner),
        **more,
    }


def came_from(request: Request, prisoner: Prisoner) -> tuple[str, List] | None:
    """The list that led to this person, as it stood there, or None. Queries: none.

    The address says it once; from then on the session does, so that no page, form or redirect loses it.
    """
    kept: dict[str, list[str]] = request.session.get(CAME_FROM, {})
    pk, name = str(prisoner.pk), request.GET.get("from", "")
    if way_back(name, "") is not None:
        said = [name, request.GET.get("back", "")[:LONGEST]]
        if kept.get(pk) != said:
            others = [pair for pair in kept.items() if pair[0] != pk]
            kept = request.session[CAME_FROM] = dict([*others, (pk, said)][-MOST_KEPT:])
    return way_back(*kept[pk]) if pk in kept else None


def may_open(request: Request, prisoner: Prisoner) -> dict[str, bool]:
    """Which of a person's pages this reader may open. Queries: up to 2."""
    may, here = request.reach.may, prisoner.left_at is None
    return {
        "may_read": may(Verb.READ_PASSPORT),
        "may_hand_over": can(staff(request), request.reach, Verb.HAND_OVER, prisoner),
        "may_keep_records": may(Verb.KEEP_RECORDS),
        "may_give_pin": may(Verb.RESET_PIN) and here,
        "may_limit": may(Verb.LIMIT_ACCESS) and here,
        "may_move": may(Verb.MOVE_PEOPLE),
        "may_join": may(Verb.JOIN_NUMBERS),
        "may_keep_apart": may(Verb.KEEP_APART) and here,
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
