"""What somebody wrote in the form of a request and has not sent yet."""

from typing import TYPE_CHECKING

from django.db import models

from accounts.models import Prisoner, PrisonOnly

from .request import Request

if TYPE_CHECKING:
    from accounts.access import Reach


class UnsentRequestQuerySet(models.QuerySet["UnsentRequest"]):
    def visible_to(self, reach: "Reach") -> "UnsentRequestQuerySet":
        """A person's own that are not sent; nobody else's are there. Queries: none of its own."""
        if reach.prisoner_id is None:
            return self.none()
        return self.filter(prisoner_id=reach.prisoner_id).exclude(models.Exists(_sent()))

    def over(self) -> "UnsentRequestQuerySet":
        """Those that were sent. Queries: none of its own."""
        return self.filter(models.Exists(_sent()))


def _sent() -> models.QuerySet[Request]:
    """The request that ends one: sent with its key, after the last word was typed."""
    outer = models.OuterRef
    return Request.objects.filter(prisoner=outer("prisoner"), key=outer("key"), sent_at__gte=outer("typed_at"))


class UnsentRequest(PrisonOnly):
    """The answers typed so far, sealed to the person's own archive key. One a person and kind; sending ends it.

    `key` is the idempotency key of its form, so that going on writing and sending twice still sends once. A request
    with this key ends it, and the row goes soon after: acts.unsent.clear_sent. Until then it says, sealed, what the
    request says, and nobody is shown it. What is typed after that, from a page that was kept, counts again.
    """

    prisoner = models.ForeignKey(Prisoner, on_delete=models.CASCADE, related_name="unsent_requests")
    code = models.CharField(max_length=40)  # of the kind
    key = models.CharField(max_length=64)
    sealed = models.TextField()
    typed_at = models.DateTimeField()

    objects = UnsentRequestQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["prisoner", "code"], name="one_unsent_request_a_kind")]

    def __str__(self) -> str:
        return f"unsent {self.code}"
