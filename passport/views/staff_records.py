"""Records: holds, copies that people asked for, and what has been kept long enough."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import Verb, can
from accounts.models import Prisoner
from accounts.views.door import Request, door
from passport.acts import exporting, holds, retention
from passport.acts.export_file import pages_of_rows, zipped
from passport.forms.records_words import KINDS, title_of
from passport.forms.rights import CopyForm, HoldForm, KeepForm, PieceForm
from passport.models import AccessExport, Disposal, ExportPart, LegalHold

from .staff_about import about, prisoner_in_reach, staff

READ_OR_WRITE = ["GET", "HEAD", "POST"]
FIRST, PAGE = 25, 20


@door(Verb.KEEP_RECORDS)
@require_http_methods(READ_OR_WRITE)
def records(request: Request) -> HttpResponse:
    """What is due, what waits for a second look, holds and copies in hand. Queries: 12, acting 20 and more."""
    if request.method == "POST":
        return _dispose(request)
    today, here = timezone.localdate(), Prisoner.objects.visible_to(request.reach)
    due = []
    for one in retention.what_is_due(on=today, among=here):
        people = list(one.people[: FIRST + 1])
        due.append(
            {"kind": one.kind, "words": KINDS[one.kind.disposal], "people": people[:FIRST], "more": len(people) > FIRST}
        )
    proposed = Disposal.objects.filter(prisoner__in=here, done_at=None, kept_until=None)
    context = {
        "due": due,
        "proposed": [_proposed(one) for one in proposed.select_related("prisoner", "proposed_by")[:FIRST]],
        "holds": LegalHold.objects.in_force(today).filter(prisoner__in=here).select_related("prisoner")[:FIRST],
        "copies": AccessExport.objects.filter(prisoner__in=here, closed_at=None).select_related("prisoner")[:FIRST],
        "me": staff(request).pk,
        "form": KeepForm(),
        "today": today,
    }
    return render(request, "passport/staff/records.html", context)


def _proposed(one: Disposal) -> dict[str, Any]:
    kind = retention.schedule_in_force().of(one.kind)
    return {"disposal": one, "words": KINDS[kind.disposal] if kind else one.kind}


def _dispose(request: Request) -> HttpResponse:
    by, now, do = staff(request), timezone.now(), request.POST.get("do")
    try:
        if do == "propose":
            person = get_object_or_404(Prisoner.objects.visible_to(request.reach), pk=_uuid(request, "person"))
            retention.propose_disposal(prisoner=person, code=request.POST.get("kind", ""), by=by, at=now)
            messages.success(request, _("Proposed. Another person looks before anything goes."))
        elif do in ("dispose", "keep"):
            here = Prisoner.objects.visible_to(request.reach)
            found = Disposal.objects.filter(prisoner__in=here).select_related("prisoner")
            _decide(request, get_object_or_404(found, pk=_uuid(request, "disposal")), do)
        else:
            messages.error(request, _("Choose what to do."))
    except holds.OnHold:
        messages.error(request, _("A legal hold keeps this record."))
    except retention.NotDue:
        messages.info(request, _("This is not due, or not any more."))
    except retention.NeedsAnotherPerson:
        messages.error(request, _("You proposed this. Another person has to do it."))
    except retention.AlreadyDecided:
        messages.info(request, _("A colleague decided this before you."))
    return redirect("passport:records")


def _decide(request: Request, disposal: Disposal, do: str) -> None:
    by, now = staff(request), timezone.now()
    if do == "dispose" and request.POST.get("sure") != "yes":
        messages.error(request, _("Nothing was disposed of. Tick the box: nothing brings it back."))
    elif do == "dispose":
        retention.dispose(disposal=disposal, by=by, at=now)
        messages.success(request, _("Disposed of. It is written down that you did it."))
    else:
        form = KeepForm(request.POST)
        try:
            if not form.is_valid():
                raise ValueError
            retention.keep_longer(disposal=disposal, until=form.cleaned_data["until"], by=by, at=now)
        except ValueError:
            messages.error(request, _("Enter a day from tomorrow to ten years from now, like 31/3/2028."))
        else:
            messages.success(request, _("Kept until then."))


@door(Verb.KEEP_RECORDS)
@require_http_methods(READ_OR_WRITE)
def record_of(request: Request, prisoner_id: UUID) -> HttpResponse:
    """One person's record as such: holds on it, copies of it. Queries: 8, acting 14."""
    prisoner = prisoner_in_reach(request, prisoner_id)
    do = request.POST.get("do")
    hold_form = HoldForm(request.POST if do == "hold" else None)
    copy_form = CopyForm(request.POST if do == "copy" else None)
    if request.method == "POST" and _acted(request, prisoner, do, hold_form, copy_form):
        return redirect("passport:record_of", prisoner_id)
    context = about(
        request,
        prisoner,
        holds=prisoner.holds.select_related("placed_by", "lift_asked_by", "lifted_by"),
        copies=prisoner.access_exports.select_related("made_by", "released_by"),
        erased=getattr(prisoner, "erasure", None),
        hold_form=hold_form,
        copy_form=copy_form,
        form=hold_form if do == "hold" else copy_form,
        me=staff(request).pk,
        today=timezone.localdate(),
    )
    return render(request, "passport/staff/record_of.html", context)


def _acted(request: Request, prisoner: Prisoner, do: str | None, hold_form: HoldForm, copy_form: CopyForm) -> bool:
    """Whether there is nothing to show again."""
    by, now = staff(request), timezone.now()
    try:
        if do == "hold" and hold_form.is_valid():
            holds.place_hold(prisoner=prisoner, **hold_form.cleaned_data, by=by, at=now)
            messages.success(request, _("The hold is in force. Nothing of this record is erased or disposed of."))
        elif do == "copy" and copy_form.is_valid():
            exporting.begin_export(prisoner=prisoner, **copy_form.cleaned_data, by=by, at=now)
            messages.success(request, _("Begun. It is collected in the background."))
        elif do == "lift":
            _lift(request, get_object_or_404(prisoner.holds, pk=_uuid(request, "hold")))
        else:
            return False
    except holds.NotInTheFuture:
        hold_form.add_error("review_on", _("The day to look again must be in the future"))
        return False
    except exporting.NotInThePast:
        copy_form.add_error("asked_on", _("The person asked today or before"))
        return False
    except exporting.AlreadyUnderWay:
        messages.info(request, _("A copy is under way already. Go on with that one."))
    return True


def _lift(request: Request, hold: LegalHold) -> None:
    try:
        held = holds.lift_hold(hold=hold, by=staff(request), at=timezone.now())
    except holds.NeedsAnotherPerson:
        messages.error(request, _("You asked to lift this hold. Another person has to lift it."))
    except holds.AlreadyLifted:
        messages.info(request, _("A colleague lifted it before you."))
    else:
        lifted = held.lifted_at is not None
        messages.success(request, _("Lifted.") if lifted else _("Asked. Another person has to lift it."))


@never_cache
@door(Verb.KEEP_RECORDS)
@require_http_methods(READ_OR_WRITE)
def copy(request: Request, export_id: UUID) -> HttpResponse:
    """One copy: how far it is, what names somebody else, its release. Queries: 12, acting 14."""
    export = get_object_or_404(AccessExport.objects.visible_to(request.reach).select_related("prisoner"), pk=export_id)
    if request.method == "POST":
        return _move(request, export)
    context = about(request, export.prisoner, export=export, own=export.made_by_id == staff(request).pk)
    if export.state == AccessExport.State.REVIEW:
        parts, withheld = exporting.pieces_to_look_at(export=export, by=staff(request), at=timezone.now())
        parts.sort(key=lambda part: (bool(part.decision), part.place))
        page = Paginator(parts, PAGE).get_page(request.GET.get("page"))
        key = exporting.key_of_export(export)
        context |= {
            "page": page,
            "pieces": [(part, title_of(part.model), pages_of_rows(exporting.open_part(part, key))) for part in page],
            "withheld": withheld,
            "looked": exporting.progress_of(export),
            "decisions": [("", _("Choose")), *ExportPart.Decision.choices],
        }
    if export.state == AccessExport.State.READY:
        context["files"], context["bytes"] = exporting.files_of(export)
        reads = can(staff(request), request.reach, Verb.READ_RESTRICTED, export.prisoner)
        context["withheld"] = not reads and export.gives_restricted()
    return render(request, "passport/staff/copy.html", context)


def _move(request: Request, export: AccessExport) -> HttpResponse:
    by, now, do = staff(request), timezone.now(), request.POST.get("do")
    try:
        if do == "decide":
            form = PieceForm(request.POST)
            if form.is_valid():
                part = get_object_or_404(
                    export.parts.filter(others=True).select_related("export"), pk=form.cleaned_data["part"]
                )
                exporting.decide_piece(part=part, decision=form.cleaned_data["decision"], by=by, at=now)
                messages.success(request, _("Saved."))
            else:
                messages.warning(request, _("Nothing was saved. Choose from the lists."))
        elif do == "release":
            exporting.release_export(export=export, by=by, at=now)
            messages.success(request, _("Released. It is put on paper in the background."))
        elif do == "close":
            exporting.close_export(export=export, by=by, at=now)
            messages.success(request, _("The copy is destroyed."))
        else:
            messages.error(request, _("Choose what to do."))
    except exporting.NeedsAnotherPerson:
        messages.error(request, _("You began this copy. Another person has to release it."))
    except exporting.NotLookedThrough:
        messages.error(request, _("Some pieces have no decision yet."))
    except exporting.NotInThisState:
        messages.info(request, _("A colleague moved it on before you. Look at it again."))
    return redirect("passport:copy", export.pk)


@never_cache
@door(Verb.KEEP_RECORDS)
@require_POST
def copy_file(request: Request, export_id: UUID) -> Any:
    """The whole copy as a zip, written while it is fetched; who fetched it is written down. Queries: 9 and more."""
    export = get_object_or_404(AccessExport.objects.visible_to(request.reach).select_related("prisoner"), pk=export_id)
    try:
        pieces = exporting.fetch_export(export=export, by=staff(request), at=timezone.now())
    except exporting.NotInThisState:
        messages.info(request, _("A colleague moved it on before you. Look at it again."))
        return redirect("passport:copy", export.pk)
    answer = StreamingHttpResponse(zipped(pieces, exporting.why_left_out(export)), content_type="application/zip")
    answer["Content-Disposition"] = 'attachment; filename="access-request.zip"'
    answer["Cache-Control"] = "no-store"
    return answer


def _uuid(request: Request, name: str) -> UUID | None:
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError:
        return None
