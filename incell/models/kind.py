"""Kinds of request as they were loaded: every version is kept, since an old request is read under its own."""

from django.db import models


class RequestKindQuerySet(models.QuerySet["RequestKind"]):
    def current(self) -> "RequestKindQuerySet":
        """What can be asked for today, one row a code."""
        return self.filter(retired_at__isnull=True)


class RequestKind(models.Model):
    """One version of one kind. `head` is what kinds.yml says of it, `text` its questions; incell.catalogue reads both.

    `digest` is the SHA-256, hex, over head, text and overlays.
    """

    code = models.CharField(max_length=40)  # e.g. ADD_SOCIAL_CONTACT
    version = models.PositiveIntegerField()
    head = models.JSONField()
    text = models.TextField()
    overlays = models.JSONField(default=dict)  # file name → text
    digest = models.CharField(max_length=64, unique=True)
    loaded_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    prison_only = True

    objects = RequestKindQuerySet.as_manager()

    class Meta:
        ordering = ["code", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=models.Q(retired_at__isnull=True), name="one_current_kind_a_code"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"
