"""Licences, for tests."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from accounts.models import User
from passport import licence as licences
from passport.acts import licence as acts
from passport.models import Passport
from tests.cast import NOW

CURFEW = UUID(int=41)
LEGAL = "Not to enter the area of Quokka Lane between 1900 and 0700 hours."
PLAIN = "Do not go to Quokka Lane at night."


def write(passport: Passport, by: User, at: datetime = NOW, seen: int = 0, **more: Any) -> licences.Licence:
    said = {"starts_on": date(2027, 4, 26), "ends_on": date(2028, 4, 25), "standard": licences.built_in()} | more
    return acts.write_licence(passport=passport, seen=seen, by=by, at=at, **said)


def put(passport: Passport, by: User, at: datetime = NOW, seen: int = 0, **more: Any) -> licences.Licence:
    said = {"condition_id": CURFEW, "kind": "BESPOKE", "legal": LEGAL, "plain": PLAIN} | more
    return acts.put_condition(passport=passport, seen=seen, by=by, at=at, **said)


def licensed(passport: Passport, by: User, at: datetime = NOW) -> None:
    """The standard conditions and a bespoke one. A second time it changes nothing."""
    write(passport, by, at)
    put(passport, by, at)
