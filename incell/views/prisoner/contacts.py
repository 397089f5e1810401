"""A person's own list: whom they may call, see and write to, and what of it is still being looked at."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import Verb
from accounts.views.door import Request, door
from incell.acts.kinds import kind_of
from incell.acts.known import asked_in
from incell.acts.ways import VETTED
from incell.catalogue import Way
from incell.forms import answering
from incell.models import Request as Asked
from incell.models import RequestKind, Tie

from .asking_own import row
from .asking_plain import language, who_to_you

A_PAGE = 25
MOST_ASKED = 10  # that are being looked at, newest first


@never_cache
@door(Verb.ASK)
@require_safe
def contacts(request: Request) -> HttpResponse:
    """Who is on the list, 25 a page, and which changes to it are looked at. Queries: 8, however long it is.

    Whoever a ban keeps apart from the person is left out, as from the list on paper, and no reason is read.
    """
    mine = Tie.objects.visible_to(request.reach).approved(timezone.localdate()).select_related("contact")
    page = Paginator(mine.prefetch_related("contact__phones"), A_PAGE).get_page(request.GET.get("page"))
    people = [{"tie": tie, "who": who_to_you(tie.relationship)} for tie in page]
    context = {"page": page, "people": people, "changes": _changes(request), "ways": _ways(bool(people))}
    return render(request, "incell/prisoner/contacts.html", context)


def _changes(request: Request) -> list[dict[str, Any]]:
    """Contacts asked for, or to be taken off, that nobody has decided on. Queries: 1."""
    mine = Asked.objects.visible_to(request.reach).open().filter(kind__head__way__in=sorted(VETTED))
    found = mine.select_related("kind").defer("sealed", "words").order_by("-sent_at", "-pk")[:MOST_ASKED]
    return [row(one) | {"person": _named(one)} for one in found]


def _ways(anybody: bool) -> list[dict[str, Any]]:
    """What can be asked for to change the list, or, with anybody on it, to have it on paper. Queries: 1."""
    ways = VETTED | {Way.CONTACT_LIST} if anybody else VETTED - {Way.REMOVE_CONTACT}
    rows = RequestKind.objects.current().filter(head__way__in=sorted(ways)).order_by("pk")
    kinds = [kind_of(one, language()) for one in rows]
    return [{"slug": kind.slug, "name": answering.marked(kind.name)} for kind in kinds]


def _named(asked: Asked) -> str:
    """Whom it is about, as the person wrote it."""
    said = asked_in(asked)
    taken_off = asked.answers.get("CONTACT")
    return f"{said.first_name} {said.last_name}".strip() or said.organisation or str(taken_off or "")
