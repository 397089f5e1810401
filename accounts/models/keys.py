"""Public keys of nodes and agencies, and the archive keys of people (private halves sealed)."""

import uuid
from typing import TYPE_CHECKING

from django.db import models

from .places import Agency

if TYPE_CHECKING:
    from accounts.access import Reach


class NodeKey(models.Model):
    """A public key of a node: this one's own and its peers'. `statement` is the authority's signature over it."""

    class Use(models.TextChoices):
        SIGN = "SIGN", "signs heads, segments and statements"
        READ = "READ", "agencies and cells seal to it"
        ARCHIVE = "ARCHIVE", "holds people's archive keys"
        ARCHIVE_RESTRICTED = "ARCHIVE_RESTRICTED", "holds the archive keys of restricted sections"

    kid = models.CharField(max_length=43, primary_key=True)
    node = models.CharField(max_length=7)  # a prison's code, or CENTRAL
    use = models.CharField(max_length=18, choices=Use)
    jwk = models.JSONField()
    statement = models.TextField(blank=True)
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["node", "use"])]

    def __str__(self) -> str:
        return f"{self.node} {self.use} {self.kid}"


class AgencyKeyQuerySet(models.QuerySet["AgencyKey"]):
    def visible_to(self, reach: "Reach") -> "AgencyKeyQuerySet":
        """An agency's own keys that nobody has withdrawn. Queries: none of its own."""
        if reach.agency_id is None:
            return self.none()
        return self.filter(agency_id=reach.agency_id, withdrawn_at__isnull=True)

    def in_force(self) -> "AgencyKeyQuerySet":
        """Keys that the offline authority has signed and nobody has withdrawn."""
        return self.exclude(statement="").filter(withdrawn_at__isnull=True)


class AgencyKey(models.Model):
    """An agency's public reading key. Until `statement` is there and verified it counts nowhere."""

    kid = models.CharField(max_length=43, primary_key=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="keys")
    jwk = models.JSONField()
    statement = models.TextField(blank=True)
    made_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    objects = AgencyKeyQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["agency", "withdrawn_at"])]

    def __str__(self) -> str:
        return self.kid


class AgencyKeyBackup(models.Model):
    """An agency key under a worker's generated passphrase: `tg-backup` text that central cannot open."""

    key = models.ForeignKey(AgencyKey, on_delete=models.CASCADE, related_name="backups")
    member = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="key_backups")
    locked = models.TextField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "member"], name="one_backup_a_member")]

    def __str__(self) -> str:
        return f"{self.key_id} {self.member_id}"


class ArchiveKey(models.Model):
    """A person's archive key. Its private half is sealed to the node's archive key; destroying it is erasure."""

    class Kind(models.TextChoices):
        NORMAL = "NORMAL"
        RESTRICTED = "RESTRICTED"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    rec = models.UUIDField()
    kind = models.CharField(max_length=10, choices=Kind)
    kid = models.CharField(max_length=43, unique=True)
    jwk = models.JSONField()
    sealed_private = models.TextField(blank=True)
    made_at = models.DateTimeField()
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["rec", "kind"],
                condition=models.Q(destroyed_at__isnull=True),
                name="one_archive_key_a_kind",
            )
        ]

    def __str__(self) -> str:
        return self.kid
