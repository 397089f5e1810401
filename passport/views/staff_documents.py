"""A person's documents, for staff: what there is, adding one, opening one, taking one out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import Verb, can, require
from accounts.models import Prisoner, User
from accounts.seal import Unreadable
from accounts.views.door import Request, door
from accounts.views.memory import in_memory
from passport.acts import documents as acts
from passport.acts.blobs import NoSuchBlob
from passport.acts.sections import NoArchiveKey
from passport.acts.taking_in import VirusFound, take_in
from passport.documents import Document, NotADocument
from passport.forms.documents import FAULTS, DeleteForm, DocumentForm, code_name, media_name
from passport.models import Passport, WaitingDocument

from .file_answer import file_answer, picture_address
from .staff_about import about, prisoner_in_reach, staff

READ_OR_WRITE = ["GET", "HEAD", "POST"]
PAGE = 12


@dataclass(frozen=True)
class Row:
    """A document as the list shows it. ended: its day is over."""

    document: Document
    name: Any
    media: str
    by: str
    at: datetime | None
    issued_on: date | None
    expires_on: date | None
    ended: bool
    picture: str
    restricted: bool


@never_cache
@door(Verb.READ_PASSPORT)
@require_safe
def documents(request: Request, prisoner_id: UUID) -> HttpResponse:
    """What documents a person has, the newest first, with small pictures; 12 a page. Queries: about 26."""
    prisoner = prisoner_in_reach(request, prisoner_id)
    keeps = prisoner.left_at is None and can(staff(request), request.reach, Verb.KEEP_DOCUMENTS, prisoner)
    context = about(request, prisoner, keeps=keeps)
    passport = _passport(prisoner)
    if passport is not None:
        listed = acts.list_documents(passport=passport, by=staff(request), at=timezone.now())
        page = Paginator(listed.documents, PAGE).get_page(request.GET.get("page"))
        thumbs = acts.thumbs_of(passport=passport, of=page.object_list)
        writers = dict(User.objects.filter(pk__in={one.added_by for one in page}).values_list("pk", "name"))
        context |= {
            "passport": passport,
            "page": page,
            "rows": [_row(one, thumbs, writers, listed.restricted) for one in page],
            "withheld": listed.withheld,
            "untrusted": listed.untrusted,
            "waiting": [
                (row, FAULTS.get(row.refused, row.refused))
                for row in WaitingDocument.objects.visible_to(request.reach).filter(passport=passport)[:PAGE]
            ],
        }
    return render(request, "passport/staff/documents.html", context)


def _row(one: Document, thumbs: Mapping[str, bytes], writers: Mapping[UUID, str], narrow: frozenset[str]) -> Row:
    expires_on = parse_date(one.expires_on) if one.expires_on else None
    return Row(
        document=one,
        name=code_name(one.code),
        media=media_name(one.media),
        by=writers.get(UUID(one.added_by), ""),
        at=parse_datetime(one.added_at),
        issued_on=parse_date(one.issued_on) if one.issued_on else None,
        expires_on=expires_on,
        ended=expires_on is not None and expires_on < timezone.localdate(),
        picture=picture_address(thumbs.get(one.id, b"")),
        restricted=one.id in narrow,
    )


@never_cache
@door(Verb.KEEP_DOCUMENTS)
@require_http_methods(READ_OR_WRITE)
@in_memory
def document_new(request: Request, prisoner_id: UUID) -> HttpResponse:
    """Take a file in; it is never on the disk as it was sent. Queries: 6, adding about 50."""
    prisoner, passport = _kept(request, prisoner_id)
    sent = request.method == "POST"
    form = DocumentForm(request.POST, request.FILES) if sent else DocumentForm(initial={"id": uuid4()})
    if form.is_valid():
        try:
            content = form.cleaned_data["file"].read()
            at_once = take_in(
                passport=passport, content=content, said=form.said(), by=staff(request), at=timezone.now()
            )
        except NotADocument as fault:
            form.add_error("file", FAULTS[fault.code])
        except VirusFound as found:
            form.add_error("file", _("A virus was found: %(name)s. Nothing was kept") % {"name": found.name})
        except acts.AlreadyThere:
            form.add_error("file", FAULTS["twice"])
        except acts.TooManyDocuments:
            form.add_error("file", FAULTS["too_many"])
        except NoArchiveKey:
            form.add_error(None, _("This person’s record was erased: nothing can be kept in it"))
        else:
            _say(request, at_once)
            return redirect("passport:documents", prisoner.pk)
    return render(request, "passport/staff/document_new.html", about(request, prisoner, form=form))


def _say(request: Request, at_once: bool) -> None:
    if at_once:
        messages.success(request, _("The document is added"))
    else:
        messages.warning(
            request,
            _("The virus scanner does not answer. The file waits here, sealed, and is added when it was looked at"),
        )


@never_cache
@door(Verb.READ_PASSPORT)
@require_safe
def document_file(request: Request, prisoner_id: UUID, document_id: UUID) -> HttpResponse:
    """One file, as it was kept. Queries: about 18."""
    passport = _passport(prisoner_in_reach(request, prisoner_id))
    if passport is None:
        raise Http404
    try:
        document, content = acts.open_document(
            passport=passport, document_id=document_id, by=staff(request), at=timezone.now()
        )
    except (acts.NoSuchDocument, NoSuchBlob, NoArchiveKey, Unreadable) as error:
        raise Http404 from error
    return file_answer(content, document.media, document.code)


@never_cache
@door(Verb.KEEP_DOCUMENTS)
@require_http_methods(READ_OR_WRITE)
def document_delete(request: Request, prisoner_id: UUID, document_id: UUID) -> HttpResponse:
    """Ask why, then take a document out for good. Queries: 20, deleting about 45."""
    prisoner, passport = _kept(request, prisoner_id)
    form = DeleteForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            reason = acts.Reason(form.cleaned_data["reason"])
            acts.delete_document(
                passport=passport, document_id=document_id, reason=reason, by=staff(request), at=timezone.now()
            )
        except acts.NoSuchDocument:
            messages.info(request, _("Somebody has just deleted this document"))
        else:
            messages.success(request, _("The document is deleted"))
        return redirect("passport:documents", prisoner.pk)
    listed = acts.list_documents(passport=passport, by=staff(request), at=timezone.now())
    document = next((one for one in listed.documents if one.id == str(document_id)), None)
    if document is None:
        raise Http404
    context = about(request, prisoner, form=form, document=document, name=code_name(document.code))
    return render(request, "passport/staff/document_delete.html", context)


def _passport(prisoner: Prisoner) -> Passport | None:
    return Passport.objects.filter(prisoner=prisoner).select_related("prisoner__prison").first()


def _kept(request: Request, prisoner_id: UUID) -> tuple[Prisoner, Passport]:
    """Somebody whose documents this member of staff keeps, or 403; 404 before there is a passport, and for leavers."""
    prisoner = prisoner_in_reach(request, prisoner_id)
    require(request.user, Verb.KEEP_DOCUMENTS, prisoner)
    passport = _passport(prisoner)
    if passport is None or prisoner.left_at is not None:
        raise Http404
    return prisoner, passport
