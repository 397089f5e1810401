"""What somebody last looked for in the caseload, to begin there the next time."""

from django.conf import settings
from django.db import models

from accounts.models import PrisonOnly


class LastFilter(PrisonOnly):
    """One a member of staff. `query`: the address's part after the question mark, codes only."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="last_filter")
    query = models.CharField(max_length=400)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.user_id)
