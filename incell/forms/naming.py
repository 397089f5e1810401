"""What kinds of request are called, for lists: out of the kind's head, without reading its questions."""

from django.utils.translation import get_language

from incell.models import RequestKind


def kind_name(kind: RequestKind, language: str = "") -> str:
    """The kind's name in a language, or in the page's; English where there is no other. Queries: none."""
    said = kind.head.get((language or get_language() or "en")[:2])
    if isinstance(said, dict) and said.get("name"):
        return str(said["name"])
    return str(kind.head.get("name", kind.code))
