"""Course packages (SCORM) as they were imported, and what each of them lets somebody start."""

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Prison, PrisonOnly, User

from .course import Course, Unit

if TYPE_CHECKING:
    from accounts.access import Reach


class PackageQuerySet(models.QuerySet["Package"]):
    def visible_to(self, reach: "Reach") -> "PackageQuerySet":
        """For staff the prison's; for a person those of the courses that they see. Queries: none of its own."""
        if reach.prisoner_id is not None:
            return self.filter(unit__course__in=Course.objects.visible_to(reach))
        return self.filter(prison_id__in=reach.prisons)


class Package(PrisonOnly):
    """One imported package; its files lie in `folder`, an opaque name below the setting CONTENT_FOLDER.

    `unit` is empty until it is attached. `sha256` is of the zip, in hex: one zip lies in one prison once.
    `files` counts what was unpacked, `bytes` adds it up. A row is written only when every file lies in its place.
    `cleared_at`: since when its files are gone because nobody needs them (education.acts.clearing).
    `extra`: `sequencing` of the whole menu (as of a Sco), and `notes`, [code, numbers and words] of scorm.REASONS.
    """

    class Edition(models.TextChoices):
        SCORM_1_2 = "1.2", _("SCORM 1.2")
        SCORM_2004_2 = "2004-2", _("SCORM 2004, 2nd edition")
        SCORM_2004_3 = "2004-3", _("SCORM 2004, 3rd edition")
        SCORM_2004_4 = "2004-4", _("SCORM 2004, 4th edition")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    prison = models.ForeignKey(Prison, on_delete=models.PROTECT, related_name="+")
    unit = models.OneToOneField(Unit, null=True, blank=True, on_delete=models.SET_NULL, related_name="package")
    title = models.CharField(max_length=300)
    edition = models.CharField(max_length=6, choices=Edition)
    sha256 = models.CharField(max_length=64)
    folder = models.CharField(max_length=32, unique=True)
    files = models.PositiveIntegerField()
    bytes = models.PositiveBigIntegerField()
    imported_by: "models.ForeignKey[User | None, User | None]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )  # empty: on the server's command line
    imported_at = models.DateTimeField()
    cleared_at = models.DateTimeField(null=True, blank=True)
    extra = models.JSONField(default=dict, blank=True)

    objects = PackageQuerySet.as_manager()

    class Meta:
        ordering = ["-imported_at", "pk"]
        indexes = [models.Index(fields=["prison", "-imported_at"])]
        constraints = [models.UniqueConstraint(fields=["prison", "sha256"], name="one_package_a_prison")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_2004(self) -> bool:
        return self.edition != self.Edition.SCORM_1_2


class Sco(PrisonOnly):
    """One line of a package's menu, in the order of `position`; `depth` 0 is the top, a FOLDER has no `href`.

    `href` is the path of a file below the package's folder, decoded, as the file is named there;
    `parameters` is what follows it in the address, with its `?` or `#`, as it was given.
    `mastery_score` is in the package's own scale: 0 to 100 in SCORM 1.2, -1 to 1 in SCORM 2004.
    `max_time` as it was given: HHHH:MM:SS.SS in 1.2, an ISO 8601 duration in 2004.
    `extra` holds what else was said of it; its keys are those of `education.scorm.manifest.Item.extra`.
    """

    class Kind(models.TextChoices):
        SCO = "SCO", _("Activity that reports")
        ASSET = "ASSET", _("Page to read")
        FOLDER = "FOLDER", _("Heading")

    package = models.ForeignKey(Package, on_delete=models.CASCADE, related_name="scos")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="children")
    position = models.PositiveIntegerField()
    depth = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=6, choices=Kind)
    identifier = models.CharField(max_length=255)
    title = models.CharField(max_length=300)
    href = models.CharField(max_length=1000, blank=True)
    parameters = models.CharField(max_length=1000, blank=True)
    mastery_score = models.FloatField(null=True, blank=True)
    max_time = models.CharField(max_length=50, blank=True)
    data_from_lms = models.TextField(blank=True)
    extra = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["package", "position"], name="one_sco_a_place"),
            models.CheckConstraint(
                condition=models.Q(kind="FOLDER", href="") | (~models.Q(kind="FOLDER") & ~models.Q(href="")),
                name="only_folders_start_nothing",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def pass_mark(self) -> float | None:
        """`mastery_score` in percent, whatever the edition. Queries: none, with `package` at hand."""
        if self.mastery_score is None:
            return None
        return self.mastery_score * 100 if self.package.is_2004 else self.mastery_score
