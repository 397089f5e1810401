"""Where applications for a bank account and for papers stand: kinds, states and days. Words lie sealed."""

import uuid
from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Prisoner, PrisonOnly

from .passport import Passport

if TYPE_CHECKING:
    from accounts.access import Reach


class ApplicationQuerySet(models.QuerySet["Application"]):
    def visible_to(self, reach: "Reach") -> "ApplicationQuerySet":
        """A person's own; for staff those of people of their prison. Queries: none of its own."""
        return self.filter(passport__prisoner__in=Prisoner.objects.visible_to(reach))

    def late(self, on: date) -> "ApplicationQuerySet":
        """Not sent, not answered, not sent again or not given to the person by the day by which it was to be."""
        return self.filter(due_on__lt=on)


class Application(PrisonOnly):
    """One application, as its section says it, written in the same act. `due_on`: when the next thing has to happen."""

    class State(models.TextChoices):
        BEING_MADE = "BEING_MADE", _("Being made")
        SUBMITTED = "SUBMITTED", _("Submitted")
        ACCEPTED = "ACCEPTED", _("Accepted")
        REJECTED = "REJECTED", _("Rejected")
        RETURNED_INELIGIBLE = "RETURNED_INELIGIBLE", _("Returned: ineligible")
        RETURNED_INACCURATE = "RETURNED_INACCURATE", _("Returned: inaccurate")
        RETURNED_INCOMPLETE = "RETURNED_INCOMPLETE", _("Returned: incomplete")
        WITHDRAWN = "WITHDRAWN", _("Withdrawn")

    class Kept(models.TextChoices):
        NOWHERE = "", _("Not in the person’s property yet")
        IN_PROPERTY = "IN_PROPERTY", _("In the person’s property")
        COLLECTED = "COLLECTED", _("Collected by the person")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    passport = models.ForeignKey(Passport, on_delete=models.CASCADE, related_name="applications")
    kind = models.CharField(max_length=30)
    state = models.CharField(max_length=20, choices=State, default=State.BEING_MADE)
    begun_on = models.DateField()
    sent_on = models.DateField(null=True, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    kept = models.CharField(max_length=12, choices=Kept, blank=True, default=Kept.NOWHERE)
    due_on = models.DateField(null=True, blank=True)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["begun_on", "id"]
        indexes = [models.Index(fields=["passport", "kind"]), models.Index(fields=["due_on"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"
