"""The dashboard of a caseload: everybody here, narrowed, counted, sorted, taken as a file or on paper."""

import csv
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import Verb
from accounts.views.door import Request, door
from passport.acts import caseload as acts
from passport.caseload import SORTS, Row, counts, in_order, narrowed, read_filters
from passport.forms import caseload as words
from passport.forms.caseload import address
from passport.forms.lists import plain
from passport.models import LastFilter

from .staff_about import staff, until

PAGE = 50
MOST = 5000  # rows of one page, where everybody is asked for
CSV = "text/csv; charset=utf-8"


@never_cache
@door(Verb.SEE_CASELOADS)
@require_http_methods(["GET", "HEAD", "POST"])
def caseload(request: Request) -> HttpResponse:
    """Filters stand in the address, so that sorting, paging, a person and Back keep them. Queries: 11.

    Without an address of its own it begins with what this reader last looked for.
    """
    if request.method == "POST":
        query = _query(_said(request, request.POST.dict()))
        acts.keep_filter(query=query, by=staff(request), at=timezone.now())
        return redirect(address(query))
    if not request.GET:
        last = LastFilter.objects.filter(user=staff(request)).values_list("query", flat=True).first()
        if last:
            return redirect(address(last))
    said, today = _said(request, request.GET.dict()), timezone.localdate()
    rows = acts.caseload_rows(request.reach, today)
    found = in_order(narrowed(rows, said, today), _sort(request))
    page = Paginator(found, MOST if "everybody" in request.GET else PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [_told(row, said, today) for row in page],
        "said": said,
        "filters": words.choices(counts(rows, said, today), _workers(rows, said), said),
        "sorts": {name: _sort_link(request, name) for name in SORTS},
        "pathway": words.CODES["pathway"].get(said["pathway"], ""),
        "filtered": any(said.values()),
        "kept": request.GET.urlencode(),
        "everybody": "everybody" in request.GET,
    }
    return render(request, "passport/staff/caseload.html", context)


@door(Verb.SEE_CASELOADS)
@require_POST
def caseload_csv(request: Request) -> Any:
    """All that the filters show, as CSV; by POST, since it is written down. Queries: 12."""
    said, today = _said(request, request.GET.dict()), timezone.localdate()
    found = in_order(narrowed(acts.caseload_rows(request.reach, today), said, today), _sort(request))
    now, query = timezone.now(), _query(said)
    acts.note_caseload_taken(query=query, people=len(found), as_="csv", by=staff(request), at=now)
    answer = StreamingHttpResponse(_lines(found), content_type=CSV)
    answer["Content-Disposition"] = f'attachment; filename="caseload-{today:%Y-%m-%d}.csv"'
    return answer


class _Line:
    """What csv writes to: gives the line back."""

    def write(self, line: str) -> str:
        return line


def _lines(rows: Iterable[Row]) -> Iterator[str]:
    write = csv.writer(_Line()).writerow
    pathways = [str(name) for name in words.CODES["pathway"].values()]
    head = [_("Prison number"), _("Last name"), _("First name"), _("Release"), _("Worker"), _("Plan"), _("Report")]
    yield write([*head, _("Late"), _("Open needs"), *pathways])
    for row in rows:
        told: list[Any] = [
            row.number,
            row.last_name,
            row.first_name,
            row.release_on.isoformat() if row.release_on else "",
        ]
        told += [", ".join(row.workers.values()), words.AGREEMENTS[row.agreement], words.REPORTS[row.report], row.late]
        told.append(row.open_needs)
        told += [words.CODES["status"][row.status_of(pathway)] for pathway in words.CODES["pathway"]]
        yield write([harmless(str(each)) for each in told])


def harmless(value: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{value}" if value[:1] in ("=", "+", "-", "@", "\t", "\r") else value


def _said(request: Request, given: dict[str, str]) -> dict[str, str]:
    said = read_filters(given, str(request.user.pk))
    return said | {"worker": said["worker"] if plain(said["worker"]) else ""}


def _query(said: dict[str, str]) -> str:
    return urlencode({name: code for name, code in said.items() if code})


def _sort(request: Request) -> str:
    asked = request.GET.get("sort", "")
    return asked if asked.lstrip("-") in SORTS else "release"


def _sort_link(request: Request, name: str) -> dict[str, str]:
    query, sort = request.GET.copy(), _sort(request)
    query.pop("page", None)
    query["sort"] = f"-{name}" if sort == name else name
    order = {name: "ascending", f"-{name}": "descending"}.get(sort, "")
    return {"href": f"?{query.urlencode()}", "order": order}


def _workers(rows: Iterable[Row], said: dict[str, str]) -> dict[str, str]:
    """Who has anybody, by name; the one who is chosen too, so that the choice stays on the page."""
    found = {pk: name for row in rows for pk, name in row.workers.items()}
    if said["worker"] and said["worker"] != "none":
        found.setdefault(said["worker"], _("Nobody of these"))
    return dict(sorted(found.items(), key=lambda pair: pair[1]))


def _told(row: Row, said: dict[str, str], today: date) -> dict[str, Any]:
    return {
        "row": row,
        "until": until(row.release_on, today),
        "workers": ", ".join(row.workers.values()),
        "agreement": words.AGREEMENTS[row.agreement],
        "report": words.REPORTS[row.report],
        "status": row.status_of(said["pathway"]) if said["pathway"] else "",
    }
