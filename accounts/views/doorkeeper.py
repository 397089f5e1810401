"""The middleware of the doors: who is here, from which terminal, for how long; and no view without a door."""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.functional import SimpleLazyObject

from accounts.access import NOBODY, NotAllowed, reach_of
from accounts.models import Audience, Terminal

from .door import Step
from .errors import only_posted

IDLE = {
    Audience.PRISONER: timedelta(minutes=10),
    Audience.STAFF: timedelta(minutes=20),
    Audience.AGENCY: timedelta(minutes=20),
}
NOTE_EVERY = timedelta(minutes=1)  # a write a minute, not one a request


class Doorkeeper:
    """Sets `request.terminal`, `request.step` and a lazy `request.reach`; refuses views that carry no door.

    Queries: the terminal (1, only with its cookie) and, when somebody asks for it, the reach (1-2).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        request.terminal = terminal_of(request)
        sign_out_idle(request, timezone.now())
        sign_out_elsewhere(request)
        request.step = step_of(request)
        request.reach = SimpleLazyObject(lambda: reach_of(request.user)) if request.step == Step.IN else NOBODY
        response = only_posted(request, self.get_response(request))
        if request.step > Step.OUTSIDE:
            # Whoever comes next to this terminal must not see a page of theirs by going back.
            patch_cache_control(response, no_store=True, private=True)
        return response

    def process_view(self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any) -> None:
        if not hasattr(view, "door"):
            raise NotAllowed("no door")


def terminal_of(request: HttpRequest) -> Terminal | None:
    """The terminal that this browser is, by the hash of the token in its cookie. Queries: 1 with a cookie, else 0."""
    held = _token_hash(request)
    return Terminal.objects.usable().filter(token_hash=held).first() if held else None


def was_revoked(request: HttpRequest) -> bool:
    """Whether this browser was a terminal until staff revoked it. Queries: 1 with a cookie, else 0."""
    held = _token_hash(request)
    return bool(held) and Terminal.objects.filter(token_hash=held, revoked_at__isnull=False).exists()


def _token_hash(request: HttpRequest) -> str:
    token = request.COOKIES.get(settings.TERMINAL_COOKIE_NAME, "")
    return hashlib.sha256(token.encode()).hexdigest() if token else ""


def step_of(request: Any) -> Step:
    """How far this request's person is signed in."""
    user = request.user
    if not user.is_authenticated:
        return Step.OUTSIDE
    if user.audience != Audience.PRISONER and not user.is_verified():
        return Step.PASSWORD
    return Step.CODE if user.must_change_secret else Step.IN


def sign_out_idle(request: Any, at: datetime) -> None:
    """End the session of somebody who has done nothing for too long; else note the time, at most once a minute."""
    if not request.user.is_authenticated:
        return
    noted = request.session.get("seen_at")
    seen_at = datetime.fromisoformat(noted) if noted else None
    if seen_at is None or at - seen_at > IDLE[Audience(request.user.audience)]:
        logout(request)
    elif at - seen_at > NOTE_EVERY:
        request.session["seen_at"] = at.isoformat()


def idle_left(request: Any, at: datetime) -> int:
    """The seconds after which somebody signed in who does nothing more is signed out. Queries: none."""
    noted = request.session.get("seen_at")
    if not noted:
        return 0
    ends_at = datetime.fromisoformat(noted) + IDLE[Audience(request.user.audience)]
    return max(0, int((ends_at - at).total_seconds()))


def sign_out_elsewhere(request: Any) -> None:
    """A prisoner is in only on the terminal of the sign-in: end a session that turns up anywhere else."""
    if not request.user.is_authenticated or request.user.audience != Audience.PRISONER:
        return
    if request.terminal is None or request.session.get("terminal") != str(request.terminal.pk):
        logout(request)
