"""A message to an agency outside, on its way there, and what the agency answered."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency, PrisonOnly

from .request import Request


class LetterQuerySet(models.QuerySet["Letter"]):
    def to_be_sealed(self) -> "LetterQuerySet":
        """Those that wait for a key of their agency, while nobody has dealt with the request otherwise."""
        open_still = models.Q(request__decided_at__isnull=True)
        return self.filter(open_still, state=Letter.State.WAITS)


class Letter(PrisonOnly):
    """The letter of one request: sealed here, carried by the passport, which tells how far it is.

    id         random, and all that central ever learns; used for nothing else.
    boxes      sealed for the agency's keys, a JSON list, until it leaves.
    reply_key  the private half of the key that answers are sealed to: under the writer's own key where it is
               private, else under the node's.
    goes_at    not before: what staff pass on can be undone until then.
    """

    class State(models.TextChoices):
        WAITS = "WAITS", _("Waits: the agency has no key yet")
        READY = "READY", _("Sealed, and about to leave")
        LEFT = "LEFT", _("Sealed, and waits for the line")
        ARRIVED = "ARRIVED", _("Arrived, not opened yet")
        OPENED = "OPENED", _("Opened by the agency")
        ANSWERED = "ANSWERED", _("Answered")
        CLOSED = "CLOSED", _("Erased")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.OneToOneField(Request, on_delete=models.PROTECT, related_name="letter")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    private = models.BooleanField()
    state = models.CharField(max_length=8, choices=State)
    boxes = models.TextField(blank=True)
    reply_key = models.TextField(blank=True)
    goes_at = models.DateTimeField()
    changed_at = models.DateTimeField()  # when it came to this state

    objects = LetterQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["state", "goes_at"], condition=models.Q(state__in=["WAITS", "READY"]), name="letter_to_go"
            )
        ]

    def __str__(self) -> str:
        return f"letter {self.state}"


class LetterAnswer(PrisonOnly):
    """What an agency answered. `id` was made in its browser: the same one is taken once.

    sealed      of a private letter: as it came; only the writer's own key opens it. "": central had destroyed it.
    unreadable  it came, and could not be opened or says nothing.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="answers")
    at = models.DateTimeField()
    sealed = models.TextField(blank=True)
    worker_name = models.CharField(max_length=120, blank=True)
    words = models.TextField(blank=True)
    unreadable = models.BooleanField(default=False)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"answer {self.at:%Y-%m-%d}"
