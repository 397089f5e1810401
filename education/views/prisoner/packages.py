"""Running a package in the cell: its menu, the page around it, and what it keeps."""

import json
from typing import Any
from uuid import UUID

import structlog
from django.conf import settings
from django.contrib import messages
from django.db import DataError, OperationalError
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import Verb
from accounts.keys import NodeKeysLocked, reading_key_of
from accounts.seal import Unreadable, read_object
from accounts.views.door import Request, door, public_door
from education.acts import launching, saving
from education.models import Attempt, Enrolment, Launch, Sco, Unit
from education.scorm.runtime import StateRefused
from education.views.content import SANDBOX, address_of, origin_of
from education.views.parts import Part, parts_of

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
    """The parts of a package and how each stands; POST `sco` opens one. Queries: 4, and 15 to open."""
    held, step = _unit(request, enrolment, unit)
    if request.method == "POST":
        try:
            launch = launching.open_activity(
                enrolment=held.pk,
                sco=_number(request.POST.get("sco", "")),
                origin=f"{request.scheme}://{request.get_host()}",
                by=request.user,
                terminal=request.terminal,
                at=timezone.now(),
            )
        except (launching.NothingToOpen, launching.NoPlace):
            messages.warning(request, _("This can not be opened now. Ask your tutor."))
            return redirect("education:play", held.pk, step.pk)
        return redirect("education:launch", launch.pk)
    return render(request, "education/prisoner/play.html", {"enrolment": held, "unit": step, **_menu(held, step)})


@never_cache
@door(Verb.STUDY)
@require_safe
def launch(request: Request, launch_id: UUID) -> HttpResponse:
    """The page around a running package. Queries: 5."""
    running = _launch(request, launch_id)
    held, step = running.attempt.enrolment, running.attempt.sco.package.unit
    key = reading_key_of(settings.NODE_NAME)
    if step is None or key is None:
        raise Http404
    if running.ended_at is not None or running.expires_at <= timezone.now():
        return redirect("education:play", held.pk, step.pk)
    menu = _menu(held, step)
    context = {
        "launch": running,
        "enrolment": held,
        "unit": step,
        "sco": running.attempt.sco,
        "after": _after(menu["parts"], running.attempt.sco),
        "address": address_of(request, running),
        "origin": origin_of(request, running),
        "sandbox": SANDBOX,
        "key": launching.key_of(running.pk, "save"),
        "node": settings.NODE_NAME,
        "kid": key.kid,
        "reader": json.dumps(key.jwk()),
    }
    response = render(request, "education/prisoner/player.html", context)
    origin = origin_of(request, running)
    response._csp_update = {"frame-src": origin}  # type: ignore[attr-defined]
    response["Permissions-Policy"] = f'unload=(self "{origin}")'
    return response


@never_cache
@door(Verb.STUDY)
@require_POST
def begin(request: Request, launch_id: UUID) -> HttpResponse:
    """What the package finds, as JSON; 409 when the launch has ended. Queries: as launching.begin, and 2."""
    running = _launch(request, launch_id)
    try:
        found = launching.begin(launch=running.pk, by=request.user, at=timezone.now())
    except launching.LaunchEnded:
        return JsonResponse({"code": "LaunchEnded"}, status=409)
    return JsonResponse({"cmi": found, "number": running.number})


@never_cache
@door(Verb.STUDY)
@require_POST
def leave(request: Request, launch_id: UUID) -> HttpResponse:
    """Close it, and back to its parts. Queries: as launching.leave, and 2."""
    running = _launch(request, launch_id)
    launching.leave(launch=running.pk, by=request.user, at=timezone.now())
    held, package = running.attempt.enrolment, running.attempt.sco.package
    return redirect("education:play", held.pk, package.unit_id)


@csrf_exempt  # JSON alone, so that no other site can send it; proved by the terminal's cookie and what lies in the seal
@public_door  # whoever is signed in: the state is its writer's, who may have signed out
@require_POST
def kept(request: Request) -> HttpResponse:
    """One state of a running package, sealed by its page: saved once, however often it comes. Queries: the act's."""
    if request.content_type != "application/json":
        return _refused("Malformed", 400)
    if request.terminal is None:
        return _refused("NotATerminal", 403)
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


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


def _unit(request: Request, enrolment: UUID, unit: UUID) -> tuple[Enrolment, Unit]:
    """The person's own enrolment and the package's unit. Queries: 2. Raises Http404."""
    own = Enrolment.objects.visible_to(request.reach).filter(state__in=launching.OPENS)
    held = get_object_or_404(own.select_related("course"), pk=enrolment)
    units = Unit.objects.filter(course_id=held.course_id, kind=Unit.Kind.PACKAGE)
    return held, get_object_or_404(units.select_related("package"), pk=unit)


def _launch(request: Request, launch_id: UUID) -> Launch:
    """One's own. Queries: 1. Raises Http404."""
    own = Launch.objects.visible_to(request.reach)
    return get_object_or_404(
        own.select_related("attempt__enrolment__course", "attempt__sco__package__unit"), pk=launch_id
    )


def _menu(held: Enrolment, unit: Unit) -> dict[str, Any]:
    """Queries: 2."""
    scos = Sco.objects.filter(package__unit=unit)[:MOST_PARTS]
    attempts = {one.sco_id: one for one in Attempt.objects.filter(enrolment=held, sco__package__unit=unit)}
    parts = parts_of(scos, attempts)
    return {
        "parts": parts,
        "next": next((part for part in parts if part.opens and not part.is_done), None),
        "many": sum(part.opens for part in parts) > 1,
        "done": sum(part.is_done for part in parts if part.opens),
        "all": sum(part.opens for part in parts),
    }


MOST_PARTS = 300


def _after(parts: list[Part], sco: Sco) -> Part | None:
    """The part that follows, done or not."""
    later = [part for part in parts if part.opens and part.sco.position > sco.position]
    return later[0] if later else None
