"""Letters that the rows of the matrix are about: one that came to the agency, and one that staff could post."""

from typing import Any
from uuid import uuid4

from passport.models import CarriedLetter
from tests.cast import NOW, Cast
from tests.incell.handled import a_request


def the_letter(cast: Cast) -> dict[str, Any]:
    agency = cast.agency_worker.agency
    row = CarriedLetter.objects.create(prison="MDI", agency=agency, boxes='{"boxes":[]}', made_at=NOW)
    return {"letter_id": row.pk}


def no_letter(cast: Cast) -> dict[str, Any]:
    return {"letter_id": uuid4()}


def a_message_to_post(cast: Cast) -> dict[str, Any]:
    said = {"AGENCY": "Northgate Housing", "MESSAGE": "When can I move in?"}
    his = a_request(cast.prisoner.prisoner, team="RESETTLEMENT", code="AGENCY_MESSAGE", answers=said)
    return {"request_id": his.pk}


def another_request(cast: Cast) -> dict[str, Any]:
    """His team has it, and it is no message to anybody outside."""
    return {"request_id": a_request(cast.prisoner.prisoner, team="RESETTLEMENT").pk}
