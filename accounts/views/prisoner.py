"""Doors in the cell: signing in at a terminal, the PIN, and making a device a terminal."""

import re

from django.conf import settings
from django.contrib.auth import authenticate
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.acts import pin as pins
from accounts.acts.sign_in import may_use_cell
from accounts.acts.terminals import UnknownCode, enrol_terminal
from accounts.forms.sign_in import CellSignIn, ChangePin, EnrolTerminal
from accounts.models import Audience, User

from .door import Request, Step, door, public_door
from .doorkeeper import was_revoked
from .sign_in import HOME, enter, keep_signed_in, knows_old, log, onward, own, refusal

TOKEN_DAYS = 400
ONES_OWN = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")  # an address that names one person's thing


@public_door  # nobody is anybody here yet; off a registered terminal there is no form
@sensitive_post_parameters("pin")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: Request) -> HttpResponse:
    """Prison number and PIN. Queries: 10 on success; unknown numbers take as long as known ones."""
    if request.step > Step.OUTSIDE:
        return HttpResponseRedirect(HOME[Audience(request.user.audience)])  # type: ignore[union-attr]
    if request.terminal is None:
        status = 200 if request.method in ("GET", "HEAD") else 403
        return _page(request, "no_terminal", status, revoked=was_revoked(request))
    form = CellSignIn(request.POST or None)
    if form.is_valid():
        number = form.cleaned_data["number"]
        user = authenticate(request, username=number, password=form.cleaned_data["pin"])
        if isinstance(user, User) and may_use_cell(user, request.terminal):
            enter(request, user)
            return _onward(request)
        log.warning("sign_in_refused", audience=Audience.PRISONER.value)
        form.add_error(None, refusal(request, number) or _("The number or the PIN is wrong. Try again."))
    return _page(request, "sign_in", form=form, next=request.POST.get("next") or request.GET.get("next") or "")


@door(audience=Audience.PRISONER, step=Step.CODE)
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def change_pin(request: Request) -> HttpResponse:
    """A PIN of one's own: asked for after the first sign-in, and whenever somebody wants. Queries: 9."""
    user = own(request)
    first = user.must_change_secret
    form = ChangePin(request.POST or None, first=first)
    if form.is_valid() and (first or knows_old(request, form, user, _("That is not your PIN."))):
        try:
            pins.change_pin(user=user, new=form.cleaned_data["new"], at=timezone.now())
        except pins.PinTooEasy:
            form.add_error("new", _("That PIN is too easy. Pick 6 other numbers."))
        except pins.SamePin:
            form.add_error("new", _("You have that PIN now. Pick a new one."))
        else:
            keep_signed_in(request, user)
            return _page(request, "pin_changed", onward=onward(request)["Location"])
    return _page(request, "pin", form=form, first=first)


@public_door  # a device that is nobody's yet; the one-time code is its proof
@require_http_methods(["GET", "HEAD", "POST"])
def enrol(request: Request) -> HttpResponse:
    """Staff type the one-time code at the device, and it becomes a terminal. Queries: 5."""
    form = EnrolTerminal(request.POST or None)
    if form.is_valid():
        try:
            _terminal, token = enrol_terminal(code=form.cleaned_data["code"], at=timezone.now())
        except UnknownCode:
            form.add_error("code", _("That code is wrong, used or too old. Make a new one on the staff page."))
        else:
            response = HttpResponseRedirect(reverse("accounts:prisoner_sign_in"))
            response.set_cookie(
                settings.TERMINAL_COOKIE_NAME,
                token,
                max_age=TOKEN_DAYS * 86_400,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Strict",
            )
            return response
    return _page(request, "enrol", form=form)


def _onward(request: Request) -> HttpResponseRedirect:
    """Where somebody wanted to go, or home: what the last person had open is not the next one's business."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    return HttpResponseRedirect(HOME[Audience.PRISONER]) if ONES_OWN.search(wanted) else onward(request)


def _page(request: Request, name: str, status: int = 200, **context: object) -> HttpResponse:
    response = render(request, f"accounts/prisoner/{name}.html", context, status=status)
    response["Cache-Control"] = "no-store, private"
    return response
