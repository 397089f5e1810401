"""The passport of a person and the state of its pathways: the little that a prison keeps in the clear."""

import uuid
from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Prisoner, PrisonOnly

if TYPE_CHECKING:
    from accounts.access import Reach


class Pathway(models.TextChoices):
    ACCOMMODATION = "ACCOMMODATION", _("Accommodation")
    ATTITUDES_THINKING_AND_BEHAVIOUR = (
        "ATTITUDES_THINKING_AND_BEHAVIOUR",
        _("Attitudes, thinking and behaviour"),
    )
    CHILDREN_FAMILIES_AND_COMMUNITY = (
        "CHILDREN_FAMILIES_AND_COMMUNITY",
        _("Children, families and community"),
    )
    DRUGS_AND_ALCOHOL = "DRUGS_AND_ALCOHOL", _("Drugs and alcohol")
    EDUCATION_SKILLS_AND_WORK = "EDUCATION_SKILLS_AND_WORK", _("Education, skills and work")
    FINANCE_AND_ID = "FINANCE_AND_ID", _("Finance and ID")
    HEALTH = "HEALTH", _("Health")


RESTRICTED = "_RESTRICTED"
CARRIED = "CARRIED_"  # sections that prisons pass on to each other, and nobody else reads
PATHWAY_SECTIONS = [section for p in Pathway.values for section in (p, p + RESTRICTED)]
SECTIONS = [
    "IDENTITY",
    *PATHWAY_SECTIONS,
    "SKILLS",
    "PLAN",
    "APPOINTMENTS",
    "LICENCE",
    "DOCUMENTS",
    "DOCUMENTS" + RESTRICTED,
    "MY_WORDS",
]


def is_restricted(section: str) -> bool:
    return section.endswith(RESTRICTED)


def is_carried(section: str) -> bool:
    return section.startswith(CARRIED)


class PassportQuerySet(models.QuerySet["Passport"]):
    def visible_to(self, reach: "Reach") -> "PassportQuerySet":
        return self.filter(prisoner__in=Prisoner.objects.visible_to(reach))


class Passport(PrisonOnly):
    """One person's passport. Its id is the opaque `rec` that everything sealed and journalled goes by.

    held_by            the other prison that writes on in it; "" here. What lies here is history meanwhile.
    to_confirm_since   the person came back: needs and plan are from before until somebody has asked again.
    court_on           a court let the person go on this day, staff say, whatever date the roll has.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    prisoner = models.OneToOneField(Prisoner, on_delete=models.PROTECT, related_name="passport")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    held_by = models.CharField(max_length=3, blank=True)
    to_confirm_since = models.DateTimeField(null=True, blank=True)
    court_on = models.DateField(null=True, blank=True)

    objects = PassportQuerySet.as_manager()

    class Meta:
        ordering = ["opened_at"]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def leaves_on(self) -> date | None:
        """The day that handovers count from. `prisoner` is loaded."""
        return self.court_on or self.prisoner.release_on


class PathwayState(PrisonOnly):
    """Where one pathway of one passport stands: what lists and dashboards need, and nothing more."""

    class Status(models.TextChoices):
        NOT_STARTED = "NOT_STARTED", _("Not started")
        SUPPORT_REQUIRED = "SUPPORT_REQUIRED", _("Support required")
        IN_PROGRESS = "IN_PROGRESS", _("In progress")
        SUPPORT_NOT_REQUIRED = "SUPPORT_NOT_REQUIRED", _("Support not required")
        SUPPORT_DECLINED = "SUPPORT_DECLINED", _("Support declined")
        DONE = "DONE", _("Done")

    passport = models.ForeignKey(Passport, on_delete=models.CASCADE, related_name="pathways")
    pathway = models.CharField(max_length=40, choices=Pathway)
    status = models.CharField(max_length=24, choices=Status, default=Status.NOT_STARTED)
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["passport", "pathway"], name="pathway_once")]

    def __str__(self) -> str:
        return f"{self.pathway} {self.status}"
