"""The journal, and how far each peer has it."""

import uuid

from django.db import models


class Lane(models.TextChoices):
    """Urgent: handovers, readers, releases, erasures, directory. Bulk: the rest."""

    URGENT = "urgent"
    BULK = "bulk"


class JournalEntry(models.Model):
    """One entry of one journal: `origin` writes it, `destination` reads it, each lane a chain of its own.

    digest   SHA-256, hex, over the canonical JSON of {seq, id, kind, at, body, prev} (sync/SPEC.md).
    names    digest of the envelope or thumbprint of the key that travels beside it, to find its entry again.
    kept     received from a newer peer, of a kind that this version can't apply.
    """

    origin = models.CharField(max_length=7)
    destination = models.CharField(max_length=7)
    lane = models.CharField(max_length=6, choices=Lane)
    seq = models.PositiveBigIntegerField()
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=30)
    at = models.DateTimeField()
    body = models.TextField()  # canonical JSON text
    prev = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    names = models.CharField(max_length=43, blank=True)
    kept = models.BooleanField(default=False)

    class Meta:
        ordering = ["seq"]
        constraints = [
            models.UniqueConstraint(fields=["origin", "destination", "lane", "seq"], name="journal_seq_once")
        ]
        indexes = [
            models.Index(fields=["names"], name="journal_names"),
            models.Index(fields=["origin"], condition=models.Q(kept=True), name="journal_kept"),
        ]

    def __str__(self) -> str:
        return f"{self.origin}>{self.destination} {self.lane} {self.seq} {self.kind}"


class JournalTip(models.Model):
    """The end of one lane as this node has it: of its own journal, or of a peer's as received and committed.

    told_*   own journals: what the peer said when the alarm was raised, a place that is not on our own chain.
    """

    origin = models.CharField(max_length=7)
    destination = models.CharField(max_length=7)
    lane = models.CharField(max_length=6, choices=Lane)
    seq = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    acknowledged_seq = models.PositiveBigIntegerField(default=0)  # own journals: how far the peer has it
    forked_at = models.DateTimeField(null=True, blank=True)  # an alarm that a person must clear
    told_seq = models.PositiveBigIntegerField(null=True, blank=True)
    told_digest = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["origin", "destination", "lane"], name="tip_once")]

    def __str__(self) -> str:
        return f"{self.origin}>{self.destination} {self.lane} @{self.seq}"


class Peer(models.Model):
    """How the line to another node stands: what the courier and the staff page say about it.

    counter  the last `n` of a request: of ours to this node, or of its to us; it only rises.
    kinds    the kinds of entry that this node says it applies.
    stick_*  the last `n` that we wrote for this node on a stick, the last of its that we read, and when.
    """

    node = models.CharField(max_length=7, primary_key=True)
    last_tried_at = models.DateTimeField(null=True, blank=True)
    last_contact_at = models.DateTimeField(null=True, blank=True)
    next_try_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0)
    fault = models.CharField(max_length=60, blank=True)  # a code, never words from outside
    fault_on = models.CharField(max_length=14, blank=True)  # the lane that is stuck: its origin, a space, its name
    fault_seq = models.PositiveBigIntegerField(null=True, blank=True)
    counter = models.PositiveBigIntegerField(default=0)
    kinds = models.JSONField(default=list)
    stick_written = models.PositiveBigIntegerField(default=0)
    stick_read = models.PositiveBigIntegerField(default=0)
    stick_read_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.node


class Shipment(models.Model):
    """A segment on its way, moved from stage to stage by compare-and-set (sync/stages.py names them).

    At most one a destination and lane is on its way.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    destination = models.CharField(max_length=7)
    lane = models.CharField(max_length=6, choices=Lane)
    first_seq = models.PositiveBigIntegerField()
    last_seq = models.PositiveBigIntegerField()
    stage = models.CharField(max_length=12)
    made_at = models.DateTimeField()
    moved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["destination", "lane"], condition=~models.Q(stage="DONE"), name="one_on_its_way"
            )
        ]

    def __str__(self) -> str:
        return f"{self.lane} {self.first_seq}-{self.last_seq} {self.stage}"
