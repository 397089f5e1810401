"""Somebody whom a court let go on the day, as staff say it before the roll does."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef

from accounts.models import PrisonOnly

from .moving import Stay


class CourtReleaseQuerySet(models.QuerySet["CourtRelease"]):
    def standing(self) -> "CourtReleaseQuerySet":
        """Those that nobody took back, of somebody's newest time here. Queries: none of its own."""
        later = Stay.objects.filter(prisoner=OuterRef("stay__prisoner"), began_at__gt=OuterRef("stay__began_at"))
        return self.filter(~Exists(later), taken_back_at__isnull=True)


class CourtRelease(PrisonOnly):
    """One release at a court. `left_open`: codes of what was not ready then, in the order of the list."""

    stay = models.ForeignKey(Stay, on_delete=models.CASCADE, related_name="court_releases")
    on = models.DateField()
    said_at = models.DateTimeField()
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    left_open = models.JSONField(default=list)
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = CourtReleaseQuerySet.as_manager()

    class Meta:
        ordering = ["-said_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["stay"], condition=models.Q(taken_back_at__isnull=True), name="one_court_release_of_a_stay"
            )
        ]

    def __str__(self) -> str:
        return f"{self.stay_id} {self.on}"
