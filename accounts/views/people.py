"""Doors for staff: the roll, cases, PINs, and people kept apart."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import access
from accounts.access import Verb
from accounts.acts import apart as aparts
from accounts.acts import cases
from accounts.acts import pin as pins
from accounts.forms.staff import SORTS, KeepApart, RollFilters
from accounts.models import NonAssociation, Prisoner

from .door import Request, door
from .sign_in import onward, own

PAGE = 50
READ_OR_WRITE = ["GET", "HEAD", "POST"]
WORDS, SEARCHED = "searched_for", "searched"  # the search in the session, and the address's mark that it counts


@door(Verb.SEE_ROLL)
@require_http_methods(READ_OR_WRITE)
def people(request: Request) -> HttpResponse:
    """The roll: searched, filtered, sorted, 50 a page. Queries: 2, however many people.

    The words of a search are somebody's name: they come by POST and wait in the session, never in an address.
    """
    if request.method == "POST":
        return _search(request)
    words = request.session.get(WORDS, "") if SEARCHED in request.GET else ""
    filters = RollFilters({**request.GET.dict(), "q": words})
    said = filters.said()
    sort = said["sort"] or "release"
    found: QuerySet[Prisoner] = Prisoner.objects.visible_to(request.reach).here().named(said["q"])
    if said["mine"]:
        found = found.filter(pk__in=access.caseload(own(request)).values("pk"))
    found = _sorted(in_window(found, said["window"], timezone.localdate()), sort)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    rows = [(person, access.alerts_for(request.reach, person)) for person in page]
    return render(
        request,
        "accounts/staff/people.html",
        {
            "page": page,
            "rows": rows,
            "said": said,
            "windows": filters.fields["window"].choices,  # type: ignore[attr-defined]
            "sorts": {name: _sort_link(request, name, sort) for name in SORTS},
            "may_take_cases": request.reach.may(Verb.TAKE_CASE),
        },
    )


def _search(request: Request) -> HttpResponse:
    said = RollFilters({**request.POST.dict(), "sort": request.GET.get("sort", "")}).said()
    request.session[WORDS] = said["q"]
    query = {"window": said["window"], "mine": "on" if said["mine"] else "", "sort": said["sort"]}
    query[SEARCHED] = "on" if said["q"] else ""
    kept = urlencode({name: value for name, value in query.items() if value})
    return redirect(f"{reverse('accounts:people')}?{kept}" if kept else "accounts:people")


def in_window(found: "QuerySet[Prisoner]", window: str, today: date) -> "QuerySet[Prisoner]":
    """Those whose release date lies in one of the forms' WINDOWS; everybody for "". Queries: none of its own."""
    if window == "none":
        return found.filter(release_on__isnull=True)
    if window == "past":
        return found.filter(release_on__lt=today)
    if window:
        return found.filter(release_on__gte=today, release_on__lte=today + timedelta(days=int(window)))
    return found


def _sorted(found: "QuerySet[Prisoner]", sort: str) -> "QuerySet[Prisoner]":
    """By one of SORTS, "-" for the other way round; people without a release date come last either way."""
    first, *others = SORTS[sort.lstrip("-")]
    order = F(first).desc(nulls_last=True) if sort.startswith("-") else F(first).asc(nulls_last=True)
    return found.order_by(order, *others)


def _sort_link(request: Request, name: str, sort: str) -> dict[str, str]:
    """The address that sorts by this column, and how it is sorted now."""
    query = request.GET.copy()
    query.pop("page", None)
    query["sort"] = f"-{name}" if sort == name else name
    order = {name: "ascending", f"-{name}": "descending"}.get(sort, "")
    return {"href": f"?{query.urlencode()}", "order": order}


@door(Verb.TAKE_CASE)
@require_POST
def take_case(request: Request, pk: UUID) -> HttpResponse:
    """Put a person into the own caseload; goes on to the form's `next`."""
    person = _person(request, pk)
    try:
        cases.allocate(prisoner=person, to=own(request), by=own(request), at=timezone.now())
    except cases.AlreadyYourCase:
        messages.info(request, _("%(name)s is in your caseload already") % {"name": person.name})
    else:
        messages.success(request, _("%(name)s is now in your caseload") % {"name": person.name})
    return onward(request, otherwise=reverse("accounts:people"))


@door(Verb.TAKE_CASE)
@require_POST
def give_up_case(request: Request, pk: UUID) -> HttpResponse:
    """Take a person out of the own caseload; goes on to the form's `next`."""
    person = _person(request, pk)
    try:
        cases.give_up_case(prisoner=person, by=own(request), at=timezone.now())
    except cases.NotYourCase:
        messages.info(request, _("%(name)s is not in your caseload") % {"name": person.name})
    else:
        messages.success(request, _("%(name)s is no longer in your caseload") % {"name": person.name})
    return onward(request, otherwise=reverse("accounts:people"))


@door(Verb.RESET_PIN)
@require_http_methods(READ_OR_WRITE)
def pin(request: Request, pk: UUID) -> HttpResponse:
    """Give a first PIN or a new one. It stands on the answer to the form, once, and nowhere else. Queries: 12."""
    person = _person(request, pk)
    has_pin = person.user is not None and person.user.has_usable_password()
    context: dict[str, Any] = {"person": person, "has_pin": has_pin}
    if request.method == "POST":
        act = pins.reset_pin if request.POST.get("act") == "reset" else pins.issue_first_pin
        try:
            context["pin"] = act(prisoner=person, by=own(request), at=timezone.now())
        except (pins.AlreadyHasPin, pins.NoPinYet):
            messages.warning(request, _("Somebody else has just changed this. Look again before you give a PIN"))
            return redirect("accounts:pin", pk=pk)
    return render(request, "accounts/staff/pin.html", context)


@door(Verb.KEEP_APART)
@require_http_methods(READ_OR_WRITE)
def apart(request: Request, pk: UUID) -> HttpResponse:
    """Whom a person is kept apart from, and a form to add somebody. Queries: 2, and 12 to add."""
    person = _person(request, pk)
    form = KeepApart(request.POST or None, people=Prisoner.objects.visible_to(request.reach).here())
    if form.is_valid():
        said = form.cleaned_data
        try:
            aparts.keep_apart(
                one=person,
                other=said["number"],
                where=said["where"],
                reason=said["reason"],
                by=own(request),
                at=timezone.now(),
            )
        except aparts.SamePerson:
            form.add_error("number", _("This is the person's own prison number"))
        except aparts.AlreadyKeptApart:
            form.add_error("number", _("These two are kept apart already"))
        else:
            messages.success(request, _("They are kept apart from now on"))
            return redirect("accounts:apart", pk=pk)
    listed = NonAssociation.objects.visible_to(request.reach).of(person)
    rows = [(kept, kept.other_than(person)) for kept in listed]
    context = {"person": person, "form": form, "rows": rows}
    return render(request, "accounts/staff/apart.html", context)


@door(Verb.KEEP_APART)
@require_http_methods(READ_OR_WRITE)
def end_apart(request: Request, pk: UUID, kept: int) -> HttpResponse:
    """Ask, and then let two people meet again. Queries: 2, and 8 to end it."""
    person = _person(request, pk)
    row = get_object_or_404(NonAssociation.objects.visible_to(request.reach).of(person).in_force(), pk=kept)
    other = row.other_than(person)
    if request.method == "POST":
        try:
            aparts.end_keep_apart(kept=row, by=own(request), at=timezone.now())
        except aparts.NotKeptApart:
            messages.info(request, _("Somebody else has just ended this"))
        else:
            messages.success(request, _("They are no longer kept apart"))
        return redirect("accounts:apart", pk=pk)
    return render(request, "accounts/staff/end_apart.html", {"person": person, "other": other, "kept": row})


def _person(request: Request, pk: UUID) -> Prisoner:
    """Somebody who is here and in reach, or 404 for everybody else alike."""
    return get_object_or_404(Prisoner.objects.visible_to(request.reach).here().select_related("user"), pk=pk)
