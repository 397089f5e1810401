"""One person's coming and going: to another prison, out, back; and the stays before."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.access import Verb
from accounts.acts import joining
from accounts.models import Merge, NodeKey, Prison, Prisoner
from accounts.views.door import Request, door
from passport import journal
from passport.acts import leaving, moving, wanting
from passport.acts.carriers import TooMuchToCarry
from passport.forms.moving import AskForm, JoinForm, SendForm
from passport.forms.readiness import name_of
from passport.models import Departure, Passport, Pathway, Report, Stay, Transfer, WantedRecord

from .staff_about import about, prisoner_in_reach, staff

READ_OR_WRITE = ["GET", "HEAD", "POST"]
MOST_STAYS = 20
KEYS_MISSING = gettext_lazy("The keys of that prison are not here. Ask central’s administrator to publish them.")
ASKED_BACK = gettext_lazy("The record is asked back. It opens here again when the other prison has let go of it.")


@door(Verb.MOVE_PEOPLE)
@require_http_methods(READ_OR_WRITE)
def move(request: Request, prisoner_id: UUID) -> HttpResponse:
    """Where somebody is, was and goes, and what can be done about it. Queries: 11; sending about 120."""
    prisoner = prisoner_in_reach(request, prisoner_id)
    send = SendForm(prisons=_prisons())
    ask = AskForm(prisons=_prisons())
    if request.method == "POST":
        act = request.POST.get("act", "")
        if act == "send":
            send = SendForm(request.POST, prisons=_prisons())
        if act == "ask":
            ask = AskForm(request.POST, prisons=_prisons())
        if _do(request, prisoner, act, send, ask):
            return redirect("passport:move", prisoner.pk)
    stays = list(Stay.objects.filter(prisoner=prisoner).select_related("ended_by")[:MOST_STAYS])
    departure = Departure.objects.filter(prisoner=prisoner).select_related("transfer").order_by("-transfer__came_at")
    context = about(
        request,
        prisoner,
        send=send,
        ask=ask,
        stays=[(stay, _was_open(stay)) for stay in stays],
        departure=departure.first(),
        passport=Passport.objects.filter(prisoner=prisoner).first(),
        asked=WantedRecord.objects.filter(
            origin=journal.own_name(), about=prisoner.pk, answered_at__isnull=True
        ).first(),
        names=dict(Prison.objects.values_list("pk", "name")),
        may_undo=_may_undo(stays),
    )
    return render(request, "passport/staff/move.html", context)


def _prisons() -> Any:
    """Prisons that a record can go to: their keys are signed and here. Queries: none of its own."""
    keys = NodeKey.objects.filter(use=NodeKey.Use.ARCHIVE, retired_at__isnull=True).exclude(statement="")
    return Prison.objects.filter(pk__in=keys.exclude(node=journal.own_name()).values("node"))


def _may_undo(stays: list[Stay]) -> bool:
    last = stays[0] if stays else None
    if last is None or last.ended != Stay.Ended.RELEASED or last.ended_at is None:
        return False
    return timezone.now() - last.ended_at <= leaving.UNDO


def _was_open(stay: Stay) -> list[str]:
    """What was open when a stay ended, in words."""
    said = stay.was_open
    found = [str(Pathway(code).label) for code in said.get("pathways", []) if code in Pathway.values]
    found += [str(Report.Kind(code).label) for code in said.get("reports", []) if code in Report.Kind.values]
    found += [str(name_of(code)) for code in said.get("ready", [])]
    if said.get("goals"):
        found.append(_("Goals of the plan: %(n)s") % {"n": said["goals"]})
    if said.get("requests"):
        found.append(_("Requests: %(n)s") % {"n": said["requests"]})
    return found


def _do(request: Request, prisoner: Prisoner, act: str, send: SendForm, ask: AskForm) -> bool:
    """One button of the page. False where a form says what is wrong. Raises NotAllowed."""
    if (act == "send" and not send.is_valid()) or (act == "ask" and not ask.is_valid()):
        return False
    doing = {"send": _send, "cancel": _cancel, "release": _release, "undo": _undo, "ask": _ask}.get(act)
    if doing is None:
        messages.warning(request, _("Nothing was done. Choose a button of the page."))
    else:
        doing(request, prisoner, {**getattr(send, "cleaned_data", {}), **getattr(ask, "cleaned_data", {})})
    return True


def _send(request: Request, prisoner: Prisoner, said: dict[str, Any]) -> None:
    try:
        moving.start_transfer(
            prisoner=prisoner,
            to=said["prison"],
            expected_on=said.get("expected_on"),
            by=staff(request),
            at=timezone.now(),
        )
    except moving.MovingAlready:
        messages.info(request, _("The record is on its way already"))
    except moving.NoKeyOfPrison:
        messages.warning(request, KEYS_MISSING)
    except moving.CentralIsOlder:
        messages.warning(request, _("Central has to be updated before records can go to other prisons"))
    except TooMuchToCarry:
        messages.warning(request, _("The record is too large to go. Ask for help."))
    else:
        messages.success(request, _("The record goes to %(prison)s") % {"prison": said["prison"].name})


def _cancel(request: Request, prisoner: Prisoner, said: dict[str, Any]) -> None:
    transfer = Transfer.objects.filter(departure__prisoner=prisoner).order_by("-came_at").first()
    try:
        if transfer is None:
            raise moving.NothingToTakeBack
        moving.cancel_transfer(transfer=transfer, by=staff(request), at=timezone.now())
    except moving.NothingToTakeBack:
        messages.info(request, _("There is nothing to take back: it has ended, or was asked back before"))
    else:
        messages.success(request, ASKED_BACK)


def _release(request: Request, prisoner: Prisoner, said: dict[str, Any]) -> None:
    try:
        leaving.release(prisoner=prisoner, by=staff(request), at=timezone.now())
    except leaving.LeftAlready:
        messages.info(request, _("They have left already"))
    else:
        messages.success(request, _("The record is closed. It can be undone for two days."))


def _undo(request: Request, prisoner: Prisoner, said: dict[str, Any]) -> None:
    stay = Stay.objects.filter(prisoner=prisoner).first()
    try:
        if stay is None:
            raise leaving.TooLateToUndo
        leaving.undo_release(stay=stay, by=staff(request), at=timezone.now())
    except leaving.TooLateToUndo:
        messages.info(request, _("It is too late to undo this: two days have passed, or they are here again"))
    else:
        messages.success(request, _("Everything is open again as it was"))


def _ask(request: Request, prisoner: Prisoner, said: dict[str, Any]) -> None:
    try:
        wanting.ask_for_record(prisoner=prisoner, prison=said["prison"], by=staff(request), at=timezone.now())
    except wanting.AskedAlready:
        messages.info(request, _("That prison was asked already, and has not answered yet"))
    except (moving.NoKeyOfPrison, moving.SamePrison):
        messages.warning(request, KEYS_MISSING)
    except moving.CentralIsOlder:
        messages.warning(request, _("Central has to be updated before records can go to other prisons"))
    else:
        messages.success(request, _("The question is on its way to %(prison)s") % {"prison": said["prison"].name})


@door(Verb.JOIN_NUMBERS)
@require_http_methods(READ_OR_WRITE)
def numbers(request: Request, prisoner_id: UUID) -> HttpResponse:
    """Other numbers of the same person: proposed by one, agreed to by another, ended by either. Queries: 5, or 17."""
    prisoner = prisoner_in_reach(request, prisoner_id)
    people = Prisoner.objects.visible_to(request.reach)
    act = request.POST.get("act", "") if request.method == "POST" else ""
    form = JoinForm(request.POST if act == "propose" else None, people=people)
    of_person = Merge.objects.filter(kept=prisoner) | Merge.objects.filter(retired=prisoner)
    if act in ("approve", "end"):
        _settle(request, get_object_or_404(of_person, pk=_uuid(request.POST.get("id", ""))), act)
        return redirect("passport:numbers", prisoner.pk)
    if act and _proposed(request, prisoner, form):
        return redirect("passport:numbers", prisoner.pk)
    rows = of_person.select_related("kept", "retired", "proposed_by", "approved_by", "ended_by")
    context = about(request, prisoner, form=form, rows=rows, me=staff(request).pk)
    return render(request, "passport/staff/numbers.html", context)


def _proposed(request: Request, prisoner: Prisoner, form: JoinForm) -> bool:
    if not form.is_valid():
        return False
    other = form.cleaned_data["number"]
    try:
        joining.propose_join(
            kept=prisoner, retired=other, why=form.cleaned_data["why"], by=staff(request), at=timezone.now()
        )
    except joining.SameNumber:
        form.add_error("number", _("This is the number of this page"))
    except joining.JoinedAlready:
        form.add_error("number", _("One of the two is joined already, or somebody has proposed it"))
    except joining.OnTheWay:
        form.add_error("number", _("One of the two has gone to another prison. It is joined there."))
    else:
        messages.success(request, _("Another person has to agree now"))
        return True
    return False


def _settle(request: Request, merge: Merge, act: str) -> None:
    try:
        if act == "approve":
            joining.approve_join(merge=merge, by=staff(request), at=timezone.now())
            messages.success(request, _("The two numbers are one person now"))
        else:
            joining.end_join(merge=merge, by=staff(request), at=timezone.now())
            messages.success(request, _("The two numbers are two people, as before"))
    except joining.SamePersonTwice:
        messages.warning(request, _("Another person has to agree to it"))
    except (joining.EndedAlready, joining.JoinedAlready, joining.OnTheWay):
        messages.info(request, _("Somebody else has done something meanwhile: look again"))


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)
