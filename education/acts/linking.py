"""Saying whose learner record it is, when its number is nobody's here."""

from datetime import datetime

from django.db import transaction

from accounts import access, audit
from accounts.access import NotAllowed, Verb
from accounts.models import User
from education.models import Learner, Offer


class AlreadyLinked(ValueError):
    """Somebody has said meanwhile whose record this is."""


class NotLinkedByAPerson(ValueError):
    """This record was linked by its number, or not at all: there is nothing to undo."""


@transaction.atomic
def confirm(*, offer: Offer, by: User, at: datetime) -> None:
    """The record is this person's: its courses are theirs from now on, and the other offers are closed.

    Queries: 9. Raises NotAllowed, AlreadyLinked.
    """
    learner = _held(offer, by)
    if learner.prisoner_id is not None or offer.answer != Offer.Answer.OPEN:
        raise AlreadyLinked
    _forget_who(learner)
    learner.prisoner_id, learner.how = offer.prisoner_id, Learner.How.PERSON
    learner.linked_at, learner.linked_by = at, by
    learner.save()
    learner.offers.filter(answer=Offer.Answer.OPEN).exclude(pk=offer.pk).update(
        answer=Offer.Answer.OTHER, answered_at=at, answered_by=by
    )
    _answer(offer, Offer.Answer.SAME, by, at, "confirm_learner")


@transaction.atomic
def refuse(*, offer: Offer, by: User, at: datetime) -> None:
    """The record is somebody else's. Its courses stay nobody's, until the record is sent again or somebody undoes it.

    Queries: 8. Raises NotAllowed, AlreadyLinked.
    """
    learner = _held(offer, by)
    if learner.prisoner_id is not None or offer.answer != Offer.Answer.OPEN:
        raise AlreadyLinked
    _answer(offer, Offer.Answer.OTHER, by, at, "refuse_learner")
    if not learner.offers.filter(answer=Offer.Answer.OPEN).exists():
        _forget_who(learner)
        learner.save()


@transaction.atomic
def undo(*, offer: Offer, by: User, at: datetime) -> None:
    """Take back an answer: the record waits again, with everybody who was offered. Queries: 8.

    Raises NotAllowed, NotLinkedByAPerson.
    """
    learner = _held(offer, by)
    if learner.how == Learner.How.NUMBER or offer.answer == Offer.Answer.OPEN:
        raise NotLinkedByAPerson
    if offer.answer == Offer.Answer.SAME:
        learner.prisoner, learner.how, learner.linked_at, learner.linked_by = None, "", None, None
        learner.save()
        learner.offers.update(answer=Offer.Answer.OPEN, answered_at=None, answered_by=None)
    else:
        learner.offers.filter(pk=offer.pk).update(answer=Offer.Answer.OPEN, answered_at=None, answered_by=None)
    audit.write(by=by, verb="undo_learner", what="education.Learner", whom=learner.pk, at=at)


def _forget_who(learner: Learner) -> None:
    """A name and a birthday that were sent to find somebody are kept no longer than the search."""
    learner.given_name = learner.family_name = ""
    learner.born_on = None


def _held(offer: Offer, by: User) -> Learner:
    """The record, locked, and the offer as it stands now. Queries: 4."""
    reach = access.require(by, Verb.PLAN_LEARNING)
    learner = Learner.objects.select_for_update().get(pk=offer.learner_id)
    if learner.prison_id not in reach.prisons:
        raise NotAllowed(Verb.PLAN_LEARNING.value)
    offer.refresh_from_db()
    return learner


def _answer(offer: Offer, answer: str, by: User, at: datetime, verb: str) -> None:
    offer.answer, offer.answered_at, offer.answered_by = answer, at, by
    offer.save(update_fields=["answer", "answered_at", "answered_by"])
    audit.write(by=by, verb=verb, what="education.Learner", whom=offer.learner_id, at=at)
