"""The list that a person leaves by: what has to be ready, who sees to it, by which day. Codes and days, no words."""

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Prisoner, PrisonOnly

from .passport import Pathway

if TYPE_CHECKING:
    from accounts.access import Reach


class ReadinessList(PrisonOnly):
    """One a person. What its days were reckoned from stands beside them, so that who has moved is found by a query."""

    prisoner = models.OneToOneField(Prisoner, on_delete=models.CASCADE, related_name="readiness")
    rules = models.PositiveIntegerField()  # the version of the rules
    received_on = models.DateField(null=True, blank=True)
    release_on = models.DateField(null=True, blank=True)
    release_kind = models.CharField(max_length=12, blank=True)
    legal_status = models.CharField(max_length=30, blank=True)
    reckoned_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"readiness {self.pk}"


class DateMoved(PrisonOnly):
    """That the release date that counts is another one. Never changed."""

    prisoner = models.ForeignKey(Prisoner, on_delete=models.CASCADE, related_name="dates_moved")
    was_on = models.DateField(null=True, blank=True)
    now_on = models.DateField(null=True, blank=True)
    now_kind = models.CharField(max_length=12, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["prisoner", "at"])]

    def __str__(self) -> str:
        return f"{self.prisoner_id} {self.now_on}"


class ReadinessItemQuerySet(models.QuerySet["ReadinessItem"]):
    def visible_to(self, reach: "Reach") -> "ReadinessItemQuerySet":
        """A person's own; for staff those of people of their prison. Queries: none of its own."""
        return self.filter(readiness__prisoner__in=Prisoner.objects.visible_to(reach))

    def open(self) -> "ReadinessItemQuerySet":
        return self.filter(status__in=ReadinessItem.OPEN)

    def late(self, on: date) -> "ReadinessItemQuerySet":
        """Not done on the day by which it was to be, or not begun on the day by which it was to be begun."""
        return self.open().filter(ReadinessItem.is_late(on))


class ReadinessItem(PrisonOnly):
    """One thing to have ready. `revision` counts changes by people, so that two don't overwrite."""

    class Status(models.TextChoices):
        NOT_STARTED = "NOT_STARTED", _("Not started")
        IN_PROGRESS = "IN_PROGRESS", _("In progress")
        DONE = "DONE", _("Done")
        NOT_NEEDED = "NOT_NEEDED", _("Not needed")
        DECLINED = "DECLINED", _("The person does not want it")
        CANNOT_BE_DONE = "CANNOT_BE_DONE", _("Cannot be done before release")

    class Owner(models.TextChoices):
        PRISON = "PRISON", _("The prison")
        PROBATION = "PROBATION", _("Probation")
        BOTH = "BOTH", _("The prison and probation")

    OPEN = (Status.NOT_STARTED, Status.IN_PROGRESS)

    readiness = models.ForeignKey(ReadinessList, on_delete=models.CASCADE, related_name="items")
    place = models.PositiveSmallIntegerField()  # in the rules' order
    code = models.CharField(max_length=30)
    pathway = models.CharField(max_length=40, choices=Pathway)
    at_once = models.BooleanField(default=False)
    begin_on = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=14, choices=Status, default=Status.NOT_STARTED)
    owner = models.CharField(max_length=9, choices=Owner, default=Owner.PRISON)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    changed_at = models.DateTimeField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)
    dropped = models.BooleanField(default=False)  # the rules ask this person for it no more; kept with its history

    objects = ReadinessItemQuerySet.as_manager()

    class Meta:
        ordering = ["place"]
        constraints = [models.UniqueConstraint(fields=["readiness", "code"], name="ready_once")]
        indexes = [models.Index(fields=["status", "due_on"])]

    def __str__(self) -> str:
        return f"{self.readiness_id} {self.code}"

    @property
    def is_open(self) -> bool:
        return self.status in self.OPEN

    @staticmethod
    def is_late(on: date) -> models.Q:
        """Of one that is open: not done, or not begun, by its day."""
        begun_late = models.Q(begin_on__lt=on, status=ReadinessItem.Status.NOT_STARTED)
        return models.Q(due_on__lt=on) | begun_late


class ReadinessEvent(PrisonOnly):
    """What happened to one item: a change by a person, or days that moved. Never changed."""

    item = models.ForeignKey(ReadinessItem, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=14, choices=ReadinessItem.Status)
    owner = models.CharField(max_length=9, choices=ReadinessItem.Owner)
    due_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["item", "at"])]

    def __str__(self) -> str:
        return f"{self.item_id} {self.status}"
