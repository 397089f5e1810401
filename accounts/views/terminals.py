"""Doors for who looks after terminals: the list, a new one, another code, the end of one."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import Verb
from accounts.acts import terminals as acts
from accounts.forms.staff import RegisterTerminal
from accounts.models import Terminal

from .door import Request, door
from .sign_in import own

PAGE = 50


@door(Verb.MANAGE_TERMINALS)
@require_http_methods(["GET", "HEAD", "POST"])
def terminals(request: Request) -> HttpResponse:
    """The terminals in use and a form for a new one; its code stands on the answer, once. Queries: 2, 5 to add."""
    form = RegisterTerminal(request.POST or None)
    if form.is_valid():
        terminal, code = acts.register_terminal(
            kind=form.cleaned_data["kind"],
            location=form.cleaned_data["location"],
            by=own(request),
            at=timezone.now(),
        )
        return _show_code(request, terminal, code)
    listed = Terminal.objects.visible_to(request.reach).filter(revoked_at__isnull=True)
    page = Paginator(listed, PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "now": timezone.now()}
    return render(request, "accounts/staff/terminals.html", context)


@door(Verb.MANAGE_TERMINALS)
@require_POST
def renew_code(request: Request, pk: UUID) -> HttpResponse:
    """Another code for a terminal; the device that it was is none until the code is typed there."""
    terminal = _terminal(request, pk)
    return _show_code(request, terminal, acts.renew_code(terminal=terminal, by=own(request), at=timezone.now()))


@door(Verb.MANAGE_TERMINALS)
@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request: Request, pk: UUID) -> HttpResponse:
    """Ask, and then take a terminal away."""
    terminal = _terminal(request, pk)
    if request.method == "POST":
        acts.revoke_terminal(terminal=terminal, by=own(request), at=timezone.now())
        messages.success(request, _("The terminal is revoked"))
        return redirect("accounts:terminals")
    return render(request, "accounts/staff/revoke_terminal.html", {"terminal": terminal})


def _show_code(request: Request, terminal: Terminal, code: str) -> HttpResponse:
    return render(request, "accounts/staff/terminal_code.html", {"terminal": terminal, "code": code})


def _terminal(request: Request, pk: UUID) -> Terminal:
    return get_object_or_404(Terminal.objects.visible_to(request.reach).filter(revoked_at__isnull=True), pk=pk)
