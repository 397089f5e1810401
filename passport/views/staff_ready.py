"""Getting ready for release, for staff: one person's list, and all that is due."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import Verb, can, caseload
from accounts.models import Prisoner
from accounts.views.door import Request, door
from passport.acts import readiness as acts
from passport.forms.readiness import MARKS, DueFilters, MoveForm, name_of
from passport.models import ReadinessEvent, ReadinessItem

from .staff_about import about, prisoner_in_reach, staff, until

READ_OR_WRITE = ["GET", "HEAD", "POST"]
PAGE = 50
MOST_EVENTS = 100
DAYS = {"week": 7, "month": 28}


@door(Verb.READ_PASSPORT)
@require_http_methods(READ_OR_WRITE)
def ready(request: Request, prisoner_id: UUID) -> HttpResponse:
    """One person's list: how far each thing is, moved here by who works with them. Queries: 9, and 8 to move."""
    prisoner = prisoner_in_reach(request, prisoner_id)
    writes = prisoner.left_at is None and can(staff(request), request.reach, Verb.WRITE_PLAN, prisoner)
    items = ReadinessItem.objects.visible_to(request.reach).filter(readiness__prisoner=prisoner)
    meanwhile = None
    if request.method == "POST" and "all" in request.POST:
        return _save_all(request, prisoner_id, items)
    if request.method == "POST":
        item = get_object_or_404(items, pk=_number(request.POST.get("item", "")))
        form = MoveForm(request.POST)
        if form.is_valid():
            try:
                acts.move_item(item=item, **form.cleaned_data, by=staff(request), at=timezone.now())
            except acts.ChangedMeanwhile as changed:
                meanwhile = changed.item
            else:
                messages.success(request, _("%(item)s is saved") % {"item": name_of(item.code)})
                return redirect("passport:staff_ready", prisoner_id)
        else:
            messages.warning(request, _("Nothing was saved. Choose from the lists."))
    today = timezone.localdate()
    events = ReadinessEvent.objects.filter(item__in=items).select_related("item", "by")
    context = about(
        request,
        prisoner,
        rows=[_row(item, today) for item in items.filter(dropped=False).select_related("changed_by")],
        writes=writes,
        meanwhile=meanwhile,
        meanwhile_name=name_of(meanwhile.code) if meanwhile else "",
        events=[(event, name_of(event.item.code)) for event in events[:MOST_EVENTS]],
        statuses=ReadinessItem.Status.choices,
        owners=ReadinessItem.Owner.choices,
    )
    return render(request, "passport/staff/ready.html", context)


def _save_all(request: Request, prisoner_id: UUID, items: "QuerySet[ReadinessItem]") -> HttpResponse:
    """Save what was changed in the whole list; what a colleague changed meanwhile is left as they said, and named.

    Queries: 1, and 8 for each thing that was changed.
    """
    saved, theirs, wrong = [], [], []
    for item in items.filter(dropped=False):
        said = {name: request.POST.get(f"{name}-{item.pk}", "") for name in ("status", "owner", "revision")}
        if not any(said.values()):
            continue  # it came onto the list after the page was opened
        form = MoveForm(said)
        if not form.is_valid():
            wrong.append(str(name_of(item.code)))
            continue
        if (item.status, item.owner) == (form.cleaned_data["status"], form.cleaned_data["owner"]):
            continue
        if said["status"] == request.POST.get(f"was-{item.pk}") and said["owner"] == request.POST.get(f"had-{item.pk}"):
            continue  # not touched here: a colleague's word stands
        try:
            acts.move_item(item=item, **form.cleaned_data, by=staff(request), at=timezone.now())
        except acts.ChangedMeanwhile:
            theirs.append(str(name_of(item.code)))
        else:
            saved.append(str(name_of(item.code)))
    if saved:
        messages.success(request, _("Saved: %(items)s") % {"items": ", ".join(saved)})
    if theirs:
        told = _("Not saved, a colleague changed it since you opened the page. Look again: %(items)s")
        messages.warning(request, told % {"items": ", ".join(theirs)})
    if wrong:
        messages.warning(request, _("Not saved, choose from the lists: %(items)s") % {"items": ", ".join(wrong)})
    if not (saved or theirs or wrong):
        messages.info(request, _("Nothing was changed."))
    return redirect("passport:staff_ready", prisoner_id)


@door(Verb.READ_PASSPORT)
@require_http_methods(READ_OR_WRITE)
def due(request: Request) -> HttpResponse:
    """What is due, soonest first, 50 a page; filters stand in the address and survive Back. Queries: 4."""
    if request.method == "POST":
        said = {name: value for name, value in DueFilters(request.POST).said().items() if value}
        return redirect(f"{reverse('passport:due')}?{urlencode(said)}")
    filters = DueFilters(request.GET)
    said, today = filters.said(), timezone.localdate()
    found = ReadinessItem.objects.visible_to(request.reach).open()
    found = found.filter(dropped=False, readiness__prisoner__left_at__isnull=True)
    if said["whose"] == "mine":
        found = found.filter(readiness__prisoner__in=caseload(staff(request)).values("pk"))
    if said["pathway"]:
        found = found.filter(pathway=said["pathway"])
    if said["owner"]:
        found = found.filter(owner=said["owner"])
    if said["when"] == "late":
        found = found.late(today)
    elif said["when"] in DAYS:
        found = found.filter(due_on__lte=today + timedelta(days=DAYS[said["when"]]))
    ordered = found.select_related("readiness__prisoner").order_by(
        F("due_on").asc(nulls_last=True), F("begin_on").asc(nulls_last=True), "pk"
    )
    page = Paginator(ordered, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [_row(item, today) for item in page],
        "said": said,
        "choices": {name: filters.fields[name].choices for name in said},  # type: ignore[attr-defined]
    }
    return render(request, "passport/staff/due.html", context)


def _row(item: ReadinessItem, today: date) -> dict[str, Any]:
    is_open = item.status in ReadinessItem.OPEN
    to_begin = item.status == ReadinessItem.Status.NOT_STARTED and item.begin_on
    over = bool(item.due_on and item.due_on < today)  # then the day to begin says nothing any more
    day = item.due_on
    if to_begin and not over and (not day or to_begin < day):
        day = to_begin
    late = is_open and bool(over or (to_begin and to_begin < today))
    return {
        "item": item,
        "name": name_of(item.code),
        "mark": MARKS[ReadinessItem.Status(item.status)],
        "late": late,
        "begin": bool(day and day != item.due_on),
        "day": day if is_open else None,
        "until": until(day, today) if is_open else "",
    }


def pressing(prisoner: Prisoner, today: date) -> list[dict[str, Any]]:
    """What of somebody's list is late or comes due in 28 days, soonest first. Queries: 1."""
    items = ReadinessItem.objects.filter(readiness__prisoner=prisoner, dropped=False).open()
    rows = [_row(item, today) for item in items]
    soon = today + timedelta(days=DAYS["month"])
    found = [row for row in rows if row["late"] or (row["day"] and row["day"] <= soon)]
    return sorted(found, key=lambda row: (not row["late"], row["day"]))


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 18 else 0
