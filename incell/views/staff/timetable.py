"""The doors for who brings timetables in."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import Verb
from accounts.models import Prison
from accounts.views.door import Request, door
from incell.acts.timetable import import_timetable
from incell.acts.uploading import AT_ONCE, faults_of, read_file, send_in
from incell.forms.timetable import TimetableForm, reason_of
from incell.models import TimetableUpload
from incell.timetables import Fault, NotATimetable

A_PAGE = 100  # bad rows
LATELY = 10  # files on the first page
LOOK_AGAIN = 5  # seconds


@never_cache
@door(Verb.IMPORT_TIMETABLE)
@require_http_methods(["GET", "HEAD", "POST"])
def timetable_import(request: Request) -> HttpResponse:
    """Send a file in and see what became of it, row by bad row; a large one has a page of its own for that.

    Queries: 1; to import as the act.
    """
    form = TimetableForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        said = form.cleaned_data
        prison = get_object_or_404(Prison, pk=min(request.reach.prisons))
        content, at = said["file"].read(), timezone.now()
        asked = {"prison": prison, "whole": said["whole"], "by": request.user, "at": at}
        if len(content) > AT_ONCE:
            upload = send_in(content=content, number=said["number"], **asked)
            return redirect("incell:timetable_upload", upload.pk)
        try:
            read, source = read_file(content, number=said["number"], at=at)
        except NotATimetable as fault:
            form.add_error("file", _in_words(fault))
        else:
            loaded = import_timetable(source=source, read=read, **asked)
            context |= {"loaded": loaded, "faults": _said(loaded.faults), "bad": len(loaded.faults)}
            context |= {"notes": _said(read.notes), "rows": read.rows}
    sent = TimetableUpload.objects.visible_to(request.reach).select_related("by", "task").defer("sealed", "faults")
    return render(request, "incell/timetable/import.html", {**context, "lately": sent[:LATELY]})


@never_cache
@door(Verb.IMPORT_TIMETABLE)
@require_safe
def timetable_upload(request: Request, upload_id: UUID) -> HttpResponse:
    """How far a large file is: asks again by itself until it is read, without a script. Queries: 1."""
    uploads = TimetableUpload.objects.visible_to(request.reach).select_related("by", "task").defer("sealed")
    upload = get_object_or_404(uploads, pk=upload_id)
    page = Paginator(upload.faults, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "upload": upload,
        "page": page,
        "faults": _said(faults_of(list(page))),
        "bad": len(upload.faults),
        "notes": _said(faults_of(upload.notes)),
        "refused": _in_words(faults_of([upload.refused])[0]) if upload.refused else "",
        "again": LOOK_AGAIN,
    }
    response = render(request, "incell/timetable/upload.html", context)
    if upload.stands in ("waiting", "reading", "again"):
        response.headers["Refresh"] = str(LOOK_AGAIN)
    return response


def _said(faults: list[Fault]) -> list[tuple[Fault, str]]:
    return [(fault, reason_of(fault)) for fault in faults]


def _in_words(fault: Fault | NotATimetable) -> str:
    where = f"{fault.field}: " if fault.field else ""
    return capfirst(f"{where}{reason_of(fault)}")
