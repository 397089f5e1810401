"""When a person meets somebody: days and states, for lists. Who, where and why lie sealed."""

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Prisoner, PrisonOnly

from .passport import Passport

if TYPE_CHECKING:
    from accounts.access import Reach


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def visible_to(self, reach: "Reach") -> "AppointmentQuerySet":
        """A person's own; for staff those of people of their prison. Queries: none of its own."""
        return self.filter(passport__prisoner__in=Prisoner.objects.visible_to(reach))

    def planned(self) -> "AppointmentQuerySet":
        return self.filter(state=Appointment.State.PLANNED)

    def misplaced(self) -> "AppointmentQuerySet":
        """Planned outside before the person leaves, or in prison after it: the release date has moved."""
        leaves = models.F("passport__prisoner__release_on")
        return self.planned().filter(models.Q(outside=True, on__lt=leaves) | models.Q(outside=False, on__gt=leaves))


class Appointment(PrisonOnly):
    """One appointment, as its section says it, written in the same act. `section` has the details.

    day_one  the first meeting that a licence asks for, reckoned from `release_on` as it stood then.
    """

    class State(models.TextChoices):
        PLANNED = "PLANNED", _("Planned")
        CANCELLED = "CANCELLED", _("Cancelled")
        ATTENDED = "ATTENDED", _("Attended")
        DID_NOT_ATTEND = "DID_NOT_ATTEND", _("Did not attend")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    passport = models.ForeignKey(Passport, on_delete=models.CASCADE, related_name="appointments")
    section = models.CharField(max_length=60)
    on = models.DateField()
    at = models.TimeField(null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(default=30)
    outside = models.BooleanField(default=True)
    state = models.CharField(max_length=14, choices=State, default=State.PLANNED)
    with_probation = models.BooleanField(default=False)
    day_one = models.BooleanField(default=False)
    release_on = models.DateField(null=True, blank=True)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        ordering = ["on", "at", "id"]
        indexes = [models.Index(fields=["passport", "on"]), models.Index(fields=["state", "on"])]

    def __str__(self) -> str:
        return f"{self.on} {self.state}"
