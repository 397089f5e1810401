"""Doors for staff to reviews of learning plans: what is due, and one of them held or exempted."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import Verb
from accounts.views.door import Request, door
from education.acts import reviewing
from education.forms.planning import LISTS, ExemptForm, ReviewForm, days_late, which_list
from education.models import Review
from education.models.review import ReviewQuerySet

from .person import READ_OR_WRITE, about, in_reach
from .who import revision_of

PAGE = 25
MOST_HELD = 20  # earlier reviews of one person


@never_cache
@door(Verb.PLAN_LEARNING)
@require_safe
def reviews(request: Request) -> HttpResponse:
    """Reviews of people here: overdue, due now, to come or exempt, 25 a page. The list stands in the address.

    Queries: 7.
    """
    today, which = timezone.localdate(), which_list(request.GET.get("list", ""))
    found = _of_list(Review.objects.visible_to(request.reach).of_people_here(), which)
    page = Paginator(found.select_related("plan__prisoner"), PAGE).get_page(request.GET.get("page"))
    rows = [(review, days_late(review.until_on, today)) for review in page]
    may = {"may_confirm": True, "may_import": request.reach.may(Verb.IMPORT_LEARNING)}
    context = may | {"page": page, "rows": rows, "which": which, "lists": LISTS}
    return render(request, "education/staff/reviews.html", context)


@never_cache
@door(Verb.PLAN_LEARNING)
@require_http_methods(READ_OR_WRITE)
def review(request: Request, prisoner_id: UUID) -> HttpResponse:
    """Somebody's next review: held, exempted, or its exemption ended; and those before. Queries: 7, and the act's."""
    person = in_reach(request, prisoner_id)
    theirs = Review.objects.visible_to(request.reach).filter(plan__prisoner=person)
    held = list(theirs.filter(state=Review.State.HELD).select_related("held_by").order_by("-held_on")[:MOST_HELD])
    found, act = theirs.open().first(), request.POST.get("act", "")
    form = ReviewForm(request.POST if act == "hold" else None)
    exempt = ExemptForm(request.POST if act == "exempt" else None)
    if request.method == "POST":
        try:
            done = _do(request, found, act, form, exempt)
        except reviewing.NoReviewOpen:
            messages.warning(request, _("Somebody else has just done something to this review. Nothing was saved"))
            if act != "hold":
                return redirect("education:review", prisoner_id)
        else:
            if done:
                messages.success(request, done)
                return redirect("education:learning_of", prisoner_id)
    context = about(request, person) | {"review": found, "held": held, "form": form, "exempt": exempt}
    context["today"] = timezone.localdate()
    return render(request, "education/staff/review.html", context)


def _do(request: Request, found: Review | None, act: str, form: ReviewForm, exempt: ExemptForm) -> str:
    """Make the one act that a form asks for: what to say of it, "" when the form has faults. Raises NoReviewOpen."""
    revision = revision_of(request)
    if found is None or revision < 0:
        raise reviewing.NoReviewOpen
    said: dict[str, Any] = {"review": found, "revision": revision, "by": request.user, "at": timezone.now()}
    if act == "hold":
        if not form.is_valid():
            return ""
        following = reviewing.hold_review(**said, **form.cleaned_data)
        return _("The review is written down. The next one has its days") if following else _("It is written down")
    if act == "exempt":
        if not exempt.is_valid():
            return ""
        reviewing.exempt_review(**said, **exempt.cleaned_data)
        return _("The review is exempt for now. End the exemption when it can be held")
    if act == "end":
        reviewing.end_exemption(**said)
        return _("The exemption has ended. The days are added")
    raise reviewing.NoReviewOpen


def _of_list(found: ReviewQuerySet, which: str) -> ReviewQuerySet:
    today = timezone.localdate()
    if which == "exempt":
        return found.filter(state=Review.State.EXEMPT)
    return {"overdue": found.overdue, "due": found.due, "to_come": found.to_come}[which](today)
