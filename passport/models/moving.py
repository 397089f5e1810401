"""Records on their way between prisons, and the times that somebody was in one (sync/SPEC.md, "Transfer")."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import ArchiveKey, Prisoner, PrisonOnly

from .passport import Passport


class TransferQuerySet(models.QuerySet["Transfer"]):
    def open(self) -> "TransferQuerySet":
        return self.filter(state__in=Transfer.OPEN)

    def counting(self) -> "TransferQuerySet":
        """Without those that came to nothing."""
        return self.exclude(state=Transfer.State.RETURNED)


class Transfer(models.Model):
    """One record that goes from one prison to another: the same row at both and at central.

    token       the first prison's signed statement, which fixes the last version of each section.
    came_at     by this node's clock. ended_at: since when the record is the one's or the other's.
    relayed_at  at central: since when the other prison is told. seq: at the first prison, of its journal entry.
    """

    class State(models.TextChoices):
        ON_THE_WAY = "ON_THE_WAY", _("On the way")
        ASKED_BACK = "ASKED_BACK", _("Asked back")
        ARRIVED = "ARRIVED", _("Arrived")
        RETURNED = "RETURNED", _("Did not go")

    OPEN = (State.ON_THE_WAY, State.ASKED_BACK)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    rec = models.UUIDField(db_index=True)
    origin = models.CharField(max_length=7)
    destination = models.CharField(max_length=7)
    token = models.TextField()
    state = models.CharField(max_length=10, choices=State, default=State.ON_THE_WAY)
    came_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    relayed_at = models.DateTimeField(null=True, blank=True)
    seq = models.PositiveBigIntegerField(null=True, blank=True)

    objects = TransferQuerySet.as_manager()

    class Meta:
        ordering = ["came_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["rec"],
                condition=models.Q(state__in=["ON_THE_WAY", "ASKED_BACK"]),
                name="one_transfer_of_a_record",
            )
        ]
        indexes = [
            models.Index(
                fields=["destination"],
                condition=models.Q(relayed_at__isnull=True, state__in=["ON_THE_WAY", "ASKED_BACK"]),
                name="transfers_to_relay",
            )
        ]

    def __str__(self) -> str:
        return f"{self.origin}>{self.destination} {self.state}"

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN


class TransferKey(models.Model):
    """An archive key of a record on its way, in the box in which the other prison keeps it; "" once it has ended."""

    transfer = models.ForeignKey(Transfer, on_delete=models.CASCADE, related_name="keys")
    kind = models.CharField(max_length=10, choices=ArchiveKey.Kind)
    kid = models.CharField(max_length=43)
    jwk = models.JSONField()
    made_at = models.DateTimeField()
    sealed_private = models.TextField(blank=True)

    class Meta:
        ordering = ["kind"]
        constraints = [models.UniqueConstraint(fields=["transfer", "kind"], name="one_key_a_kind_and_transfer")]

    def __str__(self) -> str:
        return self.kid


class Arrival(PrisonOnly):
    """Somebody who is to come from another prison, as that prison says: seen here before the van is.

    unreadable   what came could not be opened or trusted: a code, never words; "limited": it is not for everybody.
    """

    transfer = models.OneToOneField(Transfer, primary_key=True, on_delete=models.CASCADE, related_name="arrival")
    number = models.CharField(max_length=7, blank=True, db_index=True)
    first_name = models.CharField(max_length=80, blank=True)
    last_name = models.CharField(max_length=80, blank=True)
    date_of_birth = models.DateField(null=True, blank=True)
    expected_on = models.DateField(null=True, blank=True)
    unreadable = models.CharField(max_length=30, blank=True)
    prisoner = models.ForeignKey(Prisoner, null=True, blank=True, on_delete=models.PROTECT, related_name="arrivals")
    accepted_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.transfer_id)

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


class Departure(PrisonOnly):
    """Somebody who was sent to another prison from here, and what was closed with it, to be opened again.

    closed   what each app closed, by its name; left_before: the roll had marked them as left already.
    """

    transfer = models.OneToOneField(Transfer, primary_key=True, on_delete=models.CASCADE, related_name="departure")
    prisoner = models.ForeignKey(Prisoner, on_delete=models.PROTECT, related_name="departures")
    expected_on = models.DateField(null=True, blank=True)
    closed = models.JSONField(default=dict)
    left_before = models.BooleanField(default=False)

    def __str__(self) -> str:
        return str(self.transfer_id)


class WantedRecord(models.Model):
    """A prison asks another for somebody's record. The same row at both and at central.

    origin     who asks. sealed: the question, for the other prison alone.
    about      at a prison: the person's opaque id, once they are found there.
    answered_at, unreadable   at the prison that is asked.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    origin = models.CharField(max_length=7)
    destination = models.CharField(max_length=7)
    sealed = models.TextField()
    at = models.DateTimeField()
    about = models.UUIDField(null=True, blank=True, db_index=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    unreadable = models.CharField(max_length=30, blank=True)

    class Meta:
        ordering = ["-at"]
        indexes = [
            models.Index(
                fields=["destination"], condition=models.Q(answered_at__isnull=True), name="records_still_wanted"
            )
        ]

    def __str__(self) -> str:
        return f"{self.origin}>{self.destination}"


class Stay(PrisonOnly):
    """One time that somebody was in this prison, and what was open when it ended.

    was_open   what each app counted as open at the end: name → number, for who reads it after a return.
    closed     what was closed with it and is opened again by the undo.
    """

    class Began(models.TextChoices):
        RECEPTION = "RECEPTION", _("Came in")
        TRANSFER = "TRANSFER", _("Came from another prison")
        RECALL = "RECALL", _("Recalled")
        NEW_SENTENCE = "NEW_SENTENCE", _("Came back under a new sentence")
        RETURN = "RETURN", _("Came back")

    class Ended(models.TextChoices):
        RELEASED = "RELEASED", _("Released")
        TRANSFERRED = "TRANSFERRED", _("Went to another prison")

    prisoner = models.ForeignKey(Prisoner, on_delete=models.CASCADE, related_name="stays")
    began_at = models.DateTimeField()
    began = models.CharField(max_length=12, choices=Began)
    came_from = models.CharField(max_length=3, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended = models.CharField(max_length=11, choices=Ended, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    went_to = models.CharField(max_length=3, blank=True)
    was_open = models.JSONField(default=dict)
    closed = models.JSONField(default=dict)

    class Meta:
        ordering = ["-began_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["prisoner"], condition=models.Q(ended_at__isnull=True), name="one_stay_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.began} {self.ended}"


class JoinedRecord(PrisonOnly):
    """A record that came for somebody who had one here already: read beside their own, never written on."""

    rec = models.UUIDField(primary_key=True)
    passport = models.ForeignKey(Passport, on_delete=models.CASCADE, related_name="joined")
    came_from = models.CharField(max_length=3)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.rec)
