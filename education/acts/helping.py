"""What helps somebody learn, and how far they are: said by staff who plan, or by the person."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from accounts import access, audit
from accounts.access import Verb
from accounts.models import Audience, Prisoner, User
from education.models import AdditionalNeed, Assessment

MOST_NEEDS = 20  # in force at once
LONGEST = 500  # characters of what helps


class NotHereAnyMore(ValueError):
    """The person has left the roll: nothing new is written about them."""


class NotThatDay(ValueError):
    """An assessment is of a day between the person's birth and today."""


class SaysNothing(ValueError):
    """No words, or more than LONGEST characters."""


class TooManyNeeds(ValueError):
    """MOST_NEEDS are in force: one is ended first."""


class EndedAlready(ValueError):
    """Somebody has ended this meanwhile, or it is not the person's own word to take back."""


@transaction.atomic
def assess(*, prisoner: Prisoner, subject: str, level: str, on: date, by: User, at: datetime) -> Assessment:
    """Write down how somebody did on a day. Earlier ones stay; the latest counts.

    Queries: 6. Raises NotAllowed, NotHereAnyMore, NotThatDay.
    """
    may_write(prisoner, by)
    if not prisoner.date_of_birth < on <= timezone.localdate(at):
        raise NotThatDay
    made = Assessment.objects.create(prisoner=prisoner, subject=subject, level=level, on=on, at=at, by=by)
    audit.write(by=by, verb="assess", what="education.Assessment", whom=made.pk, at=at, why=f"{subject} {level}")
    return made


@transaction.atomic
def add_need(*, prisoner: Prisoner, area: str, strategies: str, by: User, at: datetime, told: bool) -> AdditionalNeed:
    """Say what helps somebody. `told`: by the person; a person in the cell always tells it themself.

    Queries: 8. Raises NotAllowed, NotHereAnyMore, SaysNothing, TooManyNeeds.
    """
    may_write(prisoner, by)
    if not strategies.strip() or len(strategies) > LONGEST:
        raise SaysNothing
    Prisoner.objects.select_for_update(no_key=True).get(pk=prisoner.pk)  # so that two at once count right
    if AdditionalNeed.objects.filter(prisoner=prisoner).in_force().count() >= MOST_NEEDS:
        raise TooManyNeeds
    person = told or by.audience == Audience.PRISONER
    source = AdditionalNeed.Source.PERSON if person else AdditionalNeed.Source.STAFF
    made = AdditionalNeed.objects.create(
        prisoner=prisoner, area=area, strategies=strategies.strip(), source=source, at=at, by=by
    )
    audit.write(by=by, verb="add_need", what="education.AdditionalNeed", whom=made.pk, at=at, why=area)
    return made


@transaction.atomic
def end_need(*, need: AdditionalNeed, by: User, at: datetime) -> None:
    """It does not count any more; it stays to be read. In the cell only what the person wrote is ended.

    Queries: 6. Raises NotAllowed, NotHereAnyMore, EndedAlready.
    """
    may_write(need.prisoner, by)
    open_one = AdditionalNeed.objects.filter(pk=need.pk).in_force()
    if by.audience == Audience.PRISONER:
        open_one = open_one.filter(by=by)
    if not open_one.update(ended_at=at, ended_by=by):
        raise EndedAlready
    audit.write(by=by, verb="end_need", what="education.AdditionalNeed", whom=need.pk, at=at)


def may_write(prisoner: Prisoner, by: User) -> None:
    """The person themself, or staff who plan learning where they are.

    Queries: 1-2. Raises NotAllowed, NotHereAnyMore.
    """
    own = by.audience == Audience.PRISONER
    access.require(by, Verb.STUDY if own else Verb.PLAN_LEARNING, prisoner)
    if prisoner.left_at is not None:
        raise NotHereAnyMore
