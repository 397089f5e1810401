"""What is kept beside the work: audit lines, idempotency receipts, tasks, counters."""

import uuid

from django.db import models


class AuditEntry(models.Model):
    """Who did what to whom, when and why: opaque ids only. Chained per day and shard by `digest`."""

    day_on = models.DateField()
    shard = models.PositiveSmallIntegerField()
    seq = models.PositiveIntegerField()
    at = models.DateTimeField()
    who = models.CharField(max_length=60)  # a user's id, or node:NAME
    verb = models.CharField(max_length=60)
    what = models.CharField(max_length=60)  # model label
    whom = models.CharField(max_length=60, db_index=True)  # id of the record or object
    why = models.CharField(max_length=240, blank=True)
    prev = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day_on", "shard", "seq"], name="audit_seq_once")]
        indexes = [models.Index(fields=["whom", "verb", "at"])]

    def __str__(self) -> str:
        return f"{self.day_on} {self.shard}/{self.seq} {self.verb}"


class AuditTip(models.Model):
    """The end of one day's shard: the row that its writers lock."""

    day_on = models.DateField()
    shard = models.PositiveSmallIntegerField()
    seq = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day_on", "shard"], name="audit_tip_once")]

    def __str__(self) -> str:
        return f"{self.day_on} {self.shard}/{self.seq}"


class Receipt(models.Model):
    """An idempotency receipt: what a keyed act answered the first time, so that a repeat answers the same."""

    actor = models.CharField(max_length=60)
    key = models.CharField(max_length=64)
    verb = models.CharField(max_length=60)
    asked = models.CharField(max_length=64)  # digest of what was asked; another question under the same key is refused
    answer = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["actor", "key"], name="receipt_once")]

    def __str__(self) -> str:
        return f"{self.verb} {self.key}"


class TaskRow(models.Model):
    """A piece of work to do after the request: drained by the courier, or by Celery where there is a broker."""

    class State(models.TextChoices):
        WAITING = "WAITING"
        RUNNING = "RUNNING"
        DONE = "DONE"
        FAILED = "FAILED"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=80)
    arguments = models.JSONField(default=dict)
    due_at = models.DateTimeField()
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=120, blank=True)  # an error's class, never its words

    class Meta:
        indexes = [models.Index(fields=["state", "due_at"])]

    def __str__(self) -> str:
        return f"{self.name} {self.state}"


class Counter(models.Model):
    """A locked counter row: change numbers that never skip a late commit."""

    name = models.CharField(max_length=60, primary_key=True)
    value = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} {self.value}"
