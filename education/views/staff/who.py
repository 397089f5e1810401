"""Doors of staff pages that more than one verb opens, and what these pages share."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from accounts.access import NotAllowed, Verb
from accounts.models import Prisoner, wing_of
from accounts.views.door import Request, View
from education.models import Course

WRITES_OR_REVIEWS = (Verb.MANAGE_COURSES, Verb.REVIEW_COURSES)
WORKS_WITH_COURSES = (Verb.MANAGE_COURSES, Verb.REVIEW_COURSES, Verb.TEACH)


def either(*verbs: Verb) -> Callable[[View], View]:
    """Behind a door of an audience: let in who may do one of these. Raises NotAllowed. Queries: none."""

    def close(view: View) -> View:
        @wraps(view)
        def behind(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
            if not any(request.reach.may(verb) for verb in verbs):
                raise NotAllowed(verbs[0].value)
            return view(request, *args, **kwargs)

        return behind

    return close


def revision_of(request: Request) -> int:
    """What a form says of the state that it was drawn from; -1 when it says nothing that can be one. Queries: none."""
    text = request.POST.get("revision", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def course_of(request: Request, course_id: UUID) -> Course:
    """A course of the reader's prison. Queries: 1. Raises Http404."""
    ours = Course.objects.visible_to(request.reach).select_related("made_by", "sent_for_review_by", "reviewed_by")
    return get_object_or_404(ours, pk=course_id)


def wings_of(request: Request) -> list[str]:
    """The wings that somebody lives on. Queries: 1."""
    cells = Prisoner.objects.visible_to(request.reach).here().exclude(cell="").order_by().values_list("cell", flat=True)
    return sorted({wing_of(cell) for cell in cells.distinct()})
