"""How far somebody has read, told by the page while they read."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.access import NotAllowed, Verb
from accounts.receipts import AskedOtherwise
from accounts.views.door import Request, door
from education.acts.progress import NotStudying, move
from education.forms.stepping import StepForm
from education.models import Unit


@never_cache
@door(Verb.STUDY)
@require_POST
def step(request: Request, enrolment_id: UUID, unit_id: UUID) -> HttpResponse:
    """A step in a lesson: `key`, and any of `seconds`, `fraction` and `read`. Answers JSON: the state and fraction.

    400 names the fields that are wrong; 409 says NotStudying, or KeyUsed for another step under the same key.
    Queries: those of `move`. Quizzes, workbooks and packages say by themselves how far somebody is: they are no lesson.
    """
    form = StepForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"code": "Malformed", "wrong": sorted(form.errors)}, status=400)
    said: dict[str, Any] = {"step": form.step(), "key": form.cleaned_data["key"], "only": Unit.Kind.LESSON}
    try:
        progress = move(enrolment=enrolment_id, unit=unit_id, by=request.user, at=timezone.now(), **said)
    except NotAllowed as fault:
        raise Http404 from fault
    except NotStudying:
        return JsonResponse({"code": "NotStudying"}, status=409)
    except AskedOtherwise:
        return JsonResponse({"code": "KeyUsed"}, status=409)
    return JsonResponse({"state": progress.state, "fraction": progress.fraction})
