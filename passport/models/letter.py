"""Letters to agencies and their answers, sealed, as they travel: no entry and no row says who wrote one."""

import uuid
from typing import TYPE_CHECKING

from django.db import models

from accounts.models import Agency

if TYPE_CHECKING:
    from accounts.access import Reach


class CarriedLetterQuerySet(models.QuerySet["CarriedLetter"]):
    def visible_to(self, reach: "Reach") -> "CarriedLetterQuerySet":
        """An agency's own that are still there. Queries: none of its own."""
        if reach.agency_id is None:
            return self.none()
        return self.filter(agency_id=reach.agency_id, closed_at__isnull=True)


class CarriedLetter(models.Model):
    """A letter on its way, at the prison and at central alike.

    boxes        sealed for keys of the agency, a JSON list; "" once destroyed.
    made_at      when it left (at the prison), when it came (at central).
    seq          at the prison: of its journal entry, until central has it.
    opened_at    at central: when a worker's browser first opened it.
    answered_at, answered_seq   at central: of the newest answer, and of its journal entry.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    prison = models.CharField(max_length=7)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    boxes = models.TextField(blank=True)
    made_at = models.DateTimeField()
    seq = models.PositiveBigIntegerField(null=True)
    arrived_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_seq = models.PositiveBigIntegerField(null=True)
    closed_at = models.DateTimeField(null=True)

    objects = CarriedLetterQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["agency", "closed_at", "-made_at"], name="letters_of_an_agency"),
            models.Index(fields=["seq"], condition=models.Q(arrived_at__isnull=True), name="letters_on_the_line"),
            models.Index(
                fields=["answered_at", "made_at"], condition=models.Q(closed_at__isnull=True), name="letters_kept"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class CarriedAnswer(models.Model):
    """What a worker answered, sealed in the browser: at central, until it is destroyed."""

    id = models.UUIDField(primary_key=True, editable=False)  # made in the browser: the idempotency key
    letter = models.ForeignKey(CarriedLetter, on_delete=models.PROTECT, related_name="answers")
    worker = models.UUIDField()
    sealed = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return str(self.pk)
