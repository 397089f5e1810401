"""Applications, for tests."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.timezone import localdate

from accounts.models import User
from passport.acts import applications as acts
from passport.models import Application, Passport
from tests.cast import NOW, Cast
from tests.reports import his_passport

ACCOUNT = UUID(int=31)
BIRTH = UUID(int=32)


def begin(
    passport: Passport, by: User, pk: UUID = ACCOUNT, kind: str = "BANK_ACCOUNT", at: datetime = NOW, words: str = ""
) -> None:
    acts.begin_application(passport=passport, application_id=pk, kind=kind, words=words, by=by, at=at)


def row(pk: UUID = ACCOUNT) -> Application:
    return Application.objects.select_related("passport__prisoner").get(pk=pk)


def move(by: User, state: str, seen: int, pk: UUID = ACCOUNT, at: datetime = NOW, words: str = "No address") -> None:
    turn: dict[str, Any] = {"application": row(pk), "seen": seen, "by": by, "at": at}
    acts.move_application(**turn, state=state, on=localdate(at), words=words)


def two(passport: Passport, by: User, at: datetime = NOW) -> None:
    """An account that was opened, and a birth certificate that is being made. Only once."""
    if passport.applications.exists():
        return
    begin(passport, by, at=at)
    move(by, "SUBMITTED", 1, at=at, words="Sent to the quokka bank")
    move(by, "ACCEPTED", 2, at=at, words="Card to follow")
    begin(passport, by, BIRTH, "BIRTH_CERTIFICATE", at)


def his_application(cast: Cast) -> dict[str, Any]:
    """For a row of the matrix: his address, with an application under it."""
    passport = his_passport(cast)
    begin(passport, cast.practitioner, at=timezone.now())
    return {"prisoner_id": passport.prisoner_id, "application_id": ACCOUNT}
