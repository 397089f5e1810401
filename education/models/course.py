"""What can be studied: courses and the units that they are made of."""

import uuid
from typing import TYPE_CHECKING

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import Prison, Prisoner, PrisonOnly, User

if TYPE_CHECKING:
    from accounts.access import Reach


class Level(models.TextChoices):
    """Qualification levels of England and Wales."""

    ENTRY_1 = "ENTRY_1", _("Entry level 1")
    ENTRY_2 = "ENTRY_2", _("Entry level 2")
    ENTRY_3 = "ENTRY_3", _("Entry level 3")
    LEVEL_1 = "LEVEL_1", _("Level 1")
    LEVEL_2 = "LEVEL_2", _("Level 2")
    LEVEL_3 = "LEVEL_3", _("Level 3")
    LEVEL_4 = "LEVEL_4", _("Level 4")
    LEVEL_5 = "LEVEL_5", _("Level 5")
    LEVEL_6 = "LEVEL_6", _("Level 6")
    LEVEL_7 = "LEVEL_7", _("Level 7")
    LEVEL_8 = "LEVEL_8", _("Level 8")


class Subject(models.TextChoices):
    ENGLISH = "ENGLISH", _("English")
    MATHS = "MATHS", _("Maths")
    ESOL = "ESOL", _("English for speakers of other languages")
    DIGITAL = "DIGITAL", _("Computers and the internet")
    WORK = "WORK", _("Skills for work")
    TRADE = "TRADE", _("A trade")
    HEALTH = "HEALTH", _("Health and wellbeing")
    FAMILY = "FAMILY", _("Family and relationships")
    MONEY = "MONEY", _("Money")
    ARTS = "ARTS", _("Arts and music")
    OTHER = "OTHER", _("Something else")


class Pace(models.TextChoices):
    SELF_PACED = "SELF_PACED", _("At your own pace")
    TIMETABLED = "TIMETABLED", _("In a class, at set times")


class CourseQuerySet(models.QuerySet["Course"]):
    def visible_to(self, reach: "Reach") -> "CourseQuerySet":
        """For staff, the prison's, drafts too; for a person what is published in their prison or what they study.

        Queries: none of its own. Whether a person may join is `education.acts.joining`'s to say.
        """
        if reach.prisoner_id is not None:
            here = Prisoner.objects.filter(pk=reach.prisoner_id).values("prison_id")
            offered = models.Q(prison_id__in=here, state=Course.State.PUBLISHED, for_staff=False)
            begun = apps.get_model("education", "Enrolment").objects.filter(prisoner_id=reach.prisoner_id)
            return self.filter(offered | models.Q(pk__in=begun.values("course_id")))
        return self.filter(prison_id__in=reach.prisons)

    def published(self) -> "CourseQuerySet":
        return self.filter(state=Course.State.PUBLISHED)


class Course(PrisonOnly):
    """One course of one prison.

    `cohorts`, `wings` and `only_language` say whom it is for; empty is everybody. `hours` is guided learning, in hours.
    `reading_age` in years. `places` 0 is no bound. `revision` counts changes: who saves over an older one is told.
    """

    class State(models.TextChoices):
        DRAFT = "DRAFT", _("Draft")
        IN_REVIEW = "IN_REVIEW", _("Waiting for review")
        PUBLISHED = "PUBLISHED", _("Published")
        RETIRED = "RETIRED", _("Retired")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    prison = models.ForeignKey(Prison, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    title_cy = models.CharField(max_length=120, blank=True)
    summary = models.CharField(max_length=500)
    summary_cy = models.CharField(max_length=500, blank=True)
    level = models.CharField(max_length=8, choices=Level)
    subject = models.CharField(max_length=8, choices=Subject)
    language = models.CharField(max_length=5, default="en")  # of the content
    reading_age = models.PositiveSmallIntegerField(null=True, blank=True)
    hours = models.PositiveSmallIntegerField(default=0)
    pace = models.CharField(max_length=10, choices=Pace, default=Pace.SELF_PACED)
    places = models.PositiveIntegerField(default=0)
    cohorts = models.JSONField(default=list)  # of accounts.models.Cohort
    wings = models.JSONField(default=list)
    only_language = models.CharField(max_length=5, blank=True)  # for people who read this language
    for_staff = models.BooleanField(default=False)  # staff learn here too
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    revision = models.PositiveIntegerField(default=0)
    made_by: "models.ForeignKey[User | None, User | None]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )  # empty: on the server's command line, with a package
    made_at = models.DateTimeField()
    sent_for_review_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    review_words = models.CharField(max_length=500, blank=True)  # why it was sent back
    published_at = models.DateTimeField(null=True, blank=True)
    prerequisites: "models.ManyToManyField[Course, Prerequisite]" = models.ManyToManyField(
        "self", through="Prerequisite", symmetrical=False, related_name="+"
    )

    objects = CourseQuerySet.as_manager()

    class Meta:
        ordering = ["title", "pk"]
        indexes = [models.Index(fields=["prison", "state", "title"])]

    def __str__(self) -> str:
        return self.title


class Prerequisite(PrisonOnly):
    """`needed` is completed before `course` can be joined; a tutor may let somebody in without."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="+")
    needed = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["course", "needed"], name="one_prerequisite_once"),
            models.CheckConstraint(condition=~models.Q(course=models.F("needed")), name="no_course_needs_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.course_id} {self.needed_id}"


class UnitQuerySet(models.QuerySet["Unit"]):
    def current(self) -> "UnitQuerySet":
        return self.filter(retired_at__isnull=True)


class Unit(PrisonOnly):
    """One step of a course, in the order of `position`. What it holds hangs on it, a model a kind.

    A unit that somebody has begun is never deleted: it is retired, and what was done in it stays readable.
    """

    class Kind(models.TextChoices):
        PACKAGE = "PACKAGE", _("Interactive package (SCORM)")
        LESSON = "LESSON", _("Lesson")
        QUIZ = "QUIZ", _("Quiz")
        WORKBOOK = "WORKBOOK", _("Printed workbook")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="units")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8, choices=Kind)
    title = models.CharField(max_length=120)
    title_cy = models.CharField(max_length=120, blank=True)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)  # how long it takes most people
    needed = models.BooleanField(default=True)  # for completing the course
    retired_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(db_default=Now())

    objects = UnitQuerySet.as_manager()

    class Meta:
        ordering = ["position", "made_at"]
        indexes = [models.Index(fields=["course", "position"])]

    def __str__(self) -> str:
        return self.title
