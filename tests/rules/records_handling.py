"""What the rows of handled requests are about: his request with his practitioner's team, and what nobody has."""

from typing import Any
from uuid import uuid4

from tests.cast import Cast
from tests.incell.handled import a_request, kinds


def his_request(cast: Cast) -> dict[str, Any]:
    return {"request_id": a_request(cast.prisoner.prisoner, team="RESETTLEMENT").pk}


def his_answered_request(cast: Cast) -> dict[str, Any]:
    return {"request_id": a_request(cast.prisoner.prisoner, team="RESETTLEMENT", state="APPROVED").pk}


def no_request(cast: Cast) -> dict[str, Any]:
    return {"request_id": uuid4()}


def no_batch(cast: Cast) -> dict[str, Any]:
    return {"batch": uuid4()}


def his_paper(cast: Cast) -> dict[str, Any]:
    kinds()
    return {"prisoner_id": cast.prisoner.prisoner.pk, "code": "EMERGENCY_PHONE_CREDIT"}


def no_paper(cast: Cast) -> dict[str, Any]:
    return {"prisoner_id": cast.prisoner.prisoner.pk, "code": "NOTHING"}


def no_flag(cast: Cast) -> dict[str, Any]:
    return {"flag_id": uuid4()}
