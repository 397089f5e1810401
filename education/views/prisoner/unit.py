"""One unit in the cell: reading a lesson, the way into a quiz, handing in a workbook."""

import hashlib
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import Verb
from accounts.views.door import Request, door
from education.acts import attempts, works
from education.acts.progress import NotStudying, Step, move
from education.acts.writing import up
from education.forms.markdown import lesson_html, media_in
from education.models import Lesson, Media, Progress, Quiz, QuizAttempt, Unit, Work
from education.views.studying import CELL, Face, Place, address, in_welsh, onward, place_of, titled

FEW = 10  # earlier attempts that the page of a quiz lists


@never_cache
@door(Verb.STUDY)
@require_http_methods(["GET", "HEAD", "POST"])
def unit(request: Request, enrolment_id: UUID, unit_id: UUID) -> HttpResponse:
    """One unit: a lesson to read, a quiz to begin, a workbook to hand in.

    A POST says that it is read, begins the quiz, or hands the workbook in.
    Queries: 6 (+4 of every page), and about 16 to move on.
    """
    return study(request, enrolment_id, unit_id, CELL)


def study(request: Request, enrolment_id: UUID, unit_id: UUID, face: Face) -> HttpResponse:
    """As `unit`, with the layout of either face."""
    place = place_of(request, enrolment_id, unit_id)
    if place.unit.kind == Unit.Kind.PACKAGE:
        return redirect(face.play, enrolment_id, unit_id)
    show, go_on = PAGES[place.unit.kind]
    if request.method != "POST":
        return show(request, place, face)
    try:
        return go_on(request, place, face)
    except NotStudying:
        messages.warning(request, _("This has changed. Look at it again."))
        return redirect(face.home(place.enrolment.course))


def _read(request: Request, place: Place, face: Face) -> HttpResponse:
    lesson = up(Lesson, place.unit)
    return _page(request, place, face, "lesson", {"lesson": lesson, **_text(lesson, face)})


def _has_read(request: Request, place: Place, face: Face) -> HttpResponse:
    key = hashlib.sha256(f"read {place.enrolment.pk} {place.unit.pk}".encode()).hexdigest()
    step = Step(Progress.State.COMPLETED, fraction=1.0)
    move(enrolment=place.enrolment.pk, unit=place.unit.pk, step=step, key=key, by=request.user, at=timezone.now())
    messages.success(request, _("Well done. You have read it."))
    return onward(face, place)


def _quiz(request: Request, place: Place, face: Face) -> HttpResponse:
    quiz = up(Quiz, place.unit)
    made = list(QuizAttempt.objects.filter(enrolment=place.enrolment, unit=place.unit).order_by("-number")[:FEW])
    going = next((one for one in made if one.is_open), None)
    waits = next((one for one in made if one.waits), None)
    left = max(quiz.attempts - made[0].number if made else quiz.attempts, 0) if quiz and quiz.attempts else None
    context = {
        "quiz": quiz,
        "many": quiz.read().asked if quiz else 0,
        "going": going,
        "made": [one for one in made if not one.is_open and not one.waits],
        "waits": waits,
        "left": left,
        "may": place.is_open and waits is None and quiz is not None and (going is not None or left != 0),
    }
    return _page(request, place, face, "quiz", context)


def _begin(request: Request, place: Place, face: Face) -> HttpResponse:
    try:
        attempt = attempts.begin(enrolment=place.enrolment, unit=place.unit, by=request.user, at=timezone.now())
    except (attempts.NothingToTake, attempts.NoAttemptsLeft, attempts.WaitsForMarks):
        messages.warning(request, _("You can not begin this now. Ask your tutor."))
        return redirect(face.unit, place.enrolment.pk, place.unit.pk)
    asked = [question.id for question in attempt.asked()]
    first = next((n for n, one in enumerate(asked, 1) if one not in attempt.answers), None)
    return redirect(face.question, attempt.pk, first) if first else redirect(face.check, attempt.pk)


def _workbook(request: Request, place: Place, face: Face) -> HttpResponse:
    lesson = up(Lesson, place.unit)
    last = Work.objects.filter(enrolment=place.enrolment, unit=place.unit).order_by("-number").first()
    waits = last is not None and last.state == Work.State.HANDED_IN
    may = place.is_open and lesson is not None and not waits and not (last and last.passed)
    return _page(request, place, face, "workbook", {"lesson": lesson, "last": last, "waits": waits, "may": may})


def _hand_in(request: Request, place: Place, face: Face) -> HttpResponse:
    if "back" in request.POST:
        return _take_back(request, place, face)
    try:
        works.hand_in(enrolment=place.enrolment, unit=place.unit, by=request.user, at=timezone.now())
    except works.NothingToHandIn:
        messages.warning(request, _("There is nothing to hand in here yet. Ask your tutor."))
    else:
        messages.success(request, _("Thank you. Your tutor will mark it."))
    return redirect(face.unit, place.enrolment.pk, place.unit.pk)


def _take_back(request: Request, place: Place, face: Face) -> HttpResponse:
    handed = Work.objects.waiting().filter(enrolment=place.enrolment, unit=place.unit).first()
    try:
        if handed is None:
            raise works.NotHandedIn
        works.take_back(work=handed, by=request.user, at=timezone.now())
    except works.NotHandedIn:
        messages.warning(request, _("This has changed. Look at it again."))
    else:
        messages.success(request, _("You took it back. Press the button when you have handed it in."))
    return redirect(face.unit, place.enrolment.pk, place.unit.pk)


PAGES: dict[str, Any] = {
    Unit.Kind.LESSON: (_read, _has_read),
    Unit.Kind.QUIZ: (_quiz, _begin),
    Unit.Kind.WORKBOOK: (_workbook, _hand_in),
}


def _text(lesson: Lesson | None, face: Face) -> dict[str, Any]:
    """Queries: 1, none for a lesson without files."""
    if lesson is None:
        return {}
    welsh = in_welsh()
    body = (lesson.body_cy if welsh else "") or lesson.body
    ids = media_in(body)
    files = list(Media.objects.filter(course__units=lesson.unit_id, pk__in=ids)) if ids else []
    html = lesson_html(body, files, partial(address, face), welsh=welsh)
    return {"html": html, "lang": "en" if welsh and not lesson.body_cy else ""}


def _page(request: Request, place: Place, face: Face, name: str, about: dict[str, Any]) -> HttpResponse:
    title, title_lang = titled(place.unit)
    context = {
        **about,
        "layout": face.layout,
        "found": place,
        "title": title,
        "title_lang": title_lang,
        "course": titled(place.enrolment.course)[0],
        "home": face.home(place.enrolment.course),
        "next": reverse(face.unit, args=[place.enrolment.pk, place.after.pk]) if place.after else "",
        "next_title": titled(place.after)[0] if place.after else "",
        "face": face,
    }
    return render(request, f"education/studying/{name}.html", context)
