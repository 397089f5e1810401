"""Staff who learn: their courses, and the same lessons, quizzes and workbooks as in the cell, on staff pages."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import Verb
from accounts.views.door import Request, door
from accounts.views.sign_in import own
from education.acts import joining
from education.models import Course, Enrolment, Feedback
from education.views.prisoner.learning import next_of
from education.views.prisoner.quiz import ask, look_again, tell
from education.views.prisoner.unit import study
from education.views.steps import paths_of
from education.views.studying import STAFF

MOST = 50  # courses that one studies, and that one could join


@never_cache
@door(Verb.LEARN)
@require_http_methods(["GET", "HEAD", "POST"])
def own_learning(request: Request) -> HttpResponse:
    """What a member of staff studies, how far, and what they could; a POST asks to join, or leaves.

    Queries: 7 (+4), 5 more when something is new, and 9-12 to ask or to leave.
    """
    there = Course.objects.published().filter(prison_id__in=request.reach.prisons, for_staff=True)
    if request.method == "POST":
        if "leave" in request.POST:
            _leave(request)
        else:
            _join(request, there)
        return redirect("education:own_learning")
    held = list(
        Enrolment.objects.filter(learner_id=request.user.pk).select_related("course").order_by("-asked_at")[:MOST]
    )
    new = {one.pk for one in held if one.has_news}
    if new and request.method == "GET":
        joining.see_all(by=own(request), at=timezone.now())
    closed = [one.course_id for one in held if one.state not in ENDED]
    context = {
        "held": _shown(held, new),
        "offered": there.exclude(pk__in=closed).order_by("title")[:MOST],
        "studies": STUDIES,
    }
    return render(request, "education/staff/own_learning.html", context)


def _shown(held: list[Enrolment], new: set[UUID]) -> list[dict[str, Any]]:
    """Each with its steps, its next class, and what a tutor has said. Queries: 3, less where there is nothing."""
    studied = [one for one in held if one.state in STUDIES]
    paths, classes = paths_of(studied) if studied else {}, next_of(studied)
    said: dict[UUID, list[Feedback]] = {}
    words = Feedback.objects.standing().filter(enrolment__in=[one.pk for one in studied]).select_related("by", "unit")
    for one in words[:MOST]:
        said.setdefault(one.enrolment_id, []).append(one)
    return [
        {
            "one": one,
            "path": paths.get(one.pk),
            "next": classes.get(one.course_id),
            "said": said.get(one.pk, []),
            "is_new": one.pk in new,
            "open": one.state not in (*ENDED, Enrolment.State.COMPLETED),
        }
        for one in held
    ]


def _leave(request: Request) -> None:
    own_ones = Enrolment.objects.filter(learner_id=request.user.pk)
    mine = own_ones.filter(pk=_id(request.POST.get("leave", ""))).first()
    if mine is None:
        raise Http404
    act = joining.leave if mine.state == Enrolment.State.PLACED else joining.take_back
    try:
        act(enrolment=mine, by=own(request), at=timezone.now())
    except joining.NotYours:
        messages.warning(request, _("Somebody has changed it meanwhile. Look at it again"))
    else:
        messages.success(request, _("You have left the course. What you did is kept"))


def _id(said: str) -> UUID:
    """Raises Http404 for what is no id."""
    try:
        return UUID(said)
    except ValueError:
        raise Http404 from None


ENDED = (Enrolment.State.DECLINED, Enrolment.State.LEFT, Enrolment.State.WITHDRAWN)
STUDIES = (Enrolment.State.PLACED, Enrolment.State.COMPLETED)


def _join(request: Request, there: QuerySet[Course]) -> None:
    course = there.filter(pk=_id(request.POST.get("course", ""))).first()
    if course is None:
        raise Http404
    try:
        joining.ask_to_join(course=course, words="", by=request.user, at=timezone.now())
    except joining.NotOpenToYou:
        messages.warning(request, _("Another course comes before this one, or you have done it"))
    except joining.TooManyOpen:
        messages.warning(request, _("You have asked for many courses already. End one first"))
    else:
        messages.success(request, _("A tutor will answer you"))


@never_cache
@door(Verb.LEARN)
@require_http_methods(["GET", "HEAD", "POST"])
def unit(request: Request, enrolment_id: UUID, unit_id: UUID) -> HttpResponse:
    """As in the cell. Queries: 6 (+4)."""
    return study(request, enrolment_id, unit_id, STAFF)


@never_cache
@door(Verb.LEARN)
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: Request, attempt_id: UUID, place: int) -> HttpResponse:
    """As in the cell. Queries: 1 (+4)."""
    return ask(request, attempt_id, place, STAFF)


@never_cache
@door(Verb.LEARN)
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: Request, attempt_id: UUID) -> HttpResponse:
    """As in the cell. Queries: 1 (+4)."""
    return look_again(request, attempt_id, STAFF)


@never_cache
@door(Verb.LEARN)
@require_safe
def result(request: Request, attempt_id: UUID) -> HttpResponse:
    """As in the cell. Queries: 1 (+4)."""
    return tell(request, attempt_id, STAFF)
