"""Sealed files for agencies without an account: that one was made, never what was in it or what opens it."""

import uuid

from django.conf import settings
from django.db import models

from accounts.models import Agency, PrisonOnly

from .passport import Passport


class SealedFile(PrisonOnly):
    """One file that was made for one agency. `sections` are codes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    passport = models.ForeignKey(Passport, on_delete=models.PROTECT, related_name="files")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    sections = models.JSONField(default=list)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return str(self.pk)
