"""An agency's worker: letters from people in prison. Who wrote and what exists only in the worker's browser."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.access import Verb
from accounts.models import AgencyKey
from accounts.views.door import Request, door
from passport.acts.agency_letters import NoLetter, TooManyAnswers, acknowledge_letter, answer_letter, fetch_letter
from passport.acts.opening import AnsweredOtherwise, NotAnAnswer
from passport.models import CarriedLetter

from .sealed_page import refused, sealed_context, sealed_page

A_PAGE = 50  # letters


@door(Verb.OPEN_LETTER)
@require_safe
@sealed_page
def letters(request: Request) -> HttpResponse:
    """What has come, the newest first: when, from which prison, opened or not. Queries: 3 beyond the door's."""
    mine = CarriedLetter.objects.visible_to(request.reach).defer("boxes").order_by("-made_at", "pk")
    page = Paginator(mine, A_PAGE).get_page(request.GET.get("page"))
    has_key = AgencyKey.objects.visible_to(request.reach).exists()
    return render(request, "passport/agency/letters.html", {"page": page, "has_key": has_key})


@door(Verb.OPEN_LETTER)
@require_safe
@sealed_page
def letter(request: Request, letter_id: UUID) -> HttpResponse:
    """The empty page of one letter, which its script fills. Queries: 3 beyond the door's."""
    found = CarriedLetter.objects.visible_to(request.reach).defer("boxes").filter(pk=letter_id).first()
    if found is None:
        raise Http404
    keys = AgencyKey.objects.visible_to(request.reach)
    answered = list(found.answers.order_by("at").values_list("at", flat=True))
    context = {"letter": found, "answered": answered, "kids": " ".join(keys.values_list("kid", flat=True))}
    return render(request, "passport/agency/letter.html", context | sealed_context())


@door(Verb.OPEN_LETTER)
@require_POST
@sealed_page
def sealed(request: Request, letter_id: UUID) -> HttpResponse:
    """The ciphertext of one letter; that it was given out is written down."""
    try:
        return JsonResponse(fetch_letter(letter_id=letter_id, by=request.user, at=timezone.now()))
    except NoLetter as error:
        return refused(error)


@door(Verb.OPEN_LETTER)
@require_POST
@sealed_page
def opened(request: Request, letter_id: UUID) -> HttpResponse:
    """The worker's browser has opened it; the prison is told the first time."""
    try:
        row = acknowledge_letter(letter_id=letter_id, by=request.user, at=timezone.now())
    except NoLetter as error:
        return refused(error)
    return JsonResponse({"id": str(row.pk)})


@door(Verb.OPEN_LETTER)
@require_POST
@sealed_page
def answers(request: Request, letter_id: UUID) -> HttpResponse:
    """Take a sealed answer; the same again is taken once."""
    try:
        answer_id = _uuid(request.POST.get("id", ""))
        box = request.POST.get("sealed", "")
        answer = answer_letter(letter_id=letter_id, answer_id=answer_id, sealed=box, by=request.user, at=timezone.now())
    except (NoLetter, NotAnAnswer, AnsweredOtherwise, TooManyAnswers) as error:
        return refused(error)
    return JsonResponse({"id": str(answer.pk), "at": answer.at.isoformat()})


def _uuid(text: str) -> UUID:
    """Raises NotAnAnswer."""
    try:
        return UUID(text)
    except ValueError:
        raise NotAnAnswer("id") from None
