"""A person's own papers on their own phone, at central: the page, and the manifest that a ticket fetches."""

import json

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from accounts.views.door import public_door
from passport import pocket
from passport.acts.received_links import NoSuchLink, WrongTicket, digest_of, fetch_link

from .sealed_page import sealed_page

PAPER = "application/vnd.throughgate.paper+json"
LONGEST = 1024  # bytes of a request


@public_door  # who was in prison has no account; what opens the page is on paper and in their head
@sealed_page
@require_safe
def link(request: HttpRequest) -> HttpResponse:
    """The page that opens a link by itself. Queries: none."""
    return render(request, "passport/public/link.html")


@csrf_exempt  # no session stands behind it: the ticket is the whole right
@public_door  # the ticket is asked for, and wrong ones are counted
@require_POST
def manifest(request: HttpRequest, link_id: str) -> JsonResponse:
    """The link's file for its ticket (passport/pocket/SPEC.md, section 4). Queries: 1, and 9 to lock it."""
    said = _read(request)
    ticket = digest_of(said.get("passcode")) if said else None
    if ticket is None:
        return _answer({}, 400)
    if not pocket.is_link_id(link_id):
        return _answer({}, 404)
    try:
        file = fetch_link(link=link_id, ticket=ticket, at=timezone.now())
    except NoSuchLink:
        return _answer({}, 404)
    except WrongTicket as told:
        return _answer({"remainingAttempts": told.left}, 401)
    return _answer({"files": [{"contentType": PAPER, "embedded": file}], "status": "finalized"}, 200)


def _read(request: HttpRequest) -> dict[str, object] | None:
    """The request's two members; None for another form."""
    if request.content_type != "application/json" or len(request.body) > LONGEST:
        return None
    try:
        said = json.loads(request.body)
    except (ValueError, RecursionError):
        return None
    recipient = said.get("recipient") if isinstance(said, dict) and said.keys() == {"passcode", "recipient"} else None
    fits = isinstance(recipient, str) and 1 <= len(recipient) <= 80 and recipient.isprintable()
    return said if fits else None


def _answer(said: dict[str, object], status: int) -> JsonResponse:
    return JsonResponse(said, status=status, headers={"Cache-Control": "no-store"})
