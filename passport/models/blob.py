"""Sealed files in chunks, the same tables at a prison and at central; and files that wait for the virus scanner."""

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models

from accounts.models import PrisonOnly

from .passport import Passport

if TYPE_CHECKING:
    from accounts.access import Reach


class Blob(models.Model):
    """One sealed file of one record, by the name that its ciphertext gives it.

    wrapped   its content key, under a key that stands in a sealed section; "" once it was destroyed. A row without
              it stays, so that a late copy brings nothing back.
    told      whether the journal names it: until central says that it reads blobs, none does.
    """

    name = models.CharField(max_length=43, primary_key=True)
    rec = models.UUIDField()
    sec = models.CharField(max_length=60)
    iss = models.CharField(max_length=7)  # the node that sealed it
    size = models.PositiveIntegerField()  # bytes, sealed
    wrapped = models.CharField(max_length=54, blank=True)
    made_at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True, blank=True)
    told = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["rec"], name="blobs_of_a_record"),
            models.Index(fields=["made_at"], condition=models.Q(told=False), name="blobs_to_tell"),
        ]

    def __str__(self) -> str:
        return self.name


class BlobChunk(models.Model):
    """256 KiB of a blob, or its end. It may be here before its blob is."""

    blob = models.CharField(max_length=43)
    n = models.PositiveSmallIntegerField()
    iss = models.CharField(max_length=7)
    digest = models.CharField(max_length=43)
    data = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["blob", "n"], name="chunk_once")]
        indexes = [models.Index(fields=["digest"], name="chunk_digest"), models.Index(fields=["at"], name="chunk_age")]

    def __str__(self) -> str:
        return f"{self.blob} {self.n}"


class WaitingDocumentQuerySet(models.QuerySet["WaitingDocument"]):
    def visible_to(self, reach: "Reach") -> "WaitingDocumentQuerySet":
        """The prison's. Queries: none of its own."""
        return self.filter(passport__in=Passport.objects.visible_to(reach))


class WaitingDocument(PrisonOnly):
    """A file that nobody has looked at for viruses yet, or in which one was found.

    sealed   the file and what was said of it, in boxes for the person's archive key; [] once it was filed or destroyed.
    found    what the scanner called it; refused: a code of documents.REASONS. Both "" while it waits.
    """

    KEPT = timedelta(days=30)  # that a refusal is shown

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    passport = models.ForeignKey(Passport, on_delete=models.CASCADE, related_name="waiting_documents")
    restricted = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    sealed = models.JSONField(default=list)
    found = models.CharField(max_length=120, blank=True)
    refused = models.CharField(max_length=20, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = WaitingDocumentQuerySet.as_manager()

    class Meta:
        ordering = ["at"]
        indexes = [models.Index(fields=["at"], condition=models.Q(ended_at__isnull=True), name="documents_to_scan")]

    def __str__(self) -> str:
        return str(self.pk)
