"""A person's rights over their record: copies that are asked for, holds, what falls due, what was erased."""

import uuid
from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Prisoner, PrisonOnly

if TYPE_CHECKING:
    from accounts.access import Reach


class LegalHoldQuerySet(models.QuerySet["LegalHold"]):
    def in_force(self, on: date) -> "LegalHoldQuerySet":
        """A hold ends when two people lift it, never by its day alone: that day says when to look again."""
        return self.filter(lifted_at__isnull=True)


class LegalHold(PrisonOnly):
    """Nothing of this person's record is erased or disposed of while one is in force. Two people lift it.

    review_on   when somebody looks whether it is still needed; it does not end by itself.
    reference   of the case, for who placed it; never words about a person.
    """

    class Why(models.TextChoices):
        LITIGATION = "LITIGATION", _("A claim or a court case")
        INQUEST = "INQUEST", _("An inquest or an ombudsman’s investigation")
        INVESTIGATION = "INVESTIGATION", _("A criminal or internal investigation")
        INQUIRY = "INQUIRY", _("A public inquiry")
        COMPLAINT = "COMPLAINT", _("A complaint, or a request for access that is under way")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    prisoner = models.ForeignKey(Prisoner, on_delete=models.PROTECT, related_name="holds")
    why = models.CharField(max_length=13, choices=Why)
    reference = models.CharField(max_length=60, blank=True)
    review_on = models.DateField()
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    placed_at = models.DateTimeField()
    lift_asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    lift_asked_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True, blank=True)

    objects = LegalHoldQuerySet.as_manager()

    class Meta:
        ordering = ["-placed_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(lifted_by__isnull=True) | ~models.Q(lifted_by=models.F("lift_asked_by")),
                name="hold_lifted_by_another",
            )
        ]

    def __str__(self) -> str:
        return f"{self.prisoner_id} {self.why}"


class AccessExportQuerySet(models.QuerySet["AccessExport"]):
    def visible_to(self, reach: "Reach") -> "AccessExportQuerySet":
        return self.filter(prisoner__in=Prisoner.objects.visible_to(reach))


class AccessExport(PrisonOnly):
    """A copy of everything that is held on a person, made because they asked (UK GDPR, article 15).

    COLLECTING  a courier copies table after table, each copy sealed; REVIEW: somebody looks at what names others;
    MAKING      another person has released it, and the courier lays out the paper; READY: it can be fetched;
    CLOSED      its key is destroyed. `done` of `of` steps say how far COLLECTING and MAKING are.
    """

    class State(models.TextChoices):
        COLLECTING = "COLLECTING", _("Being collected")
        REVIEW = "REVIEW", _("To be looked through")
        MAKING = "MAKING", _("Being put on paper")
        READY = "READY", _("Ready")
        CLOSED = "CLOSED", _("Destroyed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    prisoner = models.ForeignKey(Prisoner, on_delete=models.PROTECT, related_name="access_exports")
    asked_on = models.DateField()
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.COLLECTING)
    done = models.PositiveIntegerField(default=0)
    of = models.PositiveIntegerField()
    after = models.CharField(max_length=64, blank=True)  # the last row copied of the table under way
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    released_at = models.DateTimeField(null=True, blank=True)
    fetched_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = AccessExportQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(released_by__isnull=True) | ~models.Q(released_by=models.F("made_by")),
                name="export_released_by_another",
            ),
            models.UniqueConstraint(
                fields=["prisoner"], condition=models.Q(closed_at__isnull=True), name="one_open_export"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.prisoner_id} {self.state}"

    def gives_restricted(self) -> bool:
        """Whether restricted answers go out with it. Queries: 1."""
        given = models.Q(others=False) | models.Q(decision=ExportPart.Decision.GIVE)
        return self.parts.filter(given, restricted=True).exists()


class ExportPart(PrisonOnly):
    """A sealed piece of a copy: rows of one table, or one row that names somebody else, or pages of paper."""

    class Decision(models.TextChoices):
        GIVE = "GIVE", _("Give it out")
        OTHERS = "OTHERS", _("Leave out: it is about somebody else")
        HARM = "HARM", _("Leave out: it could harm somebody")
        CRIME = "CRIME", _("Leave out: it would hinder preventing crime")
        LEGAL = "LEGAL", _("Leave out: it is legal advice")

    export = models.ForeignKey(AccessExport, on_delete=models.CASCADE, related_name="parts")
    place = models.PositiveIntegerField()
    model = models.CharField(max_length=60)  # "app.Model", or "paper"
    others = models.BooleanField(default=False)
    restricted = models.BooleanField(default=False)  # only readers of restricted answers look at it
    sealed = models.TextField()
    decision = models.CharField(max_length=6, choices=Decision, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["place"]
        constraints = [models.UniqueConstraint(fields=["export", "place"], name="export_part_once")]

    def __str__(self) -> str:
        return f"{self.export_id} {self.place} {self.model}"


class Disposal(PrisonOnly):
    """That one kind of record of one person has been kept long enough. A second person looks before it goes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    prisoner = models.ForeignKey(Prisoner, on_delete=models.PROTECT, related_name="disposals")
    kind = models.CharField(max_length=30)  # a code of the schedule
    schedule = models.PositiveIntegerField()  # its version
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    kept_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    kept_until = models.DateField(null=True, blank=True)  # the second person says: not yet
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-proposed_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(done_by__isnull=True) | ~models.Q(done_by=models.F("proposed_by")),
                name="disposed_by_another",
            ),
            models.UniqueConstraint(
                fields=["prisoner", "kind"],
                condition=models.Q(done_at__isnull=True, kept_until__isnull=True),
                name="one_open_disposal_a_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.prisoner_id} {self.kind}"


class Erasure(PrisonOnly):
    """That a person was erased. Kept also in a file beside the keys, so that a restored database is told again."""

    prisoner = models.OneToOneField(Prisoner, on_delete=models.PROTECT, related_name="erasure")
    rec = models.UUIDField(null=True, blank=True)  # the passport's, where there was one
    by = models.CharField(max_length=60)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.prisoner_id)
