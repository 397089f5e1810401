"""What terminals keep for other apps: the setting OFFLINE_ACTS names, for a kind of act, the module that does it.

Siblings never see each other, so deploy composes them. Such a module has

    NAME                              what the act is called, for a person of nine years
    WHY: {exception: code}            what may stand in the way; templates/incell/offline/parts/why.html has the words
    take(*, fields, by, written_at, at)    do it as `by`, or raise one of WHY; the same again does nothing more
    said(*, fields, by) -> list[str]  what was written, as lines
"""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib import import_module
from typing import Any, Protocol, cast

from django.conf import settings

from accounts.models import User

Fields = Mapping[str, list[str]]


class StillHeld(ValueError):
    """It can't be done now either. `why`: the code of what stands in the way."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Elsewhere(Protocol):
    """The shape of such a module."""

    NAME: Any
    WHY: dict[type[Exception], str]

    def take(self, *, fields: Fields, by: User, written_at: datetime, at: datetime) -> None: ...

    def said(self, *, fields: Fields, by: User) -> list[str]: ...


def act_of(kind: str) -> Elsewhere | None:
    """The module that does this kind of act, or None: then it is a request of our own. Queries: none."""
    path = settings.OFFLINE_ACTS.get(kind)
    return _module(path) if path else None


def names() -> list[tuple[str, Any]]:
    """(kind, what it is called) of every act of another app."""
    return [(kind, _module(path).NAME) for kind, path in settings.OFFLINE_ACTS.items()]


def do(module: Elsewhere, *, fields: Fields, by: User, written_at: datetime, at: datetime) -> None:
    """Raises StillHeld."""
    try:
        module.take(fields=fields, by=by, written_at=written_at, at=at)
    except tuple(module.WHY) as refused:
        raise StillHeld(next(why for fault, why in module.WHY.items() if isinstance(refused, fault))) from None


@cache
def _module(path: str) -> Elsewhere:
    return cast(Elsewhere, import_module(path))
