"""Marking some sentences of a quiz, and taking that back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import Verb
from accounts.views.door import Request, door
from accounts.views.sign_in import own
from education.acts import judging as acts
from education.acts.attempts import marks_of, written_in
from education.acts.progress import NotStudying
from education.forms import answers as drawn
from education.forms.judging import JudgeForm
from education.models import Judgement, QuizAttempt

JUST_MARKED = "marked_attempt"  # in the session: so that the next page offers to undo it


@never_cache
@door(Verb.TEACH)
@require_http_methods(["GET", "HEAD", "POST"])
def judge(request: Request, attempt_id: UUID) -> HttpResponse:
    """One attempt: its sentences with what earns marks, the other answers with theirs. Queries: 2 (+4), about 19."""
    held = _attempt(request, attempt_id)
    written = written_in(held) if held.waits else []
    form = JudgeForm(request.POST if request.method == "POST" else None, questions=written)
    if held.waits and form.is_valid():
        marks, words = form.marks(), form.words()
        try:
            acts.judge_attempt(attempt=held, marks=marks, words=words, by=own(request), at=timezone.now())
        except acts.AlreadyMarked as fault:
            messages.warning(request, _("%(name)s has marked this already") % {"name": fault.who})
            return redirect("education:judge", held.pk)
        except NotStudying:
            form.add_error(None, _("This person studies the course no more. Ask them to join again"))
        else:
            request.session[JUST_MARKED] = str(held.pk)
            return redirect("education:marking")
    given, ids = held.given(), {one.id for one in written}
    judgement = Judgement.objects.filter(attempt=held).select_related("by").first()
    got = {one.question: one for one in marks_of(held, judgement).questions}
    rows: list[dict[str, Any]] = [
        {
            "n": n,
            "question": one,
            "said": drawn.said(one, given.get(one.id)),
            "mark": got[one.id],
            "fields": form.fields_of(one.id) if one.id in ids else None,
            "words": judgement.given.get(one.id, {}).get("words", "") if judgement else "",
        }
        for n, one in enumerate(held.asked(), 1)
    ]
    rows.sort(key=lambda row: row["fields"] is None)  # what is to be marked comes first
    context = {"attempt": held, "form": form, "rows": rows, "judgement": judgement, "waits": held.waits}
    return render(request, "education/staff/judge.html", context)


@door(Verb.TEACH)
@require_POST
def judge_undo(request: Request, attempt_id: UUID) -> HttpResponse:
    """Take a marking back. Queries: 1, and about 14."""
    held = _attempt(request, attempt_id)
    try:
        acts.undo(attempt=held, by=own(request), at=timezone.now())
    except acts.NotMarked:
        messages.info(request, _("There is no marking to take back"))
    except acts.CourseIsDone:
        messages.warning(request, _("The course is completed with it, so it can't be taken back"))
        return redirect("education:marking")
    else:
        messages.success(request, _("The marking is taken back"))
    return redirect("education:judge", held.pk)


def _attempt(request: Request, attempt_id: UUID) -> QuizAttempt:
    ours = QuizAttempt.objects.visible_to(request.reach).exclude(enrolment__learner_id=request.user.pk)
    closed = ours.exclude(state=QuizAttempt.State.OPEN)
    about = ("enrolment__prisoner", "enrolment__learner", "enrolment__course", "unit", "quiz")
    return get_object_or_404(closed.select_related(*about), pk=attempt_id)
