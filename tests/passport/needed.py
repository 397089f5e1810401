"""Support needs, for tests."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from accounts.models import User
from passport.acts import needs as acts
from passport.models import Passport
from passport.needs import Need
from tests.cast import NOW, Cast
from tests.reports import his_passport

BANK = UUID(int=11)
SAFE = UUID(int=12)
SECRET = "His uncle wants the quokka money back"


def write(passport: Passport, by: User, need: UUID = BANK, at: datetime = NOW, **more: Any) -> Need:
    said = {"code": "BANK_ACCOUNT", "what": "An account with no overdraft", "owner": "PRISON"} | more
    return acts.add_need(passport=passport, need_id=need, by=by, at=at, **said)


def two_needs(passport: Passport, by: User, at: datetime = NOW) -> None:
    """An account, and safety from a threat, which is restricted. A second time it changes nothing."""
    write(passport, by, at=at)
    write(passport, by, SAFE, at, code="SAFE_FROM_THREAT", what=SECRET, owner="BOTH")


def his_need(cast: Cast) -> dict[str, Any]:
    """For a row of the matrix: his address, with a need under it."""
    passport = his_passport(cast)
    write(passport, cast.practitioner, at=timezone.now())  # a page reads nothing that is dated ahead
    return {"prisoner_id": passport.prisoner_id, "need_id": BANK}


def his_own_need(cast: Cast) -> dict[str, Any]:
    """For a row of the cell."""
    return {"need_id": his_need(cast)["need_id"]}
