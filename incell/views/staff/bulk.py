"""The same for many: taken, given to a colleague, forwarded or answered together, and undone together."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import NotAllowed, Verb
from accounts.views.door import Request, door
from incell.acts import deciding
from incell.acts import many as acts
from incell.acts.history import AlreadyDecided
from incell.forms.handling import Assign, Decide, Forward
from incell.forms.naming import kind_name
from incell.models import Request as Asked
from incell.models import colleagues

from .queue import LAST_QUEUE, rows, staff
from .request import meanwhile, number

LEFT = "requests_left"  # in the session: what the last batch could not do


@dataclass(frozen=True)
class Step:
    """One thing to do to many: its act, and what the filled form says to it."""

    act: Callable[..., Asked]
    said: dict[str, Any]


@door(Verb.HANDLE_REQUESTS)
@never_cache
@require_POST
def many(request: Request) -> HttpResponse:
    """From the queue: asks what else there is to say. With `go`: does it, each alone. Queries: 7, acting 14 each."""
    shown = _shown(request)
    chosen = _chosen(request, shown)
    if not chosen:
        messages.warning(request, _("Choose at least one request first"))
        return _back(request)
    if len(chosen) > acts.MOST:
        messages.warning(request, _("Choose 100 requests or fewer"))
        return _back(request)
    step = request.POST.get("step", "")
    form = _form(request, step, chosen)
    if step == "take":
        return _do(request, chosen, shown, Step(deciding.assign, {"to": staff(request)}))
    if form is None:
        return _back(request)
    if "go" not in request.POST or not form.is_valid():
        back = _queue(request)
        listed = [row | {"shown": _seen(shown, row["request"])} for row in rows(chosen, timezone.localdate())]
        context = {"step": step, "form": form, "rows": listed, "back": back, "language_back": back}
        return render(request, "incell/staff/many.html", context)
    return _do(request, chosen, shown, _step(step, form))


def _shown(request: Request) -> dict[UUID, int | None]:
    """Whose boxes were ticked, and each one's revision as the list showed it: `id:revision`. Queries: none."""
    found: dict[UUID, int | None] = {}
    for text in request.POST.getlist("one")[: acts.MOST + 1]:
        pk, _colon, revision = text.partition(":")
        try:
            found[UUID(pk)] = number(revision) if revision else None
        except ValueError:
            continue
    return found


def _seen(shown: Mapping[UUID, int | None], asked: Asked) -> int:
    """The revision that the reader has seen of it: of the list before, else of this page."""
    seen = shown.get(asked.pk)
    return asked.revision if seen is None else seen


def _chosen(request: Request, shown: Iterable[UUID]) -> list[Asked]:
    """Those of them that the reader may see. Queries: 1."""
    mine = Asked.objects.visible_to(request.reach).filter(pk__in=list(shown))
    return list(mine.shown().order_by("due_on", "sent_at"))


def _form(request: Request, step: str, chosen: list[Asked]) -> forms.Form | None:
    """The form of a step, bound once it was sent. Queries: 1 for colleagues."""
    data = request.POST if "go" in request.POST else None
    team = chosen[0].team
    if step == "assign":
        return Assign(data, people=colleagues(team, staff(request).prison_id or ""))
    if step == "forward":
        return Forward(data, team=team)
    if step == "decide":
        return Decide(data, many=True)
    return None


def _step(step: str, form: forms.Form) -> Step:
    said = form.cleaned_data
    if isinstance(form, Assign):
        return Step(deciding.assign, {"to": form.chosen()})
    if step == "forward":
        return Step(deciding.forward, {"to": said["to"], "comment": said["comment"]})
    words = {"reply": said["reply"], "staff_reason": said["staff_reason"]}
    return Step(deciding.decide, {"state": said["state"], **words})


def _do(request: Request, chosen: list[Asked], shown: Mapping[UUID, int | None], step: Step) -> HttpResponse:
    outcome = acts.do_to_each(
        requests=chosen, act=step.act, by=staff(request), at=timezone.now(), shown=shown, **step.said
    )
    request.session[LEFT] = {
        "batch": str(outcome.batch),
        "left": [[str(one.pk), why(error)] for one, error in outcome.left],
    }
    return redirect("incell:requests_done", outcome.batch)


def why(error: Exception) -> str:
    """Why one of many was left out, in words."""
    if isinstance(error, AlreadyDecided):
        return meanwhile(error)
    return {
        NotAllowed: _("Your team does not have it"),
        deciding.NotInThatTeam: _("This colleague does not sit in the team that has it"),
        deciding.HasItAlready: _("That team has it already"),
        deciding.NeedsVetting: _("It is approved by vetting"),
        deciding.PrivilegedIsPassedOn: _("It is private: open it to pass it on"),
        deciding.NothingToUndo: _("It can't be undone any more"),
    }.get(type(error), _("Somebody has changed it meanwhile"))


@door(Verb.HANDLE_REQUESTS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def done(request: Request, batch: UUID) -> HttpResponse:
    """What one click did and what it left out; POST undoes all that can be. Queries: 6, undoing 12 each."""
    if request.method == "POST":
        return _undo(request, batch)
    noted = request.session.get(LEFT, {})
    left = noted.get("left", []) if noted.get("batch") == str(batch) else []
    lines = acts.of_batch(batch, staff(request))
    if not lines and not left:
        raise Http404
    found = Asked.objects.visible_to(request.reach).filter(pk__in=[pk for pk, _why in left]).shown()
    named = {str(one.pk): one for one in found}
    context = {
        "batch": batch,
        "lines": [(line, kind_name(line.request.kind)) for line in lines],
        "left": [(named[pk], kind_name(named[pk].kind), words) for pk, words in left if pk in named],
        "may_undo": any(timezone.now() - line.at <= deciding.UNDO for line in lines),
        "back": _queue(request),
    }
    return render(request, "incell/staff/done.html", context)


def _undo(request: Request, batch: UUID) -> HttpResponse:
    try:
        outcome = acts.undo_batch(batch=batch, by=staff(request), at=timezone.now())
    except acts.NoneChosen as error:
        raise Http404 from error
    if outcome.done:
        n = len(outcome.done)
        messages.success(
            request, ngettext("%(n)s request is as it was", "%(n)s requests are as they were", n) % {"n": n}
        )
    if outcome.left:
        n = len(outcome.left)
        words = ngettext(
            "%(n)s can't be undone any more: too late, seen by the person, or more was done since",
            "%(n)s can't be undone any more: too late, seen by the person, or more was done since",
            n,
        )
        messages.warning(request, words % {"n": n})
    return _back(request)


def _queue(request: Request) -> str:
    return request.session.get(LAST_QUEUE, "") or reverse("incell:requests")


def _back(request: Request) -> HttpResponse:
    return redirect(_queue(request))
