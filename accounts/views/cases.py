"""Who works with whom: people nobody works with yet, each worker's caseload beside the capacity, and moving cases."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import Reach, Verb, workers_of
from accounts.acts import cases as acts
from accounts.forms.cases import NOBODY, MoveCases, SetCapacity, WhoseFilters
from accounts.models import Case, CaseTurn, Prisoner, User, most_of

from .door import Request, door
from .people import in_window
from .sign_in import own

PAGE = 50
READ_OR_WRITE = ["GET", "HEAD", "POST"]
SOON = "84"  # days: twelve weeks
LAST_TURNS = 5


@dataclass(frozen=True)
class Load:
    """One worker and what they have. `room` is negative above capacity; `gone`: may work with nobody any more."""

    worker: User
    has: int
    soon: int
    gone: bool = False

    @property
    def most(self) -> int:
        return most_of(self.worker)

    @property
    def room(self) -> int:
        return self.most - self.has

    @property
    def over(self) -> int:
        return -self.room

    @property
    def words(self) -> str:
        """The worker with the load: "Priya Nair (31 of 45)"."""
        return f"{self.worker.name} ({_('%(has)s of %(most)s') % {'has': self.has, 'most': self.most}})"


@door(Verb.SEE_CASELOADS)
@require_http_methods(READ_OR_WRITE)
def allocation(request: Request) -> HttpResponse:
    """People nobody works with, or one worker's, by release date, 50 a page; those chosen are moved. Queries: 8.

    Filters come by POST and stand in the address as codes. Moving: 20 and 1 a person.
    """
    if request.method == "POST" and "turn" not in request.POST:
        said = {name: value for name, value in WhoseFilters(request.POST).said().items() if value}
        return redirect(_address(urlencode(said)))
    said = WhoseFilters(request.GET).said()
    loads = loads_of(request.reach)
    form, sure = None, None
    if request.method == "POST":
        form = MoveCases(request.POST, workers=[load.worker for load in loads])
        if form.is_valid():
            sure = _too_many(form, loads, _seen(request, said))
            if sure is None:
                return _move(request, form, said)
    found = _of(request.reach, said, timezone.localdate())
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "said": said,
        "of": said["of"] if said["of"] != NOBODY else "",
        "whose": [(NOBODY, _("Nobody yet")), *((str(load.worker.pk), load.words) for load in loads)],
        "windows": WhoseFilters().fields["window"].choices,  # type: ignore[attr-defined]
        "to": [("", _("Choose who")), *_to(loads), ("back", _("Nobody: give them back"))],
        "form": form,
        "sure": sure,
        "chosen": request.POST.getlist("one"),
        "turn": request.POST.get("turn") or uuid4(),
        "moves": acts.may_move(request.reach, [None if said["of"] == NOBODY else UUID(said["of"])]),
        "name": next((load.worker.name for load in loads if str(load.worker.pk) == said["of"]), ""),
    }
    return render(request, "accounts/staff/cases.html", context)


def _of(reach: Reach, said: dict[str, Any], today: date) -> "QuerySet[Prisoner]":
    held = Case.objects.held().filter(prisoner=OuterRef("pk"))
    found: QuerySet[Prisoner] = Prisoner.objects.visible_to(reach).here()
    found = found.filter(~Exists(held) if said["of"] == NOBODY else Exists(held.filter(worker=said["of"])))
    order = F("release_on").asc(nulls_last=True)
    return in_window(found, said["window"], today).order_by(order, "last_name", "first_name", "number")


def _address(query: str) -> str:
    return f"{reverse('accounts:cases')}?{query}" if query else reverse("accounts:cases")


def _to(loads: Iterable[Load]) -> list[tuple[str, str]]:
    return [(str(load.worker.pk), load.words) for load in loads if not load.gone]


def _seen(request: Request, said: dict[str, Any]) -> dict[UUID, UUID | None]:
    """Whose cases are meant, with the worker that the page showed. `all`: everybody of the list. Queries: 0-1."""
    worker = None if said["of"] == NOBODY else UUID(said["of"])
    if request.POST.get("all"):
        people = _of(request.reach, said, timezone.localdate()).values_list("pk", flat=True)
        return dict.fromkeys(people[: acts.MOST], worker)
    found: dict[UUID, UUID | None] = {}
    for text in request.POST.getlist("one")[: acts.MOST]:
        try:
            found[UUID(text)] = worker
        except ValueError:
            continue
    return found


def _too_many(form: MoveCases, loads: Iterable[Load], seen: dict[UUID, UUID | None]) -> Load | None:
    """The worker's load as it would be, where that is more than the capacity and nobody has said that it is meant."""
    to = form.chosen()
    if to is None or form.cleaned_data["sure"]:
        return None
    load = next(each for each in loads if each.worker == to)
    after = Load(to, load.has + len(seen), load.soon)
    return after if after.room < 0 else None


def _move(request: Request, form: MoveCases, said: dict[str, Any]) -> HttpResponse:
    seen = _seen(request, said)
    back = redirect(_address(request.GET.urlencode()))
    try:
        turn = UUID(request.POST["turn"])
    except ValueError:
        turn = uuid4()
    if not seen:
        messages.warning(request, _("Choose at least one person first"))
        return back
    try:
        done = acts.move_cases(seen=seen, to=form.chosen(), by=own(request), at=timezone.now(), turn=turn)
    except acts.TakesNoCases:
        messages.error(request, _("Nothing was moved: this colleague takes no cases any more"))
        return back
    if done.left:
        left = ngettext(
            "%(n)s person was left: a colleague has moved the case since you opened the page",
            "%(n)s people were left: a colleague has moved the cases since you opened the page",
            len(done.left),
        )
        messages.warning(request, left % {"n": len(done.left)})
    return redirect("accounts:case_turn", done.turn.pk)


@door(Verb.SEE_CASELOADS)
@require_safe
def workers(request: Request) -> HttpResponse:
    """Every worker's caseload beside the capacity, and what was moved last. Queries: 7."""
    loads = loads_of(request.reach)
    turns = CaseTurn.objects.filter(by__prison__in=request.reach.prisons).select_related("by", "to")
    context = {
        "loads": loads,
        **unallocated(request.reach),
        "turns": list(turns[:LAST_TURNS]),
        "allocates": request.reach.may(Verb.ALLOCATE_CASES),
    }
    return render(request, "accounts/staff/case_workers.html", context)


def unallocated(reach: Reach) -> dict[str, int]:
    """How many people nobody works with yet, and how many of them leave within 12 weeks. Queries: 2."""
    today = timezone.localdate()
    found = _of(reach, {"of": NOBODY, "window": ""}, today)
    return {"unallocated": found.count(), "unallocated_soon": in_window(found, SOON, today).count()}


def loads_of(reach: Reach) -> list[Load]:
    """Who may be given cases, and who has some and may not, by name. People whom the reach can't see don't count.

    Queries: 3.
    """
    held = Case.objects.held().filter(prisoner__in=Prisoner.objects.visible_to(reach).here())
    until = timezone.localdate() + timedelta(days=int(SOON))
    counted = (
        held.order_by().values("worker").annotate(has=Count("pk"), soon=Count("pk", Q(prisoner__release_on__lte=until)))
    )
    has = {row["worker"]: (row["has"], row["soon"]) for row in counted}
    able = list(workers_of(reach.prisons))
    others = User.objects.filter(pk__in=set(has) - {worker.pk for worker in able}).select_related("capacity")
    rows = [*(Load(worker, *has.get(worker.pk, (0, 0))) for worker in able)]
    rows += [Load(worker, *has[worker.pk], gone=True) for worker in others]
    return sorted(rows, key=lambda load: (load.worker.name, str(load.worker.pk)))


@door(Verb.ALLOCATE_CASES)
@require_http_methods(READ_OR_WRITE)
def capacity(request: Request, worker_id: UUID) -> HttpResponse:
    """How many people one worker can work with. Queries: 5, and 6 to set it."""
    loads = {load.worker.pk: load for load in loads_of(request.reach)}
    worker = get_object_or_404(User.objects.filter(pk__in=loads).select_related("capacity"), pk=worker_id)
    there = getattr(worker, "capacity", None)
    began = {"cases": there.cases, "hours": there.hours, "revision": there.revision} if there else {"revision": 0}
    form = SetCapacity(request.POST or None, initial=began)
    if request.method == "POST" and form.is_valid():
        try:
            acts.set_capacity(worker=worker, **form.cleaned_data, by=own(request), at=timezone.now())
        except acts.ChangedMeanwhile:
            messages.warning(request, _("A colleague has changed this since you opened the page. Look at it again."))
            return redirect("accounts:case_worker", worker_id)
        messages.success(request, _("The capacity is saved"))
        return redirect("accounts:case_workers")
    return render(
        request, "accounts/staff/case_worker.html", {"worker": worker, "load": loads[worker.pk], "form": form}
    )


@door(Verb.SEE_CASELOADS)
@require_http_methods(READ_OR_WRITE)
def turn(request: Request, turn_id: UUID) -> HttpResponse:
    """What one act moved, and its undoing for seven days. Queries: 5, undoing 12 and 1 a person."""
    ours = CaseTurn.objects.filter(by__prison__in=request.reach.prisons).select_related("by", "to", "undone_by")
    shown = get_object_or_404(ours, pk=turn_id)
    if request.method == "POST":
        try:
            done = acts.undo_turn(turn=shown, by=own(request), at=timezone.now())
        except acts.NotToUndo:
            messages.info(request, _("This was undone already, or is older than seven days"))
        else:
            messages.success(request, _("The cases are back where they were"))
            if done.left:
                messages.warning(request, _("Some have been moved again since, and stay where they are"))
        return redirect("accounts:case_turn", turn_id)
    touched = Q(begun_in=shown) | Q(ended_in=shown)
    cases = Case.objects.visible_to(request.reach).filter(touched).select_related("prisoner", "worker")
    people: dict[UUID, dict[str, Any]] = {}
    for case in cases.order_by("prisoner__last_name", "prisoner__first_name", "pk"):
        row = people.setdefault(case.prisoner_id, {"person": case.prisoner, "was": "", "now": ""})
        row["now" if case.begun_in_id == shown.pk else "was"] = case.worker.name
    undoes = request.reach.may(Verb.ALLOCATE_CASES) or shown.by_id == request.user.pk
    undoes = undoes and shown.undone_at is None and timezone.now() <= shown.at + acts.UNDO_FOR
    context = {"shown": shown, "rows": list(people.values()), "undoes": undoes}
    return render(request, "accounts/staff/case_turn.html", context)
