"""Handing over: which agencies may have a person's passport, what they would get and when, and what came back."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.access import Verb, require
from accounts.models import Agency, AgencyKey, Prisoner
from accounts.views.door import Request, door
from passport.acts.agreements import refer
from passport.acts.answers import NotAnAnswer, open_answer
from passport.acts.grants import Grant, NoAgreement, NoConsent, NoGrant, NoReferral, NoReleaseDate, grants_for
from passport.acts.handover import (
    PREPARED,
    AlreadyHandedOver,
    AlreadyTakenBack,
    NoAgencyKey,
    OutsideWindow,
    TooManyHolders,
    hand_over,
    withdraw_handover,
)
from passport.forms.naming import section_name, section_names
from passport.models import Acknowledgement, Agreement, Handover, Passport, Referral, SectionVersion, shares_of

from .staff_about import about, prisoner_in_reach, staff
from .staff_person import InHand, handovers_of

WHY_NOT = {
    NoReleaseDate: gettext_lazy("There is no release date yet, so there are no days to open it for."),
    NoReferral: gettext_lazy("Refer the person to this agency first."),
    NoAgreement: gettext_lazy("No agreement with this agency is in force."),
    NoConsent: gettext_lazy("The person has not said yes to sharing with this agency. They are asked in the cell."),
    OutsideWindow: gettext_lazy("Today is outside the days that the agreement allows."),
    NoAgencyKey: gettext_lazy("This agency has no key yet that the directory authority has signed."),
    AlreadyHandedOver: gettext_lazy("This agency has the passport already."),
    TooManyHolders: gettext_lazy("Seven agencies have this passport. Take it back from one of them first."),
}


@dataclass(frozen=True)
class Line:
    """One agency: what stands in the way or what it may have, and what has happened.

    goes, later, unsaid   sections in words: what is written and goes; what goes once it is written; what only the
                          person's yes would add.
    asked                 the person's word on what rests on it: (section, in words; True, False or None for no word).
    from_on               the first day on which it can be handed over, where that is still to come.
    """

    agency: Agency
    grant: Grant | None
    fault: Any
    held: InHand | None
    receipts: list[tuple[Acknowledgement, str, bool]]
    goes: list[str]
    later: list[str]
    unsaid: list[str]
    asked: list[tuple[str, bool | None]]
    from_on: date | None

    @property
    def no_key(self) -> bool:
        return self.grant is not None and self.fault == WHY_NOT[NoAgencyKey]

    @property
    def ready(self) -> bool:
        return self.grant is not None and not self.fault


@door(Verb.HAND_OVER)
@require_http_methods(["GET", "HEAD", "POST"])
def handovers(request: Request, prisoner_id: UUID) -> HttpResponse:
    """Every agency that the person was referred to or that has the passport. Queries: 22, however many agencies."""
    prisoner, passport = _passport(request, prisoner_id)
    if request.method == "POST":
        return _act(request, prisoner, passport)
    context = about(request, prisoner, passport=passport)
    if passport is not None:
        lines = _lines(passport)
        shown = [line.agency.pk for line in lines]
        others = Agency.objects.filter(agreements__in=Agreement.objects.in_force(timezone.localdate()))
        context |= {"lines": lines, "others": others.exclude(pk__in=shown).distinct()}
    return render(request, "passport/staff/handovers.html", context)


@door(Verb.HAND_OVER)
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: Request, prisoner_id: UUID, handover_id: UUID) -> HttpResponse:
    """Ask once more, then take a handover back. Queries: 8, taking back 20 + 7 a section."""
    prisoner, passport = _passport(request, prisoner_id)
    if passport is None:
        raise Http404("no passport")
    handover = get_object_or_404(Handover.objects.select_related("agency"), pk=handover_id, rec=passport.pk)
    if request.method != "POST" and handover.withdrawn_at is None:
        context = about(request, prisoner, handover=handover)
        return render(request, "passport/staff/handover_withdraw.html", context)
    name = {"name": handover.agency.name}
    try:
        if request.method == "POST":
            withdraw_handover(handover=handover, passport=passport, by=staff(request), at=timezone.now())
            messages.success(request, _("Taken back from %(name)s. What they have read can not be unread.") % name)
    except AlreadyTakenBack:
        messages.info(request, _("It was taken back from %(name)s already.") % name)
    return redirect("passport:handovers", prisoner.pk)


def _passport(request: Request, prisoner_id: UUID) -> tuple[Prisoner, Passport | None]:
    prisoner = prisoner_in_reach(request, prisoner_id)
    require(request.user, Verb.HAND_OVER, prisoner)
    return prisoner, Passport.objects.filter(prisoner=prisoner).select_related("prisoner__prison").first()


def _lines(passport: Passport) -> list[Line]:
    """Those that have it first, then those that can get it, then the others. Queries: 13."""
    today = timezone.localdate()
    held = {one.handover.agency_id: one for one in handovers_of(passport)}
    referred = Referral.objects.filter(passport=passport, ended_at__isnull=True).values("agency")
    agencies = list(Agency.objects.filter(pk__in=referred) | Agency.objects.filter(pk__in=held))
    words = {share.agency.pk: share.words for share in shares_of(passport, today)}
    grants = grants_for(passport=passport, agencies=agencies, on=today)
    keys = set(AgencyKey.objects.in_force().filter(agency__in=agencies).values_list("agency_id", flat=True))
    written = set(SectionVersion.objects.of(passport.pk).values_list("sec", flat=True).distinct())
    lines = [
        _line(
            agency, grants[agency.pk], held.get(agency.pk), agency.pk in keys, written, words.get(agency.pk, {}), today
        )
        for agency in agencies
    ]
    return sorted(lines, key=lambda line: (line.held is None, not line.ready, line.agency.name))


def _line(
    agency: Agency,
    found: Grant | NoGrant,
    held: InHand | None,
    has_key: bool,
    written: set[str],
    words: dict[str, bool | None],
    today: date,
) -> Line:
    grant = found if isinstance(found, Grant) else None
    fault: Any = WHY_NOT[type(found)] if isinstance(found, NoGrant) else None
    from_on = None
    if grant is not None and not has_key:
        fault = WHY_NOT[NoAgencyKey]
    elif grant is not None and today < grant.opens_on - PREPARED:
        fault, from_on = WHY_NOT[OutsideWindow], grant.opens_on - PREPARED
    elif grant is not None and today > grant.closes_on:
        fault = WHY_NOT[OutsideWindow]
    live = held if held and held.handover.withdrawn_at is None and held.handover.closes_on >= today else None
    return Line(
        agency=agency,
        grant=grant,
        fault=fault,
        held=live,
        receipts=[(receipt, *_words(receipt, live.handover)) for receipt in live.receipts] if live else [],
        goes=section_names(grant.sections & written) if grant else [],
        later=section_names(grant.sections - written) if grant else [],
        unsaid=section_names(grant.unsaid) if grant else [],
        asked=[(section_name(sec), word) for sec, word in words.items()],
        from_on=from_on,
    )


def _words(receipt: Acknowledgement, handover: Handover) -> tuple[str, bool]:
    """What the worker wrote with the receipt, and whether it could be opened."""
    try:
        return open_answer(receipt.answer.sealed, handover=handover, id=receipt.answer_id)[1], True
    except NotAnAnswer:
        return "", False


def _act(request: Request, prisoner: Prisoner, passport: Passport | None) -> HttpResponse:
    now = timezone.now()
    agency = _agency(request.POST.get("agency"))
    if agency is None or passport is None:
        messages.error(request, _("Choose an agency."))
        return redirect("passport:handovers", prisoner.pk)
    name = {"name": agency.name}
    match request.POST.get("do"):
        case "refer":
            refer(passport=passport, agency=agency, by=staff(request), at=now)
            messages.success(request, _("Referred to %(name)s.") % name)
        case "hand_over":
            try:
                hand_over(passport=passport, agency=agency, by=staff(request), at=now)
                messages.success(request, _("Handed over to %(name)s. It goes out as soon as there is a line.") % name)
            except tuple(WHY_NOT) as error:
                messages.error(request, WHY_NOT[type(error)])
        case _:
            messages.error(request, _("Choose what to do."))
    return redirect("passport:handovers", prisoner.pk)


def _agency(text: str | None) -> Agency | None:
    try:
        return Agency.objects.filter(pk=UUID(text or "")).first()
    except ValueError:
        return None
