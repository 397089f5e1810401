"""Case notes: what staff write down about a person. Words and names of authors elsewhere lie sealed."""

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models

from accounts.models import PrisonOnly

from .passport import Passport

if TYPE_CHECKING:
    from accounts.access import Reach


class CaseNoteQuerySet(models.QuerySet["CaseNote"]):
    def visible_to(self, reach: "Reach") -> "CaseNoteQuerySet":
        """Notes on people whom staff may know of. Queries: none of its own."""
        return self.filter(passport__in=Passport.objects.visible_to(reach))


class CaseNote(PrisonOnly):
    """One note. Never changed: what is added later is a CaseNoteAmendment.

    id        made with the form, so that a form sent twice writes one; of an imported note it follows from its id.
    sealed    a box to the person's archive key (of a sensitive one the restricted key) that is bound to this id.
    outside_id  its id where it was imported from, "" here.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    passport = models.ForeignKey(Passport, on_delete=models.PROTECT, related_name="case_notes")
    type = models.CharField(max_length=12)
    subtype = models.CharField(max_length=12)
    sensitive = models.BooleanField(default=False)
    happened_at = models.DateTimeField()
    written_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    outside_id = models.CharField(max_length=40, blank=True)
    sealed = models.TextField()

    objects = CaseNoteQuerySet.as_manager()

    class Meta:
        ordering = ["-happened_at", "-written_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["passport", "outside_id"], condition=~models.Q(outside_id=""), name="case_note_comes_once"
            )
        ]
        indexes = [models.Index(fields=["passport", "happened_at"])]

    def __str__(self) -> str:
        return str(self.pk)


class CaseNoteAmendment(PrisonOnly):
    """Words that somebody added to a note. Sealed as the note is."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    note = models.ForeignKey(CaseNote, on_delete=models.PROTECT, related_name="amendments")
    written_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    outside_id = models.CharField(max_length=50, blank=True)
    sealed = models.TextField()

    class Meta:
        ordering = ["written_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)
