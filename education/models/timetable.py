"""When a course meets, and who was there."""

import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models.functions import JSONObject
from django.utils.translation import gettext_lazy as _

from accounts.models import Prison, PrisonOnly, User
from accounts.models.people import PrisonerQuerySet

from .course import Course
from .study import Enrolment

if TYPE_CHECKING:
    from accounts.access import Reach

SOON = timedelta(days=3)  # home names a session that is nearer


class SessionQuerySet(models.QuerySet["Session"]):
    def visible_to(self, reach: "Reach") -> "SessionQuerySet":
        """For a person those of courses that they study; for staff their prison's. Queries: none of its own."""
        if reach.prisoner_id is None:
            return self.filter(prison_id__in=reach.prisons)
        return self.attended_by(reach.prisoner_id)

    def attended_by(self, prisoner: "uuid.UUID | models.OuterRef") -> "SessionQuerySet":
        """Those of the courses on which somebody has a place: at most one a course, so that none comes twice."""
        return self.filter(course__enrolments__prisoner=prisoner, course__enrolments__state=Enrolment.State.PLACED)

    def on(self) -> "SessionQuerySet":
        """Those that take place."""
        return self.filter(cancelled_at__isnull=True)

    def to_come(self, at: datetime) -> "SessionQuerySet":
        """Those that have not ended."""
        return self.filter(ends_at__gt=at)

    def unmarked(self) -> "SessionQuerySet":
        """Those whose register nobody has taken."""
        marks = Attendance.objects.current().filter(session=models.OuterRef("pk"))
        return self.filter(~models.Exists(marks))

    def over(self, at: datetime) -> "SessionQuerySet":
        """Those that have begun, the last first."""
        return self.filter(starts_at__lte=at).order_by("-starts_at", "pk")


class Session(PrisonOnly):
    """One meeting of one course. `series` joins those that were put up together, a week apart.

    `was_at` is when it was to begin before it was moved; `why` says to the learners why it was moved or cancelled;
    `changed_at` when. `revision` counts changes: who saves over an older one is told.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    prison = models.ForeignKey(Prison, on_delete=models.PROTECT, related_name="+")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="sessions")
    series = models.UUIDField(editable=False)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    room = models.CharField(max_length=80)
    tutor: "models.ForeignKey[User, User]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    was_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(null=True, blank=True)
    why = models.CharField(max_length=200, blank=True)
    made_by: "models.ForeignKey[User, User]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()
    revision = models.PositiveIntegerField(default=0)

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        indexes = [
            models.Index(fields=["course", "starts_at"], name="sessions_of_a_course"),
            models.Index(fields=["prison", "starts_at"], name="sessions_of_a_prison"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["course", "starts_at"],
                condition=models.Q(cancelled_at__isnull=True),
                name="one_session_at_a_time",
            ),
            models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("starts_at")), name="sessions_end_later"),
        ]

    def __str__(self) -> str:
        return f"{self.course_id} {self.starts_at:%Y-%m-%d %H:%M}"

    @property
    def is_on(self) -> bool:
        return self.cancelled_at is None


class AttendanceQuerySet(models.QuerySet["Attendance"]):
    def current(self) -> "AttendanceQuerySet":
        """What counts: without what was corrected."""
        return self.filter(is_current=True)


class Attendance(PrisonOnly):
    """What a register says of one learner at one session. A correction is a further row; the one before it stays."""

    class Code(models.TextChoices):
        ATTENDED = "ATTENDED", _("There")
        LATE = "LATE", _("There, late")
        HEALTHCARE = "HEALTHCARE", _("Health care")
        UNWELL = "UNWELL", _("Not well")
        LEGAL = "LEGAL", _("Court or legal visit")
        VISIT = "VISIT", _("Visit")
        OTHER_ACTIVITY = "OTHER_ACTIVITY", _("Another activity")
        REGIME = "REGIME", _("Not unlocked or not brought")
        REFUSED = "REFUSED", _("Refused")
        NO_REASON = "NO_REASON", _("No reason known")

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="register")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="attendance")
    code = models.CharField(max_length=14, choices=Code)
    is_current = models.BooleanField(default=True)
    by: "models.ForeignKey[User, User]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["enrolment", "session"], name="attendance_of_a_learner")]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "enrolment"],
                condition=models.Q(is_current=True),
                name="one_attendance_that_counts",
            )
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.code}"

    @property
    def was_there(self) -> bool:
        return self.code in PRESENT

    @property
    def is_acceptable(self) -> bool:
        """Whether an absence has a reason that counts; true of who was there."""
        return self.code not in UNACCEPTABLE


PRESENT = (Attendance.Code.ATTENDED, Attendance.Code.LATE)
UNACCEPTABLE = (Attendance.Code.REFUSED, Attendance.Code.NO_REASON)


def with_next_session(people: PrisonerQuerySet, at: datetime) -> PrisonerQuerySet:
    """Add `session_at` and `session_of`: the next session within SOON, and its course's titles. Queries: none.

    session_of   {"title", "title_cy"}, or None.
    """
    soon = Session.objects.attended_by(models.OuterRef("pk")).on().filter(starts_at__gte=at, starts_at__lt=at + SOON)
    named = soon.annotate(named=JSONObject(title="course__title", title_cy="course__title_cy"))
    return people.annotate(
        session_at=models.Subquery(soon.values("starts_at")[:1]),
        session_of=models.Subquery(named.values("named")[:1]),
    )
