"""Legal holds: while one is in force nothing of a person's record is erased or disposed of."""

from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from accounts import access, audit
from accounts.access import Verb
from accounts.models import Prisoner, User
from passport.models import LegalHold

LONGEST_REFERENCE = 60


class OnHold(Exception):
    """A legal hold stops erasure and disposal of this person's record."""


class NotInTheFuture(ValueError):
    """The day to look again lies in the future."""


class NeedsAnotherPerson(Exception):
    """Who asked to lift a hold can't lift it alone."""


class AlreadyLifted(Exception):
    """Two people lifted this hold before."""


def refuse_held(prisoner: Prisoner, on: date) -> None:
    """For an act that destroys, once it holds the person's row. Queries: 1. Raises OnHold."""
    if LegalHold.objects.in_force(on).filter(prisoner=prisoner).exists():
        raise OnHold


@transaction.atomic
def place_hold(*, prisoner: Prisoner, why: str, reference: str, review_on: date, by: User, at: datetime) -> LegalHold:
    """Stop erasure and disposal of one person's record. One person is enough: it only keeps.

    why       a LegalHold.Why; reference: of the case, up to 60 characters, no words about a person. The same
              again returns the one in force.
    review_on when somebody looks whether it is still needed; it does not end by itself.
    Queries   6. Raises NotAllowed, NotInTheFuture, ValueError (no such reason).
    """
    access.require(by, Verb.KEEP_RECORDS, prisoner)
    if review_on <= localdate(at):
        raise NotInTheFuture
    held = Prisoner.objects.select_for_update(of=("self",)).get(pk=prisoner.pk)  # an erasure under way ends first
    reference = reference.strip()[:LONGEST_REFERENCE]
    same = LegalHold.objects.in_force(localdate(at)).filter(prisoner=held, why=why, reference=reference).first()
    if same is not None:  # a form that was sent twice
        return same
    hold = LegalHold.objects.create(
        prisoner=held,
        why=LegalHold.Why(why),
        reference=reference,
        review_on=review_on,
        placed_by=by,
        placed_at=at,
    )
    audit.write(by=by, verb="place_hold", what="passport.LegalHold", whom=prisoner.pk, at=at, why=hold.why)
    return hold


@transaction.atomic
def lift_hold(*, hold: LegalHold, by: User, at: datetime) -> LegalHold:
    """Ask that a hold be lifted, or, as another person, lift it. Queries: 6.

    Raises NotAllowed, NeedsAnotherPerson, AlreadyLifted.
    """
    access.require(by, Verb.KEEP_RECORDS, hold.prisoner)
    held = LegalHold.objects.select_for_update(of=("self",)).get(pk=hold.pk)
    if held.lifted_at is not None:
        raise AlreadyLifted
    if held.lift_asked_by_id is None:
        held.lift_asked_by, held.lift_asked_at = by, at
        verb = "ask_to_lift_hold"
    elif held.lift_asked_by_id == by.pk:
        raise NeedsAnotherPerson
    else:
        held.lifted_by, held.lifted_at = by, at
        verb = "lift_hold"
    held.save()
    audit.write(by=by, verb=verb, what="passport.LegalHold", whom=held.prisoner_id, at=at, why=held.why)
    return held
