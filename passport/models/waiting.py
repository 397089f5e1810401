"""What waits for a person on the own home page, in the query that finds the passport."""

from datetime import date

from django.db import models

from .handover import Agreement, Consent, Referral
from .passport import Passport
from .sealed import SectionVersion
from .words import UnsaidWords


def with_waiting(passports: models.QuerySet[Passport], on: date) -> models.QuerySet[Passport]:
    """Add `has_words`, `has_unsaid_words` and `is_asked` (an agency waits for a yes or no). Queries: none."""
    words = SectionVersion.objects.filter(rec=models.OuterRef("pk"), sec="MY_WORDS")
    unsaid = UnsaidWords.objects.filter(passport=models.OuterRef("pk"))
    agreed = Agreement.objects.in_force(on).filter(agency=models.OuterRef("agency"), basis=Agreement.Basis.CONSENT)
    said = Consent.objects.filter(passport=models.OuterRef("passport"), agency=models.OuterRef("agency"))
    asking = Referral.objects.filter(passport=models.OuterRef("pk"), ended_at__isnull=True)
    return passports.annotate(
        has_words=models.Exists(words),
        has_unsaid_words=models.Exists(unsaid),
        is_asked=models.Exists(asking.filter(models.Exists(agreed), ~models.Exists(said))),
    )
