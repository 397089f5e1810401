"""Marking what was handed in on paper; what somebody did on a course; and the paper itself."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import Verb
from accounts.views.door import Request, door
from accounts.views.sign_in import own
from education.acts import works as acts
from education.acts.attempts import marks_of
from education.acts.progress import NotStudying
from education.acts.writing import newest, up
from education.forms import answers as drawn
from education.forms.writing import MarkForm
from education.models import Course, Enrolment, Feedback, Lesson, Quiz, QuizAttempt, Unit, Work

from . import judging
from .content import shown, unit_of

PAGE = 25
FEW = 30  # attempts and works that one page shows of a person
COURSE = "course_to_mark"  # in the session: so that the queue stays with it from one marking to the next
MOST_COURSES = 200  # in the filter
JUST_MARKED = "marked_work"  # in the session: so that the next page offers to undo it


@never_cache
@door(Verb.TEACH)
@require_http_methods(["GET", "HEAD", "POST"])
def marking(request: Request) -> HttpResponse:
    """What waits to be marked, the oldest first, 25 a page, quizzes with sentences, and answers to read. Queries: 5.

    A POST says of which course; so it stays until another is said.
    """
    if request.method == "POST":
        request.session[COURSE] = request.POST.get("course", "")[:36]
        return redirect("education:marking")
    courses = [(str(pk), title) for pk, title in _courses(request)]
    chosen = next((pk for pk, _title in courses if pk == request.session.get(COURSE)), "")
    only = {"enrolment__course": chosen} if chosen else {}
    waiting = (
        Work.objects.visible_to(request.reach).waiting().filter(**only).exclude(enrolment__learner_id=request.user.pk)
    )
    found = waiting.select_related("enrolment__prisoner", "enrolment__learner", "enrolment__course", "unit")
    answers = (
        Feedback.objects.visible_to(request.reach)
        .filter(**only)
        .exclude(enrolment__learner_id=request.user.pk)
        .to_read()
    )
    about = ("enrolment__prisoner", "enrolment__learner", "enrolment__course", "unit")
    context = {
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "answers": answers.select_related(*about, "by")[:PAGE],
        "quizzes": QuizAttempt.objects.visible_to(request.reach)
        .to_mark()
        .filter(**only)
        .exclude(enrolment__learner_id=request.user.pk)
        .select_related(*about)[:FEW],
        "courses": [("", _("Any course")), *courses],
        "course": chosen,
        "marked": request.session.pop(JUST_MARKED, None),
        "judged": request.session.pop(judging.JUST_MARKED, None),
    }
    return render(request, "education/staff/marking.html", context)


@never_cache
@door(Verb.TEACH)
@require_http_methods(["GET", "HEAD", "POST"])
def work(request: Request, work_id: UUID) -> HttpResponse:
    """One workbook: marks and words. Queries: 2 (+4), and about 16 to mark."""
    held = _work(request, work_id)
    if request.method == "POST" and "never_came" in request.POST:
        return _never_came(request, held)
    form = MarkForm(request.POST if request.method == "POST" else None, out_of=held.out_of)
    if form.is_valid():
        try:
            acts.mark(work=held, marking=form.marking(_language(held.enrolment)), by=own(request), at=timezone.now())
        except acts.AlreadyMarked as fault:
            messages.warning(request, _("%(name)s has marked this already") % {"name": fault.who})
            return redirect("education:work", held.pk)
        except acts.NotHandedIn:
            messages.warning(request, _("It is not handed in any more. Look at it again"))
            return redirect("education:work", held.pk)
        except NotStudying:
            form.add_error(None, _("This person studies the course no more. Ask them to join again"))
        else:
            request.session[JUST_MARKED] = str(held.pk)
            return redirect("education:marking")
    before = Work.objects.filter(enrolment=held.enrolment_id, unit=held.unit_id, number__lt=held.number)
    context = {"work": held, "form": form, "before": before.order_by("-number")[:5], "who": _who(held.enrolment)}
    return render(request, "education/staff/work.html", context)


def _courses(request: Request) -> Any:
    """The courses of the prison. Queries: 1."""
    ours = Course.objects.visible_to(request.reach)
    return ours.order_by("title").values_list("pk", "title")[:MOST_COURSES]


def _never_came(request: Request, held: Work) -> HttpResponse:
    try:
        acts.never_came(work=held, by=own(request), at=timezone.now())
    except (acts.NotHandedIn, NotStudying):
        messages.warning(request, _("It is not handed in any more. Look at it again"))
    else:
        messages.success(request, _("The person is asked to hand it in again"))
    return redirect("education:work", held.pk)


@door(Verb.TEACH)
@require_POST
def work_undo(request: Request, work_id: UUID) -> HttpResponse:
    """Take a marking back, or the word that no paper came. Queries: 1, and about 14."""
    held = _work(request, work_id)
    try:
        acts.undo(work=held, by=own(request), at=timezone.now())
    except acts.NotMarked:
        messages.info(request, _("There is no marking to take back"))
    except acts.CourseIsDone:
        messages.warning(request, _("The course is completed with it, so it can't be taken back"))
        return redirect("education:marking")
    except NotStudying:
        messages.warning(request, _("This person studies the course no more. Ask them to join again"))
    else:
        messages.success(request, _("It waits to be marked again"))
    return redirect("education:work", held.pk)


@never_cache
@door(Verb.TEACH)
@require_safe
def attempts(request: Request, enrolment_id: UUID) -> HttpResponse:
    """All that one person did on a course: each quiz, its tries, the best and the last; workbooks. Queries: 4 (+4)."""
    ours = Enrolment.objects.visible_to(request.reach).exclude(learner_id=request.user.pk)
    held = get_object_or_404(ours.select_related("course", "prisoner", "learner"), pk=enrolment_id)
    tries = QuizAttempt.objects.filter(enrolment=held).select_related("quiz", "unit", "judgement")
    made = list(tries.order_by("-began_at")[:FEW])
    works = Work.objects.filter(enrolment=held).select_related("unit", "marked_by").order_by("-handed_in_at")[:FEW]
    context = {"enrolment": held, "who": _who(held), "quizzes": _by_unit(made), "works": works}
    return render(request, "education/staff/attempts.html", context)


@never_cache
@door(Verb.TEACH)
@require_safe
def sheet(request: Request, unit_id: UUID) -> HttpResponse:
    """A workbook or a quiz on paper: what is up, or the draft while nothing is. Queries: 2-4 (+4)."""
    unit = unit_of(request, unit_id)
    context: dict[str, Any] = {"unit": unit}
    if unit.kind == Unit.Kind.QUIZ:
        quiz = up(Quiz, unit) or newest(Quiz, unit)
        if quiz is None:
            raise Http404
        context["questions"] = [drawn.draw(one, None, str(quiz.pk)) for one in quiz.read().every()]
    else:
        lesson = up(Lesson, unit) or newest(Lesson, unit)
        if lesson is None:
            raise Http404
        context |= {"lesson": lesson, "html": shown(lesson, welsh=drawn.in_welsh() and bool(lesson.body_cy))}
    return render(request, "education/staff/sheet.html", context)


def _work(request: Request, work_id: UUID) -> Work:
    ours = Work.objects.visible_to(request.reach).exclude(enrolment__learner_id=request.user.pk)
    about = ("enrolment__prisoner__user", "enrolment__learner", "enrolment__course", "unit", "lesson", "marked_by")
    return get_object_or_404(ours.select_related(*about), pk=work_id)


def _who(enrolment: Enrolment) -> Any:
    """The one who studies: somebody on the roll, or a member of staff."""
    return enrolment.prisoner or enrolment.learner


def _language(enrolment: Enrolment) -> str:
    """What the one who studies reads."""
    reader = enrolment.prisoner.user if enrolment.prisoner else enrolment.learner
    return (reader.language if reader else "") or "en"


def _by_unit(made: list[QuizAttempt]) -> list[dict[str, Any]]:
    """The tries of each quiz, the last first, with how many there are, the best and the last score in percent."""
    found: dict[UUID, dict[str, Any]] = {}
    for one in made:
        quiz = found.setdefault(one.unit_id, {"unit": one.unit, "tries": [], "best": None, "last": None, "n": 0})
        quiz["tries"].append(_try(one))
        quiz["n"] = max(quiz["n"], one.number)
        if one.score is not None:
            quiz["last"] = one.score if quiz["last"] is None else quiz["last"]
            quiz["best"] = max(one.score, quiz["best"] or 0)
    return list(found.values())


def _try(attempt: QuizAttempt) -> dict[str, Any]:
    asked, given = attempt.asked(), attempt.given()
    marks = {one.question: one for one in marks_of(attempt, getattr(attempt, "judgement", None)).questions}
    rows = [{"ask": one.ask, "said": drawn.said(one, given.get(one.id)), "mark": marks[one.id]} for one in asked]
    return {"attempt": attempt, "rows": rows}
