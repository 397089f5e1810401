from itertools import groupby
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.access import Verb
from accounts.models import Agency
from accounts.views.door import Request, door
from passport.acts.consent import AskedOtherwise, NotAsked, answer_agency
from passport.forms.cell import ShareForm
from passport.models import SECTIONS, Agreement, Consent, Passport, is_restricted, shares_of
from passport.models.shares import COVER, Share

from .person import passport_here
from .plain import name_of

MOST_BEFORE = 20  # times that the person said something, on the page
ONWARD = {
    Agreement.Onward.NO: gettext_lazy("They must keep it to themselves. They can not pass it on."),
    Agreement.Onward.ASK: gettext_lazy("They must ask the prison before they pass it on."),
    Agreement.Onward.SAME_PURPOSE: gettext_lazy("They can pass it on to people who help you with the same thing."),
}


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
    """Keep a yes or no to each part that one agency asks for. 404 for an agency that does not ask.

    Queries  20; a no may cost more. What changed since the page was shown is shown again, and nothing is kept.
    """
    passport, agency = passport_here(request), get_object_or_404(Agency, pk=agency_id)
    if passport is None:
        raise Http404
    share = next((one for one in shares_of(passport, timezone.localdate()) if one.agency == agency), None)
    form = ShareForm(request.POST, share.words if share else [])
    if share is None or not share.words:
        raise Http404
    if not form.is_valid():
        return _page(request, passport, agency_id, form)
    said, shown = form.said(), form.cleaned_data["shown"]
    try:
        answer_agency(passport=passport, agency=agency, said=said, shown=shown, by=request.user, at=timezone.now())
    except NotAsked as error:
        raise Http404 from error
    except AskedOtherwise:
        messages.error(request, _("What they ask for has just changed. Look at it again. Then choose."))
        return redirect("passport:sharing")
    messages.success(request, _told(said) % {"agency": agency.name})
    return redirect("passport:sharing")


def _told(said: dict[str, bool]) -> str:
    if all(said.values()):
        return _("You said yes to %(agency)s.")
    return _("You said yes to some of it: %(agency)s.") if any(said.values()) else _("You said no to %(agency)s.")


def _page(
    request: Request, passport: Passport | None, agency_id: UUID | None = None, form: ShareForm | None = None
) -> HttpResponse:
    shares = shares_of(passport, timezone.localdate()) if passport else []
    cards = [_card(share, form if share.agency.pk == agency_id else None) for share in shares]
    errors = [(part["id"], part["error"]) for card in cards for part in card["parts"] if part["error"]]
    return render(request, "passport/prisoner/sharing.html", {"cards": cards, "errors": errors})


def _card(share: Share, form: ShareForm | None) -> dict[str, Any]:
    return {
        "agency": share.agency,
        "must": _names(share.must),
        "cover": COVER in share.asked,
        "parts": [_part(share, sec, word, form) for sec, word in share.words.items()],
        "terms": [(agreement, ONWARD[Agreement.Onward(agreement.onward)]) for agreement in share.agreements],
        "said": share.said,
        "waits": share.waits,
        "again": share.again,
        "moved": share.moved,
        "said_at": share.said_at,
        "shown": share.shown,
        "before": _before(share.before),
        "handover": share.handover,
    }


def _part(share: Share, sec: str, word: bool | None, form: ShareForm | None) -> dict[str, Any]:
    """One part that is asked for: its plain name, and the word as it was kept or is being typed."""
    name = f"share-{sec}"
    chosen = form.data.get(name, "") if form else {True: "yes", False: "no", None: ""}[word]
    errors = form.errors.get(name) if form else None
    place = f"share-{share.agency.pk}-{sec}-yes"
    return {**_named(sec), "name": name, "id": place, "chosen": chosen, "error": errors[0] if errors else ""}


def _before(said: list[Consent]) -> list[dict[str, Any]]:
    """What the person said, newest first, one line a time: {"at", "moved", "yes": [name, …], "no": [name, …]}."""
    lines = []
    for at, together in groupby((one for one in said if one.section != COVER), key=lambda one: one.said_at):
        names: dict[bool, list[dict[str, Any]]] = {True: [], False: []}
        moved = False
        for one in together:
            names[one.given].append(_named(one.section))
            moved |= one.carried
        lines.append({"at": at, "moved": moved, "yes": names[True], "no": names[False]})
    return lines[:MOST_BEFORE]


def _named(sec: str) -> dict[str, Any]:
    return {"words": name_of(sec).words, "private": is_restricted(sec)}


def _names(sections: frozenset[str]) -> list[dict[str, Any]]:
    """Plain names in the passport's order; a pathway once, marked where its private answers go along."""
    shown = [sec for sec in SECTIONS if sec in sections and not is_restricted(sec)]
    hidden = {name_of(sec).words for sec in sections if is_restricted(sec)}
    names = [{"words": name_of(sec).words, "private": name_of(sec).words in hidden} for sec in shown]
    there = {name["words"] for name in names}
    return names + [{"words": words, "private": True} for words in hidden if words not in there]
