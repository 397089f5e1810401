"""A person's licence, for staff: its days, its conditions in legal and plain words, and what the person says."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import Verb
from accounts.views.door import Request, door
from passport import licence as licences
from passport.acts import licence as acts
from passport.acts.sections import open_passport
from passport.forms import licence as said
from passport.licence import Condition, Kind, Licence, stands
from passport.models import Passport

from .plan_turns import new_id
from .staff_about import about, prisoner_in_reach, staff
from .staff_needs import passport_of, works_with

READ_OR_WRITE = ["GET", "HEAD", "POST"]


@never_cache
@door(Verb.READ_PASSPORT)
@require_http_methods(READ_OR_WRITE)
def licence(request: Request, prisoner_id: UUID) -> HttpResponse:
    """The licence; written here by who works with the person. Queries: 19, and about 40 to write."""
    prisoner = prisoner_in_reach(request, prisoner_id)
    writes = works_with(request, prisoner)
    if request.method == "POST" and not writes:
        raise Http404
    now = _licence(request, passport_of(prisoner))
    forms: dict[str, Any] = {}
    meanwhile = False
    if request.method == "POST":
        passport = open_passport(prisoner=prisoner, by=staff(request), at=timezone.now())
        try:
            if _take(request, passport, now, forms):
                messages.success(request, _("The licence is saved"))
                return redirect("passport:staff_licence", prisoner_id)
        except licences.ChangedMeanwhile:
            meanwhile = True
        except licences.TooManyConditions:
            messages.warning(request, _("Nothing was saved. A licence holds sixty conditions."))
        except (licences.NoSuchCondition, ValueError):
            messages.warning(request, _("Nothing was saved. Look at the licence as it stands now."))
        now = _licence(request, passport)
    fresh = next((one for one in forms if one not in {"licence", *(each.id for each in now.conditions)}), new_id(""))
    context = about(
        request,
        prisoner,
        licence=now,
        starts_on=parse_date(now.starts_on) if now.starts_on else None,
        ends_on=parse_date(now.ends_on) if now.ends_on else None,
        rows=[_row(one, forms) for one in now.in_force],
        removed=[_row(one, forms) for one in now.conditions if one.removed],
        days=forms.get("licence") or said.LicenceForm(licence=now, release_on=prisoner.release_on),
        form=next(iter(forms.values()), None),
        fresh=fresh,
        fresh_form=forms.get(fresh) or said.ConditionForm(auto_id=f"id_{fresh}_%s"),
        meanwhile=meanwhile,
        writes=writes,
    )
    return render(request, "passport/staff/licence.html", context)


def _licence(request: Request, passport: Passport | None) -> Licence:
    return acts.licence_of(passport=passport, by=staff(request), at=timezone.now()) if passport else Licence()


def _take(request: Request, passport: Passport, now: Licence, forms: dict[str, Any]) -> bool:
    """Make the act that was asked for. Returns whether it was made; else the form says why not."""
    seen = request.POST.get("seen", "")
    turn: dict[str, Any] = {
        "passport": passport,
        "seen": int(seen) if seen.isdecimal() and len(seen) < 9 else -1,
        "by": staff(request),
        "at": timezone.now(),
    }
    act, condition = request.POST.get("act"), request.POST.get("condition", "")
    if act == "licence":
        days = said.LicenceForm(request.POST, licence=now, release_on=passport.prisoner.release_on)
        forms["licence"] = days
        if not days.is_valid():
            return False
        given = {name: days.cleaned_data[name] for name in ("starts_on", "ends_on")}
        acts.write_licence(**turn, **given, standard=days.chosen())
    elif act == "condition":
        pk = str(UUID(condition))
        form = forms[pk] = said.ConditionForm(request.POST, auto_id=f"id_{pk}_%s")
        if not form.is_valid():
            return False
        acts.put_condition(**turn, **form.cleaned_data, condition_id=UUID(pk))
    elif act in {"remove", "put_back"}:
        acts.end_condition(**turn, condition_id=condition, removed=act == "remove")
    else:
        raise licences.NoSuchCondition
    return True


def _row(one: Condition, forms: dict[str, Any]) -> dict[str, Any]:
    word = said.SAYS.get(stands(one))
    return {
        "one": one,
        "kind": said.KINDS[one.kind],
        "legal": said.words_of(one, "legal"),
        "plain": said.words_of(one, "plain"),
        "mark": word[0] if word else "",
        "says": word[1] if word else "",
        "said_at": parse_datetime(one.person.at) if word else None,
        "own": one.kind != Kind.STANDARD,
        "form": forms.get(one.id) or said.ConditionForm(one=one, auto_id=f"id_{one.id}_%s"),
        "unsaved": one.id in forms,
    }
