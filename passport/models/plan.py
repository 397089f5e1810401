"""Where a plan stands: the little that lists need. Its words lie sealed in the PLAN section."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import PrisonOnly

from .passport import Passport


class PlanStanding(PrisonOnly):
    """One a passport, written with each version of PLAN in the same act; how many and whether, never what."""

    class Agreement(models.TextChoices):
        DRAFT = "DRAFT", _("Not asked yet")
        AGREED = "AGREED", _("Agreed")
        DO_NOT_AGREE = "DO_NOT_AGREE", _("Does not agree")
        COULD_NOT_ANSWER = "COULD_NOT_ANSWER", _("Could not answer")
        UPDATED_AGREED = "UPDATED_AGREED", _("Agreed to the changed plan")
        UPDATED_DO_NOT_AGREE = "UPDATED_DO_NOT_AGREE", _("Does not agree to the changed plan")

    passport = models.OneToOneField(Passport, on_delete=models.CASCADE, related_name="plan_standing")
    agreement = models.CharField(max_length=20, choices=Agreement, default=Agreement.DRAFT)
    agreement_is_current = models.BooleanField(default=False)  # said of the plan as it stands
    signed_is_current = models.BooleanField(default=False)  # staff have signed the plan as it stands
    goals_open = models.PositiveSmallIntegerField(default=0)
    steps_open = models.PositiveSmallIntegerField(default=0)
    next_target_on = models.DateField(null=True, blank=True)
    changed_at = models.DateTimeField()
    changed_by_person = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.passport_id} {self.agreement}"
