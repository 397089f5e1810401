"""Many people signed in at once, prisoners each on a terminal of their own, by the product's own way in."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.middleware.csrf import CSRF_SECRET_LENGTH
from django_otp import login as note_device
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.models import Terminal, User
from accounts.views.sign_in import enter

from .people import OFFICERS, number, terminal_id, token


@dataclass(frozen=True)
class Entered:
    """Somebody who is signed in: the cookies by name, what a form of theirs carries, their number in the crowd."""

    cookies: dict[str, str]
    csrf: str
    n: int = 0


@transaction.atomic
def people(some: Sequence[int]) -> list[Entered]:
    """Sign in these of the crowd, by their number in it. Queries: 2, and about 10 each."""
    users = User.objects.in_bulk([number(n) for n in some], field_name="username")
    terminals = Terminal.objects.in_bulk([terminal_id(n) for n in some])
    return [_enter(users[number(n)], terminals[terminal_id(n)], token(n), n) for n in some]


@transaction.atomic
def officers() -> list[Entered]:
    """Sign in the crowd's officers, with their code. Queries: about 12 each."""
    return [_enter(user, None, "") for user in User.objects.filter(username__in=OFFICERS).order_by("username")]


@transaction.atomic
def member(user: User) -> Entered:
    """Sign in one member of staff, with their code. Queries: about 12."""
    return _enter(user, None, "")


def _enter(user: User, terminal: Terminal | None, held: str, n: int = 0) -> Entered:
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore()
    request.user, request.terminal = user, terminal  # type: ignore[attr-defined]
    user.backend = "django.contrib.auth.backends.ModelBackend"  # type: ignore[attr-defined]
    enter(request, user)
    if terminal is None:
        device, _new = TOTPDevice.objects.get_or_create(user=user, name="authenticator", confirmed=True)
        note_device(request, device)
    request.session.save()
    csrf = secrets.token_hex(CSRF_SECRET_LENGTH // 2)
    cookies = {settings.SESSION_COOKIE_NAME: request.session.session_key or "", settings.CSRF_COOKIE_NAME: csrf}
    if terminal is not None:
        cookies[settings.TERMINAL_COOKIE_NAME] = held
    return Entered(cookies, csrf, n)
