"""Doors that change what is known: flags and removal, numbers, restrictions, two contacts that are one person."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import Verb
from accounts.models import Prisoner
from accounts.views.door import Request, door
from accounts.views.sign_in import own
from incell.acts import contacts as acts
from incell.acts import merging
from incell.acts import restrictions as restricting
from incell.acts.protecting import NeedsSecond
from incell.forms.contact_words import PROTECTED, UNLIKE, who_to_them
from incell.forms.contacts import Flags, OneNumber, Restrict
from incell.models import Contact, Merge, Restriction, Tie

from .contacts import in_reach, known, show

READ_OR_WRITE = ["GET", "HEAD", "POST"]
MOST_LIKE = 10  # contacts offered for a merge


@never_cache
@door(Verb.VET_CONTACTS)
@require_http_methods(READ_OR_WRITE)
def tie(request: Request, tie_id: UUID) -> HttpResponse:
    """What one contact may do for one person; or take it off the list. Queries: 2, and about 8 to change."""
    ours = Tie.objects.visible_to(request.reach).select_related("contact", "prisoner", "removed_by")
    held = get_object_or_404(ours, pk=tie_id)
    form = Flags(request.POST or None, initial={"flags": [flag for flag in acts.FLAGS if getattr(held, flag)]})
    if request.method == "POST" and ("remove" in request.POST or form.is_valid()):
        try:
            if "remove" in request.POST:
                acts.remove_tie(tie=held, by=own(request), at=timezone.now())
                messages.success(request, _("%(name)s is off the list") % {"name": held.contact.name})
            else:
                acts.change_tie(tie=held, flags=form.cleaned_data["flags"], by=own(request), at=timezone.now())
                messages.success(request, _("Changed"))
        except acts.AlreadyRemoved as told:
            who = told.tie.removed_by.name if told.tie.removed_by else _("Somebody else")
            messages.warning(request, _("%(name)s has taken this contact off the list already") % {"name": who})
        except NeedsSecond:
            messages.warning(request, PROTECTED)
        return redirect("incell:contacts_of", prisoner_id=held.prisoner_id)
    context = {"tie": held, "person": held.prisoner, "form": form, "who": who_to_them(held.relationship)}
    return render(request, "incell/contacts/tie.html", context)


@never_cache
@door(Verb.VET_CONTACTS)
@require_POST
def numbers(request: Request, contact_id: UUID) -> HttpResponse:
    """Add a number to a contact, or take one away. Queries: about 12."""
    held = known(request, contact_id)
    form = OneNumber(request.POST)
    dropped = request.POST.get("drop", "")[:40].replace("\x00", "")
    if not dropped and not form.is_valid():
        return show(request, held, number=form)
    add = [] if dropped else [form.cleaned_data["number"]]
    try:
        acts.change_numbers(
            contact=held, add=add, drop=[dropped] if dropped else [], by=own(request), at=timezone.now()
        )
    except acts.TooManyNumbers:
        form.add_error("number", _("There are six numbers already. Take one away first"))
        return show(request, held, number=form)
    except NeedsSecond:
        form.add_error("number", PROTECTED)
        return show(request, held, number=form)
    messages.success(request, _("The number is taken away") if dropped else _("The number is added"))
    return redirect("incell:contact", contact_id=contact_id)


@never_cache
@door(Verb.RESTRICT_CONTACTS)
@require_http_methods(READ_OR_WRITE)
def restrict_contact(request: Request, contact_id: UUID) -> HttpResponse:
    """A restriction on a contact, with everybody or with one person. Queries: 2, and about 12 to add."""
    held = known(request, contact_id)
    people = Prisoner.objects.visible_to(request.reach).here()
    form = Restrict(request.POST or None, people=people, today=timezone.localdate())
    if form.is_valid():
        return _restrict(request, form, contact=held, prisoner=form.cleaned_data["number"])
    return render(request, "incell/contacts/restrict.html", {"form": form, "contact": held})


@never_cache
@door(Verb.RESTRICT_CONTACTS)
@require_http_methods(READ_OR_WRITE)
def restrict_person(request: Request, prisoner_id: UUID) -> HttpResponse:
    """A restriction on a person in prison, with everybody outside. Queries: 1, and about 10 to add."""
    person = in_reach(request, prisoner_id)
    form = Restrict(request.POST or None, today=timezone.localdate())
    if form.is_valid():
        return _restrict(request, form, contact=None, prisoner=person)
    return render(request, "incell/contacts/restrict.html", {"form": form, "person": person})


def _restrict(request: Request, form: Restrict, *, contact: Contact | None, prisoner: Prisoner | None) -> HttpResponse:
    said = {name: form.cleaned_data[name] for name in ("kind", "reason", "since_on", "until_on")}
    made = restricting.restrict(contact=contact, prisoner=prisoner, by=own(request), at=timezone.now(), **said)
    messages.success(request, _("The restriction is in force"))
    if made.suspended:
        words = ngettext(
            "It takes a contact off the approved list of %(n)d person, at once",
            "It takes contacts off approved lists in %(n)d places, at once",
            made.suspended,
        )
        messages.warning(request, words % {"n": made.suspended})
    if contact is not None:
        return redirect("incell:contact", contact_id=contact.pk)
    assert prisoner is not None
    return redirect("incell:contacts_of", prisoner_id=prisoner.pk)


@never_cache
@door(Verb.RESTRICT_CONTACTS)
@require_http_methods(READ_OR_WRITE)
def end_restriction(request: Request, restriction_id: int) -> HttpResponse:
    """Ask, and then end a restriction. Queries: 1, and 8 to end it."""
    ours = Restriction.objects.visible_to(request.reach).select_related("contact", "prisoner")
    held = get_object_or_404(ours, pk=restriction_id)
    if request.method != "POST":
        return render(request, "incell/contacts/end_restriction.html", {"restriction": held, "person": held.prisoner})
    try:
        restricting.end_restriction(restriction=held, by=own(request), at=timezone.now())
    except restricting.AlreadyEnded:
        messages.info(request, _("Somebody else has just ended this"))
    except NeedsSecond:
        messages.warning(request, PROTECTED)
    else:
        messages.success(request, _("The restriction is ended"))
    if held.contact_id is not None:
        return redirect("incell:contact", contact_id=held.contact_id)
    return redirect("incell:contacts_of", prisoner_id=held.prisoner_id)


@never_cache
@door(Verb.VET_CONTACTS)
@require_http_methods(READ_OR_WRITE)
def merge(request: Request, contact_id: UUID) -> HttpResponse:
    """Choose whom a contact is the same person as, see both, and make them one. Queries: 4, and about 20 to merge."""
    kept = known(request, contact_id)
    alike = _alike(request, kept)
    if request.method == "POST":
        other = next((one for one in alike if str(one.pk) == request.POST.get("other")), None)
        if other is None:
            messages.warning(request, _("Choose one of the contacts that are listed"))
        elif "sure" not in request.POST:
            return render(request, "incell/contacts/merge.html", {"contact": kept, "other": other})
        else:
            return _merged(request, kept, other)
    return render(request, "incell/contacts/merge.html", {"contact": kept, "alike": alike})


def _alike(request: Request, kept: Contact) -> list[Contact]:
    """Contacts that share a number, a day of birth, or the beginning of a name."""
    ours = Contact.objects.visible_to(request.reach).standing().exclude(pk=kept.pk)
    return list(ours.like(kept).prefetch_related("phones")[:MOST_LIKE])


def _merged(request: Request, kept: Contact, other: Contact) -> HttpResponse:
    return _done(
        request,
        kept,
        lambda: merging.merge(kept=kept, other=other, by=own(request), at=timezone.now()),
        _("They are one contact now"),
    )


@never_cache
@door(Verb.VET_CONTACTS)
@require_POST
def split(request: Request, contact_id: UUID) -> HttpResponse:
    """Take a merge back. Queries: about 18."""
    kept = known(request, contact_id)
    wanted = request.POST.get("merge", "")
    made = Merge.objects.filter(kept=kept, pk=wanted).first() if wanted.isdecimal() and len(wanted) < 18 else None
    if made is None:
        raise Http404
    return _done(
        request,
        kept,
        lambda: merging.split(merge=made, by=own(request), at=timezone.now()),
        _("They are two contacts again"),
    )


def _done(request: Request, kept: Contact, act: Callable[[], Any], words: str) -> HttpResponse:
    faults: dict[type[Exception], Any] = {
        merging.SameContact: _("Somebody else has just made these one contact"),
        acts.NotAlike: UNLIKE,
        merging.NotMerged: _("Somebody else has just taken these apart"),
        merging.TiesSince: _("Somebody was given this contact since. They stay one: take off what is wrong by hand"),
        NeedsSecond: PROTECTED,
        acts.TooManyNumbers: _("Together they have more than six numbers. Take some away first"),
    }
    try:
        act()
    except tuple(faults) as fault:
        messages.warning(request, faults[type(fault)])
    else:
        messages.success(request, words)
    return redirect("incell:contact", contact_id=kept.pk)
