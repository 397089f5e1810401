"""The bytes of a lesson's pictures, sounds and films, and the captions of a film."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from accounts.access import Verb
from accounts.views.door import Request, door
from education.acts.media import path_of
from education.models import Media

from .ranges import answered


@door(Verb.STUDY)
@require_safe
def media(request: Request, media_id: UUID, part: str) -> HttpResponse:
    """`part`: "file" or "captions". Only who studies its course gets it. Queries: 1 (+3)."""
    return answer(request, media_id, part)


@door(Verb.LEARN)
@require_safe
def media_for_staff(request: Request, media_id: UUID, part: str) -> HttpResponse:
    """The same for staff of the prison. Queries: 1 (+3)."""
    return answer(request, media_id, part)


def answer(request: Request, media_id: UUID, part: str) -> HttpResponse:
    found = get_object_or_404(Media.objects.visible_to(request.reach), pk=media_id)
    if part == "captions" and found.captions:
        response = HttpResponse(found.captions, content_type="text/vtt; charset=utf-8")
    elif part == "file":
        try:
            response = answered(request, path_of(found), content_type=found.content_type, mark=found.digest)
        except FileNotFoundError:
            raise Http404 from None
    else:
        raise Http404
    # The same bytes for ever, but for this person's browser only while they are signed in.
    response["Cache-Control"] = "private, no-store"
    response["Content-Disposition"] = "inline"
    return response
