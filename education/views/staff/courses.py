"""Courses for staff: the list, one course with its units and what can become of it next, writing and changing it."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import Verb
from accounts.models import Audience
from accounts.views.door import Request, door
from accounts.views.sign_in import own
from education.acts import courses as acts
from education.acts import publishing
from education.acts.writing import empty_of
from education.forms.courses import CourseForm
from education.forms.finding import CourseFilters
from education.models import Course, Enrolment, Level, Prerequisite, Subject, Unit

from .who import WORKS_WITH_COURSES, WRITES_OR_REVIEWS, course_of, either, revision_of, wings_of

PAGE = 25
MOST_OTHERS = 200  # courses offered as those that come first
UNDO = "course_step"  # in the session: what was just done to which course, so that the next page offers to undo it


@never_cache
@door(audience=Audience.STAFF)
@either(*WORKS_WITH_COURSES)
@require_http_methods(["GET", "HEAD", "POST"])
def courses(request: Request) -> HttpResponse:
    """The prison's courses, 25 a page, with how many study, ask and wait. Filters stand in the address. Queries: 2."""
    if request.method == "POST":
        said = CourseFilters(request.POST.dict()).said()
        return redirect(f"{reverse('education:courses')}?{CourseFilters.query(said)}")
    filters = CourseFilters(request.GET.dict())
    asked = filters.asked("state", "subject", "level")
    ours = Course.objects.visible_to(request.reach).filter(**asked)
    if "state" not in asked:
        ours = ours.exclude(state=Course.State.RETIRED)
    page = Paginator(ours.annotate(**_counts()).order_by("title", "pk"), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "said": filters.said(),
        "filtered": bool(asked),
        "states": [("", _("All but retired")), *Course.State.choices],
        "subjects": [("", _("Any subject")), *Subject.choices],
        "levels": [("", _("Any level")), *Level.choices],
    }
    return render(request, "education/staff/courses.html", context)


def _counts() -> dict[str, Any]:
    return {
        name: Count("enrolments", filter=Q(enrolments__state=state))
        for name, state in [("asking", "ASKED"), ("waiting", "WAITING"), ("studying", "PLACED")]
    }


@never_cache
@door(audience=Audience.STAFF)
@either(*WORKS_WITH_COURSES)
@require_http_methods(["GET", "HEAD"])
def course(request: Request, course_id: UUID) -> HttpResponse:
    """One course: what it says, its units, who studies, and the next steps that the reader may take. Queries: 7."""
    held = course_of(request, course_id)
    units = list(Unit.objects.filter(course=held))
    states = Enrolment.objects.filter(course=held).order_by().values_list("state").annotate(n=Count("pk"))
    counts = dict(states)
    done = request.session.pop(UNDO, None)
    context = {
        "course": held,
        "units": [unit for unit in units if unit.retired_at is None],
        "retired": [unit for unit in units if unit.retired_at is not None],
        "empty": empty_of(held),
        "looks": any(request.reach.may(verb) for verb in WRITES_OR_REVIEWS),
        "taught_in": dict(settings.LANGUAGES).get(held.language, held.language),
        "needs": [row.needed for row in Prerequisite.objects.filter(course=held).select_related("needed")],
        "asking": counts.get("ASKED", 0),
        "waiting": counts.get("WAITING", 0),
        "studying": counts.get("PLACED", 0),
        "completed": counts.get("COMPLETED", 0),
        "writes": request.reach.may(Verb.MANAGE_COURSES) and held.state == Course.State.DRAFT,
        "steps": steps_from(request, held),
        "own_work": own(request).pk in (held.made_by_id, held.sent_for_review_by_id),
        "undo": done[1] if done and done[0] == str(held.pk) else "",
    }
    return render(request, "education/staff/course.html", context)


def steps_from(request: Request, held: Course) -> list[str]:
    """The steps of `publishing.WAYS` that the reader may take now. Queries: none."""
    ways = publishing.WAYS.items()
    return [name for name, way in ways if held.state in way.begins and request.reach.may(way.verb)]


@never_cache
@door(Verb.MANAGE_COURSES)
@require_http_methods(["GET", "HEAD", "POST"])
def course_new(request: Request) -> HttpResponse:
    """Begin a course. Queries: 2, and 9 to make it."""
    given: dict[str, Any] = {"wings": wings_of(request), "others": _others(request)}
    form = CourseForm(request.POST if request.method == "POST" else None, **given)
    if form.is_valid():
        try:
            made = acts.make_course(saying=form.saying(), needs=form.needed(), by=own(request), at=timezone.now())
        except acts.TooManyCourses:
            form.add_error(None, _("There are too many courses, or too many that come first"))
        else:
            messages.success(request, _("The course is begun. Now add its units"))
            return redirect("education:staff_course", made.pk)
    return render(request, "education/staff/course_write.html", {"form": form})


@never_cache
@door(Verb.MANAGE_COURSES)
@require_http_methods(["GET", "HEAD", "POST"])
def course_edit(request: Request, course_id: UUID) -> HttpResponse:
    """Change a course. What was typed stays when somebody else was quicker. Queries: 4, and about 10 to change it."""
    held = course_of(request, course_id)
    given: dict[str, Any] = {"wings": sorted({*wings_of(request), *held.wings}), "others": _others(request, held)}
    if request.method != "POST":
        needs = Prerequisite.objects.filter(course=held).values_list("needed", flat=True)
        return _write(request, CourseForm.of(held, needs, **given), held, held.revision)
    form, revision = CourseForm(request.POST, **given), revision_of(request)
    if form.is_valid():
        said: dict[str, Any] = {"saying": form.saying(), "needs": form.needed(), "revision": revision}
        try:
            acts.change_course(course=held, by=own(request), at=timezone.now(), **said)
        except acts.ChangedMeanwhile as fault:
            form.add_error(None, changed_by(fault) + " " + _("Save again to put yours in its place"))
            revision = held.revision  # whoever has read the warning may save over it
        except acts.NotADraft:
            form.add_error(None, _("It is not a draft: only places and whom it is for can change. Reopen it first"))
        except acts.NeedsItself:
            form.add_error("needs", _("One of these needs this course first. Choose others"))
        except acts.TooManyCourses:
            form.add_error("needs", _("Choose %(n)d courses at most") % {"n": acts.MOST_NEEDS})
        else:
            messages.success(request, _("The course is changed"))
            return redirect("education:staff_course", held.pk)
    return _write(request, form, held, revision)


def _write(request: Request, form: CourseForm, held: Course, revision: int) -> HttpResponse:
    context = {"form": form, "course": held, "revision": revision}
    return render(request, "education/staff/course_write.html", context)


def _others(request: Request, held: Course | None = None) -> list[tuple[UUID, str]]:
    """Courses that may come first. Queries: 1."""
    ours = Course.objects.visible_to(request.reach).published()
    return list((ours.exclude(pk=held.pk) if held else ours).values_list("pk", "title")[:MOST_OTHERS])


STEPS_SAID = {
    "send": gettext_lazy("It is sent for review"),
    "take_back": gettext_lazy("It is a draft again"),
    "publish": gettext_lazy("It is published: people can ask to join"),
    "withhold": gettext_lazy("It waits for review again"),
    "send_back": gettext_lazy("It is sent back"),
    "reopen": gettext_lazy("It is a draft again: who studies goes on, nobody new can ask"),
    "retire": gettext_lazy("It is retired"),
    "put_back": gettext_lazy("It is published again"),
}


@door(Verb.MANAGE_COURSES)
@require_POST
def course_write_step(request: Request, course_id: UUID) -> HttpResponse:
    """Send, take back, reopen, retire or put back. Queries: about 12."""
    return _step(request, course_id, Verb.MANAGE_COURSES)


@door(Verb.REVIEW_COURSES)
@require_POST
def course_review_step(request: Request, course_id: UUID) -> HttpResponse:
    """Publish, withhold or send back. Queries: about 12."""
    return _step(request, course_id, Verb.REVIEW_COURSES)


def _step(request: Request, course_id: UUID, verb: Verb) -> HttpResponse:
    held, step = course_of(request, course_id), request.POST.get("step", "")
    way = publishing.WAYS.get(step)
    if way is None or way.verb != verb:
        messages.warning(request, _("Choose what to do"))
        return redirect("education:staff_course", held.pk)
    words = request.POST.get("words", "")
    said: dict[str, Any] = {"step": step, "words": words, "revision": revision_of(request)}
    try:
        moved = publishing.take_step(course=held, by=own(request), at=timezone.now(), **said)
    except acts.ChangedMeanwhile as fault:
        messages.warning(request, changed_by(fault) + " " + _("Look at it again first"))
    except publishing.NotInThatState as fault:
        messages.warning(
            request, _("It is in another state now: %(state)s") % {"state": fault.course.get_state_display()}
        )
    except publishing.NothingToStudy:
        messages.warning(request, _("It has no unit yet. Add one first"))
    except publishing.NobodyKnowsWhy:
        messages.warning(request, _("Say first what people learn: change the course"))
    except publishing.OwnWork:
        messages.warning(request, _("You wrote it or sent it for review. Somebody else has to publish it"))
    except publishing.NothingSaid:
        messages.warning(request, _("Say why in words first"))
    else:
        again = step == "put_back" and moved.state == Course.State.DRAFT
        messages.success(request, STEPS_SAID["take_back" if again else step])
        if way.undo:
            request.session[UNDO] = [str(held.pk), way.undo]
    return redirect("education:staff_course", held.pk)


def changed_by(fault: acts.ChangedMeanwhile) -> str:
    """Who was quicker, in words."""
    if fault.by is None:
        return _("Somebody else has just changed this course.")
    return _("%(name)s has just changed this course.") % {"name": fault.by.name}
