"""Words on their way into MY_WORDS: typed, not yet said yes to."""

from django.db import models

from accounts.models import PrisonOnly

from .passport import Passport


class UnsaidWords(PrisonOnly):
    """What a person typed and has not yet kept. Sealed to the person's own archive key; one a passport."""

    passport = models.OneToOneField(Passport, on_delete=models.CASCADE, related_name="unsaid_words")
    sealed = models.TextField()
    typed_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.passport_id)
