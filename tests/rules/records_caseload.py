"""What the rows of caseloads are about."""

from typing import Any

from django.utils import timezone

from accounts.models import CaseTurn, Role
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
