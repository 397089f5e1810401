"""What was written without Wi-Fi, as it arrived: sealed on the terminal, sent once by its idempotency key."""

from typing import TYPE_CHECKING

from django.db import models

from accounts.models import Prisoner, PrisonOnly, Terminal

from .request import Request

if TYPE_CHECKING:
    from accounts.access import Reach


class QueuedActQuerySet(models.QuerySet["QueuedAct"]):
    def visible_to(self, reach: "Reach") -> "QueuedActQuerySet":
        """A person's own, and nobody else's: staff read requests, not drafts. Queries: none of its own."""
        return self.none() if reach.prisoner_id is None else self.filter(prisoner_id=reach.prisoner_id)

    def held(self) -> "QueuedActQuerySet":
        return self.filter(state=QueuedAct.State.HELD)


class QueuedAct(PrisonOnly):
    """One sealed act and what became of it. What could not be done waits for its writer, sealed as it came.

    `key` is the act's idempotency key, made in the browser. `why`: the code of what stood in the way.
    """

    class State(models.TextChoices):
        DONE = "DONE"
        HELD = "HELD"  # waits for its writer to say what to do with it
        DROPPED = "DROPPED"  # the writer has said so

    key = models.CharField(max_length=43, primary_key=True)
    prisoner = models.ForeignKey(Prisoner, null=True, on_delete=models.PROTECT, related_name="queued_acts")
    terminal = models.ForeignKey(Terminal, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=7, choices=State)
    why = models.CharField(max_length=40, blank=True)
    sealed = models.TextField(blank=True)
    digest = models.CharField(max_length=64)  # of the sealed text: the same key with other bytes is refused
    request = models.ForeignKey(Request, null=True, on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField()

    objects = QueuedActQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["prisoner", "state"])]

    def __str__(self) -> str:
        return f"queued {self.state}"
