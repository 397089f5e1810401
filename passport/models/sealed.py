"""What is sealed: section versions, the wraps that open them, and their signed heads.

The same tables at a prison and at central, keyed by `rec`, with no foreign key to a person.
"""

from django.db import models


class SectionVersionQuerySet(models.QuerySet["SectionVersion"]):
    def of(self, rec: object) -> "SectionVersionQuerySet":
        return self.filter(rec=rec)

    def newest(self) -> "SectionVersionQuerySet":
        """The newest version of each section of each passport. Queries: one, with a subquery on the unique index."""
        newer = SectionVersion.objects.filter(
            rec=models.OuterRef("rec"), sec=models.OuterRef("sec"), ver__gt=models.OuterRef("ver")
        )
        return self.filter(~models.Exists(newer))


class SectionVersion(models.Model):
    """One sealed version of one section. Append-only: the core is never written again.

    core     the envelope without its recipients: JSON text with protected, aad, iv, ciphertext, tag (base64url).
    digest   SHA-256 over the core, base64url; what the head signs.
    prev     digest of the version before, or "".
    """

    rec = models.UUIDField()
    sec = models.CharField(max_length=60)
    ver = models.PositiveIntegerField()
    iss = models.CharField(max_length=7)  # the node that sealed it
    core = models.TextField(blank=True)  # "" once the person's archive key is destroyed
    digest = models.CharField(max_length=43)
    prev = models.CharField(max_length=43, blank=True)
    sealed_at = models.DateTimeField()

    objects = SectionVersionQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rec", "sec", "ver"], name="section_version_once")]
        indexes = [models.Index(fields=["digest"])]

    def __str__(self) -> str:
        return f"{self.rec} {self.sec} {self.ver}"


class Wrap(models.Model):
    """One reader's way into one section version: the JWE recipient entry as JSON text. Deleting it takes it away."""

    version = models.ForeignKey(SectionVersion, on_delete=models.CASCADE, related_name="wraps")
    place = models.PositiveSmallIntegerField()  # 0 is the person's archive key
    kid = models.CharField(max_length=43)
    entry = models.TextField()

    class Meta:
        ordering = ["place"]
        constraints = [models.UniqueConstraint(fields=["version", "kid"], name="reader_once")]
        indexes = [models.Index(fields=["kid"])]

    def __str__(self) -> str:
        return f"{self.version_id} {self.kid}"


class SignedHead(models.Model):
    """A signed head: a new revision whenever the readers of a version change."""

    version = models.ForeignKey(SectionVersion, on_delete=models.CASCADE, related_name="heads")
    revision = models.PositiveIntegerField()
    token = models.TextField()
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "revision"], name="head_once")]

    def __str__(self) -> str:
        return f"{self.version_id} r{self.revision}"
