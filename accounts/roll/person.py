"""One row of a Prisoner Search response, as a person or a fault."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from . import names
from .alerts import alerts
from .faults import BadField
from .fields import day, text
from .release import release

NUMBER = re.compile(r"[A-Z]\d{4}[A-Z]{2}\Z", re.ASCII)
YOUNGEST, OLDEST = 10, 120  # years: the age of criminal responsibility, and a mistyped century
NOWHERE = {"OUT", "TRN"}  # released; on the way to another prison


@dataclass(frozen=True)
class Person:
    """What the roll says of one person. The names of the fields are those of accounts.models.Prisoner."""

    number: str
    first_name: str
    middle_names: str
    last_name: str
    date_of_birth: date
    cell: str
    status: str
    legal_status: str
    gender: str
    release_on: date | None
    release_kind: str
    alerts: list[str]
    received_on: date | None


def number_of(row: object) -> str | None:
    """The prison number, when the row has a readable one: a bad row must not look like a departure."""
    value = row.get("prisonerNumber") if isinstance(row, Mapping) else None
    tidy = value.strip().upper() if isinstance(value, str) else ""
    return tidy if NUMBER.match(tidy) else None


def where(row: Mapping[str, Any]) -> str:
    """The prison id of the row: three letters, OUT or TRN. Raises BadField."""
    if text(row, "status", 20).upper().startswith("INACTIVE"):
        return "OUT"
    return text(row, "prisonId", 6, needed=True).upper()


def person(row: Mapping[str, Any], on: date) -> Person:
    """Read one row. Raises BadField for the first thing that is wrong.

    on       the day of the import: a birthday after it, or age beyond reason, is a fault.
    """
    number = number_of(row)
    if number is None:
        present = row.get("prisonerNumber") not in (None, "")
        raise BadField("prisonerNumber", "not a prison number" if present else "missing")
    born_on = day(row, "dateOfBirth")
    if born_on is None:
        raise BadField("dateOfBirth", "missing")
    if not YOUNGEST <= on.year - born_on.year <= OLDEST:
        raise BadField("dateOfBirth", f"not an age between {YOUNGEST} and {OLDEST}")
    release_on, kind = release(row)
    return Person(
        number=number,
        first_name=names.first(text(row, "firstName", 80, needed=True)),
        middle_names=names.first(text(row, "middleNames", 120)),
        last_name=names.last(text(row, "lastName", 80, needed=True)),
        date_of_birth=born_on,
        cell=text(row, "cellLocation", 40),
        status=text(row, "status", 20, needed=True).upper(),
        legal_status=text(row, "legalStatus", 30),
        gender=text(row, "gender", 30).upper(),
        release_on=release_on,
        release_kind=kind,
        alerts=alerts(row),
        received_on=day(row, "receptionDate"),
    )
