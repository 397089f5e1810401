"""A person's own requests: the list, one of them with what was done, taking it back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import Verb
from accounts.models import Audience
from accounts.seal import Unreadable
from accounts.views.door import Request, door
from incell.acts.history import AlreadyDecided
from incell.acts.kinds import kind_of
from incell.acts.letters_away import Answered, answers_for_writer
from incell.acts.own_requests import private_answers, see_answer, withdraw_request
from incell.acts.own_words import NoOwnKey
from incell.acts.ways import VETTED
from incell.catalogue import Kind
from incell.forms import answering
from incell.forms import asking as forms
from incell.models import DECISIONS, State
from incell.models import Request as Asked

from . import asking_plain as plain

A_PAGE = 20
MOST_STEPS = 200  # lines of one history


@never_cache
@door(Verb.ASK)
@require_safe
def my_requests(request: Request) -> HttpResponse:
    """The person's requests, newest first: where each stands and when an answer is due. Queries: 7."""
    mine = Asked.objects.visible_to(request.reach).order_by("-sent_at", "-pk").prefetch_related("kind")
    light = mine.select_related("letter").defer("sealed", "words", "answers", "letter__boxes", "letter__reply_key")
    page = Paginator(light, A_PAGE).get_page(request.GET.get("page"))
    rows = [row(one) for one in page]
    return render(request, "incell/prisoner/requests.html", {"page": page, "rows": rows})


@never_cache
@door(audience=Audience.PRISONER)  # the request is read with its person's row: whoever left has none
@require_safe
def own_request(request: Request, request_id: UUID) -> HttpResponse:
    """One request: what was asked, the answer, what was done. Opening an answer marks it as seen.

    Queries: 6; 2 and a transaction more when an answer is seen for the first time, 3 more for a privileged one, 3 or 4
    more for a letter to an agency.
    """
    mine = Asked.objects.of(request.user).select_related("kind", "agency", "letter")
    asked = get_object_or_404(mine, pk=request_id)
    if request.method == "GET":
        see_answer(request=asked, by=request.user, at=timezone.now())
    kind = _kind(asked)
    events = list(asked.events.order_by("at", "id")[:MOST_STEPS])
    answers, unreadable = _answers(request, asked, kind)
    context = {
        **row(asked),
        "rows": forms.said(kind, answers),
        "unreadable": unreadable,
        "answers": _answered(request, asked),
        "on_the_list": asked.state == State.APPROVED and kind.way in VETTED,
        "rejection": plain.REJECTIONS.get(asked.rejection, ""),
        "steps": plain.steps(events, kind.is_private),
    }
    return render(request, "incell/prisoner/request.html", context)


@never_cache
@door(Verb.ASK)
@require_safe
def request_sent(request: Request, request_id: UUID) -> HttpResponse:
    """That it was sent, who has it, and when an answer is due. Queries: 6."""
    return render(request, "incell/prisoner/request_sent.html", row(_mine(request, request_id)))


@never_cache
@door(Verb.ASK)
@require_http_methods(["GET", "HEAD", "POST"])
def request_withdraw(request: Request, request_id: UUID) -> HttpResponse:
    """Taking a request back, asked once more. Queries: 6, or about 16."""
    asked = _mine(request, request_id)
    if request.method == "POST":
        try:
            withdraw_request(request=asked, by=request.user, at=timezone.now())
        except AlreadyDecided:
            messages.warning(request, _("It was answered before you took it back. Here is the answer."))
        else:
            messages.success(request, _("You took it back. No one will answer it."))
        return redirect("incell:own_request", asked.pk)
    if not asked.is_open:
        return redirect("incell:own_request", asked.pk)
    return render(request, "incell/prisoner/request_withdraw.html", row(asked))


def _mine(request: Request, request_id: UUID) -> Asked:
    """Queries: 1. Raises Http404 for what is not the person's own."""
    mine = Asked.objects.visible_to(request.reach).select_related("kind", "agency", "letter")
    return get_object_or_404(mine, pk=request_id)


def row(asked: Asked) -> dict[str, Any]:
    """What a list or a page says of one request: its name, where it stands, who has it, when an answer is due."""
    return {
        "asked": asked,
        "name": answering.marked(_kind(asked).name),
        "state": plain.state_of(asked),
        "private": asked.is_privileged,
        "due": plain.due(asked, timezone.localdate()),
        "team": plain.TEAMS[asked.team],
        "new": asked.state in DECISIONS and asked.seen_at is None,
        "letter": plain.letter_of(asked),
        "posted": plain.is_posted(asked),
    }


def _kind(asked: Asked) -> Kind:
    return kind_of(asked.kind, plain.language())


def _answered(request: Request, asked: Asked) -> list[Answered]:
    letter = plain.letter_of(asked)
    return [] if letter is None else answers_for_writer(letter=letter, by=request.user)


def _answers(request: Request, asked: Asked, kind: Kind) -> tuple[dict[str, Any], bool]:
    """The answers, and whether they are sealed and can't be opened any more."""
    if not kind.is_private:
        return asked.answers, False
    try:
        return private_answers(request=asked, by=request.user), False
    except (NoOwnKey, Unreadable):
        return {}, True
