"""What a page of somebody who studies needs: the unit, its course, what comes next. The same in cell and office."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language

from accounts.views.door import Request
from education.models import Course, Enrolment, Media, Progress, Unit

MOST = 200  # units of a course


@dataclass(frozen=True)
class Face:
    """Where one studies: the layout of the pages and the names of their urls."""

    layout: str
    unit: str
    question: str
    check: str
    result: str
    media: str
    course: str  # the course's own page; `courses` is where all of one's courses stand
    play: str
    launch: str  # "…_begin", "…_onward", "…_leave" are its steps
    courses: str = ""

    def home(self, course: Course) -> str:
        """Where one goes back to from a unit."""
        return reverse(self.course, args=[course.pk]) if self.course else reverse(self.courses)


CELL = Face(
    layout="layouts/cell.html",
    unit="education:unit",
    question="education:quiz_question",
    check="education:quiz_check",
    result="education:quiz_result",
    media="education:media",
    course="education:course",
    play="education:play",
    launch="education:launch",
)

# Staff who learn study on staff pages.
STAFF = Face(
    layout="layouts/staff.html",
    unit="education:staff_unit",
    question="education:staff_quiz_question",
    check="education:staff_quiz_check",
    result="education:staff_quiz_result",
    media="education:media_for_staff",
    course="",
    play="education:staff_play",
    launch="education:staff_launch",
    courses="education:own_learning",
)


@dataclass(frozen=True)
class Place:
    """One unit as somebody finds it: `before` is their progress in it, `after` the unit that comes next."""

    enrolment: Enrolment
    unit: Unit
    after: Unit | None
    before: Progress | None

    @property
    def is_done(self) -> bool:
        return self.before is not None and self.before.done_at is not None

    @property
    def is_open(self) -> bool:
        """Whether they may still move on in it."""
        return self.enrolment.state == Enrolment.State.PLACED


def place_of(request: Request, enrolment_id: UUID, unit_id: UUID) -> Place:
    """The unit of a course that the visitor studies or has completed. Queries: 3. Raises Http404."""
    own = Enrolment.objects.visible_to(request.reach).filter(pk=enrolment_id)
    if request.reach.prisoner_id is None:
        own = own.filter(learner_id=request.user.pk)
    states = [Enrolment.State.PLACED, Enrolment.State.COMPLETED]
    enrolment = own.filter(state__in=states).select_related("course").first()
    if enrolment is None:
        raise Http404
    units = list(Unit.objects.filter(course=enrolment.course_id)[:MOST])
    unit = next((one for one in units if one.pk == unit_id), None)
    if unit is None:
        raise Http404
    before = Progress.objects.filter(enrolment=enrolment, unit=unit).first()
    if unit.retired_at is not None and before is None:
        raise Http404
    following = [one for one in units[units.index(unit) + 1 :] if one.retired_at is None]
    return Place(enrolment, unit, following[0] if following else None, before)


def onward(face: Face, place: Place) -> HttpResponse:
    """To the next unit, or to the course after the last one."""
    if place.after is None:
        return redirect(face.home(place.enrolment.course))
    return redirect(face.unit, place.enrolment.pk, place.after.pk)


def in_welsh() -> bool:
    return (get_language() or "en").startswith("cy")


def titled(thing: Unit | Course) -> tuple[str, str]:
    """A title in the language of the page where it has one, and its language when it is another."""
    if not in_welsh():
        return thing.title, ""
    return (thing.title_cy, "") if thing.title_cy else (thing.title, "en")


def address(face: Face, file: Media, part: str) -> str:
    """Where a part of a lesson's file is answered: "file" or "captions"."""
    return reverse(face.media, args=[file.pk, part])
