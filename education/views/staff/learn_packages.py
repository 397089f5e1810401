"""Staff who learn run packages as people in the cell do, on staff pages and at no terminal."""

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import Verb
from accounts.views.door import Request, door
from education.views import running
from education.views.studying import STAFF


@never_cache
@door(Verb.LEARN)
@require_http_methods(["GET", "HEAD", "POST"])
def play(request: Request, enrolment: UUID, unit: UUID) -> HttpResponse:
    """As in the cell. Queries: 4, and 17 to open (+4)."""
    return running.play(request, enrolment, unit, STAFF)


@never_cache
@door(Verb.LEARN)
@require_safe
def launch(request: Request, launch_id: UUID) -> HttpResponse:
    """As in the cell. Queries: 5 (+4)."""
    return running.run(request, launch_id, STAFF)


@never_cache
@door(Verb.LEARN)
@require_POST
def begin(request: Request, launch_id: UUID) -> HttpResponse:
    """As in the cell. Queries: as launching.begin, and 2 (+4)."""
    return running.begin(request, launch_id)


@never_cache
@door(Verb.LEARN)
@require_POST
def onward(request: Request, launch_id: UUID) -> HttpResponse:
    """As in the cell. Queries: as launching.go_on, and 2 (+4)."""
    return running.onward(request, launch_id, STAFF)


@never_cache
@door(Verb.LEARN)
@require_POST
def leave(request: Request, launch_id: UUID) -> HttpResponse:
    """As in the cell. Queries: as launching.leave, and 2 (+4)."""
    return running.leave(request, launch_id, STAFF)
