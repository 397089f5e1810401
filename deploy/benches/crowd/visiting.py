"""Pages of cell and staff, visited in this process: what each asks of the database, and by which plan."""

import re
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import Resolver404, resolve, reverse

from incell.models import Request

from . import knocking
from .entering import Entered
from .people import RARE, sent_kind

BIG = "incell_request"  # the table that grows by every request of every person
WHOLE = {
    "sqlite": re.compile(r"SCAN (?:incell_request|[A-Z]\d+)\b(?! USING)"),  # U0 is a table inside a subquery
    "postgresql": re.compile(r"Seq Scan on incell_request\b"),
}


@dataclass(frozen=True)
class Page:
    """One page: its path, the form that is sent to it (None: it is only looked at), the status of its answer.

    driven   under load too, beside the empty view; staff: their page, not the cell's.
    before   a form that is sent first and does not count: what was searched for.
    """

    name: str
    path: str
    form: dict[str, str] | None = None
    status: int = 200
    driven: bool = False
    staff: bool = False
    before: dict[str, str] = field(default_factory=dict)

    def request(self, person: Entered) -> bytes:
        """What goes over the wire."""
        if self.form is None:
            return knocking.get(self.path, person.cookies)
        return knocking.post(self.path, person.cookies, urlencode(signed(self.form, person)).encode())


@dataclass(frozen=True)
class Cost:
    """Queries of one page, and those of them that read the whole of BIG, as SQL."""

    queries: int
    whole: list[str]


def signed(form: dict[str, str], person: Entered) -> dict[str, str]:
    return {**form, "csrfmiddlewaretoken": person.csrf}


def pages() -> list[Page]:
    """The empty view first; what this instance has no door for is left out. Queries: 2."""
    kind, answers = sent_kind()
    ask = f"/me/ask/{kind.code.lower().replace('_', '-')}/"
    one = Request.objects.filter(team="CONTACTS").order_by("pk").values_list("pk", flat=True).first()
    found = [
        Page("empty view", reverse("bench_empty"), driven=True),
        Page("home", "/me/", driven=True),
        Page("list of requests", "/me/requests/", driven=True),
        Page("request sent", f"{ask}check/", answers, 302, driven=True),
        Page("what can be asked for", "/me/ask/"),
        Page("form of a request", ask),
        Page("timetable", "/me/timetable/"),
        Page("notices", "/me/notices/"),
        Page("work queue", "/staff/requests/", staff=True),
        Page("work queue, answered too", "/staff/requests/?state=all&sort=-due&page=9", staff=True),
        Page("work queue, answered too, by name", "/staff/requests/?state=all&sort=name&page=9", staff=True),
        Page("one request", f"/staff/requests/{one}/", staff=True),
        Page("search of requests", "/staff/requests/search/", staff=True, before={"words": RARE}),
        Page("late requests", "/staff/requests/late/", staff=True),
    ]
    return [page for page in found if _has_door(page.path)]


def _has_door(path: str) -> bool:
    try:
        resolve(path.partition("?")[0])
    except Resolver404:
        return False
    return True


def ways(people: list[Entered]) -> dict[str, knocking.Way]:
    """The driven pages as they go over the wire, each for every one of these people. Queries: 2."""
    return {
        page.name: knocking.Way([page.request(person) for person in people], f"HTTP/1.1 {page.status}".encode())
        for page in pages()
        if page.driven
    }


def costs(people: list[Entered], officers: list[Entered]) -> dict[str, Cost]:
    """What each page costs the dearest of these people. Raises AssertionError for an answer that is no page.

    A page that is looked at is looked at twice, and the second time counts: the first writes down in the session
    which list was shown last. A form is sent once by each.
    """
    found = {}
    for page in pages():
        visits = []
        for person in officers if page.staff else people:
            if page.form is None:
                _visit(page, person)
            visits.append(_visit(page, person))
        whole = sorted({sql for visit in visits for sql in visit.whole})
        found[page.name] = Cost(max(visit.queries for visit in visits), whole)
    return found


def _visit(page: Page, person: Entered) -> Cost:
    client = Client(enforce_csrf_checks=True, SERVER_NAME="localhost")
    client.cookies.load(person.cookies)
    if page.before:
        client.post(page.path, signed(page.before, person))
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(page.path) if page.form is None else client.post(page.path, signed(page.form, person))
    assert answer.status_code == page.status, f"{page.name}: {answer.status_code} instead of {page.status}"
    asked = [query["sql"] for query in captured.captured_queries]
    return Cost(len(asked), [sql for sql in asked if BIG in sql and sql.startswith("SELECT") and reads_all(sql)])


def reads_all(sql: str) -> bool:
    """Whether the plan of this query reads the whole of BIG, row by row. Queries: 1."""
    explain = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
    with connection.cursor() as cursor:
        cursor.execute(f"{explain} {sql}")
        plan = "\n".join(str(row[-1]) for row in cursor.fetchall())
    return bool(WHOLE[connection.vendor].search(plan))
