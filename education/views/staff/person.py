"""What staff see who plan one person's learning, and what they write of how far the person is and what helps."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import Verb, alerts_for
from accounts.models import Prisoner
from accounts.views.door import Request, door
from education.acts import helping
from education.forms.planning import AssessForm, NeedForm
from education.models import AdditionalNeed, Assessment, Goal, PastCourse, PlanEvent, Review

PAGE = 20  # past courses
MOST_GOALS = 60  # active ones, and the last that are over
LATELY = timedelta(days=60)  # what got in the way since is shown with the goal
MOST_ASSESSED = 60
MOST_NEEDS = 60
READ_OR_WRITE = ["GET", "HEAD", "POST"]


@never_cache
@door(Verb.PLAN_LEARNING)
@require_safe
def learning_of(request: Request, prisoner_id: UUID) -> HttpResponse:
    """Somebody's learning at a glance: the next review, goals, what helps, how far they are. Queries: 11."""
    person = in_reach(request, prisoner_id)
    said = PlanEvent.objects.filter(what=PlanEvent.What.IN_THE_WAY, goal__plan__prisoner=person)
    ways = Prefetch("events", said.filter(at__gte=timezone.now() - LATELY), to_attr="in_the_way")
    theirs = Goal.objects.visible_to(request.reach).of(person).prefetch_related("steps", ways)
    goals = list(theirs.order_by("-pk")[:MOST_GOALS])
    needs = list(AdditionalNeed.objects.visible_to(request.reach).filter(prisoner=person)[:MOST_NEEDS])
    reviews = Review.objects.visible_to(request.reach).filter(plan__prisoner=person)
    context = about(request, person) | {
        "goals": sorted((one for one in goals if one.state == Goal.State.ACTIVE), key=lambda one: one.target_on),
        "over": [one for one in goals if one.state != Goal.State.ACTIVE],
        "needs": [need for need in needs if need.ended_at is None],
        "ended": [need for need in needs if need.ended_at is not None],
        "levels": levels_of(request, person),
        "review": reviews.open().first(),
        "today": timezone.localdate(),
    }
    return render(request, "education/staff/learning_of.html", context)


@never_cache
@door(Verb.PLAN_LEARNING)
@require_safe
def past_of(request: Request, prisoner_id: UUID) -> HttpResponse:
    """What somebody learned before, 20 a page. Queries: 7."""
    person = in_reach(request, prisoner_id)
    past = PastCourse.objects.visible_to(request.reach).of(person)
    context = about(request, person) | {"page": Paginator(past, PAGE).get_page(request.GET.get("page"))}
    return render(request, "education/staff/past_of.html", context)


@never_cache
@door(Verb.PLAN_LEARNING)
@require_http_methods(READ_OR_WRITE)
def assess(request: Request, prisoner_id: UUID) -> HttpResponse:
    """Write down how somebody did in English, maths or digital skills. Queries: 5, and 7 to write."""
    person = in_reach(request, prisoner_id)
    form = AssessForm(request.POST or None)
    if form.is_valid():
        try:
            helping.assess(prisoner=person, by=request.user, at=timezone.now(), **form.cleaned_data)
        except helping.NotThatDay:
            form.add_error("on", _("Enter a day between the person’s birth and today"))
        except helping.NotHereAnyMore:
            form.add_error(None, not_here())
        else:
            messages.success(request, _("The assessment is written down. It counts from now on"))
            return redirect("education:learning_of", prisoner_id)
    return render(request, "education/staff/assess.html", about(request, person) | {"form": form})


@never_cache
@door(Verb.PLAN_LEARNING)
@require_http_methods(READ_OR_WRITE)
def need_add(request: Request, prisoner_id: UUID) -> HttpResponse:
    """Write down what helps somebody learn. Queries: 5, and 9 to write."""
    person = in_reach(request, prisoner_id)
    form = NeedForm(request.POST or None)
    if form.is_valid():
        said = form.cleaned_data
        told = said["source"] == AdditionalNeed.Source.PERSON
        try:
            helping.add_need(
                prisoner=person,
                area=said["area"],
                strategies=said["strategies"],
                told=told,
                by=request.user,
                at=timezone.now(),
            )
        except helping.TooManyNeeds:
            most = {"n": helping.MOST_NEEDS}
            form.add_error(None, _("%(n)d things that help are written down already. End one first") % most)
        except helping.NotHereAnyMore:
            form.add_error(None, not_here())
        else:
            messages.success(request, _("It is written down. Who teaches can read it, and the person"))
            return redirect("education:learning_of", prisoner_id)
    return render(request, "education/staff/need.html", about(request, person) | {"form": form})


@door(Verb.PLAN_LEARNING)
@require_POST
def need_end(request: Request, prisoner_id: UUID, need_id: int) -> HttpResponse:
    """Say that something does not count any more. Queries: 12."""
    mine = AdditionalNeed.objects.visible_to(request.reach).filter(prisoner_id=prisoner_id).select_related("prisoner")
    try:
        helping.end_need(need=get_object_or_404(mine, pk=need_id), by=request.user, at=timezone.now())
    except helping.EndedAlready:
        messages.info(request, _("Somebody else has just ended this"))
    except helping.NotHereAnyMore:
        messages.warning(request, not_here())
    else:
        messages.success(request, _("It is ended. It can still be read"))
    return redirect("education:learning_of", prisoner_id)


def levels_of(request: Request, person: Prisoner) -> list[tuple[str, Assessment | None, list[Assessment]]]:
    """Of each subject its name, the assessment that counts, and those before it. Queries: 1."""
    done = Assessment.objects.visible_to(request.reach).filter(prisoner=person).select_related("by")[:MOST_ASSESSED]
    found: dict[str, list[Assessment]] = {}
    for one in done:
        found.setdefault(one.subject, []).append(one)
    return [
        (str(name), next(iter(found.get(code, [])), None), found.get(code, [])[1:])
        for code, name in Assessment.Subject.choices
    ]


def in_reach(request: Request, prisoner_id: UUID) -> Prisoner:
    """The person, or 404 for whoever may not know of them. Queries: 1."""
    return get_object_or_404(Prisoner.objects.visible_to(request.reach), pk=prisoner_id)


def about(request: Request, person: Prisoner) -> dict[str, Any]:
    """What the head of every page about a person's learning wants. Queries: none."""
    return {"prisoner": person, "alerts": alerts_for(request.reach, person), "here": person.left_at is None}


def not_here() -> str:
    return _("This person is not on the roll any more. Nothing new is written")
