"""A change that takes two people, as the first of them asked for it."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models

from accounts.models import PrisonOnly

GOOD_FOR = timedelta(days=7)  # after that the first word counts no more


class FirstWordQuerySet(models.QuerySet["FirstWord"]):
    def for_another(self, by: object, at: datetime) -> "FirstWordQuerySet":
        """Those that this person may be the second of. Queries: none of its own."""
        return self.filter(done_at__isnull=True, at__gt=at - GOOD_FOR).exclude(by=by)


class FirstWord(PrisonOnly):
    """That somebody asked for one change which one person alone may not make.

    `what` is a mark of the change (accounts.models.hashing.pepper): the second asks for the very same, or it is
    another change. `protects`: the first was of public protection.
    """

    what = models.CharField(max_length=64, db_index=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    protects = models.BooleanField(default=False)
    done_at = models.DateTimeField(null=True, blank=True)

    objects = FirstWordQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["what", "by"], condition=models.Q(done_at__isnull=True), name="one_first_word_a_person"
            )
        ]

    def __str__(self) -> str:
        return "first word"
