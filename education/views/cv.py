"""The page for a job: one sheet of paper with what a person can do, and a code that anybody can check."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import translation

from accounts import paper
from accounts.models import Prisoner
from education.acts.showing import ON_A_PAGE
from education.models import Award, AwardKind, Cv

from .code import code_of


@dataclass(frozen=True)
class Sheet:
    """The page. `more`: how many of the chosen awards it has no room for, and says so."""

    pdf: bytes
    more: int


def chosen_for_cv(prisoner: Prisoner, cv: Cv | None) -> list[Award]:
    """What stands on the page, the award in the code first. Queries: 1."""
    standing = Award.objects.filter(prisoner=prisoner, on_cv=True).standing().select_related("achievement")
    rows = list(standing[:ON_A_PAGE])
    return sorted(rows, key=lambda award: cv is None or award.pk != cv.in_code_id)


def sheet_of(prisoner: Prisoner, awards: Sequence[Award], cv: Cv | None) -> Sheet:
    """One page of A4 with as many of these awards (at least one) as it holds; the first is in the code.

    `prisoner` with its prison. Queries: none. Raises paper.NoPango.
    """
    cv = cv or Cv(prisoner=prisoner)
    with translation.override(cv.language):
        said = [_said(award) for award in awards]
    context = {
        "name": prisoner.name,
        "where": prisoner.prison.name if cv.says_where else "",
        "code": code_of(awards[0].credential),
    }
    for shown in range(len(said), 0, -1):
        more = len(said) - shown
        laid = paper.lay_out(
            "education/awards/cv.html",
            context | {"awards": said[:shown], "more": more},
            language=cv.language,
            large=cv.large_print,
        )
        if laid.pages == 1:
            break
    return Sheet(laid.pdf(), more)


def _said(award: Award) -> dict[str, Any]:
    """What an award says on paper: a skill's name in the page's language, the rest as the credential has it."""
    what, skill = award.achievement, award.kind == AwardKind.SKILL
    return {
        "skill": skill,
        "name": str(what.get_skill_display()) if skill else what.name,
        "rating": str(award.get_rating_display()) if award.rating else "",
        "description": what.description,
        "evidence": award.evidence,
        "on": award.issued_at,
    }
