"""Awards for staff: a person's, giving one, taking one back with a second person, printing."""

from collections.abc import Callable
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts import paper
from accounts.access import Verb
from accounts.models import Audience, Prisoner
from accounts.views.door import Request, door
from accounts.views.sign_in import own
from education import badges
from education.acts import awarding, withdrawing
from education.acts.issuing import ListIsFull, NoVerifyAddress
from education.acts.showing import print_awards
from education.forms.awarding import JudgementForm, SkillForm, WithdrawForm
from education.models import Award, Cv, Withdrawal
from education.views.cv import chosen_for_cv, sheet_of

from .who import either

PAGE = 25
GIVES_OR_WITHDRAWS = (Verb.GIVE_AWARDS, Verb.WITHDRAW_AWARDS)


@never_cache
@door(audience=Audience.STAFF)
@either(*GIVES_OR_WITHDRAWS)
@require_http_methods(["GET", "HEAD"])
def awards(request: Request, prisoner_id: UUID) -> HttpResponse:
    """A person's awards, 25 a page, with what waits for a second person. Queries: 4."""
    prisoner = _person(request, prisoner_id)
    waiting = Withdrawal.objects.filter(state=Withdrawal.State.PROPOSED).select_related("proposed_by")
    theirs = (
        Award.objects.filter(prisoner=prisoner)
        .select_related("achievement__prison", "issued_by")
        .prefetch_related(Prefetch("withdrawals", queryset=waiting, to_attr="waiting"))
    )
    context = {
        "prisoner": prisoner,
        "page": Paginator(theirs, PAGE).get_page(request.GET.get("page")),
        "gives": request.reach.may(Verb.GIVE_AWARDS) and prisoner.left_at is None,
        "prints": request.reach.may(Verb.GIVE_AWARDS),
        "withdraws": request.reach.may(Verb.WITHDRAW_AWARDS),
    }
    return render(request, "education/awards/staff.html", context)


@never_cache
@door(Verb.GIVE_AWARDS)
@require_http_methods(["GET", "HEAD", "POST"])
def give_skill(request: Request, prisoner_id: UUID) -> HttpResponse:
    """A skill, rated with evidence. Queries: 2 to show, about 20 to give."""
    return _give(request, prisoner_id, SkillForm, awarding.grant_skill, _("Award a skill"))


@never_cache
@door(Verb.GIVE_AWARDS)
@require_http_methods(["GET", "HEAD", "POST"])
def give_judgement(request: Request, prisoner_id: UUID) -> HttpResponse:
    """What a tutor has seen. Queries: 2 to show, about 21 to give."""
    return _give(request, prisoner_id, JudgementForm, awarding.grant_judgement, _("Award what you have seen"))


def _give(
    request: Request, prisoner_id: UUID, kind: type[forms.Form], grant: Callable[..., Award], title: str
) -> HttpResponse:
    prisoner = _person(request, prisoner_id)
    form = kind(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            award = grant(prisoner=prisoner, by=own(request), at=timezone.now(), **form.cleaned_data)
        except badges.TooLong:
            form.add_error("evidence", _("These words do not fit on a printed code. Use fewer"))
        except awarding.LeftThePrison:
            form.add_error(None, _("This person is not on the roll any more. Nothing was awarded"))
        except (NoVerifyAddress, ListIsFull):
            form.add_error(None, _("Awards are not set up here. Nothing was awarded: tell your administrator"))
        else:
            messages.success(request, _("Awarded: %(name)s.") % {"name": award.achievement.name})
            return redirect("education:awards", prisoner.pk)
    return render(request, "education/awards/give.html", {"prisoner": prisoner, "form": form, "title": title})


@never_cache
@door(Verb.WITHDRAW_AWARDS)
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: Request, award_id: UUID) -> HttpResponse:
    """Propose to withdraw an award; or, once it is proposed, confirm or reject it. Queries: 4 to show, 16 to do."""
    award = get_object_or_404(
        Award.objects.visible_to(request.reach).select_related("achievement__prison", "prisoner"), pk=award_id
    )
    open_ = award.withdrawals.filter(state=Withdrawal.State.PROPOSED).select_related("proposed_by").first()
    deciding = request.POST.get("decide") in ("confirm", "reject")
    form = WithdrawForm(request.POST if request.method == "POST" and not deciding else None)
    if request.method == "POST" and (award.is_given_here or deciding):
        done = _decided(request) if deciding else _proposed(request, award, form)
        if done:
            messages.success(request, done)
            return redirect("education:awards", award.prisoner_id)
    is_own = open_ is not None and open_.proposed_by_id == request.user.pk
    context = {"award": award, "prisoner": award.prisoner, "open": open_, "form": form, "is_own": is_own}
    return render(request, "education/awards/withdraw.html", context)


def _proposed(request: Request, award: Award, form: WithdrawForm) -> str:
    """Words of what was done, or "" when the form says what is wrong."""
    if not form.is_valid():
        return ""
    try:
        withdrawing.propose_withdrawal(award=award.pk, by=own(request), at=timezone.now(), **form.cleaned_data)
    except withdrawing.AlreadyWithdrawn:
        return _("This award was withdrawn meanwhile.")
    except withdrawing.AlreadyProposed:
        return _("Somebody has proposed this meanwhile. A second person decides.")
    return _("Proposed. The award stands until a second person has confirmed it.")


def _decided(request: Request) -> str:
    act = withdrawing.confirm_withdrawal if request.POST["decide"] == "confirm" else withdrawing.reject_withdrawal
    try:
        found = get_object_or_404(
            Withdrawal.objects.filter(award__in=Award.objects.visible_to(request.reach)),
            pk=_uuid(request.POST.get("withdrawal", "")),
        )
        act(withdrawal=found.pk, by=own(request), at=timezone.now())
    except withdrawing.AlreadyDecided as told:
        decided = told.args[0]
        who = (decided.decided_by or decided.proposed_by).name
        return _("%(name)s has decided this: %(state)s.") % {"name": who, "state": decided.get_state_display()}
    except withdrawing.GivenElsewhere as told:
        return _("Nothing was done. %(prison)s gave this award, and only they can withdraw it.") % {"prison": told}
    except withdrawing.SamePersonTwice:
        return _("You proposed it. Withdrawing needs a second person.")
    if act is withdrawing.confirm_withdrawal:
        return _("Withdrawn. Whoever checks it outside sees that, once this prison has sent its list.")
    return _("The award stands.")


@never_cache
@door(Verb.GIVE_AWARDS)
@require_POST
def printed(request: Request, prisoner_id: UUID) -> HttpResponse:
    """A page to print for the person, written down: all that they chose to show, or one award. Queries: 9."""
    prisoner = _person(request, prisoner_id)
    cv, one = Cv.objects.filter(prisoner=prisoner).first(), request.POST.get("award", "")
    standing = Award.objects.filter(prisoner=prisoner).standing().select_related("achievement")
    rows = [get_object_or_404(standing, pk=_uuid(one))] if one else chosen_for_cv(prisoner, cv)
    if not rows:
        messages.error(request, _("The person shows no award. They choose on their skills page"))
        return redirect("education:awards", prisoner.pk)
    try:
        made = sheet_of(prisoner, rows, cv)
    except paper.NoPango:
        messages.error(request, _("No page can be made here. Tell your administrator: a program for PDF is missing"))
        return redirect("education:awards", prisoner.pk)
    print_awards(prisoner=prisoner, what=str(rows[0].pk) if one else "cv", by=own(request), at=timezone.now())
    return paper.answer(made.pdf, "skills")


def _person(request: Request, prisoner_id: UUID) -> Prisoner:
    ours = Prisoner.objects.visible_to(request.reach).select_related("prison")
    return get_object_or_404(ours, pk=prisoner_id)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
