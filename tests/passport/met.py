"""Appointments, for tests."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from accounts.models import User
from passport.acts import appointments as acts
from passport.appointments import Details, Slot
from passport.models import Appointment, Passport
from tests.cast import NOW, Cast
from tests.reports import his_passport

PROBATION = UUID(int=21)
CLINIC = UUID(int=22)
TALK = UUID(int=23)
RELEASE = date(2027, 4, 26)  # his, as the cast has it
SECRET = "The quokka clinic, 3 Well Lane"


def book(
    passport: Passport,
    by: User,
    pk: UUID = PROBATION,
    kind: str = "PROBATION",
    on: date = RELEASE,
    time: str = "14:00",
    at: datetime = NOW,
    outside: bool = True,
    **more: Any,
) -> None:
    details = Details(kind, more.pop("who", "Ann Example"), more.pop("where", "1 High Street"), more.pop("note", ""))
    slot = Slot(on.isoformat(), time, more.pop("minutes", 30), outside)
    acts.book(passport=passport, appointment_id=pk, slot=slot, details=details, by=by, at=at, **more)


def three(passport: Passport, by: User, at: datetime = NOW) -> None:
    """Probation on the day, a clinic that is nobody's business, and a talk in prison. Again changes nothing."""
    book(passport, by, at=at)
    book(passport, by, CLINIC, "MENTAL_HEALTH", RELEASE + timedelta(days=7), "09:15", at, where=SECRET)
    book(passport, by, TALK, "HOUSING", RELEASE - timedelta(days=20), "", at, outside=False, note="Bring your letter")


def row(pk: UUID = PROBATION) -> Appointment:
    return Appointment.objects.select_related("passport__prisoner").get(pk=pk)


def his_appointment(cast: Cast) -> dict[str, Any]:
    """For a row of the matrix: his address, with an appointment under it."""
    passport = his_passport(cast)
    book(passport, cast.practitioner, at=timezone.now())
    return {"prisoner_id": passport.prisoner_id, "appointment_id": PROBATION}
