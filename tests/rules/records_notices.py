"""Notices that the rows of the matrix are about."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from incell.models import Notice
from tests.cast import NOW, Cast, PrisonFactory


def a_notice(cast: Cast, prison: str = "MDI", **more: Any) -> Notice:
    """One that is up now, for everybody."""
    at = timezone.now()
    said = {"title": "No gym today", "body": "The gym is closed.", "from_at": at, "until_at": at + timedelta(days=1)}
    return Notice.objects.create(
        prison=PrisonFactory(code=prison), made_by=cast.administrator, made_at=NOW, **said | more
    )


def ours(cast: Cast) -> dict[str, Any]:
    return {"pk": a_notice(cast).pk}


def one_elsewhere(cast: Cast) -> dict[str, Any]:
    return {"pk": a_notice(cast, prison="BXI").pk}


def no_notice(cast: Cast) -> dict[str, Any]:
    return {"pk": uuid4()}
