"""How the signed-in person likes to read, for the layouts."""

from typing import Any

from django.http import HttpRequest


def display(request: HttpRequest) -> dict[str, Any]:
    """Context: `display`, the classes of the page, e.g. "tg-large tg-spaced". Queries: none that the door did not."""
    user = getattr(request, "user", None)
    ways = user.display if user is not None and user.is_authenticated else []
    return {"display": " ".join(f"tg-{way}" for way in ways)}
