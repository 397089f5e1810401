"""What the rows of the passport are about: his report, his handover, an agreement, and what is none of them."""

from typing import Any
from uuid import uuid4

from passport.models import Report
from tests.cast import Cast, PrisonerFactory, PrisonFactory
from tests.reports import a_report, his_passport, propose


def his(cast: Cast) -> dict[str, Any]:
    return {"prisoner_id": cast.prisoner.prisoner.pk}


def a_stranger_of(cast: Cast) -> dict[str, Any]:
    """Somebody in a prison where nobody of the cast works."""
    return {"prisoner_id": PrisonerFactory(prison=PrisonFactory(code="BXI", name="Brixton (HMP)")).pk}


def with_a_passport(cast: Cast) -> dict[str, Any]:
    return {"prisoner_id": his_passport(cast).prisoner_id}


def his_report(cast: Cast) -> dict[str, Any]:
    going = Report.objects.open().first()  # asked for twice in a row's test
    return {"report_id": (going or a_report(cast)).pk}


def no_report(cast: Cast) -> dict[str, Any]:
    return {"report_id": uuid4()}


def his_health(cast: Cast) -> dict[str, Any]:
    return his_report(cast) | {"pathway": "HEALTH"}


def another_pathway(cast: Cast) -> dict[str, Any]:
    """His report, and a pathway that it does not have."""
    return his_report(cast) | {"pathway": "ELSEWHERE"}


def his_first_page(cast: Cast) -> dict[str, Any]:
    return his_health(cast) | {"page_id": "ABOUT"}


def no_page(cast: Cast) -> dict[str, Any]:
    return his_health(cast) | {"page_id": "ELSEWHERE"}


def his_handover(cast: Cast) -> dict[str, Any]:
    cast.handover.rec = his_passport(cast).pk
    cast.handover.save()
    return his(cast) | {"handover_id": cast.handover.pk}


def another_handover(cast: Cast) -> dict[str, Any]:
    """His page with a handover of somebody else in its address."""
    his_passport(cast)
    cast.handover.rec = uuid4()
    cast.handover.save()
    return his(cast) | {"handover_id": cast.handover.pk}


def a_proposed_agreement(cast: Cast) -> dict[str, Any]:
    return {"agreement_id": propose(cast).pk}


def no_agreement(cast: Cast) -> dict[str, Any]:
    return {"agreement_id": uuid4()}
