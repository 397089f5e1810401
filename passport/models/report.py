"""Reports: the answers that staff take down with a person, pathway by pathway, sealed from the first page saved."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import PrisonOnly
from incell.models import QuestionSet

from .passport import Passport, Pathway


class ReportQuerySet(models.QuerySet["Report"]):
    def open(self) -> "ReportQuerySet":
        return self.filter(submitted_at__isnull=True, restarted_at__isnull=True)

    def standing(self) -> "ReportQuerySet":
        """Without those that were begun again: another stands in their place."""
        return self.filter(restarted_at__isnull=True)


class Report(PrisonOnly):
    """An immediate needs or pre-release report. One open report of a kind a person at a time.

    restarted_at   since when another is begun in its place: it is history, submitted or not.
    instead_of     the one in whose place this was begun.
    written        section → version that it was sealed as, when it was submitted.
    """

    class Kind(models.TextChoices):
        BCST2 = "BCST2", _("Immediate needs report")
        RESETTLEMENT_PLAN = "RESETTLEMENT_PLAN", _("Pre-release report")

    class Status(models.TextChoices):
        NOT_STARTED = "NOT_STARTED", _("Not started")
        IN_PROGRESS = "IN_PROGRESS", _("In progress")
        COMPLETE = "COMPLETE", _("Complete")
        SUBMITTED = "SUBMITTED", _("Submitted")
        SKIPPED = "SKIPPED", _("Left out")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    passport = models.ForeignKey(Passport, on_delete=models.PROTECT, related_name="reports")
    kind = models.CharField(max_length=20, choices=Kind)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    submitted_at = models.DateTimeField(null=True, blank=True)
    restarted_at = models.DateTimeField(null=True, blank=True)
    instead_of = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="begun_again"
    )
    written = models.JSONField(default=dict, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["passport", "kind"],
                condition=models.Q(submitted_at__isnull=True, restarted_at__isnull=True),
                name="one_open_report_a_kind",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.submitted_at is None and self.restarted_at is None


class ReportPart(PrisonOnly):
    """One pathway of a report, asked under one version of its questions."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="parts")
    pathway = models.CharField(max_length=40, choices=Pathway)
    question_set = models.ForeignKey(QuestionSet, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=12, choices=Report.Status, default=Report.Status.NOT_STARTED)
    revision = models.PositiveIntegerField(default=0)  # one more with every save

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["report", "pathway"], name="report_part_once")]

    def __str__(self) -> str:
        return f"{self.report_id} {self.pathway}"


class ReportEvent(PrisonOnly):
    """A pathway of a report was left out or asked after all, or the report was begun again.

    reason   a code of passport.reporting; "" for ASKED. sealed: own words beside it, in a box bound to this id.
    """

    class What(models.TextChoices):
        SKIPPED = "SKIPPED", _("Left out")
        ASKED = "ASKED", _("Asked after all")
        RESTARTED = "RESTARTED", _("Begun again")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="events")
    what = models.CharField(max_length=9, choices=What)
    pathway = models.CharField(max_length=40, choices=Pathway, blank=True)
    reason = models.CharField(max_length=40, blank=True)
    sealed = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["report", "at"])]

    def __str__(self) -> str:
        return f"{self.report_id} {self.what} {self.pathway}"


class Draft(PrisonOnly):
    """Answers not yet submitted, sealed to the person's archive key for `sec` (a RESTRICTED one has its own).

    One row a page and section. `sealed` is a box that says part, page and section in what it is bound to.
    `revision` is the part's, as this save made it: together with `saved_by` it tells whose words a later save meets.
    """

    part = models.ForeignKey(ReportPart, on_delete=models.CASCADE, related_name="drafts")
    page = models.CharField(max_length=120)
    sec = models.CharField(max_length=60)
    sealed = models.TextField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()
    revision = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["part", "page", "sec"], name="draft_once")]

    def __str__(self) -> str:
        return f"{self.part_id} {self.page} {self.sec}"
