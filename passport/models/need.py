"""Where a person's support needs stand: what lists need. Their words lie sealed in the pathway's section."""

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Prisoner, PrisonOnly

from .passport import RESTRICTED, Passport, Pathway

if TYPE_CHECKING:
    from accounts.access import Reach


class SupportNeedQuerySet(models.QuerySet["SupportNeed"]):
    def visible_to(self, reach: "Reach") -> "SupportNeedQuerySet":
        """A person's own; for staff those of people of their prison. Queries: none of its own."""
        return self.filter(passport__prisoner__in=Prisoner.objects.visible_to(reach))

    def open(self) -> "SupportNeedQuerySet":
        return self.filter(status__in=SupportNeed.OPEN)


class SupportNeed(PrisonOnly):
    """One need, as its section says it, written in the same act. `code` is "" where the need is restricted."""

    class Status(models.TextChoices):
        NOT_STARTED = "NOT_STARTED", _("Not started")
        IN_PROGRESS = "IN_PROGRESS", _("In progress")
        MET = "MET", _("Met")
        DECLINED = "DECLINED", _("The person does not want it")

    class Owner(models.TextChoices):
        PRISON = "PRISON", _("The prison")
        PROBATION = "PROBATION", _("Probation")
        BOTH = "BOTH", _("The prison and probation")

    class Says(models.TextChoices):
        NOTHING = "", "–"
        NOT_RIGHT = "NOT_RIGHT", _("This is not right")
        STILL_NEEDED = "STILL_NEEDED", _("Still needs this")

    OPEN = (Status.NOT_STARTED, Status.IN_PROGRESS)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    passport = models.ForeignKey(Passport, on_delete=models.CASCADE, related_name="needs")
    pathway = models.CharField(max_length=40, choices=Pathway)
    restricted = models.BooleanField(default=False)
    code = models.CharField(max_length=40, blank=True)
    owner = models.CharField(max_length=9, choices=Owner, default=Owner.PRISON)
    status = models.CharField(max_length=12, choices=Status, default=Status.NOT_STARTED)
    person_says = models.CharField(max_length=12, choices=Says, blank=True, default=Says.NOTHING)
    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    objects = SupportNeedQuerySet.as_manager()

    class Meta:
        ordering = ["opened_at", "id"]
        indexes = [models.Index(fields=["passport", "pathway"]), models.Index(fields=["status", "owner"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(restricted=False) | models.Q(code=""), name="restricted_need_has_no_code"
            )
        ]

    def __str__(self) -> str:
        return f"{self.pathway} {self.status}"

    @property
    def section(self) -> str:
        return self.pathway + RESTRICTED if self.restricted else self.pathway


class SupportNeedEvent(PrisonOnly):
    """What happened to one need, and who did it. Never changed; the words of it are sealed."""

    need = models.ForeignKey(SupportNeed, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=12, choices=SupportNeed.Status)
    owner = models.CharField(max_length=9, choices=SupportNeed.Owner)
    person_says = models.CharField(max_length=12, choices=SupportNeed.Says, blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["need", "at"])]

    def __str__(self) -> str:
        return f"{self.need_id} {self.status}"
