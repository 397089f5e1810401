"""The enrolment of the one who studies: nobody begins, answers or hands in for another."""

from uuid import UUID

from django.db import models

from accounts.access import NotAllowed, Verb
from accounts.models import User
from education.acts.progress import NotStudying
from education.models import Enrolment


def hold_own(enrolment: UUID, by: User) -> Enrolment:
    """The enrolment, locked, of somebody with a place. Queries: 1. Raises NotAllowed, progress.NotStudying."""
    own = models.Q(prisoner__user_id=by.pk, prisoner__left_at__isnull=True) | models.Q(learner_id=by.pk)
    held = Enrolment.objects.filter(own, pk=enrolment).select_for_update(of=("self",)).first()
    if held is None:
        raise NotAllowed(Verb.STUDY.value)
    if held.state != Enrolment.State.PLACED:
        raise NotStudying
    return held
