"""Personal links: what the person chose to carry (at the prison), and the sealed file on its way and at central."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import PrisonOnly

from .passport import Passport

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.access import Reach


class PersonalLinkQuerySet(models.QuerySet["PersonalLink"]):
    def visible_to(self, reach: "Reach") -> "PersonalLinkQuerySet":
        """A person's own; for staff those of their prisons. Queries: none of its own."""
        if reach.prisoner_id is not None:
            return self.filter(passport__prisoner_id=reach.prisoner_id)
        return self.filter(reach.people("passport__prisoner"))

    def open(self, at: "datetime") -> "PersonalLinkQuerySet":
        return self.filter(closed_at__isnull=True, expires_at__gt=at)


class PersonalLink(PrisonOnly):
    """A link that was printed for a person. What opens it was shown once and is kept nowhere.

    parts    codes of what it holds, e.g. PLAN. closed_at, closed_why: taken back, replaced, locked or erased.
    """

    class Why(models.TextChoices):
        TAKEN_BACK = "TAKEN_BACK", _("Taken back")
        REPLACED = "REPLACED", _("A newer one was printed")
        LOCKED = "LOCKED", _("Locked after ten wrong tries")
        ERASED = "ERASED", _("The record was erased")
        MOVED = "MOVED", _("The person went to another prison")

    id = models.CharField(primary_key=True, max_length=22, editable=False)  # as in the link
    passport = models.ForeignKey(Passport, on_delete=models.PROTECT, related_name="links")
    parts = models.JSONField(default=list)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_why = models.CharField(max_length=10, choices=Why, blank=True)

    objects = PersonalLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["passport"], condition=models.Q(closed_at__isnull=True), name="one_open_link_a_passport"
            )
        ]

    def __str__(self) -> str:
        return self.pk


class LinkChoice(PrisonOnly):
    """What a person wants to carry, chosen in the cell. No parts: no link is wanted."""

    passport = models.OneToOneField(Passport, primary_key=True, on_delete=models.PROTECT, related_name="link_choice")
    parts = models.JSONField(default=list)
    chosen_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.pk)


class CarriedLink(models.Model):
    """A link's sealed file, at the prison until central has it and at central until it is over: no row says whose.

    file       compact JWE; "" once destroyed. ticket: hex SHA-256 of what fetches it.
    wrong      tickets that were not the link's. Both sides know closed_at.
    """

    id = models.CharField(primary_key=True, max_length=22, editable=False)
    prison = models.CharField(max_length=7)
    file = models.TextField(blank=True)
    ticket = models.CharField(max_length=64, blank=True)
    expires_at = models.DateTimeField(db_index=True)
    wrong = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.pk
