"""Taking an award back: one person proposes it with a reason, another decides."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts import audit
from accounts.access import Verb, require
from accounts.models import User
from education.models import Award, Withdrawal

from .issuing import next_change


class AlreadyWithdrawn(ValueError):
    """This award was withdrawn before."""


class AlreadyProposed(ValueError):
    """Somebody has proposed to withdraw this award; a second person has to decide."""


class AlreadyDecided(ValueError):
    """Somebody has decided this meanwhile. `args[0]` is the withdrawal."""


class GivenElsewhere(ValueError):
    """Another prison gave this award, under its own key: only that prison can withdraw it. `args[0]` is its name."""


class SamePersonTwice(ValueError):
    """Who proposed it may not confirm it: withdrawing needs two people."""


@transaction.atomic
def propose_withdrawal(*, award: UUID, reason: str, words: str = "", by: User, at: datetime) -> Withdrawal:
    """Say that an award should not stand. Nothing changes until another person confirms it.

    reason   one of Withdrawal.Reason; words: up to 240 characters for the second person.
    Queries  8. Raises NotAllowed, GivenElsewhere, AlreadyWithdrawn, AlreadyProposed, ValueError.
    """
    held = _held(award)
    require(by, Verb.WITHDRAW_AWARDS, held.prisoner)
    _given_here(held)
    if held.withdrawn_at is not None:
        raise AlreadyWithdrawn
    if held.withdrawals.filter(state=Withdrawal.State.PROPOSED).exists():
        raise AlreadyProposed
    made = Withdrawal.objects.create(
        award=held,
        reason=Withdrawal.Reason(reason),
        words=" ".join(words.split())[:240],
        proposed_by=by,
        proposed_at=at,
    )
    audit.write(by=by, verb="propose_withdrawal", what="education.Award", whom=held.pk, at=at, why=made.reason)
    return made


@transaction.atomic
def confirm_withdrawal(*, withdrawal: UUID, by: User, at: datetime) -> Award:
    """Withdraw the award for good: its bit on the status list is set from the next list on.

    Queries  12. Raises NotAllowed, GivenElsewhere, AlreadyDecided, SamePersonTwice.
    """
    found = _decide(withdrawal, Withdrawal.State.CONFIRMED, by, at)
    award = found.award
    award.withdrawn_at, award.change = at, next_change()
    award.save(update_fields=["withdrawn_at", "change"])
    audit.write(by=by, verb="withdraw_award", what="education.Award", whom=award.pk, at=at, why=found.reason)
    return award


@transaction.atomic
def reject_withdrawal(*, withdrawal: UUID, by: User, at: datetime) -> Award:
    """Let the award stand; who proposed it may take the proposal back this way. Queries: 8.

    Raises NotAllowed, AlreadyDecided.
    """
    found = _decide(withdrawal, Withdrawal.State.REJECTED, by, at)
    audit.write(by=by, verb="reject_withdrawal", what="education.Award", whom=found.award_id, at=at, why=found.reason)
    return found.award


def _held(award: UUID) -> Award:
    held = Award.objects.select_for_update(of=("self",)).select_related("prisoner", "achievement__prison")
    return held.get(pk=award)


def _given_here(award: Award) -> None:
    """Raises GivenElsewhere: what is marked here would stand on no list that anybody outside asks."""
    if not award.is_given_here:
        raise GivenElsewhere(award.achievement.prison.name)


def _decide(withdrawal: UUID, state: Withdrawal.State, by: User, at: datetime) -> Withdrawal:
    """Lock the award, then look at the proposal again. Queries: 6."""
    found = Withdrawal.objects.select_related("decided_by", "proposed_by").get(pk=withdrawal)
    found.award = _held(found.award_id)
    require(by, Verb.WITHDRAW_AWARDS, found.award.prisoner)
    found.refresh_from_db(fields=["state", "decided_by", "decided_at"])
    if found.state != Withdrawal.State.PROPOSED:
        raise AlreadyDecided(found)
    if state == Withdrawal.State.CONFIRMED:
        _given_here(found.award)
    if state == Withdrawal.State.CONFIRMED and found.proposed_by_id == by.pk:
        raise SamePersonTwice
    own = found.proposed_by_id == by.pk  # taken back by its own writer: nobody else has decided
    found.state, found.decided_at = state, at
    found.decided_by = None if own else by
    found.save(update_fields=["state", "decided_by", "decided_at"])
    return found
