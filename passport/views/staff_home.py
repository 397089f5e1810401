"""Where staff begin: what waits for them."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import Verb, caseload
from accounts.models import Limited, Prisoner, User
from accounts.models.people import PrisonerQuerySet
from accounts.views.cases import unallocated
from accounts.views.door import Request, door
from passport.acts.leaving import UNDO
from passport.models import (
    Acknowledgement,
    Agreement,
    CourtRelease,
    Handover,
    Passport,
    PlanStanding,
    ReadinessItem,
    Report,
)

from .staff_about import staff, until
from .staff_report import DONE

FIRST = 10  # of each list


@door(Verb.SEE_ROLL)
@require_safe
def home(request: Request) -> HttpResponse:
    """The caseload by release date, who says no to the plan, reports in progress, handovers that nobody has in hand,
    agreements to decide, people whom nobody works with yet, and whoever came limited and has nobody named.

    Queries: 15, however many people; each list shows its first ten and says how many there are.
    """
    user, today = staff(request), timezone.localdate()
    context: dict[str, Any] = {}
    if request.reach.may(Verb.TAKE_CASE):
        mine = Prisoner.objects.visible_to(request.reach).filter(pk__in=caseload(user).values("pk"))
        here = mine.here().order_by(F("release_on").asc(nulls_last=True), "last_name", "first_name", "number")
        people, handovers, reports = list(here[:FIRST]), _not_in_hand(mine), _in_progress(mine)
        late = _late(people, today)
        context |= {
            "has_cases": True,
            "says_no": list(_says_no(here)[:FIRST]),
            "people": [(person, until(person.release_on, today), late.get(person.pk, 0)) for person in people],
            "of_people": here.count(),
            "reports": list(reports[:FIRST]),
            "of_reports": reports.count(),
            "handovers": _with_names(handovers[:FIRST]),
            "of_handovers": handovers.count(),
        }
    if request.reach.may(Verb.RELEASE_AT_COURT):
        context["from_court"] = _from_court(request)
    if request.reach.may(Verb.ALLOCATE_CASES):
        context |= unallocated(request.reach)
    if request.reach.may(Verb.APPROVE_AGREEMENT):
        waiting = _to_decide(user)
        context |= {"decides": True, "agreements": list(waiting[:FIRST]), "of_agreements": waiting.count()}
        context["to_renew"] = Agreement.objects.to_renew(today).count()
    if request.reach.may(Verb.LIMIT_ACCESS):
        context["unnamed"] = Limited.objects.unnamed().filter(prisoner__prison__in=request.reach.prisons).count()
    return render(request, "passport/staff/home.html", context)


def _from_court(request: Request) -> list[CourtRelease]:
    """Who was released at a court, staff say, and the roll has not said so, or has in the last two days. Queries: 1."""
    said = CourtRelease.objects.standing().filter(stay__prisoner__in=Prisoner.objects.visible_to(request.reach))
    lately = Q(stay__ended_at__isnull=True) | Q(stay__ended_at__gte=timezone.now() - UNDO)
    return list(said.filter(lately).select_related("stay__prisoner", "said_by")[:FIRST])


def _late(people: list[Prisoner], today: date) -> dict[UUID, int]:
    """How many things of each one's readiness list are late. Queries: 1."""
    found = ReadinessItem.objects.late(today).filter(readiness__prisoner__in=people, dropped=False)
    told = found.order_by().values_list("readiness__prisoner").annotate(Count("pk"))
    return dict(told)


def _says_no(here: PrisonerQuerySet) -> QuerySet[Prisoner]:
    """Who says no to the plan as it stands."""
    said = PlanStanding.Agreement
    no = (said.DO_NOT_AGREE, said.UPDATED_DO_NOT_AGREE)
    standing = {"agreement__in": no, "agreement_is_current": True}
    return here.filter(**{f"passport__plan_standing__{name}": value for name, value in standing.items()})


def _in_progress(mine: PrisonerQuerySet) -> QuerySet[Report]:
    return (
        Report.objects.open()
        .filter(passport__prisoner__in=mine.here())
        .select_related("passport__prisoner")
        .annotate(done=Count("parts", filter=Q(parts__status__in=DONE)), of=Count("parts"))
        .order_by("started_at")
    )


def _not_in_hand(mine: PrisonerQuerySet) -> QuerySet[Handover]:
    """Handovers of these people that are not over, not taken back, and that no worker has said is in hand."""
    said = Acknowledgement.objects.filter(handover=OuterRef("pk"))
    recs = Passport.objects.filter(prisoner__in=mine).values("pk")
    live = Handover.objects.filter(rec__in=recs, withdrawn_at__isnull=True, closes_on__gte=timezone.localdate())
    return live.exclude(Exists(said)).select_related("agency").order_by("opens_on", "made_at")


def _with_names(handovers: QuerySet[Handover]) -> list[tuple[Handover, Prisoner]]:
    rows = list(handovers)
    people = Passport.objects.filter(pk__in=[row.rec for row in rows]).select_related("prisoner")
    by_rec = {passport.pk: passport.prisoner for passport in people}
    return [(row, by_rec[row.rec]) for row in rows]


def _to_decide(user: User) -> QuerySet[Agreement]:
    proposed = Agreement.objects.filter(approved_at__isnull=True, ended_at__isnull=True)
    return proposed.filter(expires_on__gte=timezone.localdate()).exclude(proposed_by=user).select_related("agency")
