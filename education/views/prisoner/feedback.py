"""Saying something back to a tutor, in the cell."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import Verb
from accounts.views.door import Request, door
from education.acts import feedback as acts
from education.forms.feedback import AnswerForm
from education.models import Feedback


@never_cache
@door(Verb.STUDY)
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: Request, feedback_id: UUID) -> HttpResponse:
    """A word or two, once. Queries: 1 (+4), and 8 to say it."""
    mine = Feedback.objects.visible_to(request.reach).select_related("enrolment", "by", "unit")
    held = get_object_or_404(mine, pk=feedback_id)
    course = held.enrolment.course_id
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if held.answered_at is not None and request.method != "POST":
        return redirect("education:course", course)
    if form.is_valid():
        try:
            acts.answer(feedback=held, words=form.cleaned_data["words"], by=request.user, at=timezone.now())
        except acts.AnsweredAlready:
            messages.warning(request, _("This has changed. Look at it again."))
        else:
            messages.success(request, _("Your tutor can read it now."))
        return redirect("education:course", course)
    return render(request, "education/prisoner/feedback_answer.html", {"one": held, "form": form, "course": course})
