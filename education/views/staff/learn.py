"""Staff who learn: their courses, and the same lessons, quizzes and workbooks as in the cell, on staff pages."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import Verb
from accounts.views.door import Request, door
from education.acts import joining
from education.models import Course, Enrolment, Unit
from education.views.prisoner.quiz import ask, look_again, tell
from education.views.prisoner.unit import study
from education.views.studying import STAFF

MOST = 50  # courses that one studies, and that one could join


@never_cache
@door(Verb.LEARN)
@require_http_methods(["GET", "HEAD", "POST"])
def own_learning(request: Request) -> HttpResponse:
    """What a member of staff studies, and what they could; a POST asks to join. Queries: 3 (+4), and 9 to ask."""
    mine = Enrolment.objects.filter(learner_id=request.user.pk).order_by("-asked_at")
    there = Course.objects.published().filter(prison_id__in=request.reach.prisons, for_staff=True)
    if request.method == "POST":
        _join(request, there)
        return redirect("education:own_learning")
    units = Unit.objects.filter(retired_at__isnull=True)
    held = list(mine.select_related("course").prefetch_related(Prefetch("course__units", units))[:MOST])
    closed = [one.course_id for one in held if one.state not in ENDED]
    context = {"held": held, "offered": there.exclude(pk__in=closed).order_by("title")[:MOST], "studies": STUDIES}
    return render(request, "education/staff/own_learning.html", context)


ENDED = (Enrolment.State.DECLINED, Enrolment.State.LEFT, Enrolment.State.WITHDRAWN)
STUDIES = (Enrolment.State.PLACED, Enrolment.State.COMPLETED)


def _join(request: Request, there: QuerySet[Course]) -> None:
    try:
        course = there.filter(pk=UUID(request.POST.get("course", ""))).first()
    except ValueError:
        course = None
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
