"""Handover meetings of the prison, probation and the person. Names and words lie sealed; days and states in clear."""

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import PrisonOnly

from .passport import Passport

if TYPE_CHECKING:
    from accounts.access import Reach


class HandoverMeetingQuerySet(models.QuerySet["HandoverMeeting"]):
    def visible_to(self, reach: "Reach") -> "HandoverMeetingQuerySet":
        """A person's own; for staff those of people whom they may know of. Queries: none of its own."""
        return self.filter(passport__in=Passport.objects.visible_to(reach))


class HandoverMeeting(PrisonOnly):
    """One meeting. What was said lies in a box to the person's archive key, bound to this id.

    revision   one more with each change: a word of somebody present is given to one revision.
    planned_at when what was agreed was put on the plan.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    passport = models.ForeignKey(Passport, on_delete=models.PROTECT, related_name="meetings")
    held_on = models.DateField()
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    revision = models.PositiveIntegerField(default=1)
    sealed = models.TextField()
    planned_at = models.DateTimeField(null=True, blank=True)

    objects = HandoverMeetingQuerySet.as_manager()

    class Meta:
        ordering = ["-held_on", "-drafted_at"]
        indexes = [models.Index(fields=["passport", "held_on"])]

    def __str__(self) -> str:
        return str(self.pk)


class MeetingWord(PrisonOnly):
    """What one who was there said of the notes, once a revision: that they are right or not, in sealed words."""

    class Says(models.TextChoices):
        RIGHT = "RIGHT", _("It is right")
        NOT_RIGHT = "NOT_RIGHT", _("It is not right")

    meeting = models.ForeignKey(HandoverMeeting, on_delete=models.CASCADE, related_name="words")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    revision = models.PositiveIntegerField()
    says = models.CharField(max_length=9, choices=Says)
    sealed = models.TextField(blank=True)

    class Meta:
        ordering = ["at"]
        constraints = [models.UniqueConstraint(fields=["meeting", "by", "revision"], name="one_word_a_revision")]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.says}"
