"""Who may be given a case, who reads what is restricted, and which alerts somebody sees."""

from collections.abc import Iterable

from django.db import models

from accounts.models import Alert, Audience, Prisoner, RoleHeld, User
from accounts.models.permissions import PrisonerUserObjectPermission
from accounts.roll.alerts import ALERTS, Readers

from .reach import Reach
from .verbs import RISK_ROLES, TAKES_CASES, VERBS, Verb


def workers_of(prisons: Iterable[str]) -> models.QuerySet[User]:
    """Who may be given a case in these prisons, with their capacity. Queries: none of its own."""
    able = User.objects.filter(is_active=True, audience=Audience.STAFF, prison_id__in=prisons)
    return able.filter(roles_held__role__in=TAKES_CASES).distinct().select_related("capacity").order_by("name", "pk")


def alerts_for(reach: Reach, prisoner: Prisoner) -> list[Alert]:
    """The alerts of this person that this reach may see, in the order in which they matter; under any of their numbers.

    Queries: none, 1 for somebody with more numbers.
    """
    sees_risk = bool(reach.roles & RISK_ROLES)
    said = list(prisoner.alerts)
    if prisoner.has_more_numbers:
        said += [code for other in prisoner.merged.all() for code in other.alerts]
    kept = {code for code in said if ALERTS.get(code) == Readers.EVERYBODY or (code in ALERTS and sees_risk)}
    return [alert for alert in Alert if alert in kept]


def readers_of_restricted(about: Prisoner) -> models.QuerySet[User]:
    """Staff who may read what is restricted about this person: by role, or because it was given. Queries: none."""
    roles = [role for role, verbs in VERBS.items() if Verb.READ_RESTRICTED in verbs]
    held = RoleHeld.objects.filter(user=models.OuterRef("pk"), role__in=roles)
    given = PrisonerUserObjectPermission.objects.filter(
        user=models.OuterRef("pk"), content_object=about, permission__codename="read_restricted"
    )
    here = User.objects.filter(audience=Audience.STAFF, is_active=True, prison_id=about.prison_id)
    return here.filter(models.Exists(held) | models.Exists(given)).prefetch_related("roles_held")
