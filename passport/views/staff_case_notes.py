"""Case notes of one person: the list by page, type and day; a new note; words added to one."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import Verb, can
from accounts.models import Prisoner
from accounts.views.door import Request, door
from passport.acts import case_notes as acts
from passport.acts.sections import open_passport
from passport.forms.case_notes import AmendForm, CaseNoteForm, Choices, NotesFilters, kind_choices
from passport.models import CaseNote, Passport

from .staff_about import about, prisoner_in_reach, staff

PAGE = 20
READ_OR_WRITE = ["GET", "HEAD", "POST"]


@never_cache
@door(Verb.READ_PASSPORT)
@require_http_methods(READ_OR_WRITE)
def case_notes(request: Request, prisoner_id: UUID) -> HttpResponse:
    """Notes by the day on which it happened, newest first, 20 a page; only those shown are opened. Queries: 16."""
    prisoner = prisoner_in_reach(request, prisoner_id)
    if request.method == "POST":
        said = NotesFilters(request.POST).said()
        kept = {name: value for name, value in said.items() if value}
        return redirect(f"{reverse('passport:case_notes', args=[prisoner_id])}?{urlencode(kept)}")
    said = NotesFilters(request.GET).said()
    passport = Passport.objects.filter(prisoner=prisoner).select_related("prisoner__prison").first()
    sensitive = can(staff(request), request.reach, Verb.READ_RESTRICTED, prisoner)
    notes = CaseNote.objects.visible_to(request.reach).filter(passport=passport).select_related("by")
    withheld = 0 if sensitive else notes.filter(sensitive=True).count()
    found = _narrowed(notes if sensitive else notes.filter(sensitive=False), said)
    page = Paginator(found.prefetch_related("amendments__by"), PAGE).get_page(request.GET.get("page"))
    rows = []
    if passport is not None and page.object_list:
        rows = acts.read_case_notes(passport=passport, notes=page, by=staff(request), at=timezone.now())
    context = about(
        request,
        prisoner,
        page=page,
        rows=rows,
        said=said,
        withheld=withheld,
        all=[("", _("All"))],
        types=_types(sensitive),
        filtered=any(said.values()),
        writes=_writes(request, prisoner),
    )
    return render(request, "passport/staff/case_notes.html", context)


def _types(sensitive: bool) -> Choices:
    """Every type with its subtypes, the whole of it first."""
    codes = {kind.name: kind.code for kind in acts.kinds_in_force().types}
    chosen = kind_choices(acts.kinds_in_force(), sensitive=sensitive)
    return [(name, [(codes[name], _("%(name)s, all of it") % {"name": name}), *subs]) for name, subs in chosen]


def _narrowed(notes: "QuerySet[CaseNote]", said: dict[str, Any]) -> "QuerySet[CaseNote]":
    type_, _dot, subtype = said["type"].partition(".")
    if type_:
        notes = notes.filter(type=type_, **({"subtype": subtype} if subtype else {}))
    if said["since"]:
        notes = notes.filter(happened_at__date__gte=said["since"])
    if said["until"]:
        notes = notes.filter(happened_at__date__lte=said["until"])
    return notes


def _writes(request: Request, prisoner: Prisoner) -> bool:
    return prisoner.left_at is None and request.reach.may(Verb.WRITE_CASE_NOTE)


@never_cache
@door(Verb.WRITE_CASE_NOTE)
@require_http_methods(READ_OR_WRITE)
def case_note_new(request: Request, prisoner_id: UUID) -> HttpResponse:
    """Write a note. Its id is made with the form, so that a form sent twice writes one. Queries: 6, 15 to write."""
    prisoner = prisoner_in_reach(request, prisoner_id)
    if not _writes(request, prisoner):
        return redirect("passport:case_notes", prisoner_id)
    sensitive = can(staff(request), request.reach, Verb.READ_RESTRICTED, prisoner)
    kinds = kind_choices(acts.kinds_in_force(), sensitive=sensitive, writable=True)
    form = CaseNoteForm(request.POST if request.method == "POST" else None, kinds=kinds)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        passport = open_passport(prisoner=prisoner, by=staff(request), at=timezone.now())
        type_, _dot, subtype = said["kind"].partition(".")
        told = {"type": type_, "subtype": subtype, "text": said["words"], "happened_at": said["happened_at"]}
        try:
            acts.write_case_note(passport=passport, note_id=said["note"], **told, by=staff(request), at=timezone.now())
        except acts.NothingWritten:
            form.add_error("words", _("Write the note"))
        except acts.WrittenOtherwise:
            form.add_error(None, _("This form was sent before with other words. Your words are still here: send again"))
            form.data = {**request.POST.dict(), "note": str(uuid4())}
        else:
            messages.success(request, _("The note is written"))
            return redirect("passport:case_notes", prisoner_id)
    context = about(
        request, prisoner, form=form, first=[("", _("Choose"))], kinds=kinds, note=form.data.get("note") or uuid4()
    )
    return render(request, "passport/staff/case_note_new.html", context)


@never_cache
@door(Verb.WRITE_CASE_NOTE)
@require_http_methods(READ_OR_WRITE)
def case_note(request: Request, prisoner_id: UUID, note_id: UUID) -> HttpResponse:
    """One note with what was added to it, and a box to add more. Queries: 15, 10 to add."""
    prisoner = prisoner_in_reach(request, prisoner_id)
    ours = CaseNote.objects.visible_to(request.reach).filter(passport__prisoner=prisoner)
    if not can(staff(request), request.reach, Verb.READ_RESTRICTED, prisoner):
        ours = ours.filter(sensitive=False)
    whole = ours.select_related("passport__prisoner__prison", "by").prefetch_related("amendments__by")
    note = get_object_or_404(whole, pk=note_id)
    form = AmendForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            acts.amend_case_note(
                note=note,
                amendment_id=form.key(),
                text=form.cleaned_data["words"],
                by=staff(request),
                at=timezone.now(),
            )
        except acts.NothingWritten:
            form.add_error("words", _("Write the note"))
        else:
            messages.success(request, _("Your words are added"))
            return redirect("passport:case_note", prisoner_id, note_id)
    one = acts.read_case_notes(passport=note.passport, notes=[note], by=staff(request), at=timezone.now())[0]
    context = about(request, prisoner, one=one, form=form, amendment=form.data.get("amendment") or uuid4())
    context["writes"] = _writes(request, prisoner)
    return render(request, "passport/staff/case_note.html", context)
