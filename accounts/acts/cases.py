"""Whose case a person is: what a practitioner may do for one person comes and goes with the case."""

from datetime import datetime

from django.db import transaction

from accounts import audit
from accounts.access import NotAllowed, Verb, give, holds, require, take_back
from accounts.models import Prisoner, User

WITH_THE_CASE = ["work_with_prisoner", "read_restricted"]


class AlreadyYourCase(ValueError):
    """This person is in the caseload already."""


class NotYourCase(ValueError):
    """This person is not in the caseload."""


class NotHere(ValueError):
    """This person has left the prison."""


def allocate(*, prisoner: Prisoner, to: User, by: User, at: datetime) -> None:
    """Put a person into a practitioner's caseload: a practitioner takes the case, or gives it to a colleague.

    Writes   two object permissions, one audit line. Queries: 12. Raises NotAllowed, NotHere, AlreadyYourCase.
    """
    require(by, Verb.TAKE_CASE, prisoner)
    require(to, Verb.TAKE_CASE, prisoner)
    if prisoner.left_at is not None:
        raise NotHere
    with transaction.atomic():
        Prisoner.objects.select_for_update(no_key=True).get(pk=prisoner.pk)
        if holds(to, WITH_THE_CASE[0], prisoner):
            raise AlreadyYourCase
        give(to, WITH_THE_CASE, prisoner)
        audit.write(by=by, verb="allocate", what="accounts.Prisoner", whom=prisoner.pk, at=at, why=f"to={to.pk}")


def give_up_case(*, prisoner: Prisoner, by: User, at: datetime) -> None:
    """Take a person out of one's own caseload.

    Writes   removes two object permissions, one audit line. Queries: 9. Raises NotAllowed, NotYourCase.
    """
    if prisoner.prison_id not in require(by, Verb.TAKE_CASE).prisons:
        raise NotAllowed(Verb.TAKE_CASE.value)
    with transaction.atomic():
        Prisoner.objects.select_for_update(no_key=True).get(pk=prisoner.pk)
        if not holds(by, WITH_THE_CASE[0], prisoner):
            raise NotYourCase
        take_back(by, WITH_THE_CASE, prisoner)
        audit.write(by=by, verb="give_up_case", what="accounts.Prisoner", whom=prisoner.pk, at=at)
