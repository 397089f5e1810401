"""The door for who brings timetables in."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.text import capfirst
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import Verb
from accounts.models import Prison
from accounts.views.door import Request, door
from incell import timetables
from incell.acts.timetable import import_timetable
from incell.forms.timetable import TimetableForm, reason_of
from incell.models import TimetableEntry

MOST_SHOWN = 200  # bad rows on the page; their count is of all


@never_cache
@door(Verb.IMPORT_TIMETABLE)
@require_http_methods(["GET", "HEAD", "POST"])
def timetable_import(request: Request) -> HttpResponse:
    """Send a file in and see what became of it, row by bad row. Queries: none; to import as the act."""
    form = TimetableForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        try:
            context |= _import(request, form.cleaned_data)
        except timetables.NotATimetable as fault:
            where = f"{fault.field}: " if fault.field else ""
            form.add_error("file", capfirst(f"{where}{reason_of(fault)}"))
    return render(request, "incell/timetable/import.html", context)


def _import(request: Request, said: dict[str, Any]) -> dict[str, Any]:
    at, content = timezone.now(), said["file"].read()
    if timetables.is_json(content):
        source = TimetableEntry.Source.PROBATION
        read = timetables.read_appointments(content, at=at, number=said["number"])
    else:
        source = TimetableEntry.Source.PRISON
        read = timetables.read_table(content, on=timezone.localdate(at), number=said["number"])
    prison = get_object_or_404(Prison, pk=min(request.reach.prisons))
    loaded = import_timetable(prison=prison, source=source, read=read, by=request.user, at=at, whole=said["whole"])
    shown = [(fault, reason_of(fault)) for fault in loaded.faults[:MOST_SHOWN]]
    notes = [(note, reason_of(note)) for note in read.notes[:MOST_SHOWN]]
    return {"loaded": loaded, "faults": shown, "notes": notes, "rows": read.rows}
