"""What a tutor gave for the written answers of an attempt."""

from django.conf import settings
from django.db import models

from accounts.models import PrisonOnly, User

from .quiz import QuizAttempt


class Judgement(PrisonOnly):
    """One attempt's written answers, marked. `given`: question id → {"marks": number, "words": to the learner}.

    `before`: how the person's progress stood before the marking, so that it can be undone.
    """

    attempt = models.OneToOneField(QuizAttempt, on_delete=models.PROTECT, related_name="judgement")
    given = models.JSONField()
    by: "models.ForeignKey[User, User]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()
    before = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.attempt_id}"
