"""What a unit holds, for whoever writes or reviews the course: nobody publishes what they can't read."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import Audience
from accounts.views.door import Request, door
from education.acts.writing import newest
from education.forms.answers import right_answer
from education.forms.papers import KINDS
from education.marking import Paper, Question
from education.models import Lesson, Quiz, Sco, Unit

from .content import shown, unit_of
from .who import WRITES_OR_REVIEWS, either

MOST_LINES = 500  # of a package's menu


@never_cache
@door(audience=Audience.STAFF)
@either(*WRITES_OR_REVIEWS)
@require_safe
def unit_look(request: Request, unit_id: UUID) -> HttpResponse:
    """The newest version of a unit, put up or not: its text, its questions with the right answers, or its parts.

    Queries: 2, and 2 for a lesson with files.
    """
    unit = unit_of(request, unit_id)
    if unit.kind == Unit.Kind.PACKAGE:
        menu = list(Sco.objects.filter(package__unit=unit)[:MOST_LINES])
        return render(request, "education/staff/look.html", {"unit": unit, "menu": menu})
    version = newest(Quiz, unit) if unit.kind == Unit.Kind.QUIZ else newest(Lesson, unit)
    about = _of_quiz(version) if isinstance(version, Quiz) else _of_lesson(version) if version else {}
    return render(request, "education/staff/look.html", {"unit": unit, "version": version, **about})


def _of_lesson(lesson: Lesson) -> dict[str, Any]:
    return {"html": shown(lesson), "html_cy": shown(lesson, welsh=True) if lesson.body_cy else ""}


def _of_quiz(quiz: Quiz) -> dict[str, Any]:
    paper: Paper = quiz.read()
    pools = [(pool, [_row(one) for one in pool.questions]) for pool in paper.pools]
    return {"rows": [_row(one) for one in paper.questions], "pools": pools}


def _row(question: Question) -> dict[str, Any]:
    return {
        "question": question,
        "kind": dict(KINDS)[question.kind],
        "items": [] if question.kind in ("ordering", "matching") else [item.text for item in question.items],
        "right": " · ".join(question.accepted) if question.kind == "text" else "; ".join(right_answer(question)),
        "guide": question.guide or (_("A tutor marks it") if question.kind == "written" else ""),
    }
