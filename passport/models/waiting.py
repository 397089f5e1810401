"""What waits for a person on the own home page, in the query that finds the person."""

from datetime import UTC, date, datetime

from django.db import models
from django.db.models.functions import Coalesce

from accounts.models.people import PrisonerQuerySet

from .handover import Agreement, Consent, Referral
from .plan import PlanStanding
from .sealed import SectionVersion
from .words import UnsaidWords

ALWAYS = models.Value(datetime(1970, 1, 1, tzinfo=UTC), output_field=models.DateTimeField())


def with_waiting(people: PrisonerQuerySet, on: date) -> PrisonerQuerySet:
    """Add what waits for the person, each true or false; all false before there is a passport. Queries: none.

    has_words, has_unsaid_words  a statement; words that were typed and not kept yet.
    is_asked   an agency waits for a yes or no.
    plan_asks  staff changed the plan, and the person has not said yes or no to it as it stands.
    """
    passport = models.OuterRef("passport__pk")
    said = Consent.objects.filter(
        passport=models.OuterRef(models.OuterRef("passport")),
        agency=models.OuterRef("agency"),
        carried=False,
        said_at__gte=Coalesce(models.OuterRef("asks_since"), ALWAYS),
    )
    agreed = Agreement.objects.in_force(on).filter(agency=models.OuterRef("agency"), basis=Agreement.Basis.CONSENT)
    plan = PlanStanding.objects.filter(passport=passport, goals_open__gt=0)
    asking = Referral.objects.filter(passport=passport, ended_at__isnull=True)
    return people.annotate(
        has_words=models.Exists(SectionVersion.objects.filter(rec=passport, sec="MY_WORDS")),
        plan_asks=models.Exists(plan.filter(agreement_is_current=False, changed_by_person=False)),
        has_unsaid_words=models.Exists(UnsaidWords.objects.filter(passport=passport)),
        is_asked=models.Exists(asking.filter(models.Exists(agreed.filter(~models.Exists(said))))),
    )
