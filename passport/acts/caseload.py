"""The caseload as rows: what the dashboard, its file and its paper are made of. Nothing sealed is opened for it."""

from collections import defaultdict
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count

from accounts import audit
from accounts.access import Reach, Verb, require
from accounts.models import Case, Prisoner, User
from passport.caseload import Row
from passport.models import LastFilter, PathwayState, PlanStanding, ReadinessItem, Report, SupportNeed

PERSON = ("pk", "last_name", "first_name", "number", "release_on")
PLAN = ("passport__plan_standing__agreement", "passport__plan_standing__agreement_is_current")


def caseload_rows(reach: Reach, on: date) -> list[Row]:
    """Everybody here whom this reach may know of, one row each. Queries: 6, however many people and versions.

    on       the day that decides what is late.
    """
    people = list(Prisoner.objects.visible_to(reach).here().order_by().values_list(*PERSON, *PLAN))
    workers, statuses, reports = _workers(reach), _statuses(reach), _reports(reach)
    open_items, late, needs = *_things(reach, on), _needs(reach)
    return [
        Row(
            id=told[0],
            last_name=told[1],
            first_name=told[2],
            number=told[3],
            release_on=told[4],
            workers=workers.get(told[0], {}),
            agreement=agreement_code(*told[5:]),
            report=reports.get(told[0], "NONE"),
            statuses=statuses.get(told[0], {}),
            needs=needs.get(told[0], ()),
            open=open_items.get(told[0], {}),
            overdue=late.get(told[0], {}),
        )
        for told in people
    ]


def _here(reach: Reach, path: str) -> Any:
    return reach.people(path), {f"{path}__left_at__isnull": True}


def _workers(reach: Reach) -> dict[UUID, dict[str, str]]:
    q, here = _here(reach, "prisoner")
    found: dict[UUID, dict[str, str]] = defaultdict(dict)
    rows = Case.objects.held().filter(q, **here).order_by("worker__name")
    for person, worker, name in rows.values_list("prisoner_id", "worker_id", "worker__name"):
        found[person][str(worker)] = name
    return found


def _statuses(reach: Reach) -> dict[UUID, dict[str, str]]:
    q, here = _here(reach, "passport__prisoner")
    found: dict[UUID, dict[str, str]] = defaultdict(dict)
    rows = PathwayState.objects.filter(q, **here).exclude(status=PathwayState.Status.NOT_STARTED)
    for person, pathway, status in rows.values_list("passport__prisoner", "pathway", "status"):
        found[person][pathway] = status
    return found


def _needs(reach: Reach) -> dict[UUID, list[tuple[str, str, str]]]:
    """Pathway, status and owner of each person's needs; restricted ones for who reads what is restricted."""
    q, here = _here(reach, "passport__prisoner")
    shown = {} if reach.may(Verb.READ_RESTRICTED) else {"restricted": False}
    rows = SupportNeed.objects.filter(q, **here, **shown).order_by()
    found: dict[UUID, list[tuple[str, str, str]]] = defaultdict(list)
    for person, pathway, status, owner in rows.values_list("passport__prisoner", "pathway", "status", "owner"):
        found[person].append((pathway, status, owner))
    return found


def _reports(reach: Reach) -> dict[UUID, str]:
    """The newest report of each person, and whether it is submitted."""
    q, here = _here(reach, "passport__prisoner")
    rows = Report.objects.standing().filter(q, **here).order_by("started_at", "pk")
    told = rows.values_list("passport__prisoner", "kind", "submitted_at")
    return {person: f"{kind}_{'SUBMITTED' if at else 'OPEN'}" for person, kind, at in told}


def _things(reach: Reach, on: date) -> tuple[dict[UUID, dict[str, int]], dict[UUID, dict[str, int]]]:
    """Things of the readiness lists that are open, and that are late: person → owner → how many."""
    q, here = _here(reach, "readiness__prisoner")
    items = ReadinessItem.objects.filter(q, dropped=False, **here)
    rows = items.open().order_by().values_list("readiness__prisoner", "owner")
    open_items: dict[UUID, dict[str, int]] = defaultdict(dict)
    late: dict[UUID, dict[str, int]] = defaultdict(dict)
    for person, owner, n, over in rows.annotate(n=Count("pk"), over=Count("pk", filter=ReadinessItem.is_late(on))):
        open_items[person][owner] = n
        if over:
            late[person][owner] = over
    return open_items, late


def agreement_code(agreement: str | None, is_current: bool | None) -> str:
    """How a plan stands, as one of passport.caseload.AGREEMENTS. agreement: None where there is no plan."""
    if agreement is None:
        return "NO_PLAN"
    said = agreement != PlanStanding.Agreement.DRAFT
    return "CHANGED" if said and not is_current else agreement


@transaction.atomic
def keep_filter(*, query: str, by: User, at: datetime) -> None:
    """Remember what was looked for; "" forgets it. Queries: 3-5. Raises NotAllowed; ValueError over 400 characters."""
    require(by, Verb.SEE_CASELOADS)
    if len(query) > 400:
        raise ValueError("a filter's address is 400 characters at most")
    if query:
        LastFilter.objects.update_or_create(user=by, defaults={"query": query, "at": at})
    else:
        LastFilter.objects.filter(user=by).delete()


@transaction.atomic
def note_caseload_taken(*, query: str, people: int, as_: str, by: User, at: datetime) -> None:
    """Write down that a caseload was taken as a file. as_: "csv". Queries: 2. Raises NotAllowed."""
    require(by, Verb.SEE_CASELOADS)
    why = f"{as_} people={people} {query}"[:240]
    audit.write(by=by, verb="take_caseload", what="accounts.Prisoner", whom=by.prison_id or "", at=at, why=why)
