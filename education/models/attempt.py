"""What somebody did in one activity of a package, and the running of it: one host, one window, one time."""

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models

from accounts.models import PrisonOnly, Terminal

from .package import Sco
from .study import Enrolment

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.access import Reach


class Attempt(PrisonOnly):
    """How one enrolment stands in one activity: what its package asked to be kept, and what that says.

    `cmi` holds element → value as the SCORM data model names them, suspend data and bookmark among them.
    `location` is the bookmark; `score` in percent, the last; `seconds` spent, all told.
    `completion` and `success` are SCORM's words. `revision` counts what was accepted; `held_by` is the launch whose
    writing counts: the last that has read this.
    """

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="+")
    sco = models.ForeignKey(Sco, on_delete=models.PROTECT, related_name="+")
    cmi = models.JSONField(default=dict)
    location = models.CharField(max_length=1000, blank=True)
    score = models.FloatField(null=True, blank=True)
    completion = models.CharField(max_length=20, default="unknown")
    success = models.CharField(max_length=7, default="unknown")
    seconds = models.PositiveIntegerField(default=0)
    revision = models.PositiveIntegerField(default=0)
    held_by = models.ForeignKey("Launch", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    began_at = models.DateTimeField()
    moved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enrolment", "sco"], name="one_attempt_an_activity")]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.sco_id} {self.completion}"

    @property
    def is_done(self) -> bool:
        return self.success == "passed" or (self.completion == "completed" and self.success != "failed")


class LaunchQuerySet(models.QuerySet["Launch"]):
    def visible_to(self, reach: "Reach") -> "LaunchQuerySet":
        """One's own alone, for anybody. Queries: none of its own."""
        return self.filter(user_id=reach.user_id) if reach.user_id else self.none()

    def live(self, at: "datetime") -> "LaunchQuerySet":
        return self.filter(ended_at__isnull=True, expires_at__gt=at)


class Launch(PrisonOnly):
    """One running of one activity, on a host of its own: `label` is that host's first name, 128 random bits.

    What opens the host and what lets the page save are keyed digests of `id` (education.acts.launching): nothing here
    opens anything. `origin` is the portal's, which alone may frame it. `number` is the last state that came from it,
    `seconds` what it says was spent, `counted` how many of them have gone into the progress.
    """

    class Ended(models.TextChoices):
        LEFT = "LEFT"
        ANOTHER = "ANOTHER"  # the same person opened something on another screen, or again

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    label = models.CharField(max_length=32, unique=True)
    origin = models.CharField(max_length=200)
    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="launches")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    terminal = models.ForeignKey(Terminal, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(default=0)
    seconds = models.PositiveIntegerField(default=0)
    counted = models.PositiveIntegerField(default=0)
    failed = models.BooleanField(default=False)  # a failure counts once a launch
    opened_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended = models.CharField(max_length=7, choices=Ended, blank=True)

    objects = LaunchQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["user", "ended_at"])]

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.opened_at}"
