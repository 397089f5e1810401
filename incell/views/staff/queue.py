"""The work queues: what a team has, filtered, sorted, 50 a page, and the same as a file."""

import csv
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Page, Paginator
from django.db.models import CharField, Count, Exists, OuterRef, Value
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import NotAllowed, Verb
from accounts.models import Prisoner, User
from accounts.views.door import Request, door
from incell.acts.exporting import take_queue
from incell.forms.handling import DUE, SORTS, STATES, QueueFilters, due_words
from incell.forms.naming import kind_name
from incell.models import Flag, RequestKind, State, Team, colleagues, teams_of
from incell.models import Request as Asked
from incell.models.request import RequestQuerySet

from .prompting import prompts_of

PAGE = 50
LONGEST_ADDRESS = 500
LAST_QUEUE = "requests_shown"  # in the session: the queue as it was filtered, to go back to


def staff(request: Request) -> User:
    """The member of staff behind a door of staff."""
    assert not isinstance(request.user, AnonymousUser)
    return request.user


@door(Verb.HANDLE_REQUESTS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def queue(request: Request) -> HttpResponse:
    """One team's requests. The filters stand in the address, which holds nobody's name.

    Queries: 9, and 1 more where another list was shown last.
    """
    if request.method == "POST":
        said = QueueFilters(request.POST.dict()).said()
        return redirect(f"{reverse('incell:requests')}?{QueueFilters.query(said)}")
    teams = own_teams(request)
    if not teams:
        raise NotAllowed(Verb.HANDLE_REQUESTS.value)
    said = filters_of(request, teams)
    today = timezone.localdate()
    listed = found(request, said, today)
    counts = _counts(request, teams, listed)
    page = InOrder(listed, request.reach.prisons, counts.get("", 0)).get_page(request.GET.get("page"))
    remember(request)
    return render(
        request,
        "incell/staff/queue.html",
        {
            "page": page,
            "rows": rows(page, today),
            "said": said,
            "tabs": _tabs(teams, counts, said["team"]),
            "team": Team(said["team"]),
            "states": STATES,
            "due": DUE,
            "kinds": [("", _("Any kind")), *_kinds(said["team"])],
            "people": _people(request, said["team"]),
            "wings": [("", _("Any wing")), *_wings(request)],
            "sorts": {name: _sort_link(said, name) for name in SORTS},
            "kept": QueueFilters.query(said),
            "filtered": any(said[name] for name in ("state", "kind", "due", "to", "wing")),
        },
    )


class InOrder(Paginator):
    """Pages of requests in an order that an index has: what is shown is read only of those on the page.

    prisons   of the reader: the index of names begins with the prison. count: how many requests. Queries: 1.
    """

    def __init__(self, requests: RequestQuerySet, prisons: Iterable[str], count: int) -> None:
        super().__init__(requests, PAGE)
        self.requests, self.prisons, self.count = requests, prisons, count

    def page(self, number: int | str) -> Any:
        number = self.validate_number(number)
        first, order = (number - 1) * self.per_page, self.requests.query.order_by
        by_name = any(str(name).lstrip("-").startswith("prisoner__") for name in order)
        these = self.requests.filter(prisoner__prison_id__in=self.prisons) if by_name else self.requests
        here = these.values("pk")[first : first + self.per_page]
        flagged = Exists(Flag.objects.filter(request=OuterRef("pk")))
        shown = Asked.objects.filter(pk__in=here).shown(answers=True).annotate(is_flagged=flagged).order_by(*order)
        return Page(shown, number, self)


def remember(request: Request) -> None:
    """Keep this list as the one to go back to, unless its address is endless. Queries: none where it is that."""
    if len(request.get_full_path()) > LONGEST_ADDRESS:
        return
    if request.session.get(LAST_QUEUE) != request.get_full_path():
        request.session[LAST_QUEUE] = request.get_full_path()


def own_teams(request: Request) -> list[Team]:
    """The reader's teams, in the order of the teams. Queries: none."""
    mine = teams_of(request.reach.roles)
    return [team for team in Team if team in mine]


def filters_of(request: Request, teams: list[Team]) -> dict[str, str]:
    """What the address says, with one of the reader's teams in any case."""
    said = QueueFilters(request.GET.dict()).said()
    return said | {"team": said["team"] if said["team"] in teams else teams[0].value}


def found(request: Request, said: dict[str, str], today: date) -> RequestQuerySet:
    """What the filters leave of a team's requests, sorted. Queries: none."""
    left = Asked.objects.queue_of(said["team"], request.reach)
    left = left.waiting() if not said["state"] else left if said["state"] == "all" else left.filter(state=said["state"])
    if said["kind"]:
        left = left.filter(code=said["kind"])
    if said["due"]:
        left = (
            left.late(today)
            if said["due"] == "late"
            else left.filter(due_on__gte=today, due_on__lte=_until(said, today))
        )
    if said["to"]:
        to: dict[str, dict[str, Any]] = {"me": {"assigned_to": request.user}, "nobody": {"assigned_to": None}}
        left = left.filter(**to.get(said["to"], {"assigned_to": said["to"]}))
    if said["wing"]:
        left = left.filter(prisoner__cell__startswith=f"{said['wing']}-")
    back, sort = "-" if said["sort"].startswith("-") else "", said["sort"].lstrip("-") or "due"
    return left.order_by(*(f"{back}{name}" for name in dict.fromkeys([*SORTS[sort], "sent_at", "pk"])))


def _until(said: dict[str, str], today: date) -> date:
    return today + timedelta(days=int(said["due"]) if said["due"].isdigit() else 0)


def rows(requests: Iterable[Asked], today: date) -> list[dict[str, Any]]:
    """What a list shows of each request. Queries: none, of requests that are `shown`."""
    return [
        {
            "request": one,
            "name": kind_name(one.kind),
            "due": due_words(one.due_on, today) if one.is_open else "",
            "late": one.is_open and one.due_on < today,
            "prompts": prompted(one),
        }
        for one in requests
    ]


def prompted(one: Asked) -> list[str]:
    """What the words of a request that is open and not flagged may mean, for the list to say so.

    Who opens requests in the order of their days would else meet them late. Queries: none; of requests that were
    read without `is_flagged` nothing is said.
    """
    if not one.is_open or getattr(one, "is_flagged", True):
        return []
    return [str(Flag.Kind(code).label) for code in prompts_of(one)]


def tabs(request: Request, teams: list[Team], here: str = "") -> list[dict[str, Any]]:
    """Each team of the reader and how many are open. Queries: 1."""
    return _tabs(teams, dict(_waiting(request, teams)), here)


def _tabs(teams: list[Team], counts: dict[str, int], here: str) -> list[dict[str, Any]]:
    return [{"team": team, "n": counts.get(team.value, 0), "here": team == here} for team in teams]


def _counts(request: Request, teams: list[Team], listed: RequestQuerySet) -> dict[str, int]:
    """How many are open, by team, and under "" how many are listed. Queries: 1."""
    all_listed = listed.order_by().values_list(Value("", output_field=CharField())).annotate(n=Count("*"))
    return dict(_waiting(request, teams).union(all_listed, all=True))


def _waiting(request: Request, teams: list[Team]) -> Any:
    waiting = Asked.objects.filter(request.reach.people("prisoner", "prison_id"), team__in=teams).waiting()
    return waiting.order_by().values_list("team").annotate(n=Count("*"))  # "*": out of the index alone


def _kinds(team: str) -> list[tuple[str, str]]:
    """Every kind that can be asked for today: what was forwarded here may be of any. Queries: 1."""
    current = RequestKind.objects.current().defer("text", "overlays")
    return sorted(((kind.code, kind_name(kind)) for kind in current), key=lambda one: one[1])


def _people(request: Request, team: str) -> list[tuple[str, str]]:
    """Queries: 1."""
    sits_here = colleagues(team, staff(request).prison_id or "")
    others = [(str(person.pk), person.name) for person in sits_here if person != request.user]
    return [("", _("Anybody")), ("me", _("Me")), ("nobody", _("Nobody yet")), *others]


def _wings(request: Request) -> list[tuple[str, str]]:
    """The first part of the cells, as on the roll. Queries: 1."""
    cells = Prisoner.objects.visible_to(request.reach).here().order_by().values_list("cell", flat=True).distinct()
    return [(wing, wing) for wing in sorted({cell.partition("-")[0] for cell in cells if "-" in cell})]


def _sort_link(said: dict[str, str], name: str) -> dict[str, str]:
    now = said["sort"] or "due"
    order = {name: "ascending", f"-{name}": "descending"}.get(now, "")
    return {"href": "?" + QueueFilters.query(said, sort=f"-{name}" if now == name else name), "order": order}


@door(Verb.HANDLE_REQUESTS)
@never_cache
@require_safe
def export(request: Request) -> Any:
    """The filtered queue as CSV, the first 10,000 rows; privileged messages without a word. Queries: 7, streamed."""
    teams = own_teams(request)
    if not teams:
        raise NotAllowed(Verb.HANDLE_REQUESTS.value)
    said, now = filters_of(request, teams), timezone.now()
    taken = take_queue(team=said["team"], found=found(request, said, timezone.localdate()), by=staff(request), at=now)
    answer = StreamingHttpResponse(_lines(list(taken)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="requests-{now:%Y-%m-%d}.csv"'
    return answer


class _Line:
    """What csv writes to: gives the line back."""

    def write(self, line: str) -> str:
        return line


def _lines(taken: Iterable[Asked]) -> Iterator[str]:
    write = csv.writer(_Line()).writerow
    yield "\ufeff"  # a spreadsheet reads UTF-8 only when it is told so
    heads = [_("Prison number"), _("Name"), _("Cell"), _("Request"), _("State"), _("Sent"), _("Due"), _("With")]
    yield write([*heads, _("What was asked")])
    for one in taken:
        person = one.prisoner
        with_whom = one.assigned_to.name if one.assigned_to else ""
        row = [person.number, person.name, person.cell, kind_name(one.kind), State(one.state).label]
        row += [timezone.localdate(one.sent_at).isoformat(), one.due_on.isoformat(), with_whom]
        yield write([harmless(str(value)) for value in [*row, "" if one.is_privileged else one.words]])


def harmless(value: str) -> str:
    """A value that no spreadsheet takes for a formula: an apostrophe goes before what could begin one."""
    return f"'{value}" if value.lstrip()[:1] in ("=", "+", "-", "@") or value[:1] in ("\t", "\r", "\n") else value
