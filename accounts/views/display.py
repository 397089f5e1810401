"""How the signed-in person likes to read, and how long they may do nothing, for the layouts."""

from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from accounts.models import Audience, Display

from .doorkeeper import idle_left


def display(request: HttpRequest) -> dict[str, Any]:
    """Context for every page. Queries: none that the door did not.

    display     the classes of the page, e.g. "tg-large tg-spaced"
    easy        the person wants the shorter words where a page has some
    idle_left   seconds until somebody who does nothing is signed out; like the next two only for who is signed in
    stay        the door that begins this time again
    begin       where a window goes whose person has left
    """
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"display": "", "easy": False}
    return {
        "display": " ".join(f"tg-{way}" for way in user.display),
        "easy": Display.EASY in user.display,
        "idle_left": idle_left(request, timezone.now()),
        **_doors(user.audience),
    }


def _doors(audience: str) -> dict[str, str]:
    in_a_cell = audience == Audience.PRISONER
    try:
        stay = reverse("accounts:stay" if in_a_cell else f"accounts:{audience.lower()}_stay")
    except NoReverseMatch:  # this instance has no door for them
        return {}
    return {"stay": stay, "begin": "/" if in_a_cell else f"/{audience.lower()}/"}
