"""Taking a quiz in the cell: one question a page, kept as one goes; a look at all of it; the result."""

import secrets
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import Verb
from accounts.views.door import Request, door
from education.acts import attempts
from education.acts.progress import NotStudying
from education.forms import answers as forms
from education.marking import Marked, Question
from education.marking.posted import is_whole, read_answer
from education.models import Judgement, QuizAttempt
from education.views.studying import CELL, Face, titled


@never_cache
@door(Verb.STUDY)
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: Request, attempt_id: UUID, place: int) -> HttpResponse:
    """The questions of an attempt, one of them shown; a POST keeps its answer and goes to the next.

    The others are in the page too: without Wi-Fi its script goes on to them. Queries: 1 (+4), and 8 to keep.
    """
    return ask(request, attempt_id, place, CELL)


@never_cache
@door(Verb.STUDY)
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: Request, attempt_id: UUID) -> HttpResponse:
    """What is answered and what is not; a POST hands it in. Queries: 1 (+4), and about 16 to hand in."""
    return look_again(request, attempt_id, CELL)


@never_cache
@door(Verb.STUDY)
@require_safe
def result(request: Request, attempt_id: UUID) -> HttpResponse:
    """Marks and what is said to each answer. Queries: 2 (+4)."""
    return tell(request, attempt_id, CELL)


def ask(request: Request, attempt_id: UUID, place: int, face: Face) -> HttpResponse:
    attempt = own_attempt(request, attempt_id)
    if not attempt.is_open:
        return redirect(face.result, attempt.pk)
    asked = attempt.asked()
    if not 1 <= place <= len(asked):
        raise Http404
    if request.method != "POST":
        return _form(request, attempt, asked, place, face)
    now = asked[place - 1]
    posted = dict(request.POST.lists())
    answer = read_answer(now, posted, attempts.names_of(attempt.pk, now))
    if request.POST.get("question") != now.id:
        raise Http404  # a form of another attempt
    if answer is not None or now.id in attempt.answers:
        try:
            attempts.answer(
                attempt=attempt,
                question=now.id,
                answer=answer,
                written_at=timezone.now(),
                by=request.user,
                at=timezone.now(),
            )
        except (attempts.AlreadyHandedIn, NotStudying):
            messages.warning(request, _("This has changed. Look at it again."))
            return redirect(face.unit, attempt.enrolment_id, attempt.unit_id)
    if not is_whole(now, answer):
        attempt.answers[now.id] = {"answer": answer}
        return _form(request, attempt, asked, place, face, unfinished=True)
    last = place == len(asked)
    onward = reverse(face.check, args=[attempt.pk]) if last else reverse(face.question, args=[attempt.pk, place + 1])
    if request.headers.get("X-Keep"):  # the page's script goes on by itself
        return JsonResponse({"next": onward})
    return redirect(onward)


def _form(
    request: Request, attempt: QuizAttempt, asked: list[Question], place: int, face: Face, *, unfinished: bool = False
) -> HttpResponse:
    given, seed = attempt.given(), attempts.seed_of(attempt.pk)
    drawn = [
        {
            "place": n,
            "question": forms.draw(one, given.get(one.id), seed, attempts.names_of(attempt.pk, one)),
            "key": secrets.token_urlsafe(16),
            "action": reverse(face.question, args=[attempt.pk, n]),
            "before": reverse(face.question, args=[attempt.pk, n - 1]) if n > 1 else "",
            "unfinished": unfinished and n == place,
        }
        for n, one in enumerate(asked, 1)
    ]
    about = {"drawn": drawn, "now": place, "many": len(asked), "errors": _errors(drawn[place - 1])}
    return _page(request, attempt, face, "question", about)


def _errors(drawn: dict[str, Any]) -> list[Any]:
    if not drawn["unfinished"]:
        return []
    words = _("Use each number once") if drawn["question"].kind == "ordering" else _("Choose one for each")
    return [(f"answer-{drawn['question'].id}-{drawn['question'].choices[0].id}", words)]


def look_again(request: Request, attempt_id: UUID, face: Face) -> HttpResponse:
    attempt = own_attempt(request, attempt_id)
    if request.method == "POST":
        try:
            attempts.hand_in(attempt=attempt, by=request.user, at=timezone.now())
        except NotStudying:
            messages.warning(request, _("This has changed. Look at it again."))
            return redirect(face.unit, attempt.enrolment_id, attempt.unit_id)
        return redirect(face.result, attempt.pk)
    if not attempt.is_open:
        return redirect(face.result, attempt.pk)
    given = attempt.given()
    rows = [
        {
            "place": n,
            "ask": forms.words(one.ask, one.ask_cy),
            "said": forms.said(one, given.get(one.id)),
            "there": reverse(face.question, args=[attempt.pk, n]),
        }
        for n, one in enumerate(attempt.asked(), 1)
    ]
    left = sum(not row["said"] for row in rows)
    own = [given.get(one.id) for one in attempt.asked() if one.kind in ("written", "text")] if face is CELL else []
    about = {"rows": rows, "left": left, "many": len(rows), "own_words": [words for words in own if words]}
    return _page(request, attempt, face, "check", about)


def tell(request: Request, attempt_id: UUID, face: Face) -> HttpResponse:
    attempt = own_attempt(request, attempt_id)
    if attempt.is_open:
        return redirect(face.check, attempt.pk)
    judgement = None if attempt.waits else Judgement.objects.filter(attempt=attempt).select_related("by").first()
    marked = attempts.marks_of(attempt, judgement).questions
    again = attempt.quiz.attempts == 0 or attempt.number < attempt.quiz.attempts
    given = attempt.given()
    # While there is another go, what was wrong is not given away.
    tells = attempt.passed or not again
    rows = [_row(one, mark, given.get(one.id), tells) for one, mark in zip(attempt.asked(), marked, strict=True)]
    for row in rows:
        row["tutor"] = judgement.given.get(row["mark"].question, {}).get("words", "") if judgement else ""
    about = {
        "rows": rows,
        "right": sum(mark.is_right for mark in marked),
        "many": len(rows),
        "again": again and attempt.enrolment.state == attempt.enrolment.State.PLACED,
        "pass_mark": attempt.quiz.pass_mark,
        "unit_address": reverse(face.unit, args=[attempt.enrolment_id, attempt.unit_id]),
    }
    return _page(request, attempt, face, "result", about)


def _row(question: Question, mark: Marked, answer: Any, tells: bool) -> dict[str, Any]:
    return {
        "ask": forms.words(question.ask, question.ask_cy),
        "said": forms.said(question, answer),
        "mark": mark,
        "words": forms.words(mark.words, mark.words_cy) if mark.words else ("", ""),
        "right": [] if mark.is_right or not tells else forms.right_answer(question),
    }


def own_attempt(request: Request, attempt_id: UUID) -> QuizAttempt:
    """The visitor's own attempt with its quiz and course. Queries: 1. Raises Http404."""
    mine = QuizAttempt.objects.visible_to(request.reach)
    if request.reach.prisoner_id is None:
        mine = mine.filter(enrolment__learner_id=request.user.pk)
    return get_object_or_404(mine.select_related("quiz", "unit", "enrolment__course"), pk=attempt_id)


def _page(request: Request, attempt: QuizAttempt, face: Face, name: str, about: dict[str, Any]) -> HttpResponse:
    title, title_lang = titled(attempt.unit)
    context = {
        **about,
        "layout": face.layout,
        "attempt": attempt,
        "title": title,
        "title_lang": title_lang,
        "unit_address": reverse(face.unit, args=[attempt.enrolment_id, attempt.unit_id]),
        "check": reverse(face.check, args=[attempt.pk]),
        "home": face.home(attempt.enrolment.course),
    }
    return render(request, f"education/studying/{name}.html", context)
