"""Limited access, for the named who look after it: asked for, confirmed by another, lifted by two."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import VERBS, Verb
from accounts.acts import limited_arrivals as arrivals
from accounts.acts import limiting as acts
from accounts.forms.limited import AskToLimit, NameReader, NameReaders
from accounts.models import Audience, Limited, Prisoner, Role, User

from .door import Request, door
from .sign_in import own

PAGE = 50
MOST_STAFF = 500
READ_OR_WRITE = ["GET", "HEAD", "POST"]


@door(Verb.LIMIT_ACCESS)
@require_safe
def limits(request: Request) -> HttpResponse:
    """People with limited access who name the reader, asked for and in force; and who came limited from another prison
    and has nobody named yet. Queries: 4.
    """
    mine = Limited.objects.standing().naming(own(request)).select_related("prisoner", "asked_by")
    ours = mine.filter(prisoner__prison__in=request.reach.prisons)
    page = Paginator(ours, PAGE).get_page(request.GET.get("page"))
    return render(request, "accounts/staff/limits.html", {"page": page, "unnamed": _unnamed(request)[:PAGE]})


def _unnamed(request: Request) -> "QuerySet[Limited]":
    came = Limited.objects.unnamed().filter(prisoner__prison__in=request.reach.prisons)
    return came.select_related("prisoner", "asked_by").order_by("asked_at")


@door(Verb.LIMIT_ACCESS)
@require_http_methods(READ_OR_WRITE)
def ask(request: Request, pk: UUID) -> HttpResponse:
    """Ask that only the named may know of a person. Queries: 5, and 8 to ask."""
    person = get_object_or_404(Prisoner.objects.visible_to(request.reach).here(), pk=pk)
    people = list(staff_of(request).exclude(pk=request.user.pk)[:MOST_STAFF])
    form = AskToLimit(request.POST or None, staff=people)
    if request.method == "POST" and form.is_valid():
        said = {"reason": form.cleaned_data["reason"], "named": form.chosen()}
        try:
            made = acts.ask_to_limit(prisoner=person, **said, by=own(request), at=timezone.now())
        except acts.AlreadyLimited:
            form.add_error(None, _("Access to this person is limited already, or a colleague has asked for it"))
        except acts.TooFewNamed:
            form.add_error("named", _("Name one more who looks after limited access: two confirm and lift it"))
        except acts.NobodyForFlags:
            form.add_error("named", _("Name somebody of safer custody: flags about this person reach nobody else"))
        else:
            messages.success(request, _("Asked. It counts once another of the named has confirmed it."))
            return redirect("accounts:limit", made.pk)
    chosen = set(request.POST.getlist("named"))
    rows = [_box(user, str(user.pk) in chosen) for user in people]
    context = {"person": person, "form": form, "rows": rows, "reasons": _reasons()}
    return render(request, "accounts/staff/limit_ask.html", context)


def staff_of(request: Request) -> "QuerySet[User]":
    """Who works in the reader's prison, by name. Queries: none of its own, 2 when it is read."""
    here = User.objects.filter(audience=Audience.STAFF, is_active=True, prison_id__in=request.reach.prisons)
    return here.prefetch_related("roles_held").order_by("name", "pk")


def _box(user: User, checked: bool) -> dict[str, Any]:
    roles = [Role(held.role) for held in user.roles_held.all()]  # type: ignore[attr-defined]
    looks_after = any(Verb.LIMIT_ACCESS in VERBS[role] for role in roles)
    hint = ", ".join(str(role.label) for role in roles)
    if looks_after:
        hint = _("%(roles)s; looks after limited access") % {"roles": hint}
    return {"value": str(user.pk), "label": user.name, "hint": hint, "checked": checked}


def _reasons() -> list[dict[str, Any]]:
    return [{"value": value, "label": label} for value, label in Limited.Reason.choices]


@door(Verb.LIMIT_ACCESS)
@require_http_methods(READ_OR_WRITE)
def limit(request: Request, limit_id: UUID) -> HttpResponse:
    """One of them: who is named, and the next word of one of two. 404 for who is not named. Queries: 6, acting 9."""
    mine = Limited.objects.naming(own(request)).filter(prisoner__prison__in=request.reach.prisons)
    whole = ("prisoner", "asked_by", "made_by", "lift_asked_by", "lifted_by")
    shown = get_object_or_404(mine.select_related(*whole), pk=limit_id)
    if request.method == "POST":
        _act(request, shown)
        still = mine.filter(pk=limit_id).exists()  # who takes themselves away sees it no more
        return redirect("accounts:limit", limit_id) if still else redirect("accounts:limits")
    readers = list(
        shown.readers.filter(ended_at__isnull=True).select_related("user", "asked_by").order_by("user__name")
    )
    there = {reader.user_id for reader in readers}
    others = [
        ("", _("Choose who")),
        *((str(user.pk), user.name) for user in staff_of(request)[:MOST_STAFF] if user.pk not in there),
    ]
    context = {"shown": shown, "readers": readers, "others": others, "me": request.user.pk}
    return render(request, "accounts/staff/limit.html", context)


@door(Verb.LIMIT_ACCESS)
@require_http_methods(READ_OR_WRITE)
def readers(request: Request, limit_id: UUID) -> HttpResponse:
    """Name who may know of somebody who came limited: proposed by one, confirmed by another. Queries: 6, acting 12."""
    shown = get_object_or_404(_unnamed(request), pk=limit_id)
    proposed = list(shown.readers.filter(ended_at__isnull=True).select_related("user", "asked_by"))
    people = list(staff_of(request).exclude(pk=request.user.pk)[:MOST_STAFF])
    form = NameReaders(request.POST if "propose" in request.POST else None, staff=people)
    if request.method == "POST" and _named(request, shown, form):
        return redirect("accounts:limits")
    chosen = set(request.POST.getlist("named"))
    rows = [_box(user, str(user.pk) in chosen) for user in people]
    may_confirm = any(row.user_id == request.user.pk and row.asked_by_id != request.user.pk for row in proposed)
    context = {"shown": shown, "proposed": proposed, "form": form, "rows": rows, "may_confirm": may_confirm}
    return render(request, "accounts/staff/limit_readers.html", context)


def _named(request: Request, shown: Limited, form: NameReaders) -> bool:
    """Do what the form says. Whether the page is done with. Raises NotAllowed."""
    try:
        if "confirm" in request.POST:
            arrivals.confirm_readers(limited=shown, by=own(request), at=timezone.now())
            messages.success(request, _("Only the named know of this person from now on"))
            return True
        if not form.is_valid():
            return False
        arrivals.propose_readers(limited=shown, named=form.chosen(), by=own(request), at=timezone.now())
    except acts.NeedsAnotherPerson:
        messages.info(request, _("You have said so already. Another of the named has to say the same."))
    except acts.ChangedMeanwhile:
        messages.info(request, _("A colleague decided this before you."))
    except acts.TooFewNamed:
        form.add_error("named", _("Name one more who looks after limited access: two confirm and lift it"))
        return False
    except acts.NobodyForFlags:
        form.add_error("named", _("Name somebody of safer custody: flags about this person reach nobody else"))
        return False
    else:
        messages.success(request, _("Proposed. They see the person once another of them has confirmed it."))
    return True


STEPS: dict[str, tuple[Callable[..., Any], str]] = {
    "confirm": (acts.confirm_limit, "confirmed"),
    "lift": (acts.lift_limit, "lifted"),
    "keep": (acts.keep_limit, "kept"),
    "name": (acts.name_reader, "named"),
    "end": (acts.end_reader, "ended"),
}


def _act(request: Request, shown: Limited) -> None:
    """Do the step that the form names, and tell how it went."""
    step = request.POST.get("step", "")
    if step not in STEPS:
        messages.error(request, _("Choose what to do."))
        return
    act, done = STEPS[step]
    said: dict[str, Any] = {}
    if step in ("name", "end"):
        form: forms.Form = NameReader(request.POST)
        if not form.is_valid():
            messages.error(request, _("Choose who"))
            return
        said = {"reader": form.cleaned_data["reader"]}
    try:
        act(limited=shown, **said, by=own(request), at=timezone.now())
    except acts.NeedsAnotherPerson:
        messages.info(request, _("You have said so already. Another of the named has to say the same."))
    except acts.ChangedMeanwhile:
        messages.info(request, _("A colleague decided this before you."))
    except (acts.TooFewNamed, acts.NobodyForFlags):
        messages.error(request, _("Two who look after limited access and one of safer custody have to stay named"))
    except ValueError:
        messages.error(request, _("Choose who"))
    else:
        messages.success(request, _told(done))


def _told(done: str) -> str:
    return {
        "confirmed": _("Only the named know of this person from now on"),
        "lifted": _("Your word is kept"),
        "kept": _("Access stays limited"),
        "named": _("Your word is kept. Two have to say the same before somebody more is named."),
        "ended": _("They are no longer named"),
    }[done]
