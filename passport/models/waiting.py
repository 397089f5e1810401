"""What waits for a person on the own home page, in the query that finds the person."""

from datetime import date

from django.db import models

from accounts.models.people import PrisonerQuerySet

from .handover import Agreement, Consent, Referral
from .sealed import SectionVersion
from .words import UnsaidWords


def with_waiting(people: PrisonerQuerySet, on: date) -> PrisonerQuerySet:
    """Add `has_words`, `has_unsaid_words` and `is_asked` (an agency waits for a yes or no). Queries: none.

    All three are false for somebody whose passport is not opened yet.
    """
    passport = models.OuterRef("passport__pk")
    agreed = Agreement.objects.in_force(on).filter(agency=models.OuterRef("agency"), basis=Agreement.Basis.CONSENT)
    said = Consent.objects.filter(passport=models.OuterRef("passport"), agency=models.OuterRef("agency"))
    asking = Referral.objects.filter(passport=passport, ended_at__isnull=True)
    return people.annotate(
        has_words=models.Exists(SectionVersion.objects.filter(rec=passport, sec="MY_WORDS")),
        has_unsaid_words=models.Exists(UnsaidWords.objects.filter(passport=passport)),
        is_asked=models.Exists(asking.filter(models.Exists(agreed), ~models.Exists(said))),
    )
