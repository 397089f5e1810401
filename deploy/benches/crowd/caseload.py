"""`python -m deploy.benches.crowd.caseload PEOPLE VERSIONS`, in a prison's environment: a caseload and its dashboard.

The last line that it prints is what was found, as JSON: seconds, queries, and those that read sealed versions.
"""

import json
import statistics
import sys
import time
from datetime import datetime, timedelta

import django

django.setup()

from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.models import Audience, Case, Prison, Prisoner, Role, RoleHeld, User  # noqa: E402
from deploy.benches import ROUNDS  # noqa: E402
from deploy.benches.crowd import entering  # noqa: E402
from deploy.benches.crowd.rows import BATCH, CODE, id_of  # noqa: E402
from passport.acts.readiness import follow_readiness  # noqa: E402
from passport.models import Passport, Pathway, PathwayState, PlanStanding, Report, SectionVersion, SupportNeed  # noqa: E402

WORKERS = 40
HEAD = "head@prison.example"
WAYS = {
    "everybody": "?all=yes",
    "narrowed": "?weeks=12&pathway=HEALTH&owner=PRISON&sort=-name&page=2",
    "a need": "?need=HEALTH&need_status=NOT_STARTED&need_owner=PRISON",
    "one worker": "?worker=mine&overdue=yes",
}
NEEDED = list(SupportNeed.Status)
STATES, AGREED = list(PathwayState.Status), list(PlanStanding.Agreement)


def main(people: int, versions: int) -> str:
    at = timezone.now()
    if Prisoner.objects.count() < people:
        grow(people, at)
    sealed = SectionVersion.objects.count()
    if sealed < versions:
        seal(people, versions, at)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    client = Client(SERVER_NAME="localhost")
    client.cookies.load(entering.member(User.objects.get(username=HEAD)).cookies)
    return json.dumps({name: visit(client, f"/staff/caseload/{query}") for name, query in WAYS.items()})


@transaction.atomic
def grow(people: int, at: datetime) -> None:
    """So many people with a passport, pathways, a plan, a report, a readiness list and a worker."""
    workers = _staff()
    had = Prisoner.objects.count()
    rows = [_person(n, at) for n in range(had, people)]
    Prisoner.objects.bulk_create(rows, batch_size=BATCH)
    passports = [Passport(id=id_of("passport", had + n), prisoner=row, opened_at=at) for n, row in enumerate(rows)]
    Passport.objects.bulk_create(passports, batch_size=BATCH)
    PathwayState.objects.bulk_create(
        (
            PathwayState(passport=one, pathway=pathway, status=STATES[(n + k) % len(STATES)], updated_at=at)
            for n, one in enumerate(passports)
            for k, pathway in enumerate(Pathway)
        ),
        batch_size=BATCH,
    )
    SupportNeed.objects.bulk_create(
        (
            SupportNeed(passport=one, pathway=pathway, status=NEEDED[(n + k) % 4], opened_at=at, changed_at=at)
            for n, one in enumerate(passports)
            for k, pathway in enumerate(list(Pathway)[:4])
        ),
        batch_size=BATCH,
    )
    PlanStanding.objects.bulk_create(
        (
            PlanStanding(passport=one, agreement=AGREED[n % len(AGREED)], agreement_is_current=n % 3 > 0, changed_at=at)
            for n, one in enumerate(passports)
        ),
        batch_size=BATCH,
    )
    Report.objects.bulk_create(
        (Report(passport=one, kind="BCST2", started_by=workers[0], started_at=at) for one in passports[::2]),
        batch_size=BATCH,
    )
    Case.objects.bulk_create(
        (Case(prisoner=row, worker=workers[n % WORKERS], began_at=at) for n, row in enumerate(rows) if n % 5),
        batch_size=BATCH,
    )
    while follow_readiness(by="node:bench", at=at):
        continue


def _staff() -> list[User]:
    """The prison's head, who looks at the caseload, and the workers whom it is about."""
    Prison.objects.get_or_create(code=CODE, defaults={"name": "Moorland (HMP & YOI)"})
    told = {"audience": Audience.STAFF, "prison_id": CODE, "must_change_secret": False}
    head, _new = User.objects.get_or_create(username=HEAD, defaults={**told, "name": "Ann Head"})
    RoleHeld.objects.get_or_create(user=head, role=Role.HEAD_OF_REDUCING_REOFFENDING)
    workers = [
        User.objects.get_or_create(username=f"w{n}@prison.example", defaults={**told, "name": f"Worker {n}"})[0]
        for n in range(WORKERS)
    ]
    for worker in workers:
        RoleHeld.objects.get_or_create(user=worker, role=Role.RESETTLEMENT_PRACTITIONER)
    return workers


def _person(n: int, at: datetime) -> Prisoner:
    return Prisoner(
        prison_id=CODE,
        number=f"A{n % 10_000:04}{chr(65 + n // 10_000)}C",
        first_name="Marlon",
        last_name=f"Person{n}",
        date_of_birth=at.date() - timedelta(days=12_000 + n),
        status="ACTIVE IN",
        release_on=at.date() + timedelta(days=n % 400 - 20) if n % 10 else None,
        received_on=at.date() - timedelta(days=n % 900),
    )


def seal(people: int, versions: int, at: datetime) -> None:
    """Rows of sealed versions, as long as real ones are and saying nothing."""
    core, each = "x" * 3_000, versions // people
    rows = (
        SectionVersion(
            rec=id_of("passport", n),
            sec=Pathway.values[ver % 7],
            ver=ver // 7 + 1,
            iss=CODE,
            core=core,
            digest=f"{n}.{ver}",
            sealed_at=at,
        )
        for n in range(people)
        for ver in range(each)
    )
    SectionVersion.objects.bulk_create(rows, batch_size=200, ignore_conflicts=True)


def visit(client: Client, path: str) -> dict[str, object]:
    """Seconds of the median of five, queries, and what of them looks at sealed versions."""
    took = []
    for _round in range(ROUNDS):
        began = time.perf_counter()
        answer = client.get(path)
        took.append(time.perf_counter() - began)
        assert answer.status_code == 200, answer.status_code
    with CaptureQueriesContext(connection) as asked:
        client.get(path)
    sealed = [query["sql"] for query in asked.captured_queries if "sectionversion" in query["sql"]]
    plans = [plan_of(query["sql"]) for query in asked.captured_queries if query["sql"].startswith("SELECT")]
    return {"seconds": statistics.median(took), "queries": len(asked), "sealed": len(sealed), "plans": plans}


def plan_of(sql: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"{'EXPLAIN QUERY PLAN' if connection.vendor == 'sqlite' else 'EXPLAIN'} {sql}")
        return "\n".join(str(row[-1]) for row in cursor.fetchall())


if __name__ == "__main__":
    print(main(int(sys.argv[1]), int(sys.argv[2])))
