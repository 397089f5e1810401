"""Where people are and who receives them: prisons, agencies, terminals, nodes."""

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from accounts.access import Reach


class PrisonOnly(models.Model):
    """A table that holds rows at a prison and never at central; a database trigger there refuses them."""

    prison_only = True

    class Meta:
        abstract = True


class Prison(models.Model):
    """A prison of the HMPPS Prison Register. `code` is its prison id, e.g. MDI."""

    code = models.CharField(max_length=3, primary_key=True)
    name = models.CharField(max_length=120)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Agency(models.Model):
    """An organisation that may receive a part of a passport. The same `id` at central and at every prison."""

    class Kind(models.TextChoices):
        PROBATION = "PROBATION", _("Probation")
        HOUSING = "HOUSING", _("Housing")
        HEALTH = "HEALTH", _("Health")
        DRUGS_AND_ALCOHOL = "DRUGS_AND_ALCOHOL", _("Drug and alcohol service")
        JOBCENTRE = "JOBCENTRE", _("Jobcentre")
        EMPLOYER = "EMPLOYER", _("Employer")
        EDUCATION = "EDUCATION", _("College or training")
        CHARITY = "CHARITY", _("Charity")
        LEGAL = "LEGAL", _("Lawyer, court, ombudsman or inspector")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, choices=Kind)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "agencies"

    def __str__(self) -> str:
        return self.name


class TerminalQuerySet(models.QuerySet["Terminal"]):
    def usable(self) -> "TerminalQuerySet":
        return self.filter(enrolled_at__isnull=False, revoked_at__isnull=True)

    def visible_to(self, reach: "Reach") -> "TerminalQuerySet":
        """A prison's own. Queries: none of its own."""
        return self.filter(prison_id__in=reach.prisons)


class Terminal(PrisonOnly):
    """A registered in-cell, wing or room terminal. It proves itself with a token of which only a hash is kept."""

    class Kind(models.TextChoices):
        CELL = "CELL", _("Cell")
        WING = "WING", _("Wing")
        ROOM = "ROOM", _("Association room")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    prison = models.ForeignKey(Prison, on_delete=models.PROTECT, related_name="terminals")
    kind = models.CharField(max_length=4, choices=Kind)
    location = models.CharField(max_length=40, help_text=_("As on the roll, for example 2-3-030"))
    enrol_hash = models.CharField(max_length=64, blank=True)
    enrol_until_at = models.DateTimeField(null=True)
    token_hash = models.CharField(max_length=64, blank=True, db_index=True)
    enrolled_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    objects = TerminalQuerySet.as_manager()

    class Meta:
        ordering = ["location"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.location}"
