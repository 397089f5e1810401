"""The agency's key: made, kept and unlocked in the worker's browser; central sees the public half and a locked box."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.access import Verb
from accounts.acts.agency_keys import KeyIsTaken, NoBackup, NotAKey, fetch_backup, offer_agency_key
from accounts.models import AgencyKey
from accounts.seal import Unreadable, read_json
from accounts.views.door import Request, door

from .sealed_page import refused, sealed_context, sealed_page


@door(Verb.MAKE_AGENCY_KEY)
@require_safe
@sealed_page
def key(request: Request) -> HttpResponse:
    """The agency's keys as central knows them. Queries: 3 beyond the door's."""
    keys = AgencyKey.objects.visible_to(request.reach)
    mine = set(keys.filter(backups__member_id=request.reach.user_id).values_list("kid", flat=True))
    known = [
        {"kid": row.kid, "made_at": row.made_at, "in_force": bool(row.statement), "mine": row.kid in mine}
        for row in keys.order_by("-made_at")
    ]
    context = {"keys": known, "agency": request.user.agency, **sealed_context()}
    return render(request, "passport/agency/key.html", context)


@door(Verb.MAKE_AGENCY_KEY)
@require_POST
@sealed_page
def offered(request: Request) -> HttpResponse:
    """Take a new key: `jwk` the public half, `locked` the backup."""
    try:
        jwk = read_json(request.POST.get("jwk", ""), 1024)
        row = offer_agency_key(jwk=jwk, locked=request.POST.get("locked", ""), by=request.user, at=timezone.now())
    except Unreadable as error:
        return refused(NotAKey(error.fault))
    except (NotAKey, KeyIsTaken) as error:
        return refused(error)
    return JsonResponse({"kid": row.kid}, status=201)


@door(Verb.MAKE_AGENCY_KEY)
@require_POST
@sealed_page
def backup(request: Request, kid: str) -> HttpResponse:
    """The worker's own locked backup."""
    try:
        return JsonResponse({"locked": fetch_backup(kid=kid, by=request.user, at=timezone.now())})
    except NoBackup as error:
        return refused(error)
