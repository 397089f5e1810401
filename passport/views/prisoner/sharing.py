from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.access import Verb
from accounts.models import Agency
from accounts.views.door import Request, door
from passport.acts.consent import NotAsked, answer_agency
from passport.forms.cell import ShareForm
from passport.models import SECTIONS, Passport, is_restricted, shares_of
from passport.models.shares import Share

from .person import passport_here
from .plain import name_of


@never_cache
@door(Verb.OWN_PASSPORT)
@require_safe
def sharing(request: Request) -> HttpResponse:
    """Who can have the passport: which parts, why, and the person's own yes or no. Queries: 5."""
    return _page(request, passport_here(request))


@never_cache
@door(Verb.OWN_PASSPORT)
@require_POST
def say(request: Request, agency_id: UUID) -> HttpResponse:
    """Keep a yes or no to one agency that asks. 404 for an agency that does not. Queries: 16; a no may cost more."""
    passport, agency = passport_here(request), get_object_or_404(Agency, pk=agency_id)
    if passport is None:
        raise Http404
    form = ShareForm(request.POST)
    if not form.is_valid():
        return _page(request, passport, agency_id, form)
    given = form.cleaned_data["share"] == "yes"
    try:
        answer_agency(passport=passport, agency=agency, given=given, by=request.user, at=timezone.now())
    except NotAsked as error:
        raise Http404 from error
    said = _("You said yes to %(agency)s.") if given else _("You said no to %(agency)s.")
    messages.success(request, said % {"agency": agency.name})
    return redirect("passport:sharing")


def _page(
    request: Request, passport: Passport | None, agency_id: UUID | None = None, form: ShareForm | None = None
) -> HttpResponse:
    shares = shares_of(passport, timezone.localdate()) if passport else []
    cards = [_card(share, form if share.agency.pk == agency_id else None) for share in shares]
    errors = [(f"share-{card['agency'].pk}-yes", card["error"]) for card in cards if card["error"]]
    return render(request, "passport/prisoner/sharing.html", {"cards": cards, "errors": errors})


def _card(share: Share, form: ShareForm | None) -> dict[str, Any]:
    return {
        "agency": share.agency,
        "must": _names(share.must),
        "asked": _names(share.asked),
        "purposes": share.purposes,
        "said": share.said,
        "no": share.said is False,
        "said_at": share.said_at,
        "handover": share.handover,
        "error": form.errors["share"][0] if form else "",
    }


def _names(sections: frozenset[str]) -> list[dict[str, Any]]:
    """Plain names in the passport's order; a pathway once, marked where its private answers go along."""
    shown = [sec for sec in SECTIONS if sec in sections and not is_restricted(sec)]
    hidden = {name_of(sec).words for sec in sections if is_restricted(sec)}
    names = [{"words": name_of(sec).words, "private": name_of(sec).words in hidden} for sec in shown]
    there = {name["words"] for name in names}
    return names + [{"words": words, "private": True} for words in hidden if words not in there]
