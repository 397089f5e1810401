"""Sign-in of staff and agency workers: e-mail and password, then a code; the same pages in two layouts."""

from typing import Any

import segno
import structlog
from django.conf import settings
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST
from django_otp import login as note_device

from accounts import lockout
from accounts.acts import sign_in as acts
from accounts.forms.sign_in import ChangePassword, Code, FirstCode, MemberSignIn
from accounts.models import Audience, User

from .door import Request, Step, public_door
from .doorkeeper import idle_left

log = structlog.get_logger("throughgate.sign_in")
HOME = {Audience.PRISONER: "/me/", Audience.STAFF: "/staff/", Audience.AGENCY: "/agency/"}
LAYOUT = {Audience.PRISONER: "cell", Audience.STAFF: "staff", Audience.AGENCY: "agency"}


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: Request, audience: Audience) -> HttpResponse:
    """E-mail address and password. Queries: 8 on success; wrong ones take as long as right ones."""
    if request.step > Step.OUTSIDE and request.user.audience == audience:  # type: ignore[union-attr]
        return onward(request)
    form = MemberSignIn(request.POST or None)
    if form.is_valid():
        username = form.cleaned_data["username"]
        user = authenticate(request, username=username, password=form.cleaned_data["password"])
        if isinstance(user, User) and user.audience == audience:
            enter(request, user)
            return onward(request)
        log.warning("sign_in_refused", audience=audience.value)
        form.add_error(None, refusal(request, username) or _("The email address or the password is not right"))
    return page(request, "sign_in", audience, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
def code(request: Request) -> HttpResponse:
    """The second step. Without an authenticator it sends on to the set-up. Queries: 10."""
    if request.step > Step.PASSWORD:
        return onward(request)
    user = own(request)
    if not acts.has_codes(user):
        return send(request, "set_up")
    form = Code(request.POST or None)
    if form.is_valid():
        try:
            device = acts.check_code(user=user, code=form.cleaned_data["code"], at=timezone.now())
        except acts.WrongCode:
            log.warning("code_refused", audience=user.audience)
            form.add_error("code", _("That code is not right. Wait for the next one, then try again"))
        else:
            return _verified(request, device)
    return page(request, "code", user.audience, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
def set_up(request: Request) -> HttpResponse:
    """Set up an authenticator, once; ends on a page with the recovery codes. Queries: 12."""
    user = own(request)
    if acts.has_codes(user):
        return send(request, "code") if request.step == Step.PASSWORD else onward(request)
    device = acts.start_codes(user=user)
    form = FirstCode(request.POST or None)
    if form.is_valid():
        try:
            device, codes = acts.confirm_codes(user=user, code=form.cleaned_data["code"], at=timezone.now())
        except acts.WrongCode:
            form.add_error("code", _("That code is not right. Wait for the next one, then try again"))
        else:
            following = _verified(request, device)
            return page(request, "recovery", user.audience, codes=codes, onward=following["Location"])
    picture = segno.make(device.config_url, error="m").svg_data_uri(scale=4, border=4, light="#fff")
    secret = device.config_url.partition("secret=")[2].partition("&")[0]
    spaced = " ".join(secret[n : n + 4] for n in range(0, len(secret), 4))
    return page(request, "set_up", user.audience, form=form, picture=picture, secret=spaced)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def secret(request: Request) -> HttpResponse:
    """A new password: asked for at the first sign-in, and whenever somebody wants. Queries: 7."""
    user = own(request)
    first = user.must_change_secret
    form = ChangePassword(request.POST or None, first=first)
    if form.is_valid() and (first or knows_old(request, form, user, _("That is not your password"))):
        try:
            acts.change_password(user=user, new=form.cleaned_data["new"], at=timezone.now())
        except ValidationError as weak:
            form.add_error("new", weak.messages)
        except acts.SamePassword:
            form.add_error("new", _("That is your password now. Choose another one"))
        else:
            keep_signed_in(request, user)
            return onward(request)
    return page(request, "secret", user.audience, form=form)


@public_door  # anybody may leave; only a form of ours can ask for it
@require_POST
def sign_out(request: Request) -> HttpResponse:
    """End the session; on a terminal the browser forgets its pages too. Queries: 5."""
    user, on_terminal = request.user, request.terminal is not None
    audience = Audience.PRISONER if on_terminal else Audience.STAFF
    if isinstance(user, User):
        audience = Audience(user.audience)
        acts.note_sign_out(user=user, at=timezone.now())
    logout(request)
    try:
        begin = reverse(f"accounts:{audience.lower()}_sign_in")
    except NoReverseMatch:  # this instance has no door for them
        begin = settings.LOGIN_URL
    response = HttpResponseRedirect(begin)
    if on_terminal:
        # Not "storage": words that wait there to be sent are sealed and go when the line is back.
        response["Clear-Site-Data"] = '"cache"'
    return response


@require_POST
def stay(request: Request) -> HttpResponse:
    """Somebody is still there: the idle time begins again. JSON `{"left": seconds}`. Queries: 1, the session."""
    at = timezone.now()
    request.session["seen_at"] = at.isoformat()
    return JsonResponse({"left": idle_left(request, at)})


def enter(request: Any, user: User) -> None:
    """Sign in: a new session key, and the clock of the idle sign-out starts. Queries: 4."""
    at = timezone.now()
    login(request, user)
    request.session["seen_at"] = at.isoformat()
    request.session["terminal"] = str(request.terminal.pk) if request.terminal else ""
    acts.note_sign_in(user=user, terminal=request.terminal, at=at)


def knows_old(request: Any, form: Any, user: User, words: str) -> bool:
    """Through the same lock-out as the sign-in: an unguarded screen is no place to try secrets. Queries: 5."""
    if authenticate(request, username=user.username, password=form.cleaned_data["old"]) is not None:
        lockout.succeed(request, user.username)
        return True
    form.add_error("old", refusal(request, user.username) or words)
    return False


def keep_signed_in(request: Any, user: User) -> None:
    """After a new secret: a new session key; the other sessions end with the old secret."""
    update_session_auth_hash(request, user)


def _verified(request: Any, device: Any) -> HttpResponse:
    note_device(request, device)
    request.session.cycle_key()
    response = onward(request)
    lockout.remember(request, response, request.user.username)
    return response


def refusal(request: Any, username: str) -> str:
    """The words for somebody who has to wait, or "". Queries: 1."""
    left = lockout.wait(request, username, timezone.now())
    if not left:
        return ""
    minutes = -(-int(left.total_seconds()) // 60)
    return ngettext(
        "That was wrong too many times. Wait %(n)d minute, then try again.",
        "That was wrong too many times. Wait %(n)d minutes, then try again.",
        minutes,
    ) % {"n": minutes}


def own(request: Any) -> User:
    """The signed-in user behind a door; without one there is a door missing."""
    user = request.user
    assert isinstance(user, User)
    return user


def onward(request: Any, otherwise: str = "") -> HttpResponseRedirect:
    """Where somebody wanted to go (`next`), if that is an address of ours; else `otherwise`, else home."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    secure = request.is_secure()
    if not url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}, require_https=secure):
        wanted = otherwise or HOME[Audience(request.user.audience)]
    return HttpResponseRedirect(wanted)


def send(request: Any, name: str) -> HttpResponseRedirect:
    query = request.GET.urlencode()
    address = reverse(f"accounts:{request.user.audience.lower()}_{name}")
    return HttpResponseRedirect(f"{address}?{query}" if query else address)


def page(request: Any, name: str, audience: str, **context: Any) -> HttpResponse:
    """A page of the sign-in in the layout of its audience, never kept in a cache."""
    context |= {
        "layout": f"layouts/{LAYOUT[Audience(audience)]}.html",
        "audience": audience,
        "next": request.POST.get("next") or request.GET.get("next") or "",
    }
    response = render(request, f"accounts/sign_in/{name}.html", context)
    response["Cache-Control"] = "no-store, private"
    return response
