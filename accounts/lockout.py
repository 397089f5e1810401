"""Lock-out by person and place, with growing delay: django-axes' frame around a table of our own.

The place of a prisoner is the terminal; of staff and agency workers a browser that they have signed in from before,
or else "somewhere". So neither an address nor a cell-mate's wrong PINs lock anybody else out, and a stranger who
knows an e-mail address does not keep its owner from the own computer.
axes' own handler is not used: it writes user names and form data to its tables, and forgets everybody's tries
when one short delay ends.
"""

import secrets
from datetime import datetime, timedelta
from typing import Any

from axes.handlers.base import AbstractAxesHandler, AxesBaseHandler
from django.conf import settings
from django.core import signing
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from .models import Lockout, User, UserManager
from .models.hashing import pepper

FREE_TRIES = 4
DELAYS = [timedelta(minutes=minutes) for minutes in (1, 2, 4, 8, 15, 30, 60)]  # after the 5th, 6th … try
FORGET = timedelta(hours=24)  # since the last try
KNOWN_PEOPLE = 20  # who share one office computer
KNOWN_DAYS = 400


def delay(tries: int) -> timedelta:
    """How long to wait after so many tries in a row."""
    if tries <= FREE_TRIES:
        return timedelta()
    return DELAYS[min(tries - FREE_TRIES, len(DELAYS)) - 1]


def person_of(username: str) -> str:
    return pepper(UserManager.normalize(username), "person")


def place_of(request: HttpRequest, username: str) -> str:
    """Where this try comes from, as an HMAC. Queries: none."""
    terminal = getattr(request, "terminal", None)
    if terminal is not None:
        return pepper(str(terminal.pk), "terminal")
    known = _known(request)
    if person_of(username)[:16] in known["people"]:
        return pepper(known["id"], "browser")
    return pepper("", "somewhere")


def remember(request: HttpRequest, response: HttpResponse, username: str) -> None:
    """Make this browser a known place of this person, after a whole sign-in."""
    known = _known(request)
    person = person_of(username)[:16]
    known["people"] = [person, *(other for other in known["people"] if other != person)][:KNOWN_PEOPLE]
    response.set_cookie(
        settings.KNOWN_COOKIE_NAME,
        signing.dumps(known, salt="known place"),
        max_age=KNOWN_DAYS * 86_400,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


def _known(request: HttpRequest) -> dict[str, Any]:
    cookie = request.COOKIES.get(settings.KNOWN_COOKIE_NAME, "")
    try:
        return signing.loads(cookie, salt="known place", max_age=KNOWN_DAYS * 86_400)
    except signing.BadSignature:
        return {"id": secrets.token_urlsafe(16), "people": []}


def wait(request: HttpRequest, username: str, at: datetime) -> timedelta:
    """How long this person has to wait at this place; zero when not at all. Queries: 1."""
    row = Lockout.objects.filter(person=person_of(username), place=place_of(request, username)).first()
    if row is None or row.until_at is None:
        return timedelta()
    return max(row.until_at - at, timedelta())


def take_a_try(request: HttpRequest, username: str, at: datetime) -> bool:
    """Count a try before the secret is looked at, so that many at once cannot slip through. Queries: 3-4.

    Returns False, and counts nothing, while the person has to wait.
    """
    person, place = person_of(username), place_of(request, username)
    with transaction.atomic():
        Lockout.objects.get_or_create(person=person, place=place, defaults={"last_at": at})
        row = Lockout.objects.select_for_update().get(person=person, place=place)
        if row.until_at is not None and at < row.until_at:
            return False
        row.tries = 1 if at - row.last_at > FORGET else row.tries + 1
        row.last_at, row.until_at = at, at + delay(row.tries)
        row.save()
    return True


def succeed(request: HttpRequest, username: str) -> None:
    """Forget this person's tries at this place: the secret was right. Queries: 1."""
    Lockout.objects.filter(person=person_of(username), place=place_of(request, username)).delete()


def forgive(username: str) -> int:
    """Forget this person's tries at every place: staff have given a new PIN. Queries: 1."""
    return Lockout.objects.filter(person=person_of(username)).delete()[0]


class Handler(AbstractAxesHandler, AxesBaseHandler):
    """What django-axes asks at every `authenticate` and tells after every `login`."""

    def is_allowed(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> bool:
        return take_a_try(request, (credentials or {}).get("username") or "", timezone.now())

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        username = (credentials or {}).get("username") or ""
        row = Lockout.objects.filter(person=person_of(username), place=place_of(request, username)).first()
        return row.tries if row else 0

    def user_login_failed(
        self, sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **more: Any
    ) -> None:
        """The try was counted before it was made."""

    def user_logged_in(self, sender: Any, request: HttpRequest, user: User, **more: Any) -> None:
        succeed(request, user.username)

    def user_logged_out(self, sender: Any, request: HttpRequest, user: User | None, **more: Any) -> None:
        """Signing out says nothing about tries."""


def answer(request: HttpRequest, response: HttpResponse, credentials: Any = None) -> HttpResponse:
    """The sign-in page itself says how long to wait; only the status tells that it is a lock-out."""
    response.status_code = 429
    return response
