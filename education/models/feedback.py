"""What a tutor says to one who studies, and the short answer."""

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models

from accounts.models import PrisonOnly, User

from .course import Unit
from .study import Enrolment, seen_by_staff

if TYPE_CHECKING:
    from accounts.access import Reach


class FeedbackQuerySet(models.QuerySet["Feedback"]):
    def visible_to(self, reach: "Reach") -> "FeedbackQuerySet":
        """A person's own, without what was taken back; for staff of the enrolments that they see. Queries: none."""
        if reach.prisoner_id is not None:
            return self.filter(enrolment__prisoner_id=reach.prisoner_id).standing()
        return self.filter(seen_by_staff(reach, "enrolment__"))

    def standing(self) -> "FeedbackQuerySet":
        return self.filter(taken_back_at__isnull=True)

    def to_read(self) -> "FeedbackQuerySet":
        """What a learner has answered and no tutor has read, the oldest first."""
        waits = self.filter(answered_at__isnull=False, answer_read_at__isnull=True)
        return waits.order_by("answered_at", "pk")


class Feedback(PrisonOnly):
    """Words to one learner, about a unit or about all (`unit` None). `seen_at`: when the learner has seen them.

    `answer` is the learner's, once and short. A tutor takes words back as long as nobody has seen them.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="feedback")
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=1000)
    by: "models.ForeignKey[User, User]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=200, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answer_read_by: "models.ForeignKey[User | None, User | None]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answer_read_at = models.DateTimeField(null=True, blank=True)

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "pk"]
        indexes = [
            models.Index(fields=["enrolment", "-at"], name="feedback_of_a_learner"),
            models.Index(
                fields=["answered_at"],
                condition=models.Q(answered_at__isnull=False, answer_read_at__isnull=True),
                name="answers_to_read",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.at:%Y-%m-%d}"
