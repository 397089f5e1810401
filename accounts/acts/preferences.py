"""How somebody likes to read: which language, and what makes the page easier. Kept with the person, on any terminal."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import transaction

from accounts import audit
from accounts.models import Display, User


class NoSuchLanguage(ValueError):
    """There is no catalogue for this language."""


@transaction.atomic
def choose_language(*, language: str, by: User, at: datetime) -> None:
    """Keep the language that `by` wants to read. Queries: 3. Raises NoSuchLanguage."""
    if language not in dict(settings.LANGUAGES):
        raise NoSuchLanguage(language)
    by.language = language
    by.save(update_fields=["language"])
    audit.write(by=by, verb="choose_language", what="accounts.User", whom=by.pk, at=at, why=language)


@transaction.atomic
def choose_display(*, display: Iterable[str], by: User, at: datetime) -> None:
    """Keep how `by` wants pages to look; nothing chosen is the plain look. Queries: 3. Raises ValueError."""
    chosen = {Display(way) for way in display}
    by.display = [way.value for way in Display if way in chosen]
    by.save(update_fields=["display"])
    audit.write(by=by, verb="choose_display", what="accounts.User", whom=by.pk, at=at)
