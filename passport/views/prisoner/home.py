from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import Verb
from accounts.models import Prisoner
from accounts.models.people import PrisonerQuerySet
from accounts.views.door import Request, door
from education.models import with_learning_news, with_next_session
from incell.models import with_answers_and_next
from passport.models import with_waiting


@never_cache
@door(Verb.OWN_PASSPORT)
@require_safe
def home(request: Request) -> HttpResponse:
    """The first page: what there is, the next date that matters, what waits. Queries: 1, and the notices'."""
    at = timezone.now()
    today = timezone.localdate(at)
    people = _with_what_waits(at.replace(second=0, microsecond=0), today)
    person = with_soonest(get_object_or_404(people.visible_to(request.reach)))
    return render(request, "passport/prisoner/home.html", {"person": person, "leaving": leaving(person, today)})


@lru_cache(maxsize=2)
def _with_what_waits(minute: datetime, today: date) -> PrisonerQuerySet:
    """Everybody, with what waits for each: never read whole. Queries: none.

    Built once a minute: putting the query together takes six times as long as answering it.
    """
    waiting = with_waiting(with_answers_and_next(Prisoner.objects.all(), minute), today)
    return with_next_session(with_learning_news(waiting), minute)


def with_soonest(person: Any) -> Any:
    """The person, `next_at` and `next_title` those of the next class where that comes first. Queries: none."""
    if person.session_at and (not person.next_at or person.session_at < person.next_at):
        titles = person.session_of
        welsh = titles["title_cy"] if (get_language() or "").startswith("cy") else ""
        person.next_at, person.next_title = person.session_at, welsh or titles["title"]
    return person


def leaving(person: Prisoner, today: date) -> str:
    """How the release date lies to today: "none", "past", "today", "tomorrow" or "later"."""
    if person.release_on is None:
        return "none"
    days = (person.release_on - today).days
    if days < 0:
        return "past"
    return {0: "today", 1: "tomorrow"}.get(days, "later")
