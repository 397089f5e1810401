"""Writing what a unit holds: the text of a lesson or a workbook, the questions of a quiz; and putting it up."""

import re
from functools import partial
from html import unescape
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import Verb
from accounts.reading import reading, reading_of_welsh
from accounts.views.door import Request, door
from accounts.views.sign_in import own
from education.acts import writing as acts
from education.forms.markdown import lesson_html, media_in
from education.forms.papers import KINDS, QuestionForm, QuizForm, as_yaml, ids_of, in_words, on_the_form
from education.forms.writing import LessonForm
from education.marking import PaperHasFaults
from education.models import Course, Enrolment, Lesson, Media, Quiz, Unit
from education.views.studying import STAFF, address


@never_cache
@door(Verb.MANAGE_COURSES)
@require_http_methods(["GET", "HEAD", "POST"])
def unit_content(request: Request, unit_id: UUID) -> HttpResponse:
    """The draft of a unit, with a preview. Queries: 3 (+4), and 8 to save."""
    unit = unit_of(request, unit_id)
    if unit.kind == Unit.Kind.QUIZ:
        return _quiz(request, unit)
    if unit.kind == Unit.Kind.PACKAGE:
        raise Http404
    return _lesson(request, unit)


@door(Verb.MANAGE_COURSES)
@require_POST
def unit_put_up(request: Request, unit_id: UUID) -> HttpResponse:
    """Let learners see the draft. Queries: 1, and 9."""
    unit = unit_of(request, unit_id)
    try:
        acts.put_up(unit=unit, mark=request.POST.get("mark", ""), by=own(request), at=timezone.now())
    except acts.ChangedMeanwhile as fault:
        messages.warning(request, _meanwhile(fault))
    except acts.AlreadyPutUp:
        messages.info(request, _("This version is up already"))
    else:
        placed = Enrolment.objects.filter(course=unit.course_id, state=Enrolment.State.PLACED)
        seen = unit.course.state == Course.State.PUBLISHED or placed.exists()
        up, later = _("It is up: learners see it now"), _("It is up. Learners see it once the course is published")
        messages.success(request, up if seen else later)
    return redirect("education:unit_content", unit.pk)


def unit_of(request: Request, unit_id: UUID) -> Unit:
    """A unit of the reader's prison. Queries: 1. Raises Http404."""
    ours = Unit.objects.filter(course__in=Course.objects.visible_to(request.reach)).select_related("course")
    return get_object_or_404(ours, pk=unit_id)


def shown(lesson: Lesson, *, welsh: bool = False) -> Any:
    """A lesson's text as HTML for staff. Queries: 1, none without files."""
    body = lesson.body_cy if welsh else lesson.body
    ids = media_in(body)
    files = list(Media.objects.filter(course__units=lesson.unit_id, pk__in=ids)) if ids else []
    return lesson_html(body, files, partial(address, STAFF), welsh=welsh)


def _lesson(request: Request, unit: Unit) -> HttpResponse:
    newest = acts.newest(Lesson, unit)
    if request.method != "POST":
        return _page(request, unit, newest, LessonForm.of(newest, unit), acts.mark_of(newest), "lesson")
    form, mark = LessonForm(request.POST, unit=unit), request.POST.get("mark", "")
    if form.is_valid() and "preview" not in request.POST:
        try:
            acts.save_lesson(unit=unit, saying=form.saying(), mark=mark, by=own(request), at=timezone.now())
        except acts.ChangedMeanwhile as fault:
            form.add_error(None, _meanwhile(fault))
            mark = acts.mark_of(newest)  # whoever has read the warning may save over it
        else:
            messages.success(request, _("The draft is saved"))
            return redirect("education:unit_content", unit.pk)
    return _page(request, unit, newest, form, mark, "lesson")


def _quiz(request: Request, unit: Unit) -> HttpResponse:
    newest = acts.newest(Quiz, unit)
    mark = request.POST.get("mark", "") if request.method == "POST" else acts.mark_of(newest)
    if request.method != "POST":
        return _quiz_page(request, unit, newest, _quiz_form(newest), mark)
    if "add" in request.POST or "remove" in request.POST:
        return _one_question(request, unit, newest, mark)
    form = QuizForm(request.POST, request.FILES)
    if form.is_valid():
        said = form.cleaned_data
        saying = acts.QuizSaying(said["read"], said["pass_mark"] or 0, said["attempts"] or 0)
        mark, saved = _save(request, unit, newest, saying, mark, form, "paper")
        if saved:
            return redirect("education:unit_content", unit.pk)
    return _quiz_page(request, unit, newest, form, mark)


def _one_question(request: Request, unit: Unit, newest: Quiz | None, mark: str) -> HttpResponse:
    """Add one question or take one away, and save the rest as it is."""
    form = QuestionForm(request.POST) if "add" in request.POST else QuestionForm()
    questions = list((newest.paper if newest else {}).get("questions", []))
    before = _question_of(newest, request.POST.get("change", ""))
    if "add" in request.POST:
        if not form.is_valid():
            return _quiz_page(request, unit, newest, _quiz_form(newest), mark, form)
        made = form.question(ids_of(newest.read() if newest else None), before)
        questions = [made if one is before else one for one in questions] if before else [*questions, made]
    else:
        questions = [one for one in questions if one["id"] != request.POST["remove"]]
    paper = {**(newest.paper if newest else {}), "questions": questions}
    saying = acts.QuizSaying(paper, newest.pass_mark if newest else 60, newest.attempts if newest else 0)
    mark, saved = _save(request, unit, newest, saying, mark, form, "lines")
    if saved:
        return redirect("education:unit_content", unit.pk)
    if "remove" in request.POST:
        messages.warning(request, _("A quiz needs a question. Add another first"))
        return redirect("education:unit_content", unit.pk)
    return _quiz_page(request, unit, newest, _quiz_form(newest), mark, form)


def _question_of(newest: Quiz | None, its_id: str) -> dict[str, Any] | None:
    """A question of the paper that stands outside its pools."""
    found = newest.paper.get("questions", []) if newest else []
    return next((one for one in found if one["id"] == its_id), None)


def _save(
    request: Request, unit: Unit, newest: Quiz | None, saying: acts.QuizSaying, mark: str, form: forms.Form, name: str
) -> tuple[str, bool]:
    """Save, or put the faults on the form. Returns the mark to show, and whether it is saved."""
    try:
        acts.save_quiz(unit=unit, saying=saying, mark=mark, by=own(request), at=timezone.now())
    except PaperHasFaults as wrong:
        if form.is_bound:
            kind = form.cleaned_data.get("kind", "")
            for said in dict.fromkeys(on_the_form(one, kind) if kind else in_words(one) for one in wrong.faults[:20]):
                form.add_error(name, said)
        return mark, False
    except acts.ChangedMeanwhile as fault:
        messages.warning(request, _meanwhile(fault))
        return acts.mark_of(newest), False
    messages.success(request, _("The draft is saved"))
    return mark, True


def _quiz_form(newest: Quiz | None) -> QuizForm:
    if newest is None:
        return QuizForm(initial={"pass_mark": 60})
    said = {"pass_mark": newest.pass_mark, "attempts": newest.attempts, "paper": as_yaml(newest.paper)}
    return QuizForm(initial=said)


def _quiz_page(
    request: Request, unit: Unit, newest: Quiz | None, form: QuizForm, mark: str, one: QuestionForm | None = None
) -> HttpResponse:
    paper = newest.read() if newest else None
    changed = _question_of(newest, (request.POST or request.GET).get("change", ""))
    filled = one or (QuestionForm.of(changed) if changed else QuestionForm())
    rows = [(question, dict(KINDS)[question.kind]) for question in paper.questions] if paper else []
    more = {"one": filled, "paper": paper, "rows": rows, "adds": one is not None, "changed": changed}
    return _page(request, unit, newest, form, mark, "quiz", **more)


def _page(
    request: Request, unit: Unit, newest: Lesson | Quiz | None, form: Any, mark: str, name: str, **more: Any
) -> HttpResponse:
    draft = newest is not None and newest.published_at is None
    preview = {}
    if name == "lesson" and form.is_bound and form.is_valid() and "preview" in request.POST:
        said = form.saying()
        seen = Lesson(unit=unit, body=said.body, body_cy=said.body_cy)
        preview = {"preview": shown(seen), "preview_cy": shown(seen, welsh=True) if said.body_cy else ""}
        preview |= _readings(unit, preview["preview"], preview["preview_cy"])
    elif name == "lesson" and isinstance(newest, Lesson):
        preview = _readings(unit, shown(newest), shown(newest, welsh=True) if newest.body_cy else "")
    context = {"unit": unit, "newest": newest, "draft": draft, "form": form, "mark": mark, **preview, **more}
    return render(request, f"education/staff/content_{name}.html", context)


def _readings(unit: Unit, html: str, html_cy: str) -> dict[str, Any]:
    """How hard a lesson is to read: information, not a bar. Of a course in a third language nothing is said."""
    english = reading(_words(html)) if unit.course.language == "en" else None
    welsh = html_cy or (html if unit.course.language == "cy" else "")
    return {"reading": english, "reading_cy": reading_of_welsh(_words(welsh)) if welsh else None}


def _words(html: str) -> str:
    """A page's words, a line a block."""
    return unescape(re.sub(r"<[^>]+>", "\n", re.sub(r"</?(?:a|em|strong|code|span)\b[^>]*>", "", html)))


def _meanwhile(fault: acts.ChangedMeanwhile) -> str:
    return _("%(name)s has saved this since you opened it. Look at it before you save over it") % {"name": fault.who}
