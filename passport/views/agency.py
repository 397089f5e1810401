"""An agency's worker: who is coming, and one person's record. Names and answers exist only in the worker's browser."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.access import Verb
from accounts.models import AgencyKey
from accounts.views.door import Request, door
from passport.acts.blobs import NoSuchBlob
from passport.acts.changes import changed_for_agency
from passport.acts.opening import (
    A_PAGE,
    AnsweredOtherwise,
    NotAnAnswer,
    NotOpen,
    open_covers,
    open_file,
    open_handover,
    open_handovers,
    send_answer,
)
from passport.forms.applications import application_words
from passport.forms.appointments import appointment_words
from passport.forms.documents import CODES
from passport.forms.licence import licence_words
from passport.forms.naming import section_name
from passport.forms.needs import need_words
from passport.forms.plan import plan_words
from passport.forms.readiness import ready_words
from passport.models import SECTIONS, CarriedLetter, Pathway, is_restricted

from .sealed_page import refused, sealed_context, sealed_page

_OTHERS = {
    "IDENTITY": gettext_lazy("Cover sheet"),
    "SKILLS": gettext_lazy("Skills"),
    "PLAN": gettext_lazy("Plan"),
    "APPOINTMENTS": gettext_lazy("Appointments"),
    "LICENCE": gettext_lazy("Licence"),
    "DOCUMENTS": gettext_lazy("Documents"),
    "MY_WORDS": gettext_lazy("In the person’s own words"),
}
TITLES = {
    section: Pathway(section).label if section in Pathway.values else _OTHERS[section]
    for section in SECTIONS
    if not is_restricted(section)
}


@door(Verb.OPEN_HANDOVER)
@require_safe
@sealed_page
def inbox(request: Request) -> HttpResponse:
    """Arrivals by release date, 50 a page, and how many letters nobody has opened. Queries: 5 beyond the door's."""
    arrivals = open_handovers(request.reach, timezone.now()).with_progress()
    page = Paginator(arrivals.order_by("release_on", "made_at", "pk"), A_PAGE).get_page(request.GET.get("page"))
    keys = AgencyKey.objects.visible_to(request.reach)
    context = {
        "page": page,
        "kids": " ".join(keys.values_list("kid", flat=True)),
        "today": timezone.localdate(),
        "new_letters": CarriedLetter.objects.visible_to(request.reach).filter(opened_at__isnull=True).count(),
        **sealed_context(),
    }
    return render(request, "passport/agency/inbox.html", context)


@door(Verb.OPEN_HANDOVER)
@require_POST
@sealed_page
def covers(request: Request) -> HttpResponse:
    """The ciphertext of the cover sheets that the page asks for."""
    ids = [found for text in request.POST.getlist("handover")[:A_PAGE] if (found := _uuid(text))]
    return JsonResponse(open_covers(handover_ids=ids, by=request.user, at=timezone.now()))


@door(Verb.OPEN_HANDOVER)
@require_safe
@sealed_page
def record(request: Request, handover_id: UUID) -> HttpResponse:
    """The empty page of one record, which its script fills. Queries: 4 beyond the door's."""
    handover = open_handovers(request.reach, timezone.now()).with_progress().filter(pk=handover_id).first()
    if handover is None:
        raise Http404
    keys = list(AgencyKey.objects.visible_to(request.reach))
    opened_at, newer = changed_for_agency(handover=handover, keys=keys, by=request.user)
    context = {
        "handover": handover,
        "kids": " ".join(key.kid for key in keys),
        "opened_at": opened_at,
        "newer": [section_name(sec) for sec in newer],
        "titles": TITLES.items(),
        "restricted": [(sec, section_name(sec)) for sec in SECTIONS if is_restricted(sec)],
        "plan_words": plan_words(),
        "document_words": CODES.items(),
        "beside_words": [*need_words(), *appointment_words(), *application_words(), *licence_words(), *ready_words()],
        **sealed_context(),
    }
    return render(request, "passport/agency/record.html", context)


@door(Verb.OPEN_HANDOVER)
@require_POST
@sealed_page
def sealed(request: Request, handover_id: UUID) -> HttpResponse:
    """The ciphertext of one handover; that it was given out is written down."""
    try:
        return JsonResponse(open_handover(handover_id=handover_id, by=request.user, at=timezone.now()))
    except NotOpen as error:
        return refused(error)


@door(Verb.OPEN_HANDOVER)
@require_POST
@sealed_page
def blob(request: Request, handover_id: UUID) -> HttpResponse:
    """One sealed file of an open handover: 40 bytes of its wrapped key, then the blob. 404 where it is not here."""
    try:
        name = request.POST.get("blob", "")
        sealed = open_file(handover_id=handover_id, name=name, by=request.user, at=timezone.now())
    except (NotOpen, NoSuchBlob) as error:
        raise Http404 from error
    return HttpResponse(sealed, content_type="application/octet-stream")


@door(Verb.OPEN_HANDOVER)
@require_POST
@sealed_page
def answers(request: Request, handover_id: UUID) -> HttpResponse:
    """Take a sealed answer; the same again is taken once."""
    answer_id = _uuid(request.POST.get("id", ""))
    try:
        if answer_id is None:
            raise NotAnAnswer("id")
        sealed = request.POST.get("sealed", "")
        answer = send_answer(
            handover_id=handover_id, answer_id=answer_id, sealed=sealed, by=request.user, at=timezone.now()
        )
    except (NotOpen, NotAnAnswer, AnsweredOtherwise) as error:
        return refused(error)
    return JsonResponse({"id": str(answer.pk), "at": answer.at.isoformat()})


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
