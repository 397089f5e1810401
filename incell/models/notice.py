"""What is said to everybody, or to a wing, or to a cohort, until a day."""

import uuid
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models

from accounts.models import Cohort, Prison, Prisoner, PrisonOnly, cohorts_of, wing_of

if TYPE_CHECKING:
    from accounts.access import Reach


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, reach: "Reach") -> "NoticeQuerySet":
        """The prison's, for staff. Queries: none of its own."""
        return self.filter(prison_id__in=reach.prisons)

    def up(self, at: datetime) -> "NoticeQuerySet":
        return self.filter(from_at__lte=at, until_at__gt=at, ended_at__isnull=True)

    def not_over(self, at: datetime) -> "NoticeQuerySet":
        """Up or to come."""
        return self.filter(until_at__gt=at, ended_at__isnull=True)

    def over(self, at: datetime) -> "NoticeQuerySet":
        return self.filter(models.Q(until_at__lte=at) | models.Q(ended_at__isnull=False))

    def for_person(self, person: Prisoner, at: datetime, on: date) -> "NoticeQuerySet":
        """What this person is told now, urgent first. Queries: none of its own."""
        return (
            self.up(at)
            .filter(
                prison_id=person.prison_id,
                wing__in=["", wing_of(person.cell)],
                cohort__in=["", *cohorts_of(person, on)],
            )
            .order_by("-urgent", "-from_at")
        )

    def told_to(self, user_id: uuid.UUID, at: datetime, on: date) -> list["Notice"]:
        """As `for_person`, for the person whom a user is, whose row need not be read before. Queries: 1."""
        theirs = {f"their_{name}": models.F(f"prison__prisoners__{name}") for name in _KNOWN}
        ours = self.up(at).filter(prison__prisoners__user_id=user_id, prison__prisoners__left_at__isnull=True)
        found = list(ours.only(*_SAID).annotate(**theirs).order_by("-urgent", "-from_at"))
        if not found:
            return []
        person = Prisoner(**{name: getattr(found[0], f"their_{name}") for name in _KNOWN})  # in every row the same
        wings, cohorts = {"", wing_of(person.cell)}, {"", *cohorts_of(person, on)}
        return [notice for notice in found if notice.wing in wings and notice.cohort in cohorts]


_SAID = ("title", "body", "title_cy", "body_cy", "urgent", "wing", "cohort")  # all that a page of the cell shows
_KNOWN = ("cell", "date_of_birth", "legal_status", "release_on", "gender")


class Notice(PrisonOnly):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    prison = models.ForeignKey(Prison, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=80)
    body = models.CharField(max_length=500)
    title_cy = models.CharField(max_length=80, blank=True)
    body_cy = models.CharField(max_length=500, blank=True)
    urgent = models.BooleanField(default=False)
    wing = models.CharField(max_length=8, blank=True)  # "" is every wing
    cohort = models.CharField(max_length=12, choices=Cohort, blank=True)  # "" is everybody
    from_at = models.DateTimeField()
    until_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-from_at"]
        indexes = [models.Index(fields=["prison", "until_at"])]

    def __str__(self) -> str:
        return self.title

    def is_over(self, at: datetime) -> bool:
        return self.ended_at is not None or self.until_at <= at
