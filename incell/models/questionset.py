"""Question sets as they were loaded: every version is kept, since old answers are read under their own."""

from django.db import models


class QuestionSetQuerySet(models.QuerySet["QuestionSet"]):
    def current(self) -> "QuestionSetQuerySet":
        """The set that a new report asks, one a pathway."""
        return self.filter(retired_at__isnull=True)


class QuestionSet(models.Model):
    """One version of one pathway's questions. `text` is the file, unchanged; `digest` its SHA-256, hex."""

    pathway = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    name = models.CharField(max_length=120)  # the file's name
    text = models.TextField()
    overlays = models.JSONField(default=dict)  # file name → text: `cy`, `restricted`
    generic = models.TextField(blank=True)  # the pages that version 1 files share
    digest = models.CharField(max_length=64, unique=True)
    loaded_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = QuestionSetQuerySet.as_manager()

    class Meta:
        ordering = ["pathway", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["pathway"],
                condition=models.Q(retired_at__isnull=True),
                name="one_current_set_a_pathway",
            )
        ]

    def __str__(self) -> str:
        return f"{self.pathway} v{self.version}"
