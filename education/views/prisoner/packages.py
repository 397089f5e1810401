"""Running a package in the cell, and what a running package keeps, anywhere."""

from typing import Any
from uuid import UUID

import structlog
from django.db import DataError, OperationalError
from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import Verb
from accounts.keys import NodeKeysLocked
from accounts.seal import Unreadable, read_object
from accounts.views.door import Request, door, public_door
from education.acts import saving
from education.scorm.runtime import StateRefused
from education.views import running
from education.views.studying import CELL

log = structlog.get_logger("throughgate.packages")
LARGEST_BODY = saving.LARGEST + 64 * 1024  # bytes
REFUSALS: dict[type[Exception], tuple[str, int]] = {
    saving.NoSuchLaunch: ("NoSuchLaunch", 403),
    saving.AnotherTerminal: ("AnotherTerminal", 403),
    StateRefused: ("StateRefused", 400),
    Unreadable: ("Unreadable", 400),
    DataError: ("Unreadable", 400),  # what no column takes: else it would be tried for ever
    NodeKeysLocked: ("Later", 503),
    OperationalError: ("Later", 503),
}


@never_cache
@door(Verb.STUDY)
@require_http_methods(["GET", "HEAD", "POST"])
def play(request: Request, enrolment: UUID, unit: UUID) -> HttpResponse:
    """The parts of a package and how each stands; POST `sco` opens one. Queries: 4, and 17 to open."""
    return running.play(request, enrolment, unit, CELL)


@never_cache
@door(Verb.STUDY)
@require_safe
def launch(request: Request, launch_id: UUID) -> HttpResponse:
    """The page around a running package. Queries: 5."""
    return running.run(request, launch_id, CELL)


@never_cache
@door(Verb.STUDY)
@require_POST
def begin(request: Request, launch_id: UUID) -> HttpResponse:
    """What the package finds, as JSON. Queries: as launching.begin, and 2."""
    return running.begin(request, launch_id)


@never_cache
@door(Verb.STUDY)
@require_POST
def onward(request: Request, launch_id: UUID) -> HttpResponse:
    """To another activity of it. Queries: as launching.go_on, and 2."""
    return running.onward(request, launch_id, CELL)


@never_cache
@door(Verb.STUDY)
@require_POST
def leave(request: Request, launch_id: UUID) -> HttpResponse:
    """Close it, and back to its parts. Queries: as launching.leave, and 2."""
    return running.leave(request, launch_id, CELL)


@csrf_exempt  # JSON alone, so that no other site can send it; proved by the terminal's cookie and what lies in the seal
@public_door  # whoever is signed in: the state is its writer's, who may have signed out
@require_POST
def kept(request: Request) -> HttpResponse:
    """One state of a running package, sealed by its page: saved once, however often it comes. Queries: the act's."""
    if request.content_type != "application/json":
        return _refused("Malformed", 400)
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_BODY:
        return _refused("TooLarge", 413)
    try:
        said = _read(request.body)
        saved = saving.save(terminal=request.terminal, at=timezone.now(), **said)
    except tuple(REFUSALS) as fault:
        return _refused(*next(answer for kind, answer in REFUSALS.items() if isinstance(fault, kind)))
    return JsonResponse({"state": "done", "ended": saved.ended, "counts": saved.counts})


def _read(body: bytes) -> dict[str, Any]:
    """Raises Unreadable."""
    said = read_object(body, LARGEST_BODY)
    shapes = {"launch": str, "number": int, "box": str}
    if said.keys() != shapes.keys() or any(type(said[name]) is not shape for name, shape in shapes.items()):
        raise Unreadable("members")
    try:
        return {**said, "launch": UUID(said["launch"])}
    except ValueError:
        raise Unreadable("type") from None


def _refused(code: str, status: int) -> JsonResponse:
    log.warning("package_state_refused", fault=code)
    return JsonResponse({"code": code}, status=status)
