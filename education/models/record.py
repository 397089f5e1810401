"""What somebody learned before, as the learner record (Curious) tells it, and whose record it is."""

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Prison, Prisoner, PrisonOnly

from .course import Level

if TYPE_CHECKING:
    from accounts.access import Reach


class LearnerQuerySet(models.QuerySet["Learner"]):
    def visible_to(self, reach: "Reach") -> "LearnerQuerySet":
        """Those of a prison whose staff ask. Queries: none of its own."""
        return self.filter(reach.people("prisoner", "prison_id"))

    def to_confirm(self) -> "LearnerQuerySet":
        """Whose person is not known, with somebody offered."""
        return self.filter(prisoner__isnull=True, offers__answer=Offer.Answer.OPEN).distinct()


class Learner(PrisonOnly):
    """Whose record it is, as it was sent: under one prison number, perhaps an earlier one.

    The name and the date of birth are kept only until the person is found.
    """

    class How(models.TextChoices):
        NUMBER = "NUMBER", _("The prison number is the same")
        PERSON = "PERSON", _("Somebody has confirmed it")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    prison = models.ForeignKey(Prison, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=7)
    given_name = models.CharField(max_length=80, blank=True)
    family_name = models.CharField(max_length=80, blank=True)
    born_on = models.DateField(null=True, blank=True)
    uln = models.CharField(max_length=10, blank=True)
    prisoner = models.ForeignKey(Prisoner, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    how = models.CharField(max_length=6, choices=How, blank=True)
    linked_at = models.DateTimeField(null=True, blank=True)
    linked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = LearnerQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["prison", "number"], name="one_learner_a_number")]
        indexes = [models.Index(fields=["prisoner"], name="learner_of_a_person")]

    def __str__(self) -> str:
        return str(self.pk)


class OfferQuerySet(models.QuerySet["Offer"]):
    def visible_to(self, reach: "Reach") -> "OfferQuerySet":
        """Those of a prison whose staff ask. Queries: none of its own."""
        return self.filter(reach.people("prisoner", "learner__prison_id"))

    def answered(self) -> "OfferQuerySet":
        """Whose answer can be taken back, the newest first: one who is linked, or who was refused and is nobody yet."""
        same = models.Q(answer=Offer.Answer.SAME, learner__how=Learner.How.PERSON)
        other = models.Q(answer=Offer.Answer.OTHER, learner__prisoner__isnull=True)
        return self.filter(same | other).order_by("-answered_at", "-pk")


class Offer(PrisonOnly):
    """Somebody here who may be the one whom a record is about. A person says whether it is so.

    `evidence` maps given_name, family_name and born_on to a code of education.linking.Evidence.
    """

    class Answer(models.TextChoices):
        OPEN = "OPEN", _("To confirm")
        SAME = "SAME", _("The same person")
        OTHER = "OTHER", _("Somebody else")

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="offers")
    prisoner = models.ForeignKey(Prisoner, on_delete=models.CASCADE, related_name="+")
    probability = models.FloatField()  # 0 to 1
    evidence = models.JSONField()
    answer = models.CharField(max_length=5, choices=Answer, default=Answer.OPEN)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = OfferQuerySet.as_manager()

    class Meta:
        ordering = ["-probability", "pk"]
        constraints = [models.UniqueConstraint(fields=["learner", "prisoner"], name="one_offer_a_pair")]

    def __str__(self) -> str:
        return f"{self.learner_id} {self.answer}"


class PastCourseQuerySet(models.QuerySet["PastCourse"]):
    def visible_to(self, reach: "Reach") -> "PastCourseQuerySet":
        """A person's own; for staff those of people of their prison. Queries: none of its own."""
        if reach.prisoner_id is not None:
            return self.filter(learner__prisoner_id=reach.prisoner_id)
        return self.filter(reach.people("learner__prisoner"))

    def visible_to_confirm(self, reach: "Reach") -> "PastCourseQuerySet":
        """Also those that are nobody's yet, for staff who say whose they are. Queries: none of its own."""
        return self.filter(reach.people("learner__prisoner", "learner__prison_id"))

    def of(self, prisoner: Prisoner) -> "PastCourseQuerySet":
        return self.filter(learner__prisoner=prisoner)


class PastCourse(PrisonOnly):
    """One row of the record. Names of fields and what they hold: education.record.Learned."""

    class Status(models.TextChoices):
        CONTINUING = "CONTINUING", _("Still going")
        COMPLETED = "COMPLETED", _("Completed")
        WITHDRAWN = "WITHDRAWN", _("Stopped")
        ON_A_BREAK = "ON_A_BREAK", _("On a break")
        UNKNOWN = "UNKNOWN", _("Not known")

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="courses")
    establishment = models.CharField(max_length=3)
    establishment_name = models.CharField(max_length=120, blank=True)
    course_code = models.CharField(max_length=40)
    course_name = models.CharField(max_length=240)
    sequence = models.PositiveSmallIntegerField(default=0)
    is_accredited = models.BooleanField(default=False)
    level = models.CharField(max_length=8, choices=Level, blank=True)
    subject_area = models.CharField(max_length=120, blank=True)
    started_on = models.DateField()
    planned_end_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    hours = models.PositiveSmallIntegerField(default=0)
    outcome = models.CharField(max_length=120, blank=True)
    grade = models.CharField(max_length=40, blank=True)
    status = models.CharField(max_length=10, choices=Status)
    imported_at = models.DateTimeField()

    objects = PastCourseQuerySet.as_manager()

    class Meta:
        ordering = ["-started_on", "course_name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "establishment", "course_code", "sequence", "started_on"], name="one_past_course"
            )
        ]

    def __str__(self) -> str:
        return self.course_name
