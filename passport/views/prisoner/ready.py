from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import Verb
from accounts.views.door import Request, door
from passport.forms.readiness import OWN_NAMES, OWN_STATES
from passport.models import ReadinessItem


@never_cache
@door(Verb.OWN_PASSPORT)
@require_safe
def ready(request: Request) -> HttpResponse:
    """What has to be ready for the person's own day, and how far it is. Queries: 2."""
    today = timezone.localdate()
    items = list(ReadinessItem.objects.visible_to(request.reach).filter(dropped=False))
    open_items = [_told(item, today) for item in items if item.status in ReadinessItem.OPEN]
    over = [_told(item, today) for item in items if item.status not in ReadinessItem.OPEN]
    context = {"items": open_items, "over": over, "there": bool(items)}
    return render(request, "passport/prisoner/ready.html", context)


def _told(item: ReadinessItem, today: date) -> dict[str, Any]:
    icon, name = OWN_NAMES.get(item.code, ("plan", item.code))
    mark, words = OWN_STATES[item.status]
    late = item.due_on is not None and item.due_on < today
    return {"icon": icon, "name": name, "mark": mark, "words": words, "due_on": item.due_on, "late": late}
