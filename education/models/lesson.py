"""What a unit says: lessons and workbooks in Markdown, a version each time, and the pictures and sounds in them."""

import uuid
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import PrisonOnly, User

from .course import Course, Unit

if TYPE_CHECKING:
    from accounts.access import Reach


class VersionQuerySet(models.QuerySet[Any]):
    def visible_to(self, reach: "Reach") -> Self:
        """For staff their prison's, drafts too; for a person what is published in what they study.

        Queries: none of its own.
        """
        if reach.prisoner_id is not None:
            return self.published().filter(unit__course__enrolments__prisoner_id=reach.prisoner_id).distinct()
        return self.filter(unit__course__prison_id__in=reach.prisons)

    def published(self) -> Self:
        return self.filter(published_at__isnull=False)

    def newest_first(self) -> Self:
        return self.order_by("-number")


class Version(PrisonOnly):
    """One version of what a unit holds. A draft is changed in place; what was published never changes again.

    `number` counts from 1 a unit; learners see the highest that is published. `revision` counts the savings of a draft.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    revision = models.PositiveIntegerField(default=0)
    made_by: "models.ForeignKey[User, User]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    published_by: "models.ForeignKey[User | None, User | None]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = VersionQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["unit", "number"]
        constraints = [models.UniqueConstraint(fields=["unit", "number"], name="one_%(class)s_a_number")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.number}"


class Lesson(Version):
    """What a LESSON or a WORKBOOK unit says, in Markdown. Without Welsh, people see the English.

    Of a workbook, `out_of` is the marks there are, `pass_mark` the percentage that passes; 0 is none.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    body = models.TextField()
    body_cy = models.TextField(blank=True)
    out_of = models.PositiveSmallIntegerField(default=0)
    pass_mark = models.PositiveSmallIntegerField(default=0)


class MediaQuerySet(models.QuerySet["Media"]):
    def visible_to(self, reach: "Reach") -> "MediaQuerySet":
        """For staff their prison's; for a person those of courses that they study. Queries: none of its own."""
        if reach.prisoner_id is not None:
            return self.filter(course__enrolments__prisoner_id=reach.prisoner_id).distinct()
        return self.filter(course__prison_id__in=reach.prisons)


class Media(PrisonOnly):
    """One picture, sound or film of a course. Its bytes lie in settings.LESSON_MEDIA under their `digest`.

    `alt`: what a picture shows, in words. `transcript`: what is said in a sound or film. `captions`: WebVTT.
    """

    class Kind(models.TextChoices):
        IMAGE = "IMAGE", _("Picture")
        AUDIO = "AUDIO", _("Sound")
        VIDEO = "VIDEO", _("Film")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=5, choices=Kind)
    content_type = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)  # SHA-256, hex
    size = models.PositiveIntegerField()  # bytes
    name = models.CharField(max_length=80)
    alt = models.CharField(max_length=300, blank=True)
    alt_cy = models.CharField(max_length=300, blank=True)
    transcript = models.TextField(blank=True)
    captions = models.TextField(blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    objects = MediaQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "pk"]
        indexes = [models.Index(fields=["course", "made_at"])]

    def __str__(self) -> str:
        return self.name
