"""Doors to known contacts: the search, one contact, one person's approved list, the prison's as CSV."""

import csv
from datetime import date
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import Verb, alerts_for
from accounts.models import Prisoner, User
from accounts.views.door import Request, door
from accounts.views.sign_in import own
from incell.acts import contacts as acts
from incell.forms.contact_words import who_to_them
from incell.forms.contacts import OneNumber, Search
from incell.models import STOPS, Contact, Merge, Restriction, Tie

PAGE = 25
LONG = 7  # letters and digits of a prison number
MOST_LINES = 50  # of a contact's history
WORDS, SEARCHED = "contact_searched_for", "searched"  # the search in the session, and the address's mark that it counts
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would run
COLUMNS = [
    "prison_number", "last_name", "first_name", "organisation", "kind", "relationship", "date_of_birth", "numbers",
    "may_call", "recorded", "may_visit", "next_of_kin", "emergency_contact", "restrictions", "approved_on",
]  # fmt: skip


@never_cache
@door(Verb.VET_CONTACTS)
@require_http_methods(["GET", "HEAD", "POST"])
def contacts(request: Request) -> HttpResponse:
    """Known contacts: searched, 25 a page. Queries: 3, however many; 1 more for whom a prison number names.

    The words of a search are somebody's name or number: they come by POST and wait in the session.
    """
    if request.method == "POST":
        form = Search(request.POST)
        request.session[WORDS] = form.cleaned_data["q"] if form.is_valid() else ""
        return redirect(f"{reverse('incell:contacts')}?{SEARCHED}=on")
    words = request.session.get(WORDS, "") if SEARCHED in request.GET else ""
    known = Contact.objects.visible_to(request.reach).standing()
    found = known.found(words) if words else known.order_by("-made_at")
    page = Paginator(found.prefetch_related("phones"), PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "words": words, "may": _may(request), "person": _numbered(request, words)}
    return render(request, "incell/contacts/list.html", context)


def _numbered(request: Request, words: str) -> Prisoner | None:
    """Who has this prison number: restrictions are put on people who have no contact yet, too. Queries: 0 or 1."""
    number = words.strip().upper()
    if len(number) != LONG:
        return None
    return Prisoner.objects.visible_to(request.reach).here().filter(number=number).first()


@never_cache
@door(Verb.VET_CONTACTS)
@require_safe
def contact(request: Request, contact_id: UUID) -> HttpResponse:
    """One contact: numbers, who has them, restrictions, what happened. Queries: 6."""
    return show(request, known(request, contact_id))


def show(request: Request, known: Contact, **more: Any) -> HttpResponse:
    """A contact's page, with a form as it was filled in where one was refused."""
    today = timezone.localdate()
    ties = list(
        known.ties.with_stops(today)
        .select_related("prisoner", "approved_by", "removed_by")
        .order_by(  # type: ignore[attr-defined]
            "removed_at", "-approved_at"
        )[:MOST_LINES]
    )
    restrictions = list(known.restrictions.select_related("prisoner", "made_by")[:MOST_LINES])
    merges = list(Merge.objects.filter(kept=known, split_at__isnull=True).select_related("other", "by")[:MOST_LINES])
    context = {
        "contact": known,
        "ties": [(tie, who_to_them(tie.relationship)) for tie in ties if tie.removed_at is None],
        "gone": [tie for tie in ties if tie.removed_at is not None],
        "restrictions": [(each, in_force(each, today)) for each in restrictions],
        "stopped": any(
            each.kind in STOPS and each.prisoner_id is None and in_force(each, today) for each in restrictions
        ),
        "merges": merges,
        "number": OneNumber(),
        "may": _may(request),
    }
    return render(request, "incell/contacts/one.html", context | more)


def known(request: Request, contact_id: UUID) -> Contact:
    """A contact in reach that stands for itself, or 404. Queries: 2."""
    ours = Contact.objects.visible_to(request.reach).standing().prefetch_related("phones")
    return get_object_or_404(ours, pk=contact_id)


def in_force(restriction: Restriction, on: date) -> bool:
    """The same question as the scope `in_force`, of a row that is loaded."""
    begun = restriction.since_on <= on and restriction.ended_at is None
    return begun and (restriction.until_on is None or restriction.until_on >= on)


@never_cache
@door(Verb.VET_CONTACTS)
@require_safe
def of_person(request: Request, prisoner_id: UUID) -> HttpResponse:
    """The contacts of one person in prison, 25 a page, and what binds the person. Queries: 6."""
    person, today = in_reach(request, prisoner_id), timezone.localdate()
    listed = Tie.objects.in_force().filter(prisoner=person).with_stops(today).select_related("contact")
    page = Paginator(listed.prefetch_related("contact__phones"), PAGE).get_page(request.GET.get("page"))
    restrictions = Restriction.objects.in_force(today).filter(prisoner=person).select_related("contact")[:MOST_LINES]
    context = {
        "person": person,
        "alerts": alerts_for(request.reach, person),
        "page": page,
        "rows": [(tie, who_to_them(tie.relationship)) for tie in page],
        "restrictions": restrictions,
        "may": _may(request),
    }
    return render(request, "incell/contacts/of_person.html", context)


def in_reach(request: Request, prisoner_id: UUID) -> Prisoner:
    """Somebody who is here and in reach, or 404. Queries: 1."""
    return get_object_or_404(Prisoner.objects.visible_to(request.reach).here().select_related("user"), pk=prisoner_id)


@never_cache
@door(Verb.VET_CONTACTS)
@require_POST
def list_printed(request: Request, prisoner_id: UUID) -> HttpResponse:
    """One person's approved list on paper, in the person's language, by POST since it is written down. Queries: 9."""
    person, today = in_reach(request, prisoner_id), timezone.localdate()
    at = timezone.now()
    acts.note_list_given(prison=person.prison_id, whom=person.pk, why="paper", by=own(request), at=at)
    listed = Tie.objects.approved(today).filter(prisoner=person).select_related("contact")
    ties = list(listed.prefetch_related("contact__phones"))
    language = language_of(person.user)
    with translation.override(language):
        rows = [(tie, who_to_them(tie.relationship)) for tie in ties]
        context = {"person": person, "rows": rows, "today": today, "language": language}
        context["language_back"] = reverse("incell:contacts_of", args=[person.pk])
        return render(request, "incell/contacts/printed.html", context)


def language_of(user: User | None) -> str:
    """The language that somebody reads in the cell; English where none was chosen."""
    return user.language if user is not None and user.language else "en"


@never_cache
@door(Verb.VET_CONTACTS)
@require_POST
def list_as_csv(request: Request) -> HttpResponse:
    """The prison's approved list as CSV, by POST since it is written down. Queries: 11, however long it is."""
    prison, today = min(request.reach.prisons), timezone.localdate()
    acts.note_list_given(prison=prison, whom=prison, why="csv", by=own(request), at=timezone.now())
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="approved-contacts-{prison}-{today.isoformat()}.csv"'
    writer = csv.writer(answer)
    writer.writerow(COLUMNS)
    ours = Tie.objects.approved(today).filter(request.reach.people("prisoner"))
    listed = ours.select_related("contact", "prisoner")
    bound = restrictions_by_pair(prison, today)
    for tie in listed.prefetch_related("contact__phones").order_by("prisoner__number", "pk"):
        writer.writerow([harmless(value) for value in _row(tie, bound)])
    return answer


def restrictions_by_pair(prison: str, on: date) -> dict[tuple[Any, Any], list[str]]:
    """(contact, prisoner) → kinds in force, None standing for either. Queries: 1."""
    found: dict[tuple[Any, Any], list[str]] = {}
    for each in Restriction.objects.in_force(on).filter(prison=prison).values_list("contact", "prisoner", "kind"):
        found.setdefault((each[0], each[1]), []).append(each[2])
    return found


def _row(tie: Tie, bound: dict[tuple[Any, Any], list[str]]) -> list[str]:
    someone, pair = tie.contact, (tie.contact_id, tie.prisoner_id)
    kinds = {kind for key in (pair, (pair[0], None), (None, pair[1])) for kind in bound.get(key, ())}
    numbers = " ".join(f"tel:{phone.number}" for phone in someone.phones.all())  # a bare + would begin a formula
    flags = [tie.may_call, not someone.privileged, tie.may_visit, tie.next_of_kin, tie.emergency_contact]
    return [
        tie.prisoner.number,
        someone.last_name,
        someone.first_name,
        someone.organisation,
        "OFFICIAL" if someone.kind == Contact.Kind.OFFICIAL else "SOCIAL",
        tie.relationship,
        someone.date_of_birth.isoformat() if someone.date_of_birth else "",
        numbers,
        *("yes" if flag else "no" for flag in flags),
        " ".join(sorted(kinds)),
        timezone.localdate(tie.approved_at).isoformat(),
    ]


def harmless(value: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe before what begins like one."""
    return f"'{value}" if value.lstrip().startswith(FORMULA) or value.startswith(FORMULA) else value


def _may(request: Request) -> dict[str, bool]:
    return {"restrict": request.reach.may(Verb.RESTRICT_CONTACTS)}
