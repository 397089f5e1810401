"""When somebody is where: the prison's own timetable, and appointments that probation has made."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Prisoner, PrisonOnly


class TimetableEntry(PrisonOnly):
    """One thing on one person's timetable. (`prisoner`, `source`, `key`) is the source's own name for it."""

    class Source(models.TextChoices):
        PRISON = "PRISON", _("The prison")
        PROBATION = "PROBATION", _("Probation")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    prisoner = models.ForeignKey(Prisoner, on_delete=models.CASCADE, related_name="timetable")
    source = models.CharField(max_length=9, choices=Source)
    key = models.CharField(max_length=64)
    title = models.CharField(max_length=120)
    place = models.CharField(max_length=240, blank=True)
    with_whom = models.CharField(max_length=120, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    loaded_at = models.DateTimeField()

    class Meta:
        ordering = ["starts_at", "title"]
        constraints = [models.UniqueConstraint(fields=["prisoner", "source", "key"], name="timetable_entry_once")]
        indexes = [models.Index(fields=["prisoner", "starts_at"])]

    def __str__(self) -> str:
        return f"{self.source} {self.starts_at:%Y-%m-%d}"
