"""Where a licence stands: how many conditions, and what the person says of them. The words lie sealed in LICENCE."""

from django.db import models

from accounts.models import PrisonOnly

from .passport import Passport


class LicenceStanding(PrisonOnly):
    """One a passport, written with each version of LICENCE in the same act; how many, never what."""

    passport = models.OneToOneField(Passport, on_delete=models.CASCADE, related_name="licence_standing")
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    conditions = models.PositiveSmallIntegerField(default=0)
    understood = models.PositiveSmallIntegerField(default=0)  # as they stand now
    asks = models.PositiveSmallIntegerField(default=0)  # the person wants to ask about them
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.passport_id} {self.conditions}"
