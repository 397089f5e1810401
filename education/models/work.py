"""Work on paper: handed in by those who study, marked by a tutor."""

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import PrisonOnly, User

from .course import Unit
from .lesson import Lesson
from .study import Enrolment, seen_by_staff

if TYPE_CHECKING:
    from accounts.access import Reach


class WorkQuerySet(models.QuerySet["Work"]):
    def visible_to(self, reach: "Reach") -> "WorkQuerySet":
        """A person's own; for staff those of the enrolments that they see. Queries: none of its own."""
        if reach.prisoner_id is not None:
            return self.filter(enrolment__prisoner_id=reach.prisoner_id)
        return self.filter(seen_by_staff(reach, "enrolment__"))

    def waiting(self) -> "WorkQuerySet":
        """What is to be marked, the oldest first."""
        return self.filter(state=Work.State.HANDED_IN).order_by("handed_in_at", "pk")


class Work(PrisonOnly):
    """One workbook that somebody says they have handed in. `marks` out of `out_of`; `words` are the tutor's, plain.

    `before`: how the person's progress stood before the marking, so that it can be undone.
    """

    class State(models.TextChoices):
        HANDED_IN = "HANDED_IN", _("Handed in")
        MARKED = "MARKED", _("Marked")
        TAKEN_BACK = "TAKEN", _("Taken back by the person")
        NOT_CAME = "NOT_CAME", _("The paper did not come")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="works")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=9, choices=State, default=State.HANDED_IN)
    handed_in_at = models.DateTimeField()
    marks = models.FloatField(null=True, blank=True)
    out_of = models.PositiveSmallIntegerField(default=0)
    passed = models.BooleanField(default=False)
    words = models.CharField(max_length=1000, blank=True)
    marked_by: "models.ForeignKey[User | None, User | None]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    marked_at = models.DateTimeField(null=True, blank=True)
    before = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=0)

    objects = WorkQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        indexes = [models.Index(fields=["state", "handed_in_at"])]
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "unit", "number"], name="one_work_a_number"),
            models.UniqueConstraint(
                fields=["enrolment", "unit"], condition=models.Q(state="HANDED_IN"), name="one_work_to_mark"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.number} {self.state}"
