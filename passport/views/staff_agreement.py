"""Information-sharing agreements: the list, a proposal, and the decision of another person."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import Verb
from accounts.views.door import Request, door
from passport.acts.agreements import (
    AlreadyDecided,
    AlreadyExpired,
    AlreadyRenewed,
    AnotherWindow,
    NeedsAnotherPerson,
    NotRenewable,
    approve_agreement,
    end_agreement,
    propose_agreement,
)
from passport.forms.agreement import AgreementForm
from passport.forms.naming import section_names
from passport.models import Agreement

from .staff_about import staff

A_PAGE = 25


@door(Verb.APPROVE_AGREEMENT)
@require_safe
def agreements(request: Request) -> HttpResponse:
    """Every agreement by agency, newest first, and which end soon. Queries: 6."""
    found = Agreement.objects.select_related("agency", "proposed_by", "approved_by")
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    rows = [(agreement, _state(agreement)) for agreement in page]
    context = {
        "rows": rows,
        "page": page,
        "may_propose": request.reach.may(Verb.PROPOSE_AGREEMENT),
        "to_renew": Agreement.objects.to_renew(timezone.localdate()).select_related("agency").order_by("expires_on"),
    }
    return render(request, "passport/staff/agreements.html", context)


@door(Verb.PROPOSE_AGREEMENT)
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: Request) -> HttpResponse:
    """Propose an agreement; another person approves it. Queries: 5, proposing 9."""
    form = AgreementForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            propose_agreement(**form.cleaned_data, by=staff(request), at=timezone.now())
        except AlreadyExpired:
            form.add_error("expires_on", _("The agreement must end in the future"))
        else:
            messages.success(request, _("Proposed. Another person has to approve it before it opens anything."))
            return redirect("passport:agreements")
    return render(request, "passport/staff/agreement_new.html", {"form": form})


@door(Verb.PROPOSE_AGREEMENT)
@require_http_methods(["GET", "HEAD", "POST"])
def renew(request: Request, agreement_id: UUID) -> HttpResponse:
    """Propose the next version of an agreement; the one before stays in force until it is approved. Queries: 5, 11."""
    found = get_object_or_404(Agreement.objects.select_related("agency"), pk=agreement_id)
    form = AgreementForm(request.POST or None, renews=found)
    if request.method == "POST" and form.is_valid():
        said = {**form.cleaned_data, "agency": found.agency, "replaces": found}
        try:
            propose_agreement(**said, by=staff(request), at=timezone.now())
        except AlreadyExpired:
            form.add_error("expires_on", _("The agreement must end in the future"))
        except AlreadyRenewed:
            messages.info(request, _("A colleague has proposed a new version already."))
            return redirect("passport:agreements")
        except NotRenewable:
            messages.info(request, _("This agreement has ended or was never approved. Propose a new one instead."))
            return redirect("passport:agreement", found.pk)
        else:
            messages.success(
                request, _("Proposed. The version before stays in force until another person approves it.")
            )
            return redirect("passport:agreements")
    return render(request, "passport/staff/agreement_renew.html", {"form": form, "agreement": found})


@door(Verb.APPROVE_AGREEMENT)
@require_http_methods(["GET", "HEAD", "POST"])
def agreement(request: Request, agreement_id: UUID) -> HttpResponse:
    """One agreement in full with its versions, and its decision: approve, turn down, end. Queries: 6, deciding 12."""
    wanted = Agreement.objects.select_related("agency", "proposed_by", "approved_by", "replaces")
    found = get_object_or_404(wanted, pk=agreement_id)
    if request.method == "POST":
        return _decide(request, found)
    state = _state(found)
    context = {
        "agreement": found,
        "sections": section_names(found.sections),
        "state": state,
        "own": found.proposed_by_id == staff(request).pk,
        "may_propose": request.reach.may(Verb.PROPOSE_AGREEMENT),
        "renewable": found.approved_at and not found.ended_at and not found.renewals.filter(ended_at=None).exists(),
        "versions": [
            (one, _state(one)) for one in Agreement.objects.filter(line=found.line).order_by("-version", "-pk")
        ],
        "asks_again": bool(found.replaces and not found.asks_the_same_as(found.replaces)),
    }
    return render(request, "passport/staff/agreement.html", context)


def _decide(request: Request, found: Agreement) -> HttpResponse:
    now, wanted = timezone.now(), request.POST.get("do")
    try:
        if wanted == "approve":
            approve_agreement(agreement=found, by=staff(request), at=now)
            messages.success(request, _("The agreement is in force."))
        elif wanted == "end":
            end_agreement(agreement=found, by=staff(request), at=now)
            messages.success(request, _("The agreement has ended. Nothing new goes out under it."))
        else:
            messages.error(request, _("Choose what to do."))
            return redirect("passport:agreement", found.pk)
    except NeedsAnotherPerson:
        messages.error(request, _("You proposed this agreement. Another person has to approve it."))
    except AnotherWindow:
        messages.error(
            request, _("Another agreement with this agency is in force for other days. End it first, or use its days.")
        )
    except AlreadyDecided:
        messages.info(request, _("A colleague decided this before you."))
    return redirect("passport:agreements")


def _state(agreement: Agreement) -> str:
    """ended, expired, ends_soon, in_force or proposed."""
    today = timezone.localdate()
    if agreement.ended_at:
        return "ended"
    if agreement.expires_on < today:
        return "expired"
    if not agreement.approved_at:
        return "proposed"
    return "ends_soon" if agreement.expires_on <= today + Agreement.WARNED else "in_force"
