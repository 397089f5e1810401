"""Pages of cell and staff, visited in this process: what each asks of the database, and by which plan."""

import re
from dataclasses import dataclass, field
from urllib.parse import urlencode
from uuid import UUID

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import Resolver404, resolve, reverse

from incell.models import DECISIONS, Request

from . import knocking, studying
from .entering import Entered
from .people import RARE, number, sent_kind

PRIVATE = ("PRIVATE_MESSAGE",)
KEYS = 6  # progress that each may note in one run
READ_ON = {"seconds": "30", "fraction": "0.5"}  # what the page of a lesson says while somebody reads
BIG = "incell_request"  # the table that grows by every request of every person
WHOLE = {
    "sqlite": re.compile(r"SCAN (?:incell_request|[A-Z]\d+)\b(?! USING)"),  # U0 is a table inside a subquery
    "postgresql": re.compile(r"Seq Scan on incell_request\b"),
}


@dataclass(frozen=True)
class Page:
    """One page: its path, the form that is sent to it (None: it is only looked at), the status of its answer.

    path     {course}, {enrolment} and {unit} stand for the visitor's own.
    driven   under load too, beside a bare view; staff: their page, not the cell's.
    before   a form that is sent first and does not count: what was searched for.
    keyed    the form goes so many times from each under load, every time with another idempotency key; 0: none.
    own      the path ends in the id of an answer of the person's own that they have not opened; once each.
    """

    name: str
    path: str
    form: dict[str, str] | None = None
    status: int = 200
    driven: bool = False
    staff: bool = False
    before: dict[str, str] = field(default_factory=dict)
    keyed: int = 0
    own: bool = False

    def path_of(self, person: Entered) -> str:
        return self.path.format(**studying.words(person.n))

    def form_of(self, person: Entered, turn: int) -> dict[str, str]:
        return signed({**(self.form or {}), **({"key": f"{person.n:06}-{turn}"} if self.keyed else {})}, person)

    def request(self, person: Entered, turn: int) -> bytes:
        """What goes over the wire."""
        if self.form is None:
            return knocking.get(self.path_of(person), person.cookies)
        return knocking.post(self.path_of(person), person.cookies, urlencode(self.form_of(person, turn)).encode())


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
        Page("course", "/me/learning/{course}/", driven=True),
        Page("bare insert", reverse("bench_insert"), {}, driven=True),
        Page("progress", "/me/learning/step/{enrolment}/{unit}/", READ_ON, driven=True, keyed=KEYS),
        Page("answer opened first", "/me/requests/", own=True),
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
        Page("class", f"/staff/learning/{studying.class_id()}/class/", staff=True),
    ]
    return [page for page in found if _has_door(page.path.format(**studying.words(0)))]


def _has_door(path: str) -> bool:
    try:
        resolve(path.partition("?")[0])
    except Resolver404:
        return False
    return True


def ways(people: list[Entered]) -> dict[str, knocking.Way]:
    """The driven pages as they go over the wire, each for every one of these people. Queries: 2."""
    return {
        page.name: knocking.Way(
            [page.request(person, turn) for turn in range(page.keyed or 1) for person in people],
            f"HTTP/1.1 {page.status}".encode(),
            once=bool(page.keyed),
        )
        for page in pages()
        if page.driven
    }


def costs(people: list[Entered], officers: list[Entered]) -> dict[str, Cost]:
    """What each page costs the dearest of these people. Raises AssertionError for an answer that is no page.

    A page that is looked at is looked at twice, and the second time counts: the first writes down in the session
    which list was shown last. A form is sent once by each, and an answer opened for the first time once.
    """
    found = {}
    for page in pages():
        visits = []
        for person in officers if page.staff else people:
            if page.form is None and not page.own:
                _visit(page, person)
            visits.append(_visit(page, person))
        whole = sorted({sql for visit in visits for sql in visit.whole})
        found[page.name] = Cost(max(visit.queries for visit in visits), whole)
    return found


def _visit(page: Page, person: Entered) -> Cost:
    client = Client(enforce_csrf_checks=True, SERVER_NAME="localhost")
    client.cookies.load(person.cookies)
    path = f"{page.path}{_unseen(person)}/" if page.own else page.path_of(person)
    if page.before:
        client.post(path, signed(page.before, person))
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(path) if page.form is None else client.post(path, page.form_of(person, 0))
    assert answer.status_code == page.status, f"{page.name}: {answer.status_code} instead of {page.status}"
    asked = [query["sql"] for query in captured.captured_queries]
    return Cost(len(asked), [sql for sql in asked if BIG in sql and sql.startswith("SELECT") and reads_all(sql)])


def _unseen(person: Entered) -> UUID:
    """An answer of theirs, as they had it before they opened it. Raises Request.DoesNotExist. Queries: 2.

    Not to a private message: nothing in this crowd is sealed.
    """
    answered = Request.objects.filter(prisoner__user__username=number(person.n), state__in=DECISIONS)
    answered = answered.exclude(code__in=PRIVATE)
    pk = answered.order_by("-sent_at").values_list("pk", flat=True)[:1].get()
    Request.objects.filter(pk=pk).update(seen_at=None)
    return pk


def reads_all(sql: str) -> bool:
    """Whether the plan of this query reads the whole of BIG, row by row. Queries: 1."""
    explain = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
    with connection.cursor() as cursor:
        cursor.execute(f"{explain} {sql}")
        plan = "\n".join(str(row[-1]) for row in cursor.fetchall())
    return bool(WHOLE[connection.vendor].search(plan))
