from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import Verb
from accounts.views.door import Request, door
from passport import licence as licences
from passport.acts import licence as acts
from passport.forms import licence as said
from passport.licence import Condition, Licence, stands
from passport.models import Passport

from .person import passport_here


@never_cache
@door(Verb.OWN_PASSPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def licence(request: Request) -> HttpResponse:
    """The rules to keep outside, each in plain words beside the law's, and the person's word on it. Queries: 13."""
    passport = passport_here(request)
    asked, form, changed = "", None, False
    if request.method == "POST":
        if passport is None:
            raise Http404
        asked, form = request.POST.get("condition", ""), said.SaysForm(request.POST, auto_id="id_asked_%s")
        if form.is_valid():
            try:
                _say(request, passport, asked, form.cleaned_data)
            except licences.ChangedMeanwhile:
                changed = True
            else:
                messages.success(request, _("Thank you. Staff will see what you said."))
                return redirect("passport:licence")
    now = acts.licence_of(passport=passport, by=request.user, at=timezone.now()) if passport else Licence()
    context = {
        "licence": now,
        "ends_on": parse_date(now.ends_on) if now.ends_on else None,
        "rows": [_row(one, form if one.id == asked else None) for one in now.in_force],
        "form": form,
        "changed": changed,
    }
    return render(request, "passport/prisoner/licence.html", context)


def _say(request: Request, passport: Passport, condition: str, given: dict[str, Any]) -> None:
    seen = request.POST.get("seen", "")
    number = int(seen) if seen.isdecimal() and len(seen) < 9 else -1
    turn: dict[str, Any] = {"passport": passport, "condition_id": condition, "by": request.user, "at": timezone.now()}
    try:
        acts.say_of_condition(**turn, **given, seen=number)
    except licences.NoSuchCondition as error:
        raise Http404 from error


def _row(one: Condition, form: said.SaysForm | None) -> dict[str, Any]:
    word = said.OWN_SAYS.get(stands(one))
    return {
        "one": one,
        "legal": said.words_of(one, "legal"),
        "plain": said.words_of(one, "plain"),
        "ours": bool(one.code),
        "mark": word[0] if word else "",
        "says": word[1] if word else "",
        "words": one.person.words if word else "",
        "form": form or said.SaysForm(auto_id=f"id_{one.id}_%s"),
        "open": form is not None,
    }
