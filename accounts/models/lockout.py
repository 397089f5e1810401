"""Tries at signing in that did not succeed yet."""

from django.db import models


class Lockout(models.Model):
    """Tries of one person at one place since the last success. Both are HMACs: no number, name or address is kept."""

    person = models.CharField(max_length=64)
    place = models.CharField(max_length=64)
    tries = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "place"], name="lockout_once")]

    def __str__(self) -> str:
        return f"{self.tries} tries"
