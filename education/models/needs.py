"""How far somebody is in English, maths and computers, and what helps them learn."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Prisoner, PrisonOnly, User

from .course import Level

if TYPE_CHECKING:
    from accounts.access import Reach


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def visible_to(self, reach: "Reach") -> "AssessmentQuerySet":
        """A person's own; for staff those of people of their prison. Queries: none of its own."""
        if reach.prisoner_id is not None:
            return self.filter(prisoner_id=reach.prisoner_id)
        return self.filter(reach.people("prisoner"))


class Assessment(PrisonOnly):
    """How somebody did on a day. Never changed (a trigger of the database refuses it): the latest of a subject counts.

    Of one day's the one that was written last counts, so a mistyped level is mended by another line.
    """

    class Subject(models.TextChoices):
        ENGLISH = "ENGLISH", _("English")
        MATHS = "MATHS", _("Maths")
        DIGITAL = "DIGITAL", _("Digital skills")

    prisoner = models.ForeignKey(Prisoner, on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(max_length=7, choices=Subject)
    level = models.CharField(max_length=8, choices=Level)
    on = models.DateField()
    at = models.DateTimeField()  # when it was written down
    by: "models.ForeignKey[User, User]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-at", "-pk"]
        indexes = [models.Index(fields=["prisoner", "-on"], name="assessments_of_a_person")]

    def __str__(self) -> str:
        return f"{self.subject} {self.level}"


class AdditionalNeedQuerySet(models.QuerySet["AdditionalNeed"]):
    def visible_to(self, reach: "Reach") -> "AdditionalNeedQuerySet":
        """A person's own; for staff those of people of their prison. Queries: none of its own."""
        if reach.prisoner_id is not None:
            return self.filter(prisoner_id=reach.prisoner_id)
        return self.filter(reach.people("prisoner"))

    def in_force(self) -> "AdditionalNeedQuerySet":
        return self.filter(ended_at__isnull=True)


class AdditionalNeed(PrisonOnly):
    """What helps somebody learn, in plain words: for who teaches and plans, and for the person. Ended, never deleted.

    It says what to do, never a diagnosis.
    """

    class Area(models.TextChoices):
        READING = "READING", _("Reading and writing")
        NUMBERS = "NUMBERS", _("Numbers")
        ATTENTION = "ATTENTION", _("Keeping attention")
        MEMORY = "MEMORY", _("Remembering")
        SPEECH = "SPEECH", _("Speaking and understanding")
        HEARING = "HEARING", _("Hearing")
        SIGHT = "SIGHT", _("Sight")
        ANXIETY = "ANXIETY", _("Worry and being with others")
        OTHER = "OTHER", _("Something else")

    class Source(models.TextChoices):
        PERSON = "PERSON", _("Told by the person")
        STAFF = "STAFF", _("Found by staff")

    prisoner = models.ForeignKey(Prisoner, on_delete=models.PROTECT, related_name="+")
    area = models.CharField(max_length=9, choices=Area)
    strategies = models.CharField(max_length=500)  # what helps
    source = models.CharField(max_length=6, choices=Source)
    at = models.DateTimeField()
    by: "models.ForeignKey[User, User]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by: "models.ForeignKey[User | None, User | None]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = AdditionalNeedQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["prisoner", "ended_at"], name="needs_of_a_person")]

    def __str__(self) -> str:
        return self.area
