"""What the rows of caseloads are about."""

from typing import Any
from uuid import uuid4

from django.utils import timezone

from accounts.models import CaseTurn, Limited, LimitedReader, Role
from passport.acts.case_notes import write_case_note
from passport.acts.meetings import write_meeting
from passport.meeting import Action, Attendee, Notes
from tests.cast import Cast, PrisonFactory, UserFactory
from tests.reports import his_passport


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


def an_unnamed_limit(cast: Cast) -> dict[str, Any]:
    """Of the cell-mate, as it came along from another prison."""
    made = Limited.objects.create(
        prisoner=cast.cell_mate.prisoner,
        reason="RELATIVE",
        asked_by=_somebody_elsewhere(),
        asked_at=timezone.now(),
        made_at=timezone.now(),
    )
    return {"limit_id": made.pk}


def no_limit(cast: Cast) -> dict[str, Any]:
    """One that does not name the administrator."""
    made = Limited.objects.create(
        prisoner=cast.prisoner.prisoner, reason="VICTIM", asked_by=cast.practitioner, asked_at=timezone.now()
    )
    return {"limit_id": made.pk}


def his_note(cast: Cast) -> dict[str, Any]:
    passport = his_passport(cast)
    said = {"type": "RESET", "subtype": "ACCOM", "text": "A sofa.", "happened_at": timezone.now()}
    note = write_case_note(passport=passport, note_id=uuid4(), by=cast.practitioner, at=timezone.now(), **said)
    return {"prisoner_id": passport.prisoner_id, "note_id": note.pk}


def another_note(cast: Cast) -> dict[str, Any]:
    """The cell-mate's address with a note on him."""
    return his_note(cast) | {"prisoner_id": cast.cell_mate.prisoner.pk}


def his_meeting(cast: Cast) -> dict[str, Any]:
    came = [Attendee(side, "Somebody", True) for side in ("PERSON", "PRISON", "PROBATION")]
    notes = Notes(tuple(came), "He goes to his sister.", (Action("1", "Ring the council", "PERSON"),))
    passport, at = his_passport(cast), timezone.now()
    said = {"meeting_id": uuid4(), "held_on": at.date(), "notes": notes, "seen": 0}
    made = write_meeting(passport=passport, **said, by=cast.practitioner, at=at)
    return {"prisoner_id": passport.prisoner_id, "meeting_id": made.pk}


def another_meeting(cast: Cast) -> dict[str, Any]:
    """The cell-mate's address with a meeting about him."""
    return his_meeting(cast) | {"prisoner_id": cast.cell_mate.prisoner.pk}
