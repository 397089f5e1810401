"""Who studies what, and how far they have come."""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from accounts.models import Prison, Prisoner, PrisonOnly, User

from .course import Course, Unit

if TYPE_CHECKING:
    from accounts.access import Reach


def seen_by_staff(reach: "Reach", to: str = "") -> models.Q:
    """Enrolments of people in their prison, of staff there for who teaches, and a member of staff's own.

    to       the path to the enrolment, with its "__".
    """
    here = reach.people(f"{to}prisoner", f"{to}prison_id")
    if not reach.may("teach"):  # type: ignore[arg-type]
        here &= models.Q(**{f"{to}prisoner__isnull": False})
    return here | models.Q(**{f"{to}learner_id": reach.user_id})


STANDING_FEEDBACK = """EXISTS (
    SELECT 1 FROM education_feedback f WHERE f.enrolment_id = education_enrolment.id AND f.taken_back_at IS NULL
)"""


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def visible_to(self, reach: "Reach") -> "EnrolmentQuerySet":
        """A person's own; for staff as `seen_by_staff`. Queries: none of its own."""
        if reach.prisoner_id is not None:
            return self.filter(prisoner_id=reach.prisoner_id)
        return self.filter(seen_by_staff(reach))

    def studying(self) -> "EnrolmentQuerySet":
        return self.filter(state=Enrolment.State.PLACED)

    def open(self) -> "EnrolmentQuerySet":
        return self.filter(state__in=["ASKED", "WAITING", "PLACED"])

    def unseen(self) -> "EnrolmentQuerySet":
        """With an answer of the tutor's, a place, feedback or a moved session that the learner has not seen."""
        answered = models.Q(decided_at__isnull=False, seen_at__isnull=True)
        return self.filter(answered | models.Q(news_at__isnull=False))

    def tell(self, at: datetime) -> int:
        """Mark that there is something new; what has waited longer keeps its moment. Returns how many. Queries: 2."""
        untold = self.filter(news_at__isnull=True).order_by("pk").select_for_update(of=("self",))
        return self.model.objects.filter(pk__in=list(untold.values_list("pk", flat=True))).update(news_at=at)

    def with_feedback(self) -> "EnrolmentQuerySet":
        """Add `is_told`: whether a tutor has said something that stands. Queries: none of its own.

        In SQL: making it of `Exists` at each look took a fifth of what the course's page costs the database's side.
        """
        return self.annotate(is_told=RawSQL(STANDING_FEEDBACK, (), models.BooleanField()))  # noqa: S611 (a constant)

    def waiting(self) -> "EnrolmentQuerySet":
        """Those on the waiting list, the next first."""
        return self.filter(state=Enrolment.State.WAITING).order_by("asked_at", "pk")


class Enrolment(PrisonOnly):
    """One person (or a member of staff: `learner`) and one course, from the asking to the end.

    At most one open enrolment a person and course. `seen_at`: when the person has seen the answer.
    `news_at`: since when something waits on the course's page that they have not seen: feedback, a moved session.
    `stood_at` is the last time that anything moved.
    """

    class State(models.TextChoices):
        ASKED = "ASKED", _("Asked to join")
        WAITING = "WAITING", _("On the waiting list")
        PLACED = "PLACED", _("Studying")
        DECLINED = "DECLINED", _("Not this time")
        COMPLETED = "COMPLETED", _("Completed")
        LEFT = "LEFT", _("Left the course")
        WITHDRAWN = "WITHDRAWN", _("Taken back")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    prison = models.ForeignKey(Prison, on_delete=models.PROTECT, related_name="+")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="enrolments")
    prisoner = models.ForeignKey(Prisoner, null=True, blank=True, on_delete=models.PROTECT, related_name="enrolments")
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(max_length=9, choices=State, default=State.ASKED)
    words = models.CharField(max_length=500, blank=True)  # why the person wants to join
    reason = models.CharField(max_length=500, blank=True)  # of the tutor's answer, in plain words
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by: "models.ForeignKey[User | None, User | None]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    placed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    stood_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, blank=True)
    news_at = models.DateTimeField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "pk"]
        indexes = [
            models.Index(fields=["course", "state", "asked_at"]),
            models.Index(fields=["prisoner", "state"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["course", "prisoner"],
                condition=models.Q(state__in=["ASKED", "WAITING", "PLACED"]),
                name="one_open_enrolment_a_person",
            ),
            models.UniqueConstraint(
                fields=["course", "learner"],
                condition=models.Q(state__in=["ASKED", "WAITING", "PLACED"]),
                name="one_open_enrolment_a_learner",
            ),
            models.CheckConstraint(
                condition=models.Q(prisoner__isnull=True) ^ models.Q(learner__isnull=True),
                name="enrolment_of_one_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.course_id} {self.state}"

    @property
    def has_news(self) -> bool:
        return self.news_at is not None or (self.decided_at is not None and self.seen_at is None)


class Progress(PrisonOnly):
    """How far one enrolment has come in one unit: one row each, written by the one verb `education.acts.progress.move`.

    `score` in percent, the best so far. `seconds` spent. `fraction` of the unit that is done, 0 to 1.
    """

    class State(models.TextChoices):
        IN_PROGRESS = "IN_PROGRESS", _("Begun")
        HANDED_IN = "HANDED_IN", _("Handed in")
        COMPLETED = "COMPLETED", _("Done")
        PASSED = "PASSED", _("Passed")
        FAILED = "FAILED", _("Not passed yet")

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="progress")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=11, choices=State, default=State.IN_PROGRESS)
    score = models.FloatField(null=True, blank=True)
    fraction = models.FloatField(default=0)
    seconds = models.PositiveIntegerField(default=0)
    failures = models.PositiveSmallIntegerField(default=0)
    began_at = models.DateTimeField()
    moved_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enrolment", "unit"], name="one_progress_a_unit")]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.unit_id} {self.state}"
