"""My learning in the cell: the courses that one studies, and those that can be asked for."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import Verb
from accounts.models import Prisoner
from accounts.views.door import Request, door
from education.acts.suiting import OPEN, Asker, Bar, Reason, asker, bars, needs_of
from education.forms import plain
from education.forms.finding import CourseFilters
from education.models import Course, Enrolment, Pace, Session
from education.views.steps import Path, paths_of

PAGE = 12  # courses to ask for
MOST = 500  # published courses, or enrolments of one person, that are looked at
SOON = timedelta(days=35)  # a class that is nearer is named
MOST_DONE = 20  # courses that are over
SLIM = (
    *("id", "title", "title_cy", "level", "subject", "hours", "state"),
    *("prison_id", "for_staff", "cohorts", "wings", "only_language"),
)


@dataclass(frozen=True)
class Mine:
    """One course of the person's. `path` is None for one that is not studied now."""

    enrolment: Enrolment
    path: Path | None
    next: Session | None = None  # its next class

    @property
    def course(self) -> Course:
        return self.enrolment.course

    @property
    def mark(self) -> str:
        return plain.STATES[self.enrolment.state][0]

    @property
    def words(self) -> plain.Words:
        return plain.STATES[self.enrolment.state][1]

    @property
    def is_new(self) -> bool:
        return self.enrolment.has_news


@dataclass(frozen=True)
class Offer:
    """One course that can be asked for; or can't, for `reasons`."""

    course: Course
    reasons: list[Reason]

    @property
    def level(self) -> plain.Words:
        return plain.LEVELS[self.course.level]

    @property
    def whys(self) -> list[tuple[str, tuple[Course, ...]]]:
        return [(plain.reason_words(reason), reason.courses) for reason in self.reasons]


@never_cache
@door(Verb.STUDY)
@require_http_methods(["GET", "HEAD", "POST"])
def learning(request: Request) -> HttpResponse:
    """One's own courses with the next step, and what else there is, 12 a page. The filters stand in the address.

    Queries: 6.
    """
    if request.method == "POST":
        said = CourseFilters(request.POST.dict()).said()
        return redirect(f"{reverse('education:learning')}?{CourseFilters.query(said)}#find")
    person = get_object_or_404(Prisoner.objects.visible_to(request.reach))
    person.user = request.user
    filters = CourseFilters(request.GET.dict())
    mine = list(Enrolment.objects.visible_to(request.reach).select_related("course")[:MOST])
    offers = offers_to(asker(person, on=timezone.localdate(), enrolments=mine), filters)
    going, over = told(mine)
    context = {
        "going": going,
        "over": over,
        "page": Paginator(offers, PAGE).get_page(request.GET.get("page")),
        "said": filters.said(),
        "filtered": bool(filters.asked("subject", "level")),
        "subjects": [("", _("All")), *plain.SUBJECTS.items()],
        "levels": [("", _("All")), *plain.LEVELS.items()],
    }
    return render(request, "education/prisoner/learning.html", context)


def told(mine: list[Enrolment]) -> tuple[list[Mine], list[Mine]]:
    """What one asked for, waits for or studies, the oldest first; and the last that are over. Queries: 2, or less."""
    going = [one for one in reversed(mine) if one.state in OPEN]
    over = [one for one in mine if one.state not in (*OPEN, Enrolment.State.WITHDRAWN)]
    studied = [one for one in going if one.state == Enrolment.State.PLACED]
    paths = paths_of(studied) if studied else {}
    classes = next_of(studied)
    return (
        [Mine(one, paths.get(one.pk), classes.get(one.course_id)) for one in going],
        [Mine(one, None) for one in over[:MOST_DONE]],
    )


def next_of(studied: list[Enrolment]) -> dict[UUID, Session]:
    """The next class of each course that has set times. Queries: 1, or none."""
    timetabled = [one.course_id for one in studied if one.course.pace == Pace.TIMETABLED]
    if not timetabled:
        return {}
    coming = Session.objects.filter(course__in=timetabled).on().to_come(timezone.now()).order_by("-starts_at", "pk")
    last = timezone.now() + SOON
    return {one.course_id: one for one in coming.filter(starts_at__lt=last)[:MOST]}


def offers_to(who: Asker, filters: CourseFilters) -> list[Offer]:
    """What one could study, what can be asked for now first; without what one studies or has done. Queries: 2."""
    there = Course.objects.published().filter(prison_id=who.prison_id, for_staff=who.for_staff)
    courses = list(there.filter(**filters.asked("subject", "level")).only(*SLIM)[:MOST])
    needs = needs_of(courses)
    offers = [Offer(course, bars(course, who, needs)) for course in courses]
    hidden = {Bar.OPEN, Bar.DONE}
    shown = [offer for offer in offers if not hidden & {reason.bar for reason in offer.reasons}]
    return sorted(shown, key=lambda offer: bool(offer.reasons))
