"""What waits for a person on the own home page, in the query that finds the person."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models.functions import Coalesce

from accounts.models.people import PrisonerQuerySet

from .queued import QueuedAct
from .request import DECISIONS, Request
from .timetable import TimetableEntry

SOON = timedelta(days=3)  # home names an appointment that is nearer


def with_answers_and_next(people: PrisonerQuerySet, at: datetime) -> PrisonerQuerySet:
    """Add `unseen_answers`, `next_at`, `next_title` and `has_held`. Queries: none.

    unseen_answers        how many decisions the person has not seen.
    next_at, next_title   the next thing on the timetable that begins within SOON, or None.
    has_held              something that was written without Wi-Fi has to be looked at again.
    """
    answers = Request.objects.filter(prisoner=models.OuterRef("pk"), state__in=DECISIONS, seen_at__isnull=True)
    unseen = answers.order_by().values("prisoner").annotate(n=models.Count("pk")).values("n")
    soon = TimetableEntry.objects.filter(
        prisoner=models.OuterRef("pk"), starts_at__gte=at, starts_at__lt=at + SOON, cancelled_at__isnull=True
    )
    return people.annotate(
        unseen_answers=Coalesce(models.Subquery(unseen), 0),
        next_at=models.Subquery(soon.values("starts_at")[:1]),
        next_title=models.Subquery(soon.values("title")[:1]),
        has_held=models.Exists(QueuedAct.objects.held().filter(prisoner=models.OuterRef("pk"))),
    )
