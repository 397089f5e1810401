"""Finding requests by their words or their person, and what is late, for those who oversee the teams."""

from itertools import islice

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import Verb
from accounts.models import Prisoner
from accounts.views.door import Request, door
from incell.forms.handling import QueueFilters
from incell.models import Request as Asked
from incell.models import Team

from .queue import PAGE, own_teams, remember, rows, tabs

MOST = 200  # found requests, the newest
MOST_PEOPLE = 50
LONGEST = 80  # letters of a search
WORDS = "requests_searched_for"


@door(Verb.HANDLE_REQUESTS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: Request) -> HttpResponse:
    """The newest 200 requests that say all of these words, or whose person has this name or number.

    The words come by POST and wait in the session, never in an address. Queries: 8, and 1 more
    each for a first visit and, on PostgreSQL, for words that few of the newest 20,000 requests say.
    """
    if request.method == "POST":
        request.session[WORDS] = request.POST.get("words", "").strip()[:LONGEST]
        return redirect("incell:requests_search")
    words = request.session.get(WORDS, "")
    hits = _found(request, words) if words else []
    page = Paginator(hits, PAGE).get_page(request.GET.get("page"))
    remember(request)
    shown = Asked.objects.filter(pk__in=list(page)).shown().order_by("-sent_at", "-pk")
    context = {
        "words": words,
        "page": page,
        "rows": rows(shown, timezone.localdate()) if hits else [],
        "all": len(hits) < MOST,
        "most": MOST,
        "tabs": tabs(request, own_teams(request)),
    }
    return render(request, "incell/staff/search.html", context)


def _found(request: Request, words: str) -> list[object]:
    """Ids, newest first. Queries: 3, or 4."""
    mine = Asked.objects.visible_to(request.reach)
    people = Prisoner.objects.visible_to(request.reach).named(words)[:MOST_PEOPLE].values_list("pk", flat=True)
    theirs = mine.filter(prisoner__in=list(people)).order_by("-sent_at", "-pk").values_list("sent_at", "pk")[:MOST]
    dated = {pk: sent for some in (mine.newest_saying(words, MOST), theirs) for sent, pk in some}
    newest_first = sorted(dated, key=lambda pk: (dated[pk], str(pk)), reverse=True)
    return list(islice(newest_first, MOST))


@door(Verb.OVERSEE_REQUESTS)
@never_cache
@require_safe
def late(request: Request) -> HttpResponse:
    """Open requests past their day, the latest first, and how many each team has. Queries: 8.

    Healthcare's are counted; nobody but healthcare reads them.
    """
    today = timezone.localdate()
    over = Asked.objects.filter(request.reach.people("prisoner", "prison_id")).late(today)
    counts = dict(over.order_by().values_list("team").annotate(n=Count("*")))
    said = QueueFilters(request.GET.dict()).said()
    shown = Asked.objects.visible_to(request.reach).late(today).order_by("due_on", "sent_at", "pk")
    if said["team"]:
        shown = shown.filter(team=said["team"])
    page = Paginator(shown.shown(), PAGE).get_page(request.GET.get("page"))
    remember(request)
    context = {
        "page": page,
        "rows": rows(page, today),
        "counts": [(team, counts[team.value]) for team in Team if team.value in counts],
        "team": said["team"],
        "tabs": tabs(request, own_teams(request)) if own_teams(request) else [],
        "title": _("Late requests"),
    }
    return render(request, "incell/staff/late.html", context)
