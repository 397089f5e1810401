"""What a person shows: which awards stand on the printed page, and whether it says where they were earned."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts import audit
from accounts.access import Verb, require
from accounts.models import Audience, Prisoner, User
from education.models import Award, Cv

ON_A_PAGE = 8  # awards that one printed page holds


class TooManyForAPage(ValueError):
    """One page holds eight awards."""


@transaction.atomic
def choose_for_cv(
    *,
    prisoner: Prisoner,
    awards: Collection[UUID],
    says_where: bool,
    by: User,
    at: datetime,
    in_code: UUID | None = None,
    language: str = Cv.Language.ENGLISH,
    large_print: bool = False,
) -> None:
    """Keep which awards (up to 8 of the person's own) the printed page shows, and how. Queries: 8.

    in_code  the award that the page's code checks; None, or one that the page does not show: the newest.
    Raises   NotAllowed, TooManyForAPage, ValueError (no such language).
    """
    require(by, Verb.STUDY, prisoner)
    own = Award.objects.filter(prisoner=prisoner).standing()
    chosen = own.filter(pk__in=list(awards)[:100])
    if len(chosen) > ON_A_PAGE:
        raise TooManyForAPage
    kept = [award.pk for award in chosen]
    own.filter(pk__in=kept).update(on_cv=True)
    own.exclude(pk__in=kept).update(on_cv=False)
    wishes = {
        "says_where": says_where,
        "language": Cv.Language(language),
        "large_print": large_print,
        "in_code_id": in_code if in_code in kept else None,
    }
    Cv.objects.update_or_create(prisoner=prisoner, defaults=wishes)
    audit.write(by=by, verb="choose_for_cv", what="accounts.Prisoner", whom=prisoner.pk, at=at)


@transaction.atomic
def print_awards(*, prisoner: Prisoner, what: str, by: User, at: datetime) -> None:
    """Write down that a page was made to be printed. what: "cv", or an award's id. Queries: 5. Raises NotAllowed."""
    require(by, Verb.STUDY if by.audience == Audience.PRISONER else Verb.GIVE_AWARDS, prisoner)
    audit.write(by=by, verb="print_awards", what="accounts.Prisoner", whom=prisoner.pk, at=at, why=what)
