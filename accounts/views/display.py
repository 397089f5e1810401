"""How the signed-in person likes to read, and how long they may do nothing, for the layouts."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from accounts.models import Audience, Display

from .doorkeeper import idle_left


def display(request: HttpRequest) -> dict[str, Any]:
    """Context for every page. Queries: none that the door did not.

    display     the classes of the page, e.g. "tg-large tg-spaced"
    easy        the person wants the shorter words where a page has some
    idle_left   seconds until somebody in a cell who does nothing is signed out; None for everybody else
    """
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"display": "", "easy": False, "idle_left": None}
    in_a_cell = user.audience == Audience.PRISONER
    return {
        "display": " ".join(f"tg-{way}" for way in user.display),
        "easy": Display.EASY in user.display,
        "idle_left": idle_left(request, timezone.now()) if in_a_cell else None,
    }
