"""The pages that the bench is about, visited in this process: what each asks of the database, and by which plan."""

import re
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from . import knocking
from .entering import Entered
from .people import sent_kind

BIG = "incell_request"  # the table that grows by every request of every person
WHOLE = {
    "sqlite": re.compile(r"SCAN (incell_request\b)(?! USING)"),
    "postgresql": re.compile(r"Seq Scan on (incell_request\b)"),
}


@dataclass(frozen=True)
class Page:
    """One page: its path, the form that is sent to it (None: it is only looked at), the status of its answer."""

    name: str
    path: str
    form: dict[str, str] | None = None
    status: int = 200

    def request(self, person: Entered) -> bytes:
        """What goes over the wire."""
        if self.form is None:
            return knocking.get(self.path, person.cookies)
        return knocking.post(
            self.path, person.cookies, urlencode({**self.form, "csrfmiddlewaretoken": person.csrf}).encode()
        )


@dataclass(frozen=True)
class Cost:
    """Queries of one page, and those of them that read the whole of BIG, as SQL."""

    queries: int
    whole: list[str]


def pages() -> list[Page]:
    """The empty view first; what this instance has no door for is left out. Queries: 1."""
    found = [Page("empty view", reverse("bench_empty")), Page("home", reverse("passport:home"))]
    try:
        found.append(Page("list of requests", reverse("incell:requests")))
        kind, answers = sent_kind()
        found.append(Page("request sent", reverse("incell:ask", args=[kind.code]), answers, 302))
    except NoReverseMatch:
        pass
    return found


def ways(people: list[Entered]) -> dict[str, knocking.Way]:
    """The pages as they go over the wire, each of them for every one of these people. Queries: 1."""
    return {
        page.name: knocking.Way([page.request(person) for person in people], f"HTTP/1.1 {page.status}".encode())
        for page in pages()
    }


def cost(page: Page, people: list[Entered]) -> Cost:
    """The dearest visit of these people, each of whom has been to the page before. Raises AssertionError."""
    found = [_visit(page, person) for person in [people[0], *people]][1:]
    return Cost(max(each.queries for each in found), sorted({sql for each in found for sql in each.whole}))


def _visit(page: Page, person: Entered) -> Cost:
    client = Client(enforce_csrf_checks=True, SERVER_NAME="localhost")
    client.cookies.load(person.cookies)
    with CaptureQueriesContext(connection) as captured:
        if page.form is None:
            answer = client.get(page.path)
        else:
            answer = client.post(page.path, {**page.form, "csrfmiddlewaretoken": person.csrf})
    assert answer.status_code == page.status, f"{page.name}: {answer.status_code}"
    asked = [query["sql"] for query in captured.captured_queries]
    return Cost(len(asked), [sql for sql in asked if BIG in sql and sql.startswith("SELECT") and reads_all(sql)])


def reads_all(sql: str) -> bool:
    """Whether the plan of this query reads the whole of BIG, row by row. Queries: 1."""
    explain = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
    with connection.cursor() as cursor:
        cursor.execute(f"{explain} {sql.replace('%', '%%')}", [])
        plan = "\n".join(str(row[-1]) for row in cursor.fetchall())
    return bool(WHOLE[connection.vendor].search(plan))
