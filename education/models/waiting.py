"""What of learning waits for a person on the own home page, in the query that finds the person."""

from django.db import models

from accounts.models.people import PrisonerQuerySet

from .study import Enrolment


def with_learning_news(people: PrisonerQuerySet) -> PrisonerQuerySet:
    """Add `has_learning_news`: an answer, a place, feedback or a moved session that was not seen. Queries: none."""
    news = Enrolment.objects.filter(prisoner=models.OuterRef("pk")).unseen()
    return people.annotate(has_learning_news=models.Exists(news))
