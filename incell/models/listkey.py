"""Keys with which the phone and visits systems read the approved list."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Prison, PrisonOnly

if TYPE_CHECKING:
    from accounts.access import Reach


class ListKeyQuerySet(models.QuerySet["ListKey"]):
    def visible_to(self, reach: "Reach") -> "ListKeyQuerySet":
        """The prison's, for who makes them. Queries: none of its own."""
        return self.filter(prison_id__in=reach.prisons) if reach.may("give_out_list") else self.none()  # type: ignore[arg-type]


class ListKey(PrisonOnly):
    """One system's key. Only its hash is kept. `calls` were made in the minute that began at `minute_at`."""

    class Scope(models.TextChoices):
        PHONE = "PHONE", _("Phones: numbers that may be called")
        VISITS = "VISITS", _("Visits: people who may come")

    prison = models.ForeignKey(Prison, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    scope = models.CharField(max_length=6, choices=Scope)
    token_hash = models.CharField(max_length=64, unique=True)  # SHA-256, hex
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)
    minute_at = models.DateTimeField(null=True, blank=True)
    calls = models.PositiveIntegerField(default=0)

    objects = ListKeyQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name
