"""A timetable's file on its way in: too large to wait for, it is read after the request that brought it."""

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models

from accounts.models import Prison, PrisonOnly, TaskRow

if TYPE_CHECKING:
    from accounts.access import Reach


class TimetableUploadQuerySet(models.QuerySet["TimetableUpload"]):
    def visible_to(self, reach: "Reach") -> "TimetableUploadQuerySet":
        """The prison's. Queries: none of its own."""
        return self.filter(prison_id__in=reach.prisons)


class TimetableUpload(PrisonOnly):
    """One file. `sealed` is the file until it is read, in boxes that this node alone opens; [] afterwards.

    faults, notes   as rows [line, field, code, numbers]: where, and what; never a value of the file.
    refused         of a file that can't be read at all: [0, field, code, numbers]; else [].
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    prison = models.ForeignKey(Prison, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    whole = models.BooleanField(default=False)  # the file has everybody
    sealed = models.JSONField(default=list)
    task = models.ForeignKey(TaskRow, null=True, on_delete=models.SET_NULL, related_name="+")
    rows = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    cancelled = models.PositiveIntegerField(default=0)
    faults = models.JSONField(default=list)
    notes = models.JSONField(default=list)
    refused = models.JSONField(default=list)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = TimetableUploadQuerySet.as_manager()

    class Meta:
        ordering = ["-sent_at"]
        indexes = [models.Index(fields=["prison", "-sent_at"])]

    def __str__(self) -> str:
        return f"timetable of {self.sent_at:%Y-%m-%d}"

    @property
    def stands(self) -> str:
        """How it stands: "waiting", "reading", "again" (it was interrupted), "failed", "refused" or "done"."""
        if self.ended_at is not None:
            return "refused" if self.refused else "done"
        if self.task is None or self.task.state == TaskRow.State.FAILED:
            return "failed"
        if self.task.attempts > 1 or (self.task.attempts and self.task.state == TaskRow.State.WAITING):
            return "again"
        return "reading" if self.task.state == TaskRow.State.RUNNING else "waiting"
