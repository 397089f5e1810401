"""Prompts to staff: that a plain rule holds for somebody, and what people said to it. No score, nothing automatic."""

import uuid
from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Prisoner, PrisonOnly

if TYPE_CHECKING:
    from accounts.access import Reach

RESTRICTED_RULES = frozenset({"OWN_WORDS_FLAGGED", "HEALTH_ASKED"})  # only readers of restricted answers see these


class PromptCheck(PrisonOnly):
    """When the rules were last held against a person."""

    prisoner = models.OneToOneField(Prisoner, on_delete=models.CASCADE, related_name="prompt_check")
    on = models.DateField(db_index=True)

    def __str__(self) -> str:
        return f"{self.prisoner_id} {self.on}"


class PromptQuerySet(models.QuerySet["Prompt"]):
    def visible_to(self, reach: "Reach") -> "PromptQuerySet":
        """Those of people of the prison; what rests on health or flagged words for its readers. Queries: none."""
        found = self.filter(prisoner__in=Prisoner.objects.visible_to(reach))
        return found if reach.may("read_restricted") else found.exclude(rule__in=RESTRICTED_RULES)  # type: ignore[arg-type]

    def waiting(self, on: date) -> "PromptQuerySet":
        """Those that somebody should look at on this day."""
        snoozed = models.Q(state=Prompt.State.SNOOZED, until_on__gt=on)
        return self.filter(state__in=Prompt.OPEN).exclude(snoozed)


class Prompt(PrisonOnly):
    """One rule that holds for one person. `mark`: its reason; the same reason is raised once.

    evidence   the days that it rests on, ISO 8601, newest first: never words.
    revision   counts what people said, so that two don't overwrite each other.
    """

    class State(models.TextChoices):
        OPEN = "OPEN", _("To look at")
        SNOOZED = "SNOOZED", _("Later")
        SETTLED = "SETTLED", _("Right, and dealt with")
        NOT_RIGHT = "NOT_RIGHT", _("Not right")
        OVER = "OVER", _("Over by itself")

    OPEN = (State.OPEN, State.SNOOZED)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    prisoner = models.ForeignKey(Prisoner, on_delete=models.CASCADE, related_name="prompts")
    rule = models.CharField(max_length=30)
    mark = models.CharField(max_length=40)
    evidence = models.JSONField(default=list)
    days = models.PositiveSmallIntegerField()  # the rule's numbers when it was found
    times = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    found_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)

    objects = PromptQuerySet.as_manager()

    class Meta:
        ordering = ["-found_on", "rule"]
        constraints = [
            models.UniqueConstraint(fields=["prisoner", "rule", "mark"], name="prompted_once"),
        ]
        indexes = [models.Index(fields=["state", "found_on"]), models.Index(fields=["rule", "state"])]

    def __str__(self) -> str:
        return f"{self.prisoner_id} {self.rule}"
