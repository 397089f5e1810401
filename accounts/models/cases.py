"""Who works with whom, since when and until when, and how many each can take on."""

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models

from .people import Prisoner
from .places import PrisonOnly
from .user import User

if TYPE_CHECKING:
    from accounts.access import Reach

FULL_WEEK = 37  # hours
MOST_CASES, MOST_HOURS = 500, 60


class CaseTurn(PrisonOnly):
    """One act on the cases of several people. Its id is made with the form: sent twice, it is done once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    to = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return str(self.pk)


class CaseQuerySet(models.QuerySet["Case"]):
    def visible_to(self, reach: "Reach") -> "CaseQuerySet":
        """Cases of people whom this reach may know of. Queries: none of its own."""
        return self.filter(prisoner__in=Prisoner.objects.visible_to(reach))

    def held(self) -> "CaseQuerySet":
        return self.filter(ended_at__isnull=True)


class Case(PrisonOnly):
    """One worker's time with one person. The object permissions come with it and go with it; the row stays."""

    prisoner = models.ForeignKey(Prisoner, on_delete=models.CASCADE, related_name="cases")
    worker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="cases")
    began_at = models.DateTimeField()
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    begun_in = models.ForeignKey(CaseTurn, null=True, on_delete=models.PROTECT, related_name="begun")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    ended_in = models.ForeignKey(CaseTurn, null=True, on_delete=models.PROTECT, related_name="ended")

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ["-began_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["prisoner", "worker"], condition=models.Q(ended_at__isnull=True), name="one_case_a_worker"
            )
        ]
        indexes = [
            models.Index(fields=["worker", "ended_at"]),
            models.Index(fields=["prisoner", "ended_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.prisoner_id} {self.worker_id}"


class Capacity(PrisonOnly):
    """How many people one worker can work with: a number, or what their hours a week come to."""

    worker = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="capacity")
    cases = models.PositiveSmallIntegerField(null=True, blank=True)
    hours = models.DecimalField(max_digits=3, decimal_places=1, null=True, blank=True)  # a week
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    revision = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.worker_id} {self.cases or self.hours}"

    @property
    def most(self) -> int:
        """People: the number that was given, else hours as a part of a full week's caseload."""
        if self.cases is not None:
            return self.cases
        return int(float(self.hours or 0) * settings.CASES_A_FULL_WEEK / FULL_WEEK)


def most_of(worker: User) -> int:
    """How many people a worker can take on; a full week's caseload for whom nothing was said. Queries: 0-1."""
    told = getattr(worker, "capacity", None)
    return told.most if told is not None else settings.CASES_A_FULL_WEEK
