"""Words that safer custody must see at once."""

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Prison, Prisoner, PrisonOnly

from .request import Request

if TYPE_CHECKING:
    from accounts.access import Reach


class FlagQuerySet(models.QuerySet["Flag"]):
    def visible_to(self, reach: "Reach") -> "FlagQuerySet":
        """The prison's, for who answers flags. Queries: none of its own."""
        return self.filter(reach.people("prisoner", "prison_id")) if reach.may("answer_flags") else self.none()  # type: ignore[arg-type]

    def waiting(self) -> "FlagQuerySet":
        return self.filter(closed_at__isnull=True)


class Flag(PrisonOnly):
    """Somebody says that words of a person need safer custody. `excerpt` is the words as they stood."""

    class Kind(models.TextChoices):
        SELF_HARM = "SELF_HARM", _("Self-harm")
        THREAT = "THREAT", _("Threat")
        ABUSE = "ABUSE", _("Abuse")

    class Source(models.TextChoices):
        WRITER = "WRITER", _("The person who wrote them")
        READER = "READER", _("Staff who read them")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    prison = models.ForeignKey(Prison, on_delete=models.PROTECT, related_name="+")
    prisoner = models.ForeignKey(Prisoner, on_delete=models.PROTECT, related_name="flags")
    request = models.ForeignKey(Request, null=True, blank=True, on_delete=models.PROTECT, related_name="flags")
    kind = models.CharField(max_length=9, choices=Kind)
    source = models.CharField(max_length=6, choices=Source)
    excerpt = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    seen_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    seen_at = models.DateTimeField(null=True)
    outcome = models.TextField(blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)

    objects = FlagQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]
        indexes = [models.Index(fields=["prison", "closed_at", "-at"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d}"
