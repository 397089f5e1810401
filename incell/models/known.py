"""By what a known contact is found again, and two rows that turned out to be one person."""

from django.conf import settings
from django.db import models

from accounts.models import Prison, PrisonOnly

from .contact import Contact


class ContactKey(PrisonOnly):
    """A key of a contact's name as incell.matching.keys makes them: an index finds whom a name may mean."""

    prison = models.ForeignKey(Prison, on_delete=models.PROTECT, related_name="+")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="keys")
    key = models.CharField(max_length=12)

    class Meta:
        indexes = [models.Index(fields=["prison", "key"])]
        constraints = [models.UniqueConstraint(fields=["contact", "key"], name="a_key_once_a_contact")]

    def __str__(self) -> str:
        return "key"


class Merge(PrisonOnly):
    """Two contacts that were one person: what went over to the one that stays, so that it can be split again.

    `moved`: {"ties": [id], "ended": [id], "phones": [number], "restrictions": [id], "flags": {id: [flag]}}, the last
    by the ties that stayed: what they may do since.
    """

    kept = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="merges")
    other = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="+")
    moved = models.JSONField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    split_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.other_id} into {self.kept_id}"
