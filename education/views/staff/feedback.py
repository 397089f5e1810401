"""Words to a learner, for tutors: written, taken back, the answers read."""

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
from education.acts import feedback as acts
from education.forms.feedback import FeedbackForm
from education.models import Enrolment, Feedback, Unit


@never_cache
@door(Verb.TEACH)
@require_http_methods(["GET", "HEAD", "POST"])
def feedback(request: Request, enrolment_id: UUID) -> HttpResponse:
    """Say something to one learner; what was said stands below. Queries: 3 (+4), and 10 to say it."""
    ours = Enrolment.objects.visible_to(request.reach).exclude(learner_id=request.user.pk)
    held = get_object_or_404(ours.select_related("course", "prisoner", "learner"), pk=enrolment_id)
    units = Unit.objects.current().filter(course=held.course)
    form = FeedbackForm(request.POST if request.method == "POST" else None, units=units)
    if form.is_valid():
        words = form.cleaned_data["words"]
        try:
            acts.give_feedback(enrolment=held, unit=form.unit(), words=words, by=own(request), at=timezone.now())
        except acts.NotStudying:
            form.add_error(None, _("This person studies the course no more"))
        except acts.TooManyWords:
            form.add_error(None, _("There is much to read already. Take some of it back first"))
        else:
            messages.success(request, _("They see it in their cell"))
            return redirect("education:feedback", held.pk)
    context = {"held": held, "form": form, "told": told(held), "learner": held.prisoner or held.learner}
    return render(request, "education/staff/feedback.html", context)


def told(enrolment: Enrolment) -> list[Feedback]:
    """What was said to a learner and back, the last first. Queries: 1."""
    said = Feedback.objects.filter(enrolment=enrolment).select_related("by", "unit", "answer_read_by")
    return list(said[: acts.MOST * 2])


@door(Verb.TEACH)
@require_POST
def feedback_step(request: Request, feedback_id: UUID) -> HttpResponse:
    """`step`: take words back, or note that an answer was read. Queries: 1 (+4), and 8."""
    ours = Feedback.objects.visible_to(request.reach).exclude(enrolment__learner_id=request.user.pk)
    held = get_object_or_404(ours.select_related("enrolment"), pk=feedback_id)
    if request.POST.get("step") == "read":
        acts.read_answer(feedback=held, by=own(request), at=timezone.now())
        messages.success(request, _("It is noted that you have read it"))
        return redirect("education:marking" if "marking" in request.POST else "education:feedback", *_of(request, held))
    try:
        acts.take_back(feedback=held, by=own(request), at=timezone.now())
    except acts.SeenAlready:
        messages.warning(request, _("Too late: they have seen it, or somebody else wrote it"))
    else:
        messages.success(request, _("It is taken back"))
    return redirect("education:feedback", held.enrolment_id)


def _of(request: Request, held: Feedback) -> list[UUID]:
    return [] if "marking" in request.POST else [held.enrolment_id]
