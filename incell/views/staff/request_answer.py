"""Answering one request: the answer, then what the person will read, then it is sent."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import NotAllowed, Verb
from accounts.views.door import Request, door
from incell.acts import deciding
from incell.acts.history import ChangedMeanwhile
from incell.forms.handling import Decide
from incell.models import Request as Asked
from incell.models import State

from .queue import staff
from .request import context_of, gone, in_reach, meanwhile, number, visible_now


@door(Verb.HANDLE_REQUESTS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: Request, request_id: UUID) -> HttpResponse:
    """GET and a refused form: the form. POST: what the person will read. POST with `send`: the decision.

    Queries: 7 to show, about 12 to decide.
    """
    try:
        asked = in_reach(request, request_id)
    except Http404:
        if request.method != "POST":
            raise
        return gone(request, request_id)
    form = Decide(request.POST or None, request=asked, auto_id="decide-%s")
    if request.method != "POST" or "change" in request.POST or not form.is_valid():
        if not (context := context_of(request, asked))["handles"]:
            raise NotAllowed(Verb.HANDLE_REQUESTS.value)
        if "change" in request.POST:
            form = Decide(initial=request.POST.dict(), request=asked, auto_id="decide-%s")
        return render(request, "incell/staff/answer.html", context | {"form": form, "decide": form})
    if "send" not in request.POST:
        return _preview(request, asked, form)
    return _send(request, asked, form)


def _preview(request: Request, asked: Asked, form: Decide) -> HttpResponse:
    said = form.cleaned_data
    shown = {
        "form": form,
        "said": said,
        "shown": number(request.POST.get("revision", "")),
        "their_language": language_of(asked),
        "answer": State(said["state"]),
    }
    return render(request, "incell/staff/preview.html", context_of(request, asked) | shown)


def _send(request: Request, asked: Asked, form: Decide) -> HttpResponse:
    said = form.cleaned_data
    try:
        deciding.decide(
            request=asked,
            state=said["state"],
            reply=said["reply"],
            staff_reason=said["staff_reason"],
            rejection=said.get("rejection", ""),
            by=staff(request),
            at=timezone.now(),
            revision=number(request.POST.get("revision", "")),
        )
    except ChangedMeanwhile as error:
        now = visible_now(request, asked)
        if now is None:
            return gone(request, asked.pk)
        again = Decide(initial=said, request=now, auto_id="decide-%s")
        context = context_of(request, now) | {"decide": again, "meanwhile": meanwhile(error), "typed": said}
        return render(request, "incell/staff/answer.html", context)
    messages.success(request, _("Your answer is sent. You can undo it for 15 minutes, until the person has seen it"))
    return redirect("incell:request", asked.pk)


def language_of(asked: Asked) -> str:
    """The language that the person reads: their own choice, else the one they asked in."""
    user = asked.prisoner.user
    return (user.language if user is not None else "") or asked.language
