"""Reviews of learning plans: the days on which the next is held, and what was said at those that were."""

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import PrisonOnly, User

from .plan import LearningPlan

if TYPE_CHECKING:
    from accounts.access import Reach


class ReviewQuerySet(models.QuerySet["Review"]):
    def visible_to(self, reach: "Reach") -> "ReviewQuerySet":
        """A person's own; for staff those of people of their prison. Queries: none of its own."""
        if reach.prisoner_id is not None:
            return self.filter(plan__prisoner_id=reach.prisoner_id)
        return self.filter(reach.people("plan__prisoner"))

    def of_people_here(self) -> "ReviewQuerySet":
        return self.filter(plan__prisoner__left_at__isnull=True)

    def open(self) -> "ReviewQuerySet":
        return self.filter(state__in=OPEN)

    def overdue(self, on: date) -> "ReviewQuerySet":
        return self.filter(state=Review.State.DUE, until_on__lt=on)

    def due(self, on: date) -> "ReviewQuerySet":
        """Those whose days have come."""
        return self.filter(state=Review.State.DUE, from_on__lte=on, until_on__gte=on)

    def to_come(self, on: date) -> "ReviewQuerySet":
        return self.filter(state=Review.State.DUE, from_on__gt=on)


class Review(PrisonOnly):
    """One review: to be held from `from_on` until `until_on`, both counted in. A plan has at most one that is open."""

    class State(models.TextChoices):
        DUE = "DUE", _("To be held")
        EXEMPT = "EXEMPT", _("Exempt")
        HELD = "HELD", _("Held")
        DROPPED = "DROPPED", _("Not needed any more")  # somebody leaves within three months

    class Exemption(models.TextChoices):
        """Why it can't be held; the names are the service's. Its days: education.windows.ADDED."""

        DEPENDENCY = "PRISONER_DRUG_OR_ALCOHOL_DEPENDENCY", _("In treatment for drugs or alcohol")
        HEALTH = "PRISONER_OTHER_HEALTH_ISSUES", _("Another health reason")
        NOT_ENGAGING = "PRISONER_FAILED_TO_ENGAGE", _("The person did not take part")
        ABSCONDED = "PRISONER_ESCAPED_OR_ABSCONDED", _("Escaped or absconded")
        SAFETY = "PRISONER_SAFETY_ISSUES", _("The person’s safety")
        REGIME = "PRISON_REGIME_CIRCUMSTANCES", _("The prison’s regime")
        STAFF = "PRISON_STAFF_REDEPLOYMENT", _("Staff were sent elsewhere")
        SECURITY = "PRISON_OPERATION_OR_SECURITY_ISSUE", _("An operation or a security matter")
        RISK = "SECURITY_ISSUE_RISK_TO_STAFF", _("A risk to staff")
        SYSTEM = "SYSTEM_TECHNICAL_ISSUE", _("A technical fault")

    plan = models.ForeignKey(LearningPlan, on_delete=models.PROTECT, related_name="reviews")
    rule = models.CharField(max_length=20)  # of education.windows
    from_on = models.DateField()
    until_on = models.DateField()
    state = models.CharField(max_length=7, choices=State, default=State.DUE)
    made_at = models.DateTimeField()
    exempt_why = models.CharField(max_length=40, choices=Exemption, blank=True)
    exempt_at = models.DateTimeField(null=True, blank=True)
    held_on = models.DateField(null=True, blank=True)
    held_by: "models.ForeignKey[User | None, User | None]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    said = models.CharField(max_length=2000, blank=True)
    changed = models.CharField(max_length=2000, blank=True)
    revision = models.PositiveIntegerField(default=0)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ["until_on", "pk"]
        indexes = [models.Index(fields=["state", "until_on"], name="reviews_by_last_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["plan"], condition=models.Q(state__in=["DUE", "EXEMPT"]), name="one_open_review_a_plan"
            ),
            models.CheckConstraint(condition=models.Q(from_on__lte=models.F("until_on")), name="review_days_in_order"),
        ]

    def __str__(self) -> str:
        return f"review {self.pk} {self.state}"


OPEN = (Review.State.DUE, Review.State.EXEMPT)
