"""Limited access: a person whom only the named staff may know of, because somebody who works here is close to them.

What it does to lists is in `Reach.hidden` (accounts.access): everybody else finds nobody there.
"""

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .people import Prisoner
from .places import PrisonOnly

if TYPE_CHECKING:
    from .user import User


class LimitedQuerySet(models.QuerySet["Limited"]):
    def in_force(self) -> "LimitedQuerySet":
        return self.filter(made_at__isnull=False, lifted_at__isnull=True)

    def asked(self) -> "LimitedQuerySet":
        """Asked for, not made yet, not dropped."""
        return self.filter(made_at__isnull=True, lifted_at__isnull=True)

    def standing(self) -> "LimitedQuerySet":
        return self.filter(lifted_at__isnull=True)

    def unnamed(self) -> "LimitedQuerySet":
        """Those that came along from another prison and for whom nobody is named here yet: nobody knows of them."""
        named = _readers().filter(named_at__isnull=False)
        return self.in_force().filter(~models.Exists(named), made_by__isnull=True)

    def naming(self, user: "User") -> "LimitedQuerySet":
        """Those whose people this user sees, or is to see. Queries: none of its own."""
        mine = _readers().filter(user=user.pk)
        asked = models.Q(made_at__isnull=True) & models.Exists(mine)
        return self.filter(asked | models.Exists(mine.filter(named_at__isnull=False)))

    def hiding_from(self, user: "User") -> "LimitedQuerySet":
        """Those in force, of the user's prison, that do not name this user. Queries: none of its own."""
        named = _readers().filter(user=user.pk, named_at__isnull=False)
        return self.in_force().filter(~models.Exists(named), prisoner__prison_id=user.prison_id)


class Limited(PrisonOnly):
    """That only some may know of one person. Asked for by one, made by another; lifted by two as well.

    One that came along from another prison is in force at once, with nobody named: `asked_by` stands for that prison's
    staff, and `made_by` is empty until two people here have named who may know.
    """

    class Reason(models.TextChoices):
        RELATIVE = "RELATIVE", _("A relative works here")
        VICTIM = "VICTIM", _("A victim works here")
        CLOSE = "CLOSE", _("Somebody close to them works here")
        FORMER_STAFF = "FORMER_STAFF", _("They worked here themselves")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    prisoner = models.ForeignKey(Prisoner, on_delete=models.CASCADE, related_name="limits")
    reason = models.CharField(max_length=12, choices=Reason)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(null=True, blank=True)
    lift_asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    lift_asked_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)

    objects = LimitedQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["prisoner"], condition=models.Q(lifted_at__isnull=True), name="limited_once"
            ),
            models.CheckConstraint(
                condition=models.Q(made_by__isnull=True) | ~models.Q(made_by=models.F("asked_by")),
                name="limited_by_two",
            ),
        ]
        indexes = [models.Index(fields=["made_at", "lifted_at"])]

    def __str__(self) -> str:
        return f"limited {self.pk}"


class LimitedElsewhere(PrisonOnly):
    """The number of somebody who is to come, and whom only the named know of where they are: hidden from the roll on.

    Gone once the record has been taken over, or does not come.
    """

    number = models.CharField(max_length=7, unique=True)
    reason = models.CharField(max_length=12, choices=Limited.Reason)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"limited elsewhere {self.pk}"


class LimitedReader(PrisonOnly):
    """One who is named. `named_at` is empty until two people have said so."""

    limited = models.ForeignKey(Limited, on_delete=models.CASCADE, related_name="readers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    named_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["limited", "user"], condition=models.Q(ended_at__isnull=True), name="named_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.limited_id} {self.user_id}"


def _readers() -> models.QuerySet[LimitedReader]:
    return LimitedReader.objects.filter(limited=models.OuterRef("pk"), ended_at__isnull=True)
