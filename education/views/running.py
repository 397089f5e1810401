"""Running a package: its menu, the page around it, and the steps between. The same in cell and office."""

import json
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.keys import reading_key_of
from accounts.views.door import Request
from education.acts import launching
from education.acts.parts import Parts, parts_of
from education.models import Enrolment, Launch, Package, Unit
from education.views.content import SANDBOX, address_of, origin_of
from education.views.parts import lines_of
from education.views.studying import Face


def play(request: Request, enrolment: UUID, unit: UUID, face: Face) -> HttpResponse:
    """The parts of a package and how each stands; POST `sco` opens one. Queries: 4, and 17 to open."""
    held, step = _unit(request, enrolment, unit)
    if request.method == "POST":
        try:
            launch = launching.open_activity(
                enrolment=held.pk,
                sco=_number(request.POST.get("sco", "")),
                origin=_portal(request),
                by=request.user,
                terminal=request.terminal,
                at=timezone.now(),
            )
        except launching.NotYet:
            messages.warning(request, _("This part is not open yet. Do the part before it first."))
            return redirect(face.play, held.pk, step.pk)
        except (launching.NothingToOpen, launching.NoPlace):
            messages.warning(request, _("This can not be opened now. Ask your tutor."))
            return redirect(face.play, held.pk, step.pk)
        return redirect(face.launch, launch.pk)
    context = {
        "enrolment": held,
        "unit": step,
        "layout": face.layout,
        "back": face.home(held.course),
        **_menu(held, step),
    }
    return render(request, "education/running/play.html", context)


def run(request: Request, launch_id: UUID, face: Face) -> HttpResponse:
    """The page around a running package. Queries: 5."""
    running = _launch(request, launch_id)
    held, sco = running.attempt.enrolment, running.attempt.sco
    step, key = sco.package.unit, reading_key_of(settings.NODE_NAME)
    if step is None or key is None:
        raise Http404
    if running.ended_at is not None or running.expires_at <= timezone.now():
        return redirect(face.play, held.pk, step.pk)
    origin = origin_of(request, running)
    context = {
        "launch": running,
        "unit": step,
        "sco": sco,
        "goes_on": _goes_on(parts_of(sco.package, held), running),
        "address": address_of(request, running),
        "origin": origin,
        "sandbox": SANDBOX,
        "key": launching.key_of(running.pk, "save"),
        "node": settings.NODE_NAME,
        "kid": key.kid,
        "reader": json.dumps(key.jwk()),
        "layout": face.layout,
        "parts_page": reverse(face.play, args=[held.pk, step.pk]),
        "steps": {name: reverse(f"{face.launch}_{name}", args=[running.pk]) for name in ("begin", "onward", "leave")},
    }
    response = render(request, "education/running/player.html", context)
    response._csp_update = {"frame-src": origin}  # type: ignore[attr-defined]
    response["Permissions-Policy"] = f'unload=(self "{origin}")'
    return response


def begin(request: Request, launch_id: UUID) -> HttpResponse:
    """What the package finds, as JSON; 409 when the launch has ended. Queries: as launching.begin, and 2."""
    running = _launch(request, launch_id)
    try:
        found = launching.begin(launch=running.pk, by=request.user, at=timezone.now())
    except launching.LaunchEnded:
        return JsonResponse({"code": "LaunchEnded"}, status=409)
    return JsonResponse({"cmi": found.cmi, "ways": found.ways, "number": running.number})


def onward(request: Request, launch_id: UUID, face: Face) -> HttpResponse:
    """To the activity that the package, or the person, asks for; else back to its parts. Queries: the act's, and 2."""
    running = _launch(request, launch_id)
    said = request.POST
    launch = launching.go_on(
        launch=running.pk,
        way=said.get("way", "")[:20],
        target=said.get("target", "")[:255],
        origin=_portal(request),
        by=request.user,
        at=timezone.now(),
    )
    if launch is not None:
        return redirect(face.launch, launch.pk)
    return redirect(face.play, running.attempt.enrolment_id, running.attempt.sco.package.unit_id)


def leave(request: Request, launch_id: UUID, face: Face) -> HttpResponse:
    """Close it, and back to its parts. Queries: as launching.leave, and 2."""
    running = _launch(request, launch_id)
    launching.leave(launch=running.pk, by=request.user, at=timezone.now())
    return redirect(face.play, running.attempt.enrolment_id, running.attempt.sco.package.unit_id)


def _portal(request: Request) -> str:
    return f"{request.scheme}://{request.get_host()}"


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


def _unit(request: Request, enrolment: UUID, unit: UUID) -> tuple[Enrolment, Unit]:
    """One's own enrolment and the package's unit. Queries: 2. Raises Http404."""
    own = Enrolment.objects.visible_to(request.reach).filter(state__in=launching.OPENS)
    if request.reach.prisoner_id is None:
        own = own.filter(learner_id=request.user.pk)
    held = get_object_or_404(own.select_related("course"), pk=enrolment)
    units = Unit.objects.filter(course_id=held.course_id, kind=Unit.Kind.PACKAGE)
    return held, get_object_or_404(units.select_related("package"), pk=unit)


def _launch(request: Request, launch_id: UUID) -> Launch:
    """One's own. Queries: 1. Raises Http404."""
    own = Launch.objects.visible_to(request.reach)
    whole = own.select_related("attempt__enrolment__course", "attempt__sco__package__unit")
    return get_object_or_404(whole, pk=launch_id)


def _menu(held: Enrolment, unit: Unit) -> dict[str, Any]:
    """Queries: 2."""
    package: Package | None = getattr(unit, "package", None)
    if package is None or package.cleared_at is not None:
        return {"lines": [], "all": 0}
    parts = parts_of(package, held)
    menu = parts.menu
    counted = [node for node in menu.leaves if menu.counts(node)] or menu.leaves
    node = menu.next_to_do()
    return {
        "lines": lines_of(parts),
        "next": parts.scos[node.key] if node is not None else None,
        "begun": any(one.own.begun for one in menu.leaves),
        "many": len(counted) > 1,
        "done": sum(one.own.done for one in counted),
        "all": len(counted),
    }


def _goes_on(parts: Parts, running: Launch) -> bool:
    """Whether there is a part after this one, and the package does not lead on there by itself."""
    sco = running.attempt.sco
    return sco.pk in parts.menu.after and "continue" not in sco.extra.get("hide", [])
