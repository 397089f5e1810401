"""What the rows of caseloads are about."""

from typing import Any

from django.utils import timezone

from accounts.models import CaseTurn, Limited, LimitedReader, Role
from tests.cast import Cast, PrisonFactory, UserFactory


def a_worker(cast: Cast) -> dict[str, Any]:
    return {"worker_id": cast.practitioner.pk}


def a_worker_elsewhere(cast: Cast) -> dict[str, Any]:
    return {"worker_id": _somebody_elsewhere().pk}


def a_turn(cast: Cast) -> dict[str, Any]:
    return {"turn_id": CaseTurn.objects.create(by=cast.practitioner, at=timezone.now()).pk}


def a_turn_elsewhere(cast: Cast) -> dict[str, Any]:
    return {"turn_id": CaseTurn.objects.create(by=_somebody_elsewhere(), at=timezone.now()).pk}


def _somebody_elsewhere() -> Any:
    prison = PrisonFactory(code="BXI", name="Brixton (HMP)")
    return UserFactory(prison=prison, roles=[Role.RESETTLEMENT_PRACTITIONER])


def a_limit(cast: Cast) -> dict[str, Any]:
    """Asked for by the administrator, of the cell-mate: in force it would hide him."""
    made = Limited.objects.create(
        prisoner=cast.cell_mate.prisoner, reason="RELATIVE", asked_by=cast.administrator, asked_at=timezone.now()
    )
    LimitedReader.objects.create(limited=made, user=cast.administrator, asked_by=cast.administrator)
    return {"limit_id": made.pk}


def no_limit(cast: Cast) -> dict[str, Any]:
    """One that does not name the administrator."""
    made = Limited.objects.create(
        prisoner=cast.prisoner.prisoner, reason="VICTIM", asked_by=cast.practitioner, asked_at=timezone.now()
    )
    return {"limit_id": made.pk}
