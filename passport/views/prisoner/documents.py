from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import Verb
from accounts.seal import Unreadable
from accounts.views.door import Request, door
from passport.acts import documents as acts
from passport.acts.blobs import NoSuchBlob
from passport.acts.sections import NoArchiveKey
from passport.documents import DOCX, Document
from passport.forms.documents import OWN_CODES
from passport.views.file_answer import file_answer

from .person import passport_here


@never_cache
@door(Verb.OWN_PASSPORT)
@require_safe
def documents(request: Request) -> HttpResponse:
    """The person's own papers: which there are, and those that may be opened here. Queries: about 16.

    Restricted ones are only counted: a name on the screen would say too much to who looks over a shoulder.
    """
    passport = passport_here(request)
    listed = acts.list_documents(passport=passport, by=request.user, at=timezone.now()) if passport else None
    shown = [one for one in listed.documents if one.id not in listed.restricted] if listed else []
    context = {
        "rows": [_told(one) for one in shown],
        "kept_private": len(listed.restricted) if listed else 0,
        "untrusted": bool(listed and listed.untrusted),
    }
    return render(request, "passport/prisoner/documents.html", context)


def _told(one: Document) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": OWN_CODES.get(one.code, one.code),
        "title": one.title,
        "ends_on": parse_date(one.expires_on) if one.expires_on else None,
        "opens": one.cell and one.media != DOCX,
        "held_back": not one.cell,
    }


@never_cache
@door(Verb.OWN_PASSPORT)
@require_safe
def document(request: Request, document_id: UUID) -> HttpResponse:
    """One of the person's own papers, where it may be opened in the cell. Queries: about 16."""
    passport = passport_here(request)
    if passport is None:
        raise Http404
    try:
        found, content = acts.open_document(
            passport=passport, document_id=document_id, by=request.user, at=timezone.now()
        )
    except (acts.NoSuchDocument, NoSuchBlob, NoArchiveKey, Unreadable) as error:
        raise Http404 from error
    return file_answer(content, found.media, found.code)
