"""What somebody wrote without Wi-Fi and could not be sent as it was: they look at it again."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import Verb
from accounts.seal import Unreadable
from accounts.views.door import Request, door
from incell.acts import asking, elsewhere, limits, queue
from incell.acts.choosing import lists_of
from incell.acts.kinds import kind_of
from incell.catalogue import Kind, read_answers
from incell.forms import answering
from incell.forms import asking as forms
from incell.models import QueuedAct, RequestKind

A_PAGE = 10
LIMITS = (limits.OneIsOpen, limits.TooManyThisWeek, limits.TooManyToday)


@door(Verb.ASK)
@never_cache
@require_http_methods(["GET", "HEAD"])
def acts(request: Request) -> HttpResponse:
    """What waits to be looked at, the oldest first: each can be opened or thrown away from here. Queries: 7."""
    waiting = QueuedAct.objects.visible_to(request.reach).held().order_by("received_at", "key")
    page = Paginator(waiting, A_PAGE).get_page(request.GET.get("page"))
    here = list(page)
    codes, names = queue.kinds_of(here), dict(elsewhere.names())
    language = translation.get_language() or "en"
    for row in RequestKind.objects.current().filter(code__in=codes.values()):
        names[row.code] = answering.marked(kind_of(row, language).name)
    rows = [(one, names.get(codes[one.key], "")) for one in here]
    return render(request, "incell/offline/held.html", {"page": page, "rows": rows})


@door(Verb.ASK)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: Request, key: str) -> HttpResponse:
    """One of them, as a form: sent as it is, or changed. Queries: 7; sending as `send_held`."""
    found = _find(request, key)
    try:
        written = queue.open_held(act=found, by=request.user)
    except Unreadable:
        return _page(request, found, None, {}, unreadable=True)
    if module := elsewhere.act_of(written.kind):
        return _elsewhere(request, found, module, written)
    row = RequestKind.objects.current().filter(code=written.kind).first()
    if row is None:
        return _page(request, found, None, {}, words=[each for values in written.fields.values() for each in values])
    kind = kind_of(row, translation.get_language() or "en")
    if request.method != "POST":
        return _page(request, found, kind, read_answers(kind, written.fields))
    answers = read_answers(kind, dict(request.POST.lists()))
    try:
        queue.send_held(act=found, answers=answers, by=request.user, at=timezone.now(), terminal=request.terminal)
    except asking.AnswersHaveErrors as wrong:
        return _page(request, found, kind, answers, errors=wrong.checked.errors)
    except LIMITS as limit:
        return _page(request, found, kind, answers, limit=type(limit).__name__)
    except asking.KindRetired:
        return HttpResponseRedirect(reverse("incell:held_act", args=[key]))
    messages.success(request, _("We have sent it."))
    return _onward(request)


def _elsewhere(request: Request, act: QueuedAct, module: elsewhere.Elsewhere, written: queue.Written) -> HttpResponse:
    """What another app does with it: sent as it is, or thrown away."""
    why = ""
    if request.method == "POST":
        try:
            queue.send_held(act=act, answers={}, by=request.user, at=timezone.now(), terminal=request.terminal)
        except elsewhere.StillHeld as still:
            why = still.why
        else:
            messages.success(request, _("We have sent it."))
            return _onward(request)
    words = module.said(fields=written.fields, by=request.user)
    return _page(request, act, None, {}, words=words, elsewhere=module.NAME, now_why=why or act.why)


@door(Verb.ASK)
@never_cache
@require_POST
def throw_away(request: Request, key: str) -> HttpResponse:
    """The writer no longer wants it. Queries: as the act's and 3."""
    queue.throw_away(act=_find(request, key), by=request.user, at=timezone.now())
    messages.success(request, _("It is gone. We did not send it."))
    return _onward(request)


def _find(request: Request, key: str) -> QueuedAct:
    found = QueuedAct.objects.visible_to(request.reach).held().filter(pk=key).first()
    if found is None:
        raise Http404
    return found


def _onward(request: Request) -> HttpResponse:
    """To the next one, or home."""
    more = QueuedAct.objects.visible_to(request.reach).held().exists()
    return HttpResponseRedirect(reverse("incell:held") if more else reverse("passport:home"))


def _page(
    request: Request, act: QueuedAct, kind: Kind | None, answers: dict[str, Any], *, errors: Any = None, **about: Any
) -> HttpResponse:
    assert request.reach.prisoner_id is not None  # behind this door everybody is on the roll
    drawn = tuple(forms.fields(kind, answers, errors, lists_of(kind, request.reach.prisoner_id)) if kind else ())
    about |= {"act": act, "kind": kind, "fields": drawn, "errors": answering.summary(drawn)}
    about["name"] = answering.marked(kind.name) if kind else ""
    return render(request, "incell/offline/held_act.html", about)
