"""Telling the safer custody team at once: from any page of a request, about these words or about anything."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import Verb
from accounts.views.door import Request, door
from incell.acts.flags import flag_words
from incell.acts.kinds import kind_of
from incell.acts.unsent import put_by_before
from incell.forms import asking as forms
from incell.forms.asking import TellForm
from incell.models import Flag, RequestKind
from incell.models import Request as Asked

from .asking_plain import TROUBLES, language


@never_cache
@door(Verb.ASK)
@require_http_methods(["GET", "HEAD", "POST"])
def tell(request: Request, request_id: UUID | None = None) -> HttpResponse:
    """What is the matter, in one choice and a few words if there are any. Queries: 5, telling about 14."""
    asked = None
    if request_id is not None:
        asked = get_object_or_404(Asked.objects.visible_to(request.reach), pk=request_id)
    form = TellForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        _flag(request, form.cleaned_data["what"], form.cleaned_data["words"], asked)
        return redirect("incell:own_request", asked.pk) if asked else redirect("incell:my_requests")
    choices = [{"value": code, "label": words} for code, words in TROUBLES.items()]
    return render(request, "incell/prisoner/tell.html", {"form": form, "choices": choices, "asked": asked})


@never_cache
@door(Verb.ASK)
@require_http_methods(["POST"])
def tell_of_unsent(request: Request, slug: str) -> HttpResponse:
    """From the check page: tell of what was typed and is not sent yet; it goes on from there. Queries: about 18.

    Words to a lawyer, a court, an ombudsman or an inspector are not told: only that help is wanted.
    """
    row = get_object_or_404(RequestKind.objects.current(), code=slug.upper().replace("-", "_"))
    kind = kind_of(row, language())
    kept = put_by_before(kind=row, reach=request.reach)
    words = forms.typed(kind, kept.answers) if kept and not kind.is_private else ""
    what = request.POST.get("what", "")
    _flag(request, what if what in Flag.Kind.values else Flag.Kind.SELF_HARM, words, None)
    return redirect("incell:ask_check", slug)


def _flag(request: Request, what: str, words: str, asked: Any) -> None:
    own, at = request.user.prisoner, timezone.now()
    flag_words(prisoner=own, kind=what, by=request.user, at=at, excerpt=words, request=asked)
    messages.success(request, _("We told safer custody. Do you need help now? Press your cell bell."))
