"""Asking for one thing: the form, the check, and sending it once. What is typed is put by for whoever wrote it."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import NotAllowed, Verb
from accounts.models import Audience, Prisoner, Terminal, User
from accounts.receipts import AskedOtherwise
from accounts.views.door import Request, Step, door
from incell import catalogue
from incell.acts.asking import AnswersHaveErrors, KindRetired, Origin, answer_due_on, checked, send_request
from incell.acts.before import AskedBefore, asked_before
from incell.acts.choosing import lists_of
from incell.acts.flags import told_before
from incell.acts.kinds import kind_of
from incell.acts.letters import keys_of_agency
from incell.acts.limits import OneIsOpen, TooManyThisWeek, TooManyToday, refuse_too_many
from incell.acts.tickets import GOOD_FOR, NotATicket, TicketOfAnotherTerminal, is_of, issue_ticket, writer_of
from incell.acts.unsent import LONGEST_KEY, give_up, put_by, put_by_before
from incell.catalogue import Kind, Means
from incell.forms import answering
from incell.forms import asking as forms
from incell.models import RequestKind
from incell.questions import Message

from . import asking_plain as plain


@dataclass(frozen=True)
class Asking:
    """One kind as a request finds it."""

    row: RequestKind
    kind: Kind

    @property
    def slug(self) -> str:
        return self.kind.slug


def never_lost(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Put the answers by for whoever opened the form, when the session has ended meanwhile or is somebody else's.

    The form's ticket says who wrote at this terminal. It lets words in, and nothing out.
    """

    @wraps(view)
    def behind(request: Request, slug: str) -> HttpResponse:
        ticket = request.POST.get("ticket", "") if request.method == "POST" else ""
        if not ticket or (request.step == Step.IN and is_of(ticket, request.user)):
            return view(request, slug)
        writer = _writer(ticket, request.terminal)
        if writer is None:
            return view(request, slug)
        asking = _asking(slug)
        _put_by(writer, asking, _posted(request, asking), _key(request))
        if request.step == Step.IN:
            messages.warning(request, _("Those words were put by. They are for the person who wrote them."))
            return redirect("passport:home")
        messages.warning(request, _("You were signed out. Your words are safe. Sign in to go on."))
        address = reverse("accounts:prisoner_sign_in")
        return redirect(f"{address}?next={reverse('incell:ask_form', args=[slug])}")

    return behind


@never_cache
@never_lost
@door(audience=Audience.PRISONER)  # what is typed is put by first, and that act looks at the person's row itself
@require_http_methods(["GET", "HEAD", "POST"])
def ask_form(request: Request, slug: str) -> HttpResponse:
    """The questions of one kind. What is typed is put by, sealed, before it is looked at.

    Queries: 11 to show, with what was told before; 10 to put by.
    """
    asking = _asking(slug)
    if "start_again" in request.POST:
        give_up(kind=asking.row, by=request.user, at=timezone.now())
        return redirect("incell:ask_form", slug)
    if "as_before" in request.POST:
        before = asked_before(kind=asking.kind, reach=request.reach)
        _put_by(request.user, asking, dict(before.answers) if before else {}, secrets.token_urlsafe(16))
        return redirect("incell:ask_form", slug)
    if request.method == "POST":
        answers = _posted(request, asking)
        _put_by(request.user, asking, answers, _key(request))
        try:
            checked(prisoner_id=request.user.prisoner.pk, kind=asking.kind, answers=answers, at=timezone.now())
        except AnswersHaveErrors as wrong:
            return _form(request, asking, answers, _key(request), wrong.checked.errors)
        return redirect("incell:ask_check", slug)
    try:
        refuse_too_many(prisoner_id=_own(request), kind=asking.kind, at=timezone.now())
    except (OneIsOpen, TooManyThisWeek, TooManyToday) as full:
        return _closed(request, asking, full)
    kept = put_by_before(kind=asking.row, reach=request.reach)
    if kept is None:
        before = asked_before(kind=asking.kind, reach=request.reach)
        return _form(request, asking, {}, secrets.token_urlsafe(16), before=before)
    return _form(request, asking, kept.answers, kept.key, begun=True)


@never_cache
@never_lost
@door(audience=Audience.PRISONER)  # the act that sends looks at the person's row itself; whoever left has nothing here
@require_http_methods(["GET", "HEAD", "POST"])
def ask_check(request: Request, slug: str) -> HttpResponse:
    """The answers once more; a POST sends them. Without answers it leads to the form. Queries: 10, both."""
    asking = _asking(slug)
    if request.method == "POST":
        return _send(request, asking, _posted(request, asking))
    kept = put_by_before(kind=asking.row, reach=request.reach)
    if kept is None:
        return redirect("incell:ask_form", slug)
    return _check(request, asking, kept.answers, kept.key)


def _send(request: Request, asking: Asking, answers: dict[str, Any]) -> HttpResponse:
    key = _key(request)
    origin = Origin(terminal=request.terminal, key=key, language=plain.language())
    at = timezone.now()
    try:
        sent = send_request(prisoner=None, kind=asking.row, answers=answers, by=request.user, at=at, origin=origin)
    except AnswersHaveErrors as wrong:
        return _form(request, asking, answers, key, wrong.checked.errors)
    except AskedOtherwise:
        key = secrets.token_urlsafe(16)
        _put_by(request.user, asking, answers, key)
        return _check(request, asking, answers, key, otherwise=True)
    except (OneIsOpen, TooManyThisWeek, TooManyToday, KindRetired) as full:
        _put_by(request.user, asking, answers, key)
        return _closed(request, asking, full, kept=True)
    return redirect("incell:request_sent", sent.pk)


def _form(
    request: Request,
    asking: Asking,
    answers: dict[str, Any],
    key: str,
    errors: Mapping[str, Message] | None = None,
    *,
    begun: bool = False,
    before: AskedBefore | None = None,
) -> HttpResponse:
    lists = lists_of(asking.kind, _own(request))
    drawn = forms.fields(asking.kind, answers, errors, lists)
    context = {
        **_hidden(request, asking, key),
        "fields": drawn,
        "errors": answering.summary(tuple(drawn)),
        "begun": begun,
        "before": before,
        "rows_before": forms.said(asking.kind, before.answers) if before else [],
        "nobody": any(
            meaning is Means.OWN_CONTACT and not lists[question] for question, meaning in asking.kind.means.items()
        ),
    }
    return render(request, "incell/prisoner/ask_form.html", context)


def _check(
    request: Request, asking: Asking, answers: dict[str, Any], key: str, *, otherwise: bool = False
) -> HttpResponse:
    own, now = _own(request), timezone.now()
    try:
        named, agency = checked(prisoner_id=own, kind=asking.kind, answers=answers, at=now)
    except AnswersHaveErrors:
        return redirect("incell:ask_form", asking.slug)
    prompts = catalogue.prompts(forms.typed(asking.kind, named))
    told_of = "" if asking.kind.is_private else forms.typed(asking.kind, answers)
    context = {
        **_hidden(request, asking, key),
        "rows": forms.said(asking.kind, named),
        "posted": list(forms.as_posted(asking.kind, answers)),
        "prompts": prompts,
        "told": told_before(prisoner_id=own, words=told_of) if prompts else None,
        "due": plain.to_come(answer_due_on(asking.kind, now), timezone.localdate(now)),
        "otherwise": otherwise,
        "goes": asking.kind.is_private and agency is not None and bool(keys_of_agency(agency.pk)),
    }
    return render(request, "incell/prisoner/ask_check.html", context)


def _closed(request: Request, asking: Asking, why: Exception, *, kept: bool = False) -> HttpResponse:
    """That it can't be asked for now, until when, and where to look meanwhile."""
    context = {
        "kind": asking.kind,
        "why": type(why).__name__,
        "open": why.request if isinstance(why, OneIsOpen) else None,
        "again_at": why.again_at if isinstance(why, TooManyThisWeek) else None,
        "kept": kept,
    }
    return render(request, "incell/prisoner/ask_closed.html", context)


def _hidden(request: Request, asking: Asking, key: str) -> dict[str, Any]:
    assert request.terminal is not None  # no prisoner is in without one
    ticket = issue_ticket(user=request.user, terminal=request.terminal, at=timezone.now())
    return {
        "kind": asking.kind,
        "name": answering.marked(asking.kind.name),
        "about": answering.marked(asking.kind.about),
        "slug": asking.slug,
        "key": key,
        "ticket": ticket,
    }


def _asking(slug: str) -> Asking:
    """Queries: 1. Raises Http404 for what nobody can ask for."""
    row = RequestKind.objects.current().filter(code=slug.upper().replace("-", "_")).first()
    if row is None:
        raise Http404("no such kind")
    return Asking(row, kind_of(row, plain.language()))


def _posted(request: Request, asking: Asking) -> dict[str, Any]:
    return catalogue.read_answers(asking.kind, dict(request.POST.lists()))


def _put_by(writer: User, asking: Asking, answers: dict[str, Any], key: str) -> None:
    put_by(prisoner=writer.prisoner, kind=asking.row, answers=answers, key=key, by=writer, at=timezone.now())


def _key(request: Request) -> str:
    """The form's idempotency key; a new one where it is missing or can't be one."""
    key = request.POST.get("key", "")
    return key if 0 < len(key) <= LONGEST_KEY and key.isascii() and key.isprintable() else secrets.token_urlsafe(16)


def _own(request: Request) -> UUID:
    """Raises NotAllowed for somebody who has left."""
    if request.reach.prisoner_id is None:
        raise NotAllowed(Verb.ASK.value)
    return request.reach.prisoner_id


def _writer(ticket: str, terminal: Terminal | None) -> User | None:
    """Who opened the form on this terminal, by its ticket; None without a good one. Queries: 2."""
    if terminal is None:
        return None
    now = timezone.now()
    try:
        writer = writer_of(ticket, terminal, now)
    except (NotATicket, TicketOfAnotherTerminal):
        return None
    here = Prisoner.objects.here().filter(user=writer.user, prison=terminal.prison_id)
    good = writer.user.audience == Audience.PRISONER and writer.user.is_active and now - writer.issued_at <= GOOD_FOR
    return writer.user if good and here.exists() else None
